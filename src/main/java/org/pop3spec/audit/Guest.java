package org.pop3spec.audit;

import java.time.Duration;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Secrets;
import org.pop3spec.net.TlsSettings;

/** How the checks come to their connections: one place that keeps to the manners. */
final class Guest {
    private final Manners manners;
    private final Secrets secrets;
    private final Pace pace;

    /** @param secrets what no evidence may have in it */
    Guest(Manners manners, Secrets secrets) {
        this.manners = manners;
        this.secrets = secrets;
        this.pace = new Pace(manners);
    }

    Manners manners() {
        return manners;
    }

    Secrets secrets() {
        return secrets;
    }

    Pace pace() {
        return pace;
    }

    /** How long the audit may still take. */
    Duration left() {
        return pace.left();
    }

    boolean timeWasUp() {
        return pace.timeWasUp();
    }

    /** A session ready for commands, whoever the server's certificate says that it is. */
    Visit enter(Way way) throws Trouble, InterruptedException {
        return enter(way, TlsSettings.trustingAnyone());
    }

    Visit enter(Way way, TlsSettings tls) throws Trouble, InterruptedException {
        return Visit.session(way, tls, this);
    }

    /** A connection on which the next octet is the first of a TLS handshake. */
    Visit beforeTls(Way way) throws Trouble, InterruptedException {
        return Visit.beforeTls(way, this);
    }

    /** A connection on which nobody has said anything yet, and on which there need be no POP3. */
    Visit knock(Endpoint endpoint) throws Trouble, InterruptedException {
        return Visit.silent(endpoint, this);
    }
}
