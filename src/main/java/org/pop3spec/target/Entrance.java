package org.pop3spec.target;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.pop3spec.auth.LoginResult;
import org.pop3spec.auth.LoginVariant;
import org.pop3spec.auth.UserPass;
import org.pop3spec.net.ConnectFailure;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.Received;
import org.pop3spec.net.Secrets;
import org.pop3spec.net.TlsFailure;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.scenario.Channel;

/**
 * How the harness gets into the maildrops of a target for its own purposes.
 *
 * @param endpoint where it connects to
 * @param variant what it logs in by
 */
public record Entrance(Endpoint endpoint, Channel channel, TlsSettings tls, Limits limits, LoginVariant variant) {
    /** Refusals that pass by themselves (RFC 2449 section 8.1, RFC 3206 section 4). */
    private static final Set<String> PASSING = Set.of("IN-USE", "LOGIN-DELAY", "SYS/TEMP");

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** A login was refused; the message is one line. */
    public static final class Rejected extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean passing;
        private final boolean early;

        Rejected(String message, boolean passing, boolean early) {
            super(message);
            this.passing = passing;
            this.early = early;
        }

        /** Whether the server says that it will pass by itself. */
        public boolean passing() {
            return passing;
        }

        /** Whether it came before anything that proves who logs in was sent. */
        boolean early() {
            return early;
        }
    }

    /** By USER and PASS. */
    public static Entrance byPassword(Endpoint endpoint, Channel channel, TlsSettings tls, Limits limits) {
        return new Entrance(endpoint, channel, tls, limits, new UserPass());
    }

    /** Connects, and goes as far as the channel asks before anything else is said. */
    public PlainSession connect()
            throws ConnectFailure, TlsFailure, PlainSession.Broken, Rejected, InterruptedException {
        PlainSession session =
                PlainSession.open(endpoint, channel == Channel.TLS ? Optional.of(tls) : Optional.empty(), limits);
        if (channel != Channel.STLS) {
            return session;
        }
        try {
            PlainSession.Status status = session.startTls(tls);
            if (!status.ok()) {
                throw new Rejected("it refuses STLS: " + PlainSession.shown("-ERR " + status.text()), false, true);
            }
            return session;
        } catch (TlsFailure | PlainSession.Broken | Rejected | InterruptedException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Connects and logs in, once. */
    public PlainSession enter(Account account)
            throws ConnectFailure, TlsFailure, PlainSession.Broken, Rejected, InterruptedException {
        PlainSession session = connect();
        try {
            login(session, account);
            return session;
        } catch (PlainSession.Broken | Rejected | InterruptedException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Connects and logs in; while the server says that the account is in use, or something else that passes, again and
     * again until the deadline. A login that is rejected for good is tried once only: it may count towards a lockout.
     */
    public PlainSession enter(Account account, Deadline deadline)
            throws ConnectFailure, TlsFailure, PlainSession.Broken, Rejected, InterruptedException {
        return enter(account, deadline, Rejected::passing);
    }

    /**
     * The same for an account that was admitted a moment ago: whatever it is rejected with now may be because that session is
     * not over for the server.
     */
    PlainSession enterAgain(Account account, Deadline deadline)
            throws ConnectFailure, TlsFailure, PlainSession.Broken, Rejected, InterruptedException {
        return enter(account, deadline, rejected -> true);
    }

    private PlainSession enter(Account account, Deadline deadline, Predicate<Rejected> passes)
            throws ConnectFailure, TlsFailure, PlainSession.Broken, Rejected, InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return enter(account);
            } catch (Rejected e) {
                if (!passes.test(e) || deadline.remaining() <= pause.toNanos()) {
                    throw e;
                }
            }
            Thread.sleep(pause.toMillis());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Logs in on a session that has not done so yet. */
    public void login(PlainSession session, Account account)
            throws PlainSession.Broken, Rejected, InterruptedException {
        PlainLogin login = session.login();
        LoginResult result = variant.open(login, account.credentials());
        // a server may send back what it was sent
        Secrets secrets = new Secrets();
        secrets.addPassword(account.password().octets());
        if (result instanceof LoginResult.Rejected rejected) {
            PlainSession.Status status = new PlainSession.Status(false, rejected.text());
            throw new Rejected(
                    "it rejects the login of " + account.user() + ": "
                            + PlainSession.shown("-ERR " + secrets.mask(status.text())),
                    status.code().filter(PASSING::contains).isPresent(),
                    // the digest of APOP is in its only line
                    login.sent() < 2 && !variant.name().equals("apop"));
        } else if (result instanceof LoginResult.Broken broken) {
            Received received = broken.received();
            throw PlainSession.broken(
                    "the answer to " + broken.step(),
                    received instanceof Received.Line line
                            ? new Received.Line(secrets.mask(line.octets()), line.terminator())
                            : received);
        } else if (result instanceof LoginResult.BrokenOff off) {
            throw new PlainSession.Broken("login by " + variant.name() + ": " + off.reason());
        } else if (result instanceof LoginResult.Impossible impossible) {
            throw new Rejected("it offers no login by " + variant.name() + ": " + impossible.reason(), false, true);
        }
    }
}
