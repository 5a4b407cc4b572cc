package org.pop3spec.session;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.pop3spec.auth.Credentials;
import org.pop3spec.auth.LoginResult;
import org.pop3spec.auth.Sendauth;
import org.pop3spec.kerberos.KerberosIdentity;
import org.pop3spec.net.ClientCertificate;
import org.pop3spec.net.ConnectFailure;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.Printable;
import org.pop3spec.net.Received;
import org.pop3spec.net.Recorder;
import org.pop3spec.net.TlsFailure;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.result.Failure;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.SourcePosition;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Opening;
import org.pop3spec.scenario.Protocol;
import org.pop3spec.scenario.StatusLine;
import org.pop3spec.scenario.Touch;

/** The connections of one scenario: opened when first named, brought to the point where a client may speak. */
final class Connections {
    private static final int SHOWN = 2048;
    private static final Duration LEAVING = Duration.ofSeconds(2);
    private static final Duration CLOSING = Duration.ofMillis(300);
    private static final Set<TlsFailure.Reason> UNTRUSTED =
            Set.of(TlsFailure.Reason.UNTRUSTED, TlsFailure.Reason.WRONG_HOST, TlsFailure.Reason.EXPIRED);

    private final Protocol protocol;
    private final Setting setting;
    private final Limits limits;
    private final Recorder recorder;
    private final Map<Integer, Dialogue> dialogues = new TreeMap<>();

    Connections(Protocol protocol, Setting setting, Limits limits, Recorder recorder) {
        this.protocol = protocol;
        this.setting = setting;
        this.limits = limits;
        this.recorder = recorder;
    }

    /** Those that were opened, by number. */
    Collection<Dialogue> all() {
        return dialogues.values();
    }

    /** The connection of that number, opened if it was not; its greeting is still to be read. */
    Dialogue raw(int number, SourcePosition at) throws InterruptedException {
        Dialogue there = dialogues.get(number);
        return there != null ? there : open(number, usual(), at);
    }

    /** How connections are opened where the script does not say. */
    private Approach usual() {
        return Approach.by(setting.channel(), setting.variant(), 1);
    }

    /** Opens one anew, closing what had that number before. */
    Dialogue open(int number, Approach approach, SourcePosition at) throws InterruptedException {
        Dialogue before = dialogues.get(number);
        if (before != null) {
            before.connection().close();
        }
        Channel channel = approach.channel();
        boolean kpop = approach.opening() == Opening.KPOP;
        Endpoint endpoint = setting.endpoint(approach)
                .orElseThrow(() -> Ending.trouble(
                        failure("the target has no port for " + (kpop ? "KPOP, " : "") + channel.word(), at), true));
        try {
            Connection connection = approach.opening() == Opening.RESERVED_PORT
                    ? Connection.openFromReservedPort(number, endpoint, limits, recorder)
                    : Connection.open(number, endpoint, limits, recorder);
            if (channel == Channel.TLS && (kpop || approach.handshake())) {
                connection.startTls(tls(approach));
            }
            Dialogue dialogue = new Dialogue(protocol, connection, approach);
            dialogues.put(number, dialogue);
            if (kpop && approach.handshake()) {
                sendauth(connection, approach.account(), at);
            }
            return dialogue;
        } catch (ConnectFailure | TlsFailure e) {
            if (e instanceof ConnectFailure failure && failure.reason() == ConnectFailure.Reason.NOT_PERMITTED) {
                // that says nothing about the server
                throw Ending.skip(SkipReason.Code.HARNESS_LACKS, String.valueOf(e.getMessage()));
            }
            if (approach.binding().isPresent()
                    && e instanceof TlsFailure failure
                    && failure.reason() == TlsFailure.Reason.NO_COMMON_VERSION) {
                throw Ending.skip(
                        SkipReason.Code.UNSUPPORTED,
                        "no version of TLS in common for the "
                                + approach.binding().get() + " channel binding");
            }
            throw Ending.trouble(failure(String.valueOf(e.getMessage()), at), false);
        }
    }

    /** How hands are shaken for TLS on a connection that was opened so. */
    private TlsSettings tls(Approach approach) {
        TlsSettings usual =
                approach.binding().map(setting.tlsSettings()::bindingBy).orElse(setting.tlsSettings());
        return switch (approach.opening()) {
            case CERTIFICATE -> usual.showing(certificate(approach.account()));
            case UNTRUSTED_CERTIFICATE ->
                usual.showing(certificate(approach.account()).impostor());
            default -> usual;
        };
    }

    private ClientCertificate certificate(int account) {
        Credentials credentials = setting.accounts().get(account - 1);
        return credentials
                .certificate()
                .orElseThrow(() -> Ending.skip(
                        SkipReason.Code.TARGET_LACKS,
                        "the account " + credentials.user() + " has no client certificate"));
    }

