package org.pop3spec.refserver;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Everything a {@link ReferenceServer} is started with.
 *
 * @param bind the address to listen on
 * @param ports the ports to listen on
 * @param accounts who has a maildrop here; names differ
 * @param faults deliberate violations, applied in this order
 * @param idleTimeout the autologout timer in both states, at least 10 minutes (RFC 1939 section 3)
 * @param timeScale how much faster than a real clock the server's own times run, 1 or more: at 600 ten minutes pass in
 *     one second. It applies to the autologout timer, both delays and the time a TLS handshake may take
 * @param loginDelay what LOGIN-DELAY announces and enforces, whole seconds; zero announces nothing (RFC 2449 section
 *     6.5)
 * @param refusalDelay how long a login that fails waits for its answer
 * @param retention what EXPIRE announces; empty announces nothing (RFC 2449 section 6.7)
 * @param greetingName the name in the greeting and in IMPLEMENTATION, printable ASCII without blanks and without
 *     {@code <}, {@code >}, {@code @} and {@code [}
 * @param apop whether the greeting has a timestamp and APOP is there
 * @param rpop whether RPOP is there (RFC 1081), for whoever has the same name on his machine and comes from a port below 1024
 * @param last whether LAST is there (RFC 1460, gone since RFC 1725)
 * @param cleartext what may be used to log in without TLS
 * @param traceHeaders whether delivery puts Return-Path and Received before a message, as most servers do
 * @param limits what is refused
 * @param withoutMechanisms the names of SASL mechanisms that it does not have
 * @param sessionCache whether clients may go on with earlier sessions of TLS 1.2
 * @param heard is told of each line that a client of POP3 sends, before it is obeyed
 * @param kerberos who the server is in a Kerberos realm; without it there is neither KPOP nor GSSAPI
 */
public record ServerSettings(
        InetAddress bind,
        Ports ports,
        List<Account> accounts,
        List<Fault> faults,
        Duration idleTimeout,
        double timeScale,
        Duration loginDelay,
        Duration refusalDelay,
        Optional<Retention> retention,
        String greetingName,
        boolean apop,
        boolean rpop,
        boolean last,
        CleartextPolicy cleartext,
        boolean traceHeaders,
        Limits limits,
        Set<String> withoutMechanisms,
        boolean sessionCache,
        Consumer<String> heard,
        Optional<KerberosService> kerberos) {
    private static final Duration SHORTEST_IDLE = Duration.ofMinutes(10);

    /** @throws IllegalArgumentException when a value is outside its range */
    public ServerSettings {
        accounts = List.copyOf(accounts);
        faults = List.copyOf(faults);
        withoutMechanisms = Set.copyOf(withoutMechanisms);
        Set<String> names = new HashSet<>();
        for (Account account : accounts) {
            if (!names.add(account.name())) {
                throw new IllegalArgumentException("Two accounts have the name " + account.name());
            }
        }
        if (idleTimeout.compareTo(SHORTEST_IDLE) < 0) {
            throw new IllegalArgumentException("RFC 1939 wants an autologout timer of at least 10 minutes");
        }
        if (!(timeScale >= 1) || Double.isInfinite(timeScale)) {
            throw new IllegalArgumentException("The time scale is 1 or more");
        }
        if (loginDelay.isNegative() || !loginDelay.equals(Duration.ofSeconds(loginDelay.toSeconds()))) {
            throw new IllegalArgumentException("The login delay is a whole number of seconds");
        }
        if (!greetingName.matches("[!-~&&[^<>@\\[]]{1,100}")) {
            throw new IllegalArgumentException("Not a name for a greeting: \"" + greetingName + "\"");
        }
    }

    /** Loopback, ports from the operating system, one account alice with password wonderland, no fault. */
    public static ServerSettings defaults() {
        return new Builder().build();
    }

    /**
     * A server on which an audit finds nothing: logins under TLS only and by nothing that rests on MD5, wrong passwords slowed
     * down, few connections for one client, sessions of TLS that can be gone on with.
     */
    public static Builder hardened() {
        return builder()
                .cleartext(CleartextPolicy.NO_LOGIN)
                .apop(false)
                .withoutMechanisms(Set.of("NTLM", "CRAM-MD5", "DIGEST-MD5"))
                .refusalDelay(Duration.ofSeconds(2))
                .limits(Limits.USUAL.withSessionsOfOne(10))
                .sessionCache(true);
    }

    /** The same settings to change from. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Starts from {@link #defaults()}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Real time for a time of the server. */
    Duration scaled(Duration time) {
        return Duration.ofNanos((long) (time.toNanos() / timeScale));
    }

    /** Collects settings; {@link #build()} checks them. */
    public static final class Builder {
        private InetAddress bind = InetAddress.getLoopbackAddress();
        private Ports ports = Ports.ANY;
        private List<Account> accounts = List.of(new Account("alice", "wonderland"));
        private List<Fault> faults = List.of();
        private Duration idleTimeout = SHORTEST_IDLE;
        private double timeScale = 1;
        private Duration loginDelay = Duration.ZERO;
        private Duration refusalDelay = Duration.ZERO;
        private Optional<Retention> retention = Optional.of(Retention.NEVER);
        private String greetingName = "pop3spec-reference";
        private boolean apop = true;
        private boolean rpop;
        private boolean last;
        private CleartextPolicy cleartext = CleartextPolicy.ALLOW;
        private boolean traceHeaders = true;
        private Limits limits = Limits.USUAL;
        private Set<String> withoutMechanisms = Set.of();
        private boolean sessionCache;
        private Consumer<String> heard = line -> {};
        private Optional<KerberosService> kerberos = Optional.empty();

        private Builder() {}

        private Builder(ServerSettings from) {
            bind = from.bind;
            ports = from.ports;
            accounts = from.accounts;
            faults = from.faults;
            idleTimeout = from.idleTimeout;
            timeScale = from.timeScale;
            loginDelay = from.loginDelay;
            refusalDelay = from.refusalDelay;
            retention = from.retention;
            greetingName = from.greetingName;
            apop = from.apop;
            rpop = from.rpop;
            last = from.last;
            cleartext = from.cleartext;
            traceHeaders = from.traceHeaders;
            limits = from.limits;
            withoutMechanisms = from.withoutMechanisms;
            sessionCache = from.sessionCache;
            heard = from.heard;
            kerberos = from.kerberos;
        }

        /** The address to listen on; the loopback address unless set. */
        public Builder bind(InetAddress address) {
            bind = address;
            return this;
        }

        /** The ports to listen on; chosen by the operating system unless set. */
        public Builder ports(Ports all) {
            ports = all;
            return this;
        }

        /** Replaces the accounts. */
        public Builder accounts(List<Account> all) {
            accounts = List.copyOf(all);
            return this;
        }

        /** Adds an account to those that are there. */
        public Builder account(String name, String password) {
            List<Account> more = new ArrayList<>(accounts);
            more.add(new Account(name, password));
            return accounts(more);
        }

        /** Replaces the faults. */
        public Builder faults(List<Fault> all) {
            faults = List.copyOf(all);
            return this;
        }

        /** The autologout timer, 10 minutes unless set. */
        public Builder idleTimeout(Duration time) {
            idleTimeout = time;
            return this;
        }

        /** How much faster than a real clock the server's times run. */
        public Builder timeScale(double factor) {
            timeScale = factor;
            return this;
        }

        /** The delay between logins of one account; none unless set. */
        public Builder loginDelay(Duration time) {
            loginDelay = time;
            return this;
        }

        /** How long a login that fails waits for its answer; not at all unless set. */
        public Builder refusalDelay(Duration time) {
            refusalDelay = time;
            return this;
        }

        /** What EXPIRE promises, NEVER unless set; empty announces nothing. */
        public Builder retention(Optional<Retention> promise) {
            retention = promise;
            return this;
        }

        /** The name in greeting and IMPLEMENTATION. */
        public Builder greetingName(String name) {
            greetingName = name;
            return this;
        }

        /** Whether APOP is offered; it is unless set otherwise. */
        public Builder apop(boolean offered) {
            apop = offered;
            return this;
        }

        /** Whether RPOP is offered; it is not unless set otherwise. */
        public Builder rpop(boolean offered) {
            rpop = offered;
            return this;
        }

        /** Whether LAST is offered; it is not unless set otherwise. */
        public Builder last(boolean offered) {
            last = offered;
            return this;
        }

        /** What may be used to log in without TLS. */
        public Builder cleartext(CleartextPolicy policy) {
            cleartext = policy;
            return this;
        }

        /** Whether delivery puts trace header fields before a message. */
        public Builder traceHeaders(boolean added) {
            traceHeaders = added;
            return this;
        }

        /** What is refused. */
        public Builder limits(Limits all) {
            limits = all;
            return this;
        }

        /** Takes SASL mechanisms away, by their names. */
        public Builder withoutMechanisms(Set<String> names) {
            withoutMechanisms = Set.copyOf(names);
            return this;
        }

        /** Whether clients may go on with earlier sessions of TLS 1.2; they may not unless set. */
        public Builder sessionCache(boolean kept) {
            sessionCache = kept;
            return this;
        }

        /** Tells what clients of POP3 send, line by line, from the threads of their connections. */
        public Builder heard(Consumer<String> listener) {
            heard = listener;
            return this;
        }

        /** Who the server is in a Kerberos realm; nobody unless set. */
        public Builder kerberos(KerberosService service) {
            kerberos = Optional.of(service);
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException when a value is outside its range
         */
        public ServerSettings build() {
            return new ServerSettings(
                    bind,
                    ports,
                    accounts,
                    faults,
                    idleTimeout,
                    timeScale,
                    loginDelay,
                    refusalDelay,
                    retention,
                    greetingName,
                    apop,
                    rpop,
                    last,
                    cleartext,
                    traceHeaders,
                    limits,
                    withoutMechanisms,
                    sessionCache,
                    heard,
                    kerberos);
        }
    }
}
