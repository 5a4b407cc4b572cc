package org.pop3spec.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.pop3spec.result.Severity;
import org.pop3spec.result.SourcePosition;
import org.pop3spec.result.Verdict;

/** One step of a scenario. Connections are numbered from 1 and opened when first named. */
public sealed interface Statement {
    SourcePosition at();

    /** {@code C:} lines, each ended by CRLF, that leave in one write. */
    record Send(SourcePosition at, int connection, List<Template> lines) implements Statement {
        public Send {
            lines = List.copyOf(lines);
        }
    }

    /** {@code C raw}: octets as they are, each piece one write, with pauses where the script wants them. */
    record SendRaw(SourcePosition at, int connection, List<Piece> pieces) implements Statement {
        public SendRaw {
            pieces = List.copyOf(pieces);
        }
    }

    /** A part of {@link SendRaw}. */
    sealed interface Piece {}

    /** Octets that leave in one segment. */
    record Octets(Template template) implements Piece {}

    /** Nothing is sent for so long. */
    record Pause(Duration duration) implements Piece {}

    /** {@code S}: what the server does next; within the given time, else the scenario's. */
    record Expect(SourcePosition at, int connection, Optional<Duration> within, Expectation expectation)
            implements Statement {}

    /**
     * {@code connect}: opens a connection explicitly, on a chosen channel, or without reading its greeting.
     *
     * @param opening what comes before its first line
     * @param binding the channel binding that it must have (RFC 5056), where that is one that Java does not give away
     * @param handshake false for {@code tls no-handshake} and {@code kpop no-handshake}: what comes before the greeting (TLS or,
     *     with KPOP, the ticket), and the greeting, are the script's business
     * @param account whose ticket or certificate is shown, from 1
     */
    record Connect(
            SourcePosition at,
            int connection,
            Optional<Channel> channel,
            boolean readGreeting,
            Opening opening,
            boolean handshake,
            int account,
            Optional<String> binding)
            implements Statement {}

    /** {@code C close}, {@code C half-close}, {@code C reset}. */
    record Disconnect(SourcePosition at, int connection, Manner manner) implements Statement {
        /** How the client leaves. */
        public enum Manner {
            CLOSE,
            HALF_CLOSE,
            RESET
        }
    }

    /**
     * {@code C tls}: the TLS handshake alone, after the script itself said STLS, or connected without a handshake.
     *
     * @param tolerated with what else than a handshake the scenario has passed
     */
    record StartTls(SourcePosition at, int connection, Optional<Tolerated> tolerated) implements Statement {
        /** What may come of a handshake. */
        public enum Tolerated {
            /** {@code C tls|close}: the server breaks it off. */
            CLOSE,
            /** {@code C tls|untrusted}: it fails for a certificate that only this client does not trust. */
            UNTRUSTED;

            /** The word in a script. */
            public String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /** {@code C layer}: the security layer that the SASL exchange negotiated is in force from here on, in both directions. */
    record StartLayer(SourcePosition at, int connection) implements Statement {}

    /**
     * {@code C hello}: the first message of a TLS handshake, as it is asked for here; the handshake goes no further.
     *
     * @param families the cipher suites that are offered; with none, all that go with the version
     * @param applicationProtocol what is named by ALPN (RFC 7301)
     */
    record Hello(
            SourcePosition at,
            int connection,
            TlsVersion version,
            List<SuiteFamily> families,
            Optional<String> applicationProtocol)
            implements Statement {
        public Hello {
            families = List.copyOf(families);
        }
    }

    /** {@code stls}: the command and the handshake, both of which must succeed. */
    record Stls(SourcePosition at, int connection) implements Statement {}

    /**
     * {@code login}: opens the maildrop.
     *
     * @param variant the named variant; empty for the variant under test
     * @param account from 1
     * @param strict whether the login is what the scenario is about: one that fails is the server's failure then
     */
    record Login(SourcePosition at, int connection, Optional<String> variant, int account, boolean strict)
            implements Statement {}

    /**
     * {@code sasl}: begins a SASL exchange of which {@code response()} makes the client's responses; nothing is sent.
     *
     * @param mechanism its registered name
     * @param account from 1
     * @param settings what is other than the account and the connection would have it, by name
     */
    record Sasl(SourcePosition at, int connection, String mechanism, int account, Map<String, Template> settings)
            implements Statement {
        public Sasl {
            settings = Map.copyOf(settings);
        }
    }

    /**
     * {@code deliver}: new mail arrives in a maildrop.
     *
     * @param mailbox the name of the mailbox that it is taken from
     * @param message which one of its messages, from 1; empty for all of them
     * @param account whose maildrop, from 1
     */
    record Deliver(SourcePosition at, String mailbox, OptionalInt message, int account) implements Statement {}

    /** {@code wait}: does nothing for so long. */
    record Wait(SourcePosition at, Duration duration) implements Statement {}

    /** {@code let}: names a value. */
    record Let(SourcePosition at, String name, Expression value) implements Statement {}

    /**
     * {@code assert}, or {@code should} for what breaks a SHOULD only: the session goes on after that.
     *
     * @param message what to say when it does not hold
     */
    record Assert(SourcePosition at, boolean should, Expression condition, Optional<Template> message)
            implements Statement {}

    /** {@code observe}: records what this server did. */
    record Observe(SourcePosition at, String name, Template value) implements Statement {}

    /** {@code finding}: reports a weakness that no text forbids. */
    record ReportFinding(SourcePosition at, String id, Severity severity, Template evidence) implements Statement {}

    /** {@code pass}, {@code fail}, {@code warn}, {@code skip}: ends the scenario here. */
    record Conclude(SourcePosition at, Verdict verdict, Template reason) implements Statement {}

    /** {@code when ... else ... end}. */
    record When(SourcePosition at, Expression condition, List<Statement> then, List<Statement> otherwise)
            implements Statement {
        public When {
            then = List.copyOf(then);
            otherwise = List.copyOf(otherwise);
        }
    }

    /** {@code either ... or ... end}: the first alternative whose first expectation fits what the server does is taken. */
    record Either(SourcePosition at, List<Alternative> alternatives) implements Statement {
        public Either {
            alternatives = List.copyOf(alternatives);
        }
    }

    /** One way that the specification allows; {@code first} decides whether it is the one. */
    record Alternative(Expect first, List<Statement> rest) {
        public Alternative {
            rest = List.copyOf(rest);
        }
    }

    /**
     * {@code repeat ... end}.
     *
     * @param times 0 to a million
     * @param counter name of the count, from 1; empty where it is not needed
     */
    record Repeat(SourcePosition at, Expression times, Optional<String> counter, List<Statement> body)
            implements Statement {
        public Repeat {
            body = List.copyOf(body);
        }
    }
}
