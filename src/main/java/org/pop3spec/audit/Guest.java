package org.pop3spec.audit;

import org.pop3spec.net.TlsSettings;

/** How the checks come to their connections: one place that keeps to the manners. */
final class Guest {
    private final Manners manners;
    private final Pace pace;

    Guest(Manners manners) {
        this.manners = manners;
        this.pace = new Pace(manners);
    }

    Manners manners() {
        return manners;
    }

    boolean timeWasUp() {
        return pace.timeWasUp();
    }

    /** A session ready for commands, whoever the server's certificate says that it is. */
    Visit enter(Way way) throws Trouble, InterruptedException {
        return enter(way, TlsSettings.trustingAnyone());
    }

    Visit enter(Way way, TlsSettings tls) throws Trouble, InterruptedException {
        return Visit.session(way, tls, manners.limits(), pace);
    }

    /** A connection on which the next octet is the first of a TLS handshake. */
    Visit beforeTls(Way way) throws Trouble, InterruptedException {
        return Visit.beforeTls(way, manners.limits(), pace);
    }
}
