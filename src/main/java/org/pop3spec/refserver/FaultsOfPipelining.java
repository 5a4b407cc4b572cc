package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.dropsWhatWaits;
import static org.pop3spec.refserver.Deviations.reading;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The faults in commands that are sent before the answer to others, RFC 2449 section 6.6. */
final class FaultsOfPipelining {
    private FaultsOfPipelining() {}

    static List<Fault> all() {
        return List.of(
                must(
                                "pipelining-announced-not-served",
                                "RFC2449#6.6 PIPELINING",
                                "Of several commands in a segment the first is answered, the others are lost",
                                dropsWhatWaits((command, reply) -> true))
                        .wideBecause("every scenario on pipelining sends several commands in a segment, and mpop does"),
                must(
                                "error-drops-what-waits",
                                "RFC2449#6.6 PIPELINING",
                                "Commands that wait behind a refused one are lost",
                                dropsWhatWaits((command, reply) -> !reply.positive()))
                        .wideBecause("for every kind of refusal a scenario sends the next command in the same segment"),
                must(
                        "login-drops-what-waits",
                        "RFC2449#6.6 PIPELINING",
                        "Commands that wait behind a successful login are lost",
                        dropsWhatWaits((command, reply) -> to("PASS", "APOP").test(command) && reply.positive())),
                must(
                        "capa-drops-what-waits",
                        "RFC2449#6.6 PIPELINING",
                        "Commands that wait behind CAPA are lost",
                        dropsWhatWaits((command, reply) -> command.is("CAPA"))),
                must(
                                "retr-drops-what-waits",
                                "RFC2449#6.6 PIPELINING",
                                "Commands that wait behind RETR are lost",
                                dropsWhatWaits((command, reply) -> command.is("RETR")))
                        .wideBecause(
                                "a client that sends its commands in one segment has RETR among them, and so have the scenarios on such segments"),
                must(
                        "uidl-drops-what-waits",
                        "RFC2449#6.6 PIPELINING",
                        "Commands that wait behind UIDL are lost",
                        dropsWhatWaits((command, reply) -> command.is("UIDL"))),
                must(
                        "long-answer-drops-what-arrives",
                        "RFC2449#6.6 PIPELINING",
                        "Commands that arrive while more than 256 KiB are being sent are lost",
                        next -> new Deviation(next) {
                            @Override
                            void send(Pop3Session session, Command command, Reply reply, OutputStream out)
                                    throws IOException {
                                super.send(session, command, reply, out);
                                out.flush();
                                boolean large = reply.content()
                                        .filter(all -> all.length() > 256 << 10)
                                        .isPresent();
                                if (large && session.connection().hasInputWithin(Duration.ofMillis(1))) {
                                    session.connection().lines().discard();
                                }
                            }
                        }),
                must(
                        "begun-command-is-lost",
                        "RFC2449#6.6 PIPELINING",
                        "The beginning of a command that comes in the segment of the command before it is lost",
                        reading((session, in, right) -> {
                            Optional<Line> line = right.get();
                            if (in.buffered() > 0 && !in.peek().contains("\r\n")) {
                                in.discard();
                            }
                            return line;
                        })),
                must(
                                "pipelined-commands-swapped",
                                "RFC2449#6.6 PIPELINING",
                                "Of two commands in a segment the second is answered first",
                                next -> {
                                    Map<Pop3Session, Line> waiting = Collections.synchronizedMap(new WeakHashMap<>());
                                    return reading((session, in, right) -> {
                                                Line overtaken = waiting.remove(session);
                                                if (overtaken != null) {
                                                    return Optional.of(overtaken);
                                                }
                                                Optional<Line> first = right.get();
                                                boolean two = session.state() == TRANSACTION
                                                        && in.peek().contains("\r\n");
                                                if (!two || first.isEmpty()) {
                                                    return first;
                                                }
                                                waiting.put(session, first.get());
                                                return right.get();
                                            })
                                            .apply(next);
                                })
                        .wideBecause("every scenario on pipelining sends several commands in a segment, and mpop does"),
                must(
                        "pipelined-dele-not-done",
                        "RFC2449#6.6 PIPELINING",
                        "DELE is answered and not done when another command waits behind it",
                        success(to("DELE"), (session, command, right) -> {
                            if (session.connection().lines().buffered() > 0) {
                                session.unmarkAll();
                            }
                            return right;
                        })),
                must(
                        "quit-overtakes-answers",
                        "RFC2449#6.6 PIPELINING",
                        "Commands in one segment with QUIT are done and not answered",
                        next -> new Deviation(next) {
                            @Override
                            void send(Pop3Session session, Command command, Reply reply, OutputStream out)
                                    throws IOException {
                                if (!session.connection().lines().peek().contains("QUIT\r\n")) {
                                    super.send(session, command, reply, out);
                                }
                            }
                        }),
                must(
                        "pipelining-of-a-hundred-at-most",
                        "RFC2449#6.6 PIPELINING",
                        "Of the commands in one segment the first hundred are answered",
                        next -> {
                            Map<Pop3Session, AtomicInteger> served = Collections.synchronizedMap(new WeakHashMap<>());
                            return reading((session, in, right) -> {
                                        AtomicInteger batch = served.computeIfAbsent(session, s -> new AtomicInteger());
                                        if (in.buffered() == 0) {
                                            batch.set(0);
                                        } else if (batch.incrementAndGet() >= 100) {
                                            in.discard();
                                            batch.set(0);
                                        }
                                        return right.get();
                                    })
                                    .apply(next);
                        }));
    }
}
