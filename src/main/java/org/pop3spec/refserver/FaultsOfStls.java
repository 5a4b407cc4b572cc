package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.admitted;
import static org.pop3spec.refserver.Deviations.alsoSent;
import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.capabilities;
import static org.pop3spec.refserver.Deviations.refused;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.uniqueId;
import static org.pop3spec.refserver.Deviations.writing;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;
import static org.pop3spec.refserver.Pop3Session.State.AUTHORIZATION;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** The faults of STLS, RFC 2595 section 4, and of what holds under TLS. */
final class FaultsOfStls {
    private FaultsOfStls() {}

    static List<Fault> all() {
        return List.of(
                must(
                        "stls-keeps-what-waits",
                        "RFC2595#4 STLS",
                        "Commands that came in the clear behind STLS are obeyed under TLS",
                        next -> new Deviation(next) {
                            @Override
                            void enterTls(Pop3Session session, LineSource in) {
                                session.forgetName();
                            }
                        }),
                should(
                        "stls-keeps-the-name",
                        "RFC2595#4 STLS",
                        "A name that USER gave in the clear is good for PASS under TLS",
                        next -> new Deviation(next) {
                            @Override
                            void enterTls(Pop3Session session, LineSource in) {
                                Optional<String> name = session.named();
                                super.enterTls(session, in);
                                name.ifPresent(session::name);
                            }
                        }),
                must(
                        "stls-after-login",
                        "RFC2595#4 STLS",
                        "STLS is accepted after login",
                        admitted("STLS", TRANSACTION)),
                must(
                        "stls-with-argument-starts-nothing",
                        "RFC2595#4 STLS",
                        "STLS with an argument is answered with +OK, and the session goes on in the clear",
                        answerInstead(
                                to("STLS"),
                                (session, command, right) ->
                                        command.arguments().isEmpty() ? right.get() : Reply.ok("Begin TLS"))),
                should(
                        "stls-not-announced",
                        "RFC2595#4 STLS",
                        "STLS is served, and not listed",
                        capabilities((session, all) -> all.remove("STLS"))),
                must(
                        "stls-announced-not-served",
                        "RFC2595#4 STLS",
                        "STLS is listed, and refused",
                        refused(to("STLS"), session -> true)),
                should(
                        "stls-announced-after-login",
                        "RFC2595#4 STLS",
                        "STLS is listed after login too",
                        capabilities((session, all) -> {
                            if (session.state() == TRANSACTION && !session.isTls()) {
                                all.add("STLS");
                            }
                        })),
                should(
                        "stls-announced-under-tls",
                        "RFC2595#4 STLS",
                        "STLS is listed although TLS is active",
                        capabilities((session, all) -> {
                            if (session.isTls() && session.state() == AUTHORIZATION) {
                                all.add("STLS");
                            }
                        })),
                must(
                        "stls-under-tls-not-answered",
                        "RFC1939#3",
                        "STLS under TLS gets no answer",
                        answerInstead(
                                to("STLS"), (session, command, right) -> session.isTls() ? Reply.none() : right.get())),
                must(
                        "stls-starts-nothing",
                        "RFC2595#4 STLS",
                        "STLS is answered with +OK, and the session goes on in the clear",
                        stlsHandshake((session, connection, identity, right) -> {})),
                must(
                        "stls-handshake-fails",
                        "RFC2595#4 STLS",
                        "The server closes the connection instead of a handshake",
                        stlsHandshake((session, connection, identity, right) -> {
                            throw new IOException("No handshake by order");
                        })),
                must(
                                "stls-greets-again",
                                "RFC2595#4 STLS",
                                "The server greets again after the handshake",
                                stlsHandshake((session, connection, identity, right) -> {
                                    right.run();
                                    Conduct.write(
                                            connection.out(), session.conduct().greeting(session));
                                    connection.out().flush();
                                }))
                        .wideBecause("each scenario on STLS goes through its answer and the handshake"),
                must(
                                "stls-answer-goes-on",
                                "RFC2595#4 STLS",
                                "A line in the clear stands between the answer to STLS and the handshake",
                                alsoSent(to("STLS"), (command, reply) -> reply.positive() ? "Waiting\r\n" : ""))
                        .wideBecause("each scenario on STLS goes through its answer and the handshake"),
                should(
                        "failed-handshake-falls-back",
                        "RFC2595#4 STLS",
                        "A client that sends no handshake after STLS is served in the clear",
                        stlsHandshake((session, connection, identity, right) ->
                                handshakeIfTheClientBeginsOne(session, connection, identity))),
                must(
                        "failed-handshake-stops-tls",
                        "RFC2595#4 STLS",
                        "Behind a handshake that failed the next one fails too",
                        next -> {
                            AtomicBoolean failed = new AtomicBoolean();
                            return new Deviation(next) {
                                @Override
                                void handshake(Pop3Session session, ClientConnection connection, TlsIdentity identity)
                                        throws IOException {
                                    if (failed.getAndSet(false)) {
                                        throw new IOException("No handshake behind one that failed");
                                    }
                                    try {
                                        super.handshake(session, connection, identity);
                                    } catch (IOException e) {
                                        failed.set(true);
                                        throw e;
                                    }
                                }
                            };
                        }),
                must(
                        "stat-under-tls-before-login",
                        "RFC2595#4 STLS",
                        "After STLS, STAT is served before login",
                        answerInstead(
                                to("STAT"),
                                (session, command, right) ->
                                        session.state() == AUTHORIZATION && session.isTls() && !session.beganWithTls()
                                                ? Reply.ok("0 0")
                                                : right.get())),
                must(
                                "pass-under-tls-refused",
                                "RFC2595#4 STLS",
                                "USER is listed under TLS, and PASS refused there",
                                refused(to("PASS"), Pop3Session::isTls))
                        .wideBecause(
                                "no login by USER and PASS succeeds under TLS, and scenarios on every way of logging in take it too"),
                must(
                        "large-message-under-tls-cut",
                        "RFC1939#5 RETR",
                        "Under TLS a message ends after one MiB",
                        writing(to("RETR"), (session, right) -> (all, out) -> {
                            int end = session.isTls() && all.length() > 1 << 20 ? all.lineEnd(1 << 20) : all.length();
                            right.write(all.slice(0, end), out);
                        })),
                must(
                        "pop3s-greets-in-the-clear",
                        "RFC8314#3.1",
                        "On the pop3s port the greeting comes before the handshake",
                        next -> new Deviation(next) {
                            @Override
                            void handshake(Pop3Session session, ClientConnection connection, TlsIdentity identity)
                                    throws IOException {
                                if (session.beganWithTls()) {
                                    write(connection.out(), session.conduct().greeting(session));
                                    connection.out().flush();
                                }
                                super.handshake(session, connection, identity);
                            }
                        }),
                must(
                        "pop3s-serves-in-the-clear",
                        "RFC8314#3.1",
                        "On the pop3s port a client that sends no handshake is served in the clear",
                        next -> new Deviation(next) {
                            @Override
                            void handshake(Pop3Session session, ClientConnection connection, TlsIdentity identity)
                                    throws IOException {
                                if (session.beganWithTls()) {
                                    handshakeIfTheClientBeginsOne(session, connection, identity);
                                } else {
                                    super.handshake(session, connection, identity);
                                }
                            }
                        }),
                must(
                        "pop3s-capa-refused",
                        "RFC2449#5 CAPA",
                        "On the pop3s port CAPA is refused",
                        refused(to("CAPA"), Pop3Session::beganWithTls)),
                must(
                                "pop3s-begins-in-transaction",
                                "RFC1939#5 STAT",
                                "On the pop3s port STAT is served before login",
                                answerInstead(
                                        to("STAT"),
                                        (session, command, right) ->
                                                session.state() == AUTHORIZATION && session.beganWithTls()
                                                        ? Reply.ok("0 0")
                                                        : right.get()))
                        .wideBecause(
                                "STAT is how scenarios see that a refused login under TLS did not open the maildrop"),
                must(
                        "pop3s-has-other-unique-ids",
                        "RFC1939#7 UIDL",
                        "On the pop3s port messages have other unique-ids",
                        uniqueId((session, number, message, right) -> session.beganWithTls() ? right + "-s" : right)),
                should(
                        "pop3s-announces-stls",
                        "RFC2595#4 STLS",
                        "On the pop3s port STLS is listed",
                        capabilities((session, all) -> {
                            if (session.beganWithTls() && session.state() == AUTHORIZATION) {
                                all.add("STLS");
                            }
                        })));
    }

    /** Leaves the session in the clear when the first octet that comes is not that of a handshake record. */
    private static void handshakeIfTheClientBeginsOne(
            Pop3Session session, ClientConnection connection, TlsIdentity identity) throws IOException {
        LineSource in = connection.lines();
        if (in.fill() && in.peek().charAt(0) == 0x16) {
            byte[] received = in.peek().getBytes(StandardCharsets.ISO_8859_1);
            in.discard();
            connection.startTls(identity.peer(session.conduct().tlsTerms(session)), received);
        }
    }

    /** Does something else, or more, where the TLS handshake after STLS belongs. */
    @FunctionalInterface
    private interface Handshake {
        void on(Pop3Session session, ClientConnection connection, TlsIdentity identity, Step right) throws IOException;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static UnaryOperator<Conduct> stlsHandshake(Handshake other) {
        return next -> new Deviation(next) {
            @Override
            void handshake(Pop3Session session, ClientConnection connection, TlsIdentity identity) throws IOException {
                if (session.beganWithTls()) {
                    super.handshake(session, connection, identity);
                } else {
                    other.on(session, connection, identity, () -> super.handshake(session, connection, identity));
                }
            }
        };
    }
}