    /** Shows the account's ticket: whether a server takes it is the subject of scenarios that do it by themselves. */
    private void sendauth(Connection connection, int account, SourcePosition at) throws InterruptedException {
        Credentials credentials = setting.accounts().get(account - 1);
        KerberosIdentity identity = credentials
                .kerberos()
                .orElseThrow(() -> Ending.skip(
                        SkipReason.Code.TARGET_LACKS,
                        "the account " + credentials.user() + " has no Kerberos principal"));
        Optional<LoginResult> trouble = new Sendauth(connection, recorder.secrets()).show(identity);
        if (trouble.isPresent()) {
            throw Ending.trouble(failure("the KPOP handshake failed: " + Logins.describe(trouble.get()), at), false);
        }
    }

    /** The connection of that number, opened like this if it was not, ready for a command. */
    Dialogue ready(int number, Approach approach, SourcePosition at) throws InterruptedException {
        if (!dialogues.containsKey(number)) {
            open(number, approach, at);
        }
        return ready(number, at);
    }

    /** The connection of that number, ready for a command: greeted, and under TLS where its channel is STLS. */
    Dialogue ready(int number, SourcePosition at) throws InterruptedException {
        Dialogue dialogue = raw(number, at);
        if (dialogue.greetingWanted()) {
            greet(dialogue, at);
        }
        if (dialogue.stlsDue()) {
            dialogue.stlsDone();
            upgrade(dialogue, at);
        }
        return dialogue;
    }

    /**
     * Whether a line is what a server says in place of a greeting when it takes no more connections, or none from here. In KPOP
     * the ticket comes before the greeting, which answers a login then.
     */
    static boolean turnsAway(Dialogue dialogue, String line) {
        return dialogue.greetingDue() && dialogue.approach().opening() != Opening.KPOP && line.startsWith("-ERR");
    }

    /** How a scenario ends whose connection was turned away: whom a server admits is its own business. */
    static Ending turnedAway(String greeting, SourcePosition at) {
        Failure failure = new Failure(
                "the server did not greet, but turned the connection away: " + Expecting.quoted(greeting)
                        + "; how many it takes can be said by limits: {connections: N} in the target file",
                "a greeting (+OK)",
                greeting,
                Optional.of(at),
                Optional.empty());
        return Ending.trouble(failure, false);
    }

    /** Whether nothing has greeted while another connection is open: some servers serve one client after the other. */
    boolean waitsItsTurn(Dialogue dialogue) {
        return dialogue.greetingDue()
                && all().stream()
                        .filter(other -> other != dialogue)
                        .map(Dialogue::connection)
                        .anyMatch(other -> !other.closed() && other.ended().isEmpty());
    }

    /** How a scenario ends that was not greeted in time beside another connection: no text says how many a server has to serve. */
    static Ending keptWaiting(SourcePosition at) {
        Failure failure = new Failure(
                "no greeting came in time while another connection was open; for a server that serves one after the other"
                        + " say limits: {connections: 1} in the target file",
                "a greeting (+OK)",
                "",
                Optional.of(at),
                Optional.empty());
        return Ending.trouble(failure, false);
    }

    /** Reads the greeting, which must be positive. */
    void greet(Dialogue dialogue, SourcePosition at) throws InterruptedException {
        Received received = dialogue.receive();
        if (received instanceof Received.Line line) {
            Optional<StatusLine> status = accepting(protocol, line.octets());
            if (status.isPresent()) {
                dialogue.greetingSeen(status.get().text());
                return;
            }
        }
        String what = received instanceof Received.Line line ? line.octets() : "";
        if (turnsAway(dialogue, what)) {
            throw turnedAway(what, at);
        }
        if (received instanceof Received.TimedOut && waitsItsTurn(dialogue)) {
            throw keptWaiting(at);
        }
        throw Ending.trouble(
                new Failure(
                        "the server did not greet: " + describe(received),
                        "a greeting (" + protocol.indicators().get(0).word() + ")",
                        what,
                        Optional.of(at),
                        Optional.empty()),
                received instanceof Received.Line);
    }

    /** STLS for a scenario that only wants to be played under TLS: what goes wrong with it is not its subject. */
    private void upgrade(Dialogue dialogue, SourcePosition at) throws InterruptedException {
        try {
            stls(dialogue, at);
        } catch (Ending e) {
            throw e.failure().map(f -> Ending.trouble(f, e.certain())).orElse(e);
        }
    }

    /** Says STLS and shakes hands (RFC 2595 section 4); both must succeed. */
    void stls(Dialogue dialogue, SourcePosition at) throws InterruptedException {
        dialogue.send("STLS");
        Received received = dialogue.receive();
        if (!(received instanceof Received.Line line) || !positive(line.octets())) {
            throw Ending.expectation(
                    new Failure(
                            "STLS was not accepted: " + describe(received),
                            "a positive status line (+OK)",
                            received instanceof Received.Line l ? l.octets() : "",
                            Optional.of(at),
                            Optional.empty()),
                    received instanceof Received.Line);
        }
        handshake(dialogue, false, at);
    }

