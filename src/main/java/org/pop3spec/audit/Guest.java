package org.pop3spec.audit;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.pop3spec.net.AddressLookup;
import org.pop3spec.net.ConnectFailure;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Secrets;
import org.pop3spec.net.TlsSettings;

/** How the checks come to their connections: one place that keeps to the manners. */
final class Guest {
    private final Manners manners;
    private final Secrets secrets;
    private final AddressLookup lookup;
    private final Pace pace;

    /** @param secrets what no evidence may have in it */
    Guest(Manners manners, Secrets secrets) {
        this(manners, secrets, AddressLookup.ofSystem(), Duration.ZERO);
    }

    /**
     * @param lookup how hosts are found
     * @param spent how much of the time that the audit may take has gone by already
     */
    Guest(Manners manners, Secrets secrets, AddressLookup lookup, Duration spent) {
        this(manners, secrets, lookup, new Pace(manners, spent));
    }

    private Guest(Manners manners, Secrets secrets, AddressLookup lookup, Pace pace) {
        this.manners = manners;
        this.secrets = secrets;
        this.lookup = lookup;
        this.pace = pace;
    }

    /** The same guest, who takes this for the address of every host. */
    Guest at(InetAddress address) {
        return new Guest(manners, secrets, new AddressLookup(host -> new InetAddress[] {address}), pace);
    }

    /**
     * The addresses of a host, at least one.
     *
     * @throws Trouble when they can't be found out
     */
    List<InetAddress> addresses(String host) throws Trouble, InterruptedException {
        try {
            return lookup.of(host, Deadline.in(manners.limits().connect()));
        } catch (ConnectFailure e) {
            throw Trouble.of(e);
        }
    }

    AddressLookup lookup() {
        return lookup;
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
