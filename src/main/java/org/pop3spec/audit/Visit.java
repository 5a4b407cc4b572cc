package org.pop3spec.audit;

import java.util.List;
import java.util.Optional;
import org.pop3spec.net.ConnectFailure;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Recorder;
import org.pop3spec.net.TlsFailure;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.scenario.Channel;
import org.pop3spec.target.Account;
import org.pop3spec.target.Entrance;
import org.pop3spec.target.PlainSession;

/** One connection of an audit, and what went over it. */
final class Visit implements AutoCloseable {
    /** Why there is no TLS. */
    static final String NO_STLS = "STLS is refused";

    /** In octets; what it lists is kept. */
    private static final int MOST_OF_CAPABILITIES = 64 << 10;
    /** In octets: the unique-ids of a large maildrop. */
    private static final int MOST_OF_AN_ANSWER = 64 << 20;

    private final Pace pace;
    private final Recorder recorder;
    private final Connection connection;
    private final Optional<PlainSession> session;

    private Visit(Pace pace, Recorder recorder, Connection connection, Optional<PlainSession> session) {
        this.pace = pace;
        this.recorder = recorder;
        this.connection = connection;
        this.session = session;
    }

    /** A session ready for commands. */
    static Visit session(Way way, TlsSettings tls, Guest guest) throws Trouble, InterruptedException {
        Visit visit =
                greeted(way.endpoint(), way.channel() == Channel.TLS ? Optional.of(tls) : Optional.empty(), guest);
        if (way.channel() == Channel.STLS) {
            visit.startTls(tls);
        }
        return visit;
    }

    /** A connection on which the next octet is the first of a TLS handshake. */
    static Visit beforeTls(Way way, Guest guest) throws Trouble, InterruptedException {
        if (way.channel() == Channel.STLS) {
            Visit visit = greeted(way.endpoint(), Optional.empty(), guest);
            try {
                if (!visit.command("STLS").ok()) {
                    throw new Trouble(NO_STLS);
                }
                return visit;
            } catch (Trouble | InterruptedException | RuntimeException e) {
                visit.close();
                throw e;
            }
        }
        return silent(way.endpoint(), guest);
    }

    /** A connection on which nobody has said anything yet, and on which there need be no POP3. */
    static Visit silent(Endpoint endpoint, Guest guest) throws Trouble, InterruptedException {
        Pace pace = guest.pace();
        pace.open();
        try {
            Recorder recorder = new Recorder(guest.secrets());
            return new Visit(pace, recorder, connect(endpoint, guest, recorder), Optional.empty());
        } catch (ConnectFailure e) {
            pace.closed();
            throw Trouble.of(e);
        } catch (InterruptedException | RuntimeException e) {
            pace.closed();
            throw e;
        }
    }

    private static Visit greeted(Endpoint endpoint, Optional<TlsSettings> tls, Guest guest)
            throws Trouble, InterruptedException {
        Pace pace = guest.pace();
        pace.open();
        try {
            Recorder recorder = new Recorder(guest.secrets());
            PlainSession session = PlainSession.over(connect(endpoint, guest, recorder), tls);
            return new Visit(pace, recorder, session.connection(), Optional.of(session));
        } catch (ConnectFailure e) {
            pace.closed();
            throw Trouble.of(e);
        } catch (TlsFailure e) {
            pace.closed();
            throw trouble(e);
        } catch (PlainSession.Broken e) {
            pace.closed();
            throw trouble(e);
        } catch (InterruptedException | RuntimeException e) {
            pace.closed();
            throw e;
        }
    }

    private void startTls(TlsSettings tls) throws Trouble, InterruptedException {
        try {
            if (!here().startTls(tls).ok()) {
                throw new Trouble(NO_STLS);
            }
        } catch (TlsFailure e) {
            close();
            throw trouble(e);
        } catch (PlainSession.Broken e) {
            close();
            throw trouble(e);
        } catch (Trouble | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static Connection connect(Endpoint endpoint, Guest guest, Recorder recorder)
            throws ConnectFailure, InterruptedException {
        return Connection.open(1, endpoint, guest.lookup(), guest.manners().limits(), recorder);
    }

    private static Trouble trouble(TlsFailure e) {
        boolean late = e.reason() == TlsFailure.Reason.TIMED_OUT;
        return new Trouble(late ? Trouble.Kind.SILENT : Trouble.Kind.ANSWERED, String.valueOf(e.getMessage()));
    }

    private static Trouble trouble(PlainSession.Broken e) {
        return new Trouble(e.late() ? Trouble.Kind.SILENT : Trouble.Kind.ANSWERED, String.valueOf(e.getMessage()));
    }

    /** Logs in, once. */
    void login(Account account) throws Trouble, InterruptedException {
        try {
            Entrance.byPassword(connection.endpoint(), Channel.TLS, TlsSettings.trustingAnyone(), connection.limits())
                    .login(here(), account);
        } catch (PlainSession.Broken e) {
            throw trouble(e);
        } catch (Entrance.Rejected e) {
            throw new Trouble(String.valueOf(e.getMessage()));
        }
    }

    private PlainSession here() {
        return session.orElseThrow(() -> new IllegalStateException("a connection without a session"));
    }

    Connection connection() {
        return connection;
    }

    /** With its indicator. */
    String greeting() {
        return here().greeting();
    }

    Optional<String> timestamp() {
        return here().timestamp();
    }

    PlainSession.Status command(String command) throws Trouble, InterruptedException {
        try {
            return here().command(command);
        } catch (PlainSession.Broken e) {
            throw trouble(e);
        }
    }

    /** What CAPA lists; empty when it is refused. */
    Optional<List<String>> capabilities() throws Trouble, InterruptedException {
        return lines("CAPA", MOST_OF_CAPABILITIES);
    }

    /** The lines of a multi-line answer; empty when the command is refused. */
    Optional<List<String>> lines(String command) throws Trouble, InterruptedException {
        return lines(command, MOST_OF_AN_ANSWER);
    }

    private Optional<List<String>> lines(String command, int most) throws Trouble, InterruptedException {
        try {
            return here().lines(command, most);
        } catch (PlainSession.Broken e) {
            throw trouble(e);
        }
    }

    /** Sends octets as they are. */
    void send(String octets) throws Trouble, InterruptedException {
        if (connection.write(octets, Deadline.in(connection.limits().answer())).isPresent()) {
            throw new Trouble("the server does not take what is sent to it");
        }
    }

    /** What went over the wire so far. */
    List<String> evidence() {
        return Evidence.of(recorder.transcript());
    }

    /** Takes leave with QUIT and waits for the answer. */
    void leave() throws InterruptedException {
        here().leave();
    }

    /** Closes at once, if that was not done already. */
    @Override
    public void close() {
        connection.close();
        pace.closed();
    }
}