    /**
     * Shakes hands for TLS.
     *
     * @param untrustedWillDo whether the scenario has passed when it comes as far as a certificate that is not trusted here;
     *     with one that has expired it has not, for that nobody trusts
     */
    void handshake(Dialogue dialogue, boolean untrustedWillDo, SourcePosition at) throws InterruptedException {
        try {
            String before = dialogue.connection().startTls(tls(dialogue.approach()));
            if (!before.isEmpty()) {
                String early = dialogue.channel() == Channel.TLS
                        ? "the server sent something in the clear before the TLS handshake (RFC 8314 section 3.1): "
                        : "the server sent more than the answer to STLS before the TLS handshake"
                                + " (RFC 2595 section 4): ";
                throw Ending.expectation(
                        new Failure(
                                early + Expecting.quoted(before),
                                "nothing more",
                                Printable.beginning(before, SHOWN),
                                Optional.of(at),
                                Optional.empty()),
                        true);
            }
        } catch (TlsFailure e) {
            Failure failure = new Failure(
                    "the TLS handshake failed: " + e.getMessage(),
                    "a TLS handshake",
                    "",
                    Optional.of(at),
                    Optional.empty());
            if (untrustedWillDo && e.reason() == TlsFailure.Reason.EXPIRED) {
                throw Ending.expectation(failure, true);
            } else if (untrustedWillDo && UNTRUSTED.contains(e.reason())) {
                throw Ending.conclusion(Verdict.PASS, Optional.empty(), "only its certificate is not trusted here");
            }
            // no text says whose certificates we trust
            throw UNTRUSTED.contains(e.reason()) ? Ending.trouble(failure, true) : Ending.expectation(failure, false);
        }
    }

    /** Closes what is still open, without a word. */
    void closeAll() {
        dialogues.values().forEach(dialogue -> dialogue.connection().close());
    }

    /**
     * Leaves every session as a good guest does: deletions taken back, then QUIT; without QUIT where that is not possible, and
     * where a message was fetched from a maildrop of which nothing may be removed: at QUIT a server may remove what was
     * fetched (RFC 1939 section 8, RFC 2449 section 6.7).
     */
    void leave() throws InterruptedException {
        for (Dialogue dialogue : dialogues.values()) {
            Connection connection = dialogue.connection();
            if (!connection.closed()
                    && !dialogue.command().equals("QUIT")
                    && connection.ended().isEmpty()
                    && dialogue.inStep()
                    && connection.unread().isEmpty()) {
                if (mayQuit(dialogue)) {
                    if (clean(dialogue) && accepted(dialogue, "QUIT")) {
                        // the lock is gone for certain when the server has closed
                        connection.happens(Deadline.in(CLOSING));
                    }
                } else {
                    hangUp(connection);
                }
            }
            connection.close();
        }
    }

    /** Leaves every session without QUIT. */
    void hangUp() throws InterruptedException {
        for (Dialogue dialogue : dialogues.values()) {
            if (!dialogue.connection().closed()) {
                hangUp(dialogue.connection());
            }
            dialogue.connection().close();
        }
    }

    private static void hangUp(Connection connection) throws InterruptedException {
        connection.halfClose();
        connection.happens(Deadline.in(CLOSING));
    }

    private boolean mayQuit(Dialogue dialogue) {
        return setting.allowed().contains(Touch.MAILDROP) || dialogue.maildrop() == Outcome.Maildrop.UNTOUCHED;
    }

    /** Whether QUIT will delete nothing. */
    private static boolean clean(Dialogue dialogue) throws InterruptedException {
        if (!dialogue.open()) {
            return true;
        }
        return dialogue.protocol().takesBack() ? accepted(dialogue, "RSET") : !dialogue.pending();
    }

    private static boolean accepted(Dialogue dialogue, String command) throws InterruptedException {
        Connection connection = dialogue.connection();
        Deadline deadline = Deadline.in(LEAVING);
        if (connection.write(command + "\r\n", deadline).isPresent()) {
            return false;
        }
        return connection.line(deadline) instanceof Received.Line line
                && accepting(dialogue.protocol(), line.octets()).isPresent();
    }

    /** An answer of POP3 that says yes. */
    static boolean positive(String line) {
        return accepting(Protocol.POP3, line).isPresent();
    }

    /** A status line that says yes; the one that a greeting or the answer to QUIT begins with. */
    private static Optional<StatusLine> accepting(Protocol protocol, String line) {
        return StatusLine.of(protocol, line)
                .filter(status -> status.indicator() == protocol.indicators().get(0));
    }

    static String describe(Received received) {
        if (received instanceof Received.Line line) {
            return Expecting.quoted(line.octets());
        } else if (received instanceof Received.TimedOut) {
            return "nothing came in time";
        } else if (received instanceof Received.Closed) {
            return "the connection was closed";
        } else if (received instanceof Received.Reset) {
            return "the connection was reset";
        } else if (received instanceof Received.TooLong) {
            return "a line without end";
        } else if (received instanceof Received.TlsFailed tls) {
            return tls.message();
        } else if (received instanceof Received.LayerFailed layer) {
            return layer.message();
        }
        return "something else";
    }

    private static Failure failure(String message, SourcePosition at) {
        return new Failure(message, "", "", Optional.of(at), Optional.empty());
    }
}
