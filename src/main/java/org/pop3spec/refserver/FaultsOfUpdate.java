package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.DIGITS;
import static org.pop3spec.refserver.Deviations.alsoSent;
import static org.pop3spec.refserver.Deviations.answer;
import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.everyNumber;
import static org.pop3spec.refserver.Deviations.failure;
import static org.pop3spec.refserver.Deviations.markedFound;
import static org.pop3spec.refserver.Deviations.reading;
import static org.pop3spec.refserver.Deviations.refused;
import static org.pop3spec.refserver.Deviations.removed;
import static org.pop3spec.refserver.Deviations.sessions;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.text;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.updatesWhen;
import static org.pop3spec.refserver.Deviations.withoutLast;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;
import static org.pop3spec.refserver.Pop3Session.State.AUTHORIZATION;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The faults of DELE, RSET and QUIT, and of sessions that end otherwise, RFC 1939 sections 5 and 6. */
final class FaultsOfUpdate {
    private FaultsOfUpdate() {}

    static List<Fault> all() {
        return Stream.of(deleAndRset(), quit(), endings()).flatMap(List::stream).toList();
    }

    private static List<Fault> deleAndRset() {
        return List.of(
                must(
                        "dele-twice-accepted",
                        "RFC1939#5 DELE",
                        "DELE of a message that is marked already is accepted",
                        markedFound("DELE")),
                must(
                                "dele-of-missing-message-accepted",
                                "RFC1939#5 DELE",
                                "DELE of a message that does not exist is answered with +OK",
                                failure(
                                        to("DELE"),
                                        (session, command, right) -> session.state() == TRANSACTION
                                                        && command.arguments().size() == 1
                                                        && DIGITS.matcher(command.argument(0))
                                                                .matches()
                                                        && command.argument(0).length() < 8
                                                        && Long.parseLong(command.argument(0))
                                                                > session.messages()
                                                                        .size()
                                                ? Reply.ok("")
                                                : right))
                        .wideBecause(
                                "DELE of a message that is not there is how scenarios are refused without changing anything"),
                must(
                                "dele-removes-at-once",
                                "RFC1939#5 DELE",
                                "DELE removes the message at once, QUIT or not",
                                success(to("DELE"), (session, command, right) -> {
                                    session.maildrop()
                                            .ifPresent(maildrop -> maildrop.remove(
                                                    List.of(session.message(Integer.parseInt(command.argument(0))))));
                                    return right;
                                }))
                        .wideBecause(
                                "scenarios that mark a message look at the others afterwards, and clients mark what they have fetched"),
                must(
                                "dele-renumbers",
                                "RFC1939#5 DELE",
                                "DELE takes the message out and renumbers the ones behind it",
                                success(to("DELE"), (session, command, right) -> {
                                    List<StoredMessage> left = new ArrayList<>(session.messages());
                                    StoredMessage gone = left.remove(Integer.parseInt(command.argument(0)) - 1);
                                    session.maildrop().ifPresent(maildrop -> maildrop.remove(List.of(gone)));
                                    session.unmarkAll();
                                    session.look(left);
                                    return right;
                                }))
                        .wideBecause(
                                "scenarios that mark a message look at the others afterwards, and clients mark what they have fetched"),
                must(
                                "dele-marks-the-next-too",
                                "RFC1939#5 DELE",
                                "DELE marks the message behind the named one too",
                                success(to("DELE"), (session, command, right) -> {
                                    session.mark(Integer.parseInt(command.argument(0)) + 1);
                                    return right;
                                }))
                        .wideBecause(
                                "scenarios that mark a message look at the others afterwards, and clients mark what they have fetched"),
                must(
                                "dele-refused",
                                "RFC1939#5 DELE",
                                "DELE is refused: the maildrop can be read only",
                                refused(to("DELE"), session -> true))
                        .wideBecause("removing messages is half of what the protocol does"),
                must("rset-keeps-marks", "RFC1939#5 RSET", "RSET takes back no mark", next -> new Deviation(next) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                if (!command.is("RSET")) {
                                    return super.answer(session, command);
                                }
                                List<Integer> marked = everyNumber(session).stream()
                                        .filter(session::isMarked)
                                        .toList();
                                Reply right = super.answer(session, command);
                                marked.forEach(session::mark);
                                return right;
                            }
                        })
                        .wideBecause("marks are taken back in scenarios on every command that knows marks"),
                must(
                        "rset-takes-back-one-mark",
                        "RFC1939#5 RSET",
                        "RSET takes back the first mark only",
                        next -> new Deviation(next) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                if (!command.is("RSET")) {
                                    return super.answer(session, command);
                                }
                                List<Integer> others = everyNumber(session).stream()
                                        .filter(session::isMarked)
                                        .skip(1)
                                        .toList();
                                Reply right = super.answer(session, command);
                                others.forEach(session::mark);
                                return right;
                            }
                        }),
                must(
                                "rset-answered-twice",
                                "RFC1939#3",
                                "RSET gets two answers",
                                alsoSent(to("RSET"), (command, reply) -> "+OK maildrop reset\r\n"))
                        .wideBecause("marks are taken back in scenarios on every command that knows marks"),
                must(
                        "rset-without-marks-refused",
                        "RFC1939#5 RSET",
                        "RSET is refused when no message is marked",
                        refused(
                                to("RSET"),
                                session -> everyNumber(session).stream().noneMatch(session::isMarked))),
                must("quit-forgets-rset", "RFC1939#6 QUIT", "QUIT removes messages whose mark RSET took back", next -> {
                    Map<Pop3Session, Set<StoredMessage>> everMarked = Collections.synchronizedMap(new WeakHashMap<>());
                    return new Deviation(next) {
                        @Override
                        Reply answer(Pop3Session session, Command command) {
                            Reply right = super.answer(session, command);
                            if (command.is("DELE") && right.positive()) {
                                everMarked
                                        .computeIfAbsent(session, s -> ConcurrentHashMap.newKeySet())
                                        .add(session.message(Integer.parseInt(command.argument(0))));
                            }
                            return right;
                        }

                        @Override
                        List<StoredMessage> toRemove(Pop3Session session) {
                            return List.copyOf(everMarked.getOrDefault(session, Set.of()));
                        }
                    };
                }));
    }

    private static List<StoredMessage> withRetrieved(Pop3Session session, List<StoredMessage> right) {
        Stream<StoredMessage> fetched =
                everyNumber(session).stream().filter(session::isRetrieved).map(session::message);
        return Stream.concat(right.stream(), fetched).toList();
    }

    private static List<Fault> quit() {
        return List.of(
                must(
                                "quit-removes-nothing",
                                "RFC1939#6 QUIT",
                                "QUIT does not remove the marked messages",
                                removed((session, right) -> List.of()))
                        .wideBecause("whatever marks messages looks in a second session at what is left"),
                must(
                                "quit-keeps-the-last-message",
                                "RFC1939#6 QUIT",
                                "QUIT never removes the last message of the maildrop",
                                removed((session, right) ->
                                        right.size() == session.messages().size() ? withoutLast(right) : right))
                        .wideBecause("clients, and scenarios on the removal, remove all that there is"),
                must(
                                "quit-removes-everything",
                                "RFC1939#6 QUIT",
                                "QUIT removes all messages as soon as one is marked",
                                removed((session, right) -> right.isEmpty() ? right : session.messages()))
                        .wideBecause("whatever marks messages looks in a second session at what is left"),
                must(
                        "quit-removes-retrieved-messages",
                        "RFC1939#6 QUIT",
                        "QUIT removes what RETR fetched, marked or not",
                        removed(FaultsOfUpdate::withRetrieved)),
                should(
                        "retrieved-mail-removed-unannounced",
                        "RFC2449#6.7 EXPIRE",
                        "Where EXPIRE is not announced QUIT removes what RETR fetched",
                        removed((session, right) ->
                                session.settings().retention().isPresent() ? right : withRetrieved(session, right))),
                must(
                        "expire-0-removes-more",
                        "RFC2449#6.7 EXPIRE",
                        "Where EXPIRE is 0 QUIT removes all messages as soon as one was fetched",
                        removed((session, right) ->
                                everyNumber(session).stream().anyMatch(session::isRetrieved)
                                                && session.settings()
                                                        .retention()
                                                        .filter(Retention::removesFetched)
                                                        .isPresent()
                                        ? session.messages()
                                        : right)),
                must(
                        "quit-after-reading-removes-everything",
                        "RFC1939#6 QUIT",
                        "QUIT removes all messages when one was fetched and none is marked",
                        removed((session, right) ->
                                right.isEmpty() && everyNumber(session).stream().anyMatch(session::isRetrieved)
                                        ? session.messages()
                                        : right)),
                must(
                                "quit-removes-listed-messages",
                                "RFC2449#6.7 EXPIRE",
                                "QUIT removes message 1 in a session that looked by LIST or TOP and marked nothing",
                                next -> {
                                    Set<Pop3Session> looked = sessions();
                                    return new Deviation(next) {
                                        @Override
                                        Reply answer(Pop3Session session, Command command) {
                                            if (to("LIST", "TOP").test(command)) {
                                                looked.add(session);
                                            }
                                            return super.answer(session, command);
                                        }

                                        @Override
                                        List<StoredMessage> toRemove(Pop3Session session) {
                                            List<StoredMessage> right = super.toRemove(session);
                                            return right.isEmpty()
                                                            && looked.contains(session)
                                                            && !session.messages()
                                                                    .isEmpty()
                                                    ? List.of(session.message(1))
                                                    : right;
                                        }
                                    };
                                })
                        .wideBecause(
                                "clients look at the sizes before they decide what to download, and scenarios at what is left of the maildrop"),
                must(
                        "quit-before-login-updates",
                        "RFC1939#6 QUIT",
                        "QUIT behind USER removes message 1 of that user",
                        answerInstead(to("QUIT"), (session, command, right) -> {
                            if (session.state() == AUTHORIZATION) {
                                session.named()
                                        .flatMap(session.accounts()::find)
                                        .map(session.accounts()::maildrop)
                                        .ifPresent(maildrop -> maildrop.remove(maildrop.messages().stream()
                                                .limit(1)
                                                .toList()));
                            }
                            return right.get();
                        })),
                must(
                                "quit-before-login-refused",
                                "RFC1939#4 QUIT",
                                "QUIT is refused before login",
                                refused(
                                        to("QUIT"),
                                        session -> session.state() == AUTHORIZATION
                                                && session.named().isEmpty()))
                        .wideBecause("scenarios that need no login end by QUIT, and look whether it ends them"),
                must(
                                "quit-not-answered",
                                "RFC1939#6 QUIT",
                                "QUIT closes the connection without an answer when messages were removed",
                                answerInstead(to("QUIT"), (session, command, right) -> {
                                    boolean removing =
                                            everyNumber(session).stream().anyMatch(session::isMarked);
                                    return removing
                                            ? Reply.none().thenDo(right.get().then())
                                            : right.get();
                                }))
                        .wideBecause(
                                "sessions that mean to remove messages, or whose end matters, read the answer to QUIT"),
                must(
                                "quit-does-not-close",
                                "RFC1939#6 QUIT",
                                "The connection stays open after QUIT",
                                answer(to("QUIT"), (session, command, right) -> right.thenDo(Reply.Then.GO_ON)))
                        .wideBecause("scenarios that look into the next session wait for the end of the one before"),
                must(
                        "commands-behind-quit-executed",
                        "RFC1939#6 QUIT",
                        "What came in one segment with QUIT is executed before it",
                        next -> new Deviation(next) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                if (command.is("QUIT")) {
                                    for (String line :
                                            session.connection().lines().peek().split("\r\n", -1)) {
                                        Command waiting = session.conduct().parse(line);
                                        if (waiting.is("DELE")) {
                                            super.answer(session, waiting);
                                        }
                                    }
                                }
                                return super.answer(session, command);
                            }
                        }),
                must(
                        "unfinished-quit-taken",
                        "RFC1939#3",
                        "A last line without line end is executed when the client closes",
                        reading((session, in, right) -> {
                            StringBuilder text = new StringBuilder();
                            if (in.fill() && in.peek().contains("\r\n")) {
                                return right.get();
                            }
                            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                                text.append((char) octet);
                                if (text.indexOf("\r\n") >= 0) {
                                    return Optional.of(Line.of(text.substring(0, text.length() - 2)));
                                }
                            }
                            return text.isEmpty() ? Optional.empty() : Optional.of(Line.of(text.toString()));
                        })));
    }

    private static List<Fault> endings() {
        return List.of(
                must(
                                "drop-updates",
                                "RFC1939#6",
                                "A connection that the client closes without QUIT removes the marked messages",
                                updatesWhen((session, ending) -> ending == Pop3Session.Ending.CLOSED))
                        .wideBecause(
                                "each way in which a connection can be lost has its scenario, and clients lose one"),
                must(
                        "drop-under-tls-updates",
                        "RFC1939#6",
                        "A TLS connection that ends without QUIT removes the marked messages",
                        updatesWhen((session, ending) -> session.isTls() && ending != Pop3Session.Ending.EXPIRED)),
                must(
                        "reset-updates",
                        "RFC1939#6",
                        "A connection that is reset removes the marked messages",
                        updatesWhen((session, ending) -> ending == Pop3Session.Ending.RESET)),
                must(
                                "drop-removes-retrieved-messages",
                                "RFC1939#8",
                                "A connection that ends without QUIT removes what RETR fetched",
                                next -> new Deviation(next) {
                                    @Override
                                    void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {
                                        maildrop.remove(everyNumber(session).stream()
                                                .filter(session::isRetrieved)
                                                .map(session::message)
                                                .toList());
                                    }
                                })
                        .wideBecause("every client loses its connection once while it downloads"),
                must(
                        "autologout-updates",
                        "RFC1939#3",
                        "When the autologout timer ends a session the marked messages are removed",
                        updatesWhen((session, ending) -> ending == Pop3Session.Ending.EXPIRED)),
                must(
                        "autologout-too-early",
                        "RFC1939#3",
                        "The autologout timer ends a session after two minutes",
                        next -> new Deviation(next) {
                            @Override
                            Duration idleTimeout(Pop3Session session) {
                                return session.settings().scaled(Duration.ofMinutes(2));
                            }
                        }),
                should(
                        "silence-before-login-is-only-complained-of",
                        "RFC1939#3",
                        "Five minutes without a command before login are answered with an error, and nothing ends",
                        reading((session, in, right) -> {
                            Duration patience = session.settings().scaled(Duration.ofMinutes(5));
                            if (session.state() == AUTHORIZATION
                                    && !session.connection().hasInputWithin(patience)) {
                                Conduct.write(session.connection().out(), "-ERR Too slow\r\n");
                                session.connection().out().flush();
                            }
                            return right.get();
                        })),
                should(
                        "autologout-says-goodbye",
                        "RFC1939#3",
                        "When the autologout timer runs out the server says so before it closes",
                        reading((session, in, right) -> {
                            Duration almost = session.conduct()
                                    .idleTimeout(session)
                                    .multipliedBy(9)
                                    .dividedBy(10);
                            if (session.connection().hasInputWithin(almost)) {
                                return right.get();
                            }
                            Conduct.write(session.connection().out(), "-ERR Autologout\r\n");
                            session.connection().out().flush();
                            return Optional.empty();
                        })),
                should(
                        "autologout-not-restarted",
                        "RFC1939#3",
                        "Commands do not restart the autologout timer",
                        next -> {
                            Map<Pop3Session, Long> begun = Collections.synchronizedMap(new WeakHashMap<>());
                            return reading((session, in, right) -> {
                                        long now = System.nanoTime();
                                        Duration gone =
                                                Duration.ofNanos(now - begun.computeIfAbsent(session, s -> now));
                                        Duration left = session.conduct()
                                                .idleTimeout(session)
                                                .minus(gone);
                                        boolean inTime = left.toMillis() > 0
                                                && session.connection().hasInputWithin(left);
                                        return inTime ? right.get() : Optional.empty();
                                    })
                                    .apply(next);
                        }));
    }
}
