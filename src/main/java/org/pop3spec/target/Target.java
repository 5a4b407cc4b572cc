package org.pop3spec.target;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pop3spec.net.Endpoint;
import org.pop3spec.scenario.Protocol;

/**
 * The server under test.
 *
 * @param name how reports call it
 * @param version what runs there and in which version, where the harness started it and knows
 * @param pop3 where it speaks POP3 in cleartext, with STLS if it has that
 * @param pop3s where it speaks POP3 over TLS from the first octet; at least one of the two is there
 * @param kpop where it speaks KPOP
 * @param kpops where it speaks KPOP under TLS
 * @param earlier where it speaks protocols before POP3
 * @param kerberos how tickets for it are had
 * @param accounts at least one, but for a look from outside
 * @param disposable whether everything may be done with all its accounts
 * @param delivery how messages get in, as it was written: {@code smtp://host:25}, {@code maildir:path} ... or {@code none}
 * @param folder what relative paths in {@code delivery} are relative to
 */
public record Target(
        String name,
        Kind kind,
        Optional<String> version,
        Optional<Endpoint> pop3,
        Optional<Endpoint> pop3s,
        Optional<Endpoint> kpop,
        Optional<Endpoint> kpops,
        Map<Protocol, Endpoint> earlier,
        Optional<KerberosAccess> kerberos,
        List<Account> accounts,
        boolean disposable,
        String delivery,
        Path folder,
        Trust trust,
        TargetLimits limits) {
    /** Who started it. */
    public enum Kind {
        /** The embedded reference server. */
        REFERENCE,
        /** A container that the harness started. */
        RECIPE,
        /** Somebody else: the harness is a guest. */
        REMOTE
    }

    /** What {@code delivery} says when nothing can be put into the maildrops. */
    public static final String NO_DELIVERY = "none";

    /** A target without Kerberos. */
    public Target(
            String name,
            Kind kind,
            Optional<String> version,
            Optional<Endpoint> pop3,
            Optional<Endpoint> pop3s,
            List<Account> accounts,
            boolean disposable,
            String delivery,
            Path folder,
            Trust trust,
            TargetLimits limits) {
        this(
                name,
                kind,
                version,
                pop3,
                pop3s,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                accounts,
                disposable,
                delivery,
                folder,
                trust,
                limits);
    }

    public Target {
        earlier = Map.copyOf(earlier);
        accounts = List.copyOf(accounts);
        if (pop3.isEmpty() && pop3s.isEmpty()) {
            throw new IllegalArgumentException("a target without endpoint");
        }
    }

    /** Where it speaks that protocol in cleartext, if it does. */
    public Optional<Endpoint> cleartext(Protocol protocol) {
        return protocol == Protocol.POP3 ? pop3 : Optional.ofNullable(earlier.get(protocol));
    }

    /** Whether everything may be done with its accounts. */
    public boolean allowsEverything() {
        return disposable || kind != Kind.REMOTE;
    }

    /** The same with other accounts. */
    public Target withAccounts(List<Account> others) {
        return with(others, limits);
    }

    /** The same where so many connections may be open at the same time, at most. */
    public Target withConnections(int most) {
        return with(accounts, new TargetLimits(Optional.of(most), limits.timeout(), limits.loginDelay()));
    }

    private Target with(List<Account> others, TargetLimits other) {
        return new Target(
                name,
                kind,
                version,
                pop3,
                pop3s,
                kpop,
                kpops,
                earlier,
                kerberos,
                others,
                disposable,
                delivery,
                folder,
                trust,
                other);
    }

    /** Its endpoints as addresses. */
    public List<String> addresses() {
        List<String> addresses = new ArrayList<>();
        pop3.ifPresent(endpoint -> addresses.add("pop3://" + endpoint));
        pop3s.ifPresent(endpoint -> addresses.add("pop3s://" + endpoint));
        kpop.ifPresent(endpoint -> addresses.add("kpop://" + endpoint));
        kpops.ifPresent(endpoint -> addresses.add("kpops://" + endpoint));
        for (Protocol protocol : Protocol.EARLIER) {
            Optional.ofNullable(earlier.get(protocol))
                    .ifPresent(endpoint -> addresses.add(protocol.word() + "://" + endpoint));
        }
        return List.copyOf(addresses);
    }
}
