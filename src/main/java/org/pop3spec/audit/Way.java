package org.pop3spec.audit;

import org.pop3spec.net.Endpoint;
import org.pop3spec.scenario.Channel;

/** One way of having a session: a place to connect to, and what is done before the first command. */
record Way(Endpoint endpoint, Channel channel) {
    /** As reports name it. */
    String label() {
        return channel == Channel.STLS ? endpoint + " after STLS" : endpoint.toString();
    }

    boolean encrypted() {
        return channel != Channel.CLEARTEXT;
    }
}
