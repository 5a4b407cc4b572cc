package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.everyNumber;
import static org.pop3spec.refserver.Deviations.failure;
import static org.pop3spec.refserver.Deviations.number;
import static org.pop3spec.refserver.Deviations.removed;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.toAll;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** The faults in who may open a maildrop when another session has it, RFC 1939 sections 4 and 8. */
final class FaultsOfLocks {
    private FaultsOfLocks() {}

    static List<Fault> all() {
        return List.of(
                must(
                        "lock-not-exclusive",
                        "RFC1939#4",
                        "A second session opens the maildrop and deletes from it",
                        next -> new Deviations.OneViewForAll(next) {
                            @Override
                            boolean lock(Pop3Session session, Maildrop maildrop) {
                                super.lock(session, maildrop);
                                return true;
                            }
                        }),
                must(
                        "lock-refused-and-opened",
                        "RFC1939#4",
                        "A login to a maildrop that is in use is refused, and opens it all the same",
                        failure(to("PASS", "APOP"), (session, command, right) -> {
                            if (right.code().equals("IN-USE")) {
                                session.named()
                                        .flatMap(session.accounts()::find)
                                        .ifPresent(account -> session.enterTransaction(
                                                account, session.accounts().maildrop(account)));
                            }
                            return right;
                        })),
                must(
                        "lock-given-up-at-first-command",
                        "RFC1939#4",
                        "The lock is given up as soon as a command comes",
                        next -> new Deviations.OneViewForAll(next) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                session.maildrop().ifPresent(maildrop -> maildrop.unlock(session));
                                return super.answer(session, command);
                            }
                        }),
                must(
                                "lock-lingers-after-quit",
                                "RFC1939#6 QUIT",
                                "For half a second after a session without deletions its maildrop can not be opened",
                                lockLingersAfterQuit(false))
                        .wideBecause(
                                "scenarios that log in twice in turn come at once behind the QUIT of the first session"),
                must(
                        "lock-lingers-after-update",
                        "RFC1939#6 QUIT",
                        "For half a second after deletions were committed the maildrop can not be opened",
                        lockLingersAfterQuit(true)),
                should(
                        "lock-lingers-after-a-drop",
                        "RFC1939#4",
                        "For 40 seconds after a dropped connection the maildrop can not be opened",
                        next -> new Deviations.SlowLock(next, Duration.ofSeconds(40)) {
                            @Override
                            void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {
                                super.broken(session, maildrop, ending);
                                holdOn(maildrop);
                            }
                        }),
                must(
                        "failed-login-leaves-a-lock",
                        "RFC1939#4",
                        "For a second after a wrong password nobody can open the maildrop",
                        next -> new Deviations.SlowLock(next, Duration.ofSeconds(1)) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                Reply right = super.answer(session, command);
                                if (command.is("PASS") && right.code().equals("AUTH")) {
                                    session.named()
                                            .flatMap(session.accounts()::find)
                                            .map(session.accounts()::maildrop)
                                            .ifPresent(this::holdOn);
                                }
                                return right;
                            }
                        }),
                must(
                        "new-mail-renumbers",
                        "RFC1939#4",
                        "Mail that arrives during a session becomes message 1",
                        eachCommandLooksAgain((before, now) -> {
                            List<StoredMessage> all = new ArrayList<>(now);
                            all.removeAll(before);
                            all.addAll(before);
                            return all;
                        })),
                must(
                        "update-loses-new-mail",
                        "RFC1939#6 QUIT",
                        "An update with deletions also removes what arrived during the session",
                        removed((session, right) -> {
                            if (right.isEmpty()) {
                                return right;
                            }
                            List<StoredMessage> all = new ArrayList<>(
                                    session.maildrop().map(Maildrop::messages).orElse(List.of()));
                            all.removeAll(session.messages());
                            all.addAll(right);
                            return all;
                        })),
                must(
                        "removed-messages-keep-their-numbers",
                        "RFC1939#4",
                        "In the next session the numbers of removed messages are not given to others",
                        Deviations.GhostNumbers::new),
                must(
                                "rset-renumbers",
                                "RFC1939#5 RSET",
                                "RSET reads the maildrop again, in another order",
                                success(to("RSET"), (session, command, right) -> {
                                    List<StoredMessage> turned = new ArrayList<>(session.messages());
                                    Collections.reverse(turned);
                                    session.look(turned);
                                    return right;
                                }))
                        .wideBecause(
                                "the session that is played after every way of logging in takes back its marks and looks at the numbers"),
                must(
                                "marks-kept-after-a-drop",
                                "RFC1939#4",
                                "Deletion marks of a dropped session are there in the next one",
                                next -> {
                                    Map<Maildrop, Set<StoredMessage>> kept = new ConcurrentHashMap<>();
                                    return new Deviation(next) {
                                        @Override
                                        void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {
                                            kept.put(
                                                    maildrop,
                                                    Set.copyOf(session.conduct().toRemove(session)));
                                            super.broken(session, maildrop, ending);
                                        }

                                        @Override
                                        Reply answer(Pop3Session session, Command command) {
                                            Reply right = super.answer(session, command);
                                            if (to("PASS", "APOP").test(command) && right.positive()) {
                                                Set<StoredMessage> marks = session.maildrop()
                                                        .map(kept::remove)
                                                        .orElse(Set.of());
                                                everyNumber(session).stream()
                                                        .filter(number -> marks.contains(session.message(number)))
                                                        .forEach(session::mark);
                                            }
                                            return right;
                                        }
                                    };
                                })
                        .wideBecause(
                                "scenarios that mark a message and hang up leave the mark to those that come behind"));
    }

    private static UnaryOperator<Conduct> lockLingersAfterQuit(boolean withDeletions) {
        return next -> new Deviations.SlowLock(next, Duration.ofMillis(500)) {
            @Override
            boolean update(Pop3Session session, Maildrop maildrop) {
                if (session.conduct().toRemove(session).isEmpty() != withDeletions) {
                    holdOn(maildrop);
                }
                return super.update(session, maildrop);
            }
        };
    }

    @FunctionalInterface
    private interface Look {
        List<StoredMessage> at(List<StoredMessage> before, List<StoredMessage> now);
    }

    private static UnaryOperator<Conduct> eachCommandLooksAgain(Look look) {
        return answerInstead(toAll(), (session, command, right) -> {
            session.maildrop().ifPresent(maildrop -> session.look(look.at(session.messages(), maildrop.messages())));
            return right.get();
        });
    }
}
