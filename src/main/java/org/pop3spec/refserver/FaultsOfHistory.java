package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.answer;
import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.listed;
import static org.pop3spec.refserver.Deviations.opened;
import static org.pop3spec.refserver.Deviations.removed;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.within;
import static org.pop3spec.refserver.Deviations.withoutNumber;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Pop3Session.State.AUTHORIZATION;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The faults that show only behind something else that was said before, in the session or in an earlier one. */
final class FaultsOfHistory {
    private static final String QUIT = "RFC1939#6 QUIT";
    private static final String RSET = "RFC1939#5 RSET";
    private static final String UIDL = "RFC1939#7 UIDL";
    private static final int TOO_LONG = 520;

    private FaultsOfHistory() {}

    static List<Fault> all() {
        return Stream.of(
                        beforeLogin(),
                        otherCommands(),
                        goodbyes(),
                        statusLines(),
                        marks(),
                        removals(),
                        listings(),
                        uniqueIds())
                .flatMap(List::stream)
                .toList();
    }

    /** One command, or one response of a SASL exchange, and what was answered. */
    record Exchange(Command command, Reply reply) {
        boolean accepted(String keyword) {
            return command.is(keyword) && reply.positive();
        }

        boolean refused(String keyword) {
            return command.is(keyword) && isRefusal(reply);
        }

        boolean marked(String number) {
            return accepted("DELE") && command.argument(0).equals(number);
        }
    }

    /** Remembers what was said in each session. */
    static class Remembering extends Deviation {
        private final Map<Pop3Session, List<Exchange>> said = Collections.synchronizedMap(new WeakHashMap<>());

        Remembering(Conduct next) {
            super(next);
        }

        List<Exchange> said(Pop3Session session) {
            return said.computeIfAbsent(session, s -> new CopyOnWriteArrayList<>());
        }

        @Override
        void send(Pop3Session session, Command command, Reply reply, OutputStream out) throws IOException {
            said(session).add(new Exchange(command, reply));
            super.send(session, command, reply, out);
        }
    }

    /** Answers in another way in sessions in which something was said before. */
    static UnaryOperator<Conduct> behind(
            Predicate<Exchange> before, Predicate<Command> about, Deviations.Answer answer) {
        return next -> new Remembering(next) {
            @Override
            Reply answer(Pop3Session session, Command command) {
                boolean concerned =
                        about.test(command) && said(session).stream().anyMatch(before);
                return concerned
                        ? answer.to(session, command, () -> super.answer(session, command))
                        : super.answer(session, command);
            }
        };
    }

    /** The same, before login only. */
    static UnaryOperator<Conduct> accepted(Predicate<Exchange> before, String keyword) {
        return behind(
                before,
                to(keyword),
                (session, command, right) -> session.state() == AUTHORIZATION ? Reply.ok("Done") : right.get());
    }

    private static List<Fault> beforeLogin() {
        return List.of(
                must(
                        "noop-after-a-failed-pass-accepted",
                        "RFC1939#7 PASS",
                        "After a wrong password NOOP is answered with +OK",
                        accepted(said -> said.refused("PASS"), "NOOP")),
                must(
                        "list-after-a-failed-apop-accepted",
                        "RFC1939#7 APOP",
                        "After a wrong digest LIST is answered with +OK",
                        accepted(said -> said.refused("APOP"), "LIST")),
                must(
                        "list-after-a-failed-auth-accepted",
                        "RFC5034#4 AUTH",
                        "After a failed exchange LIST is answered with +OK",
                        accepted(said -> said.refused("AUTH"), "LIST")),
                must(
                                "list-behind-user-accepted",
                                "RFC1939#7 USER",
                                "After USER, without PASS, LIST is answered with +OK",
                                accepted(said -> said.accepted("USER"), "LIST"))
                        .wideBecause("every way not to log in is followed by every command that needs a login"),
                must(
                        "rset-under-tls-before-login",
                        "RFC2595#4",
                        "After STLS RSET is answered with +OK before login",
                        accepted(said -> said.accepted("STLS"), "RSET")),
                must(
                        "noop-on-pop3s-before-login",
                        "RFC8314#3.1",
                        "On the port for TLS NOOP is answered with +OK before login",
                        answerInstead(
                                to("NOOP"),
                                (session, command, right) -> session.beganWithTls() && session.state() == AUTHORIZATION
                                        ? Reply.ok("")
                                        : right.get())),
                must(
                        "second-digest-not-checked",
                        "RFC1939#7 APOP",
                        "Behind a wrong digest any other opens the maildrop",
                        behind(
                                said -> said.refused("APOP"),
                                to("APOP"),
                                (session, command, right) -> command.arguments().size() == 2
                                        ? opened(session, command.argument(0), right)
                                        : right.get())));
    }

    private static List<Fault> otherCommands() {
        return List.of(
                must(
                        "dele-behind-lang-accepted",
                        "RFC6856#3.2",
                        "Once a language was chosen DELE is answered with +OK before login",
                        accepted(said -> said.accepted("LANG"), "DELE")),
                must(
                        "rset-behind-capa-accepted",
                        "RFC2449#5 CAPA",
                        "After CAPA RSET is answered with +OK before login",
                        accepted(said -> said.accepted("CAPA"), "RSET")),
                must(
                        "stat-behind-utf8-accepted",
                        "RFC6856#2.1",
                        "After UTF8 STAT is answered with +OK before login",
                        accepted(said -> said.accepted("UTF8"), "STAT")),
                must(
                        "apop-refused-behind-capa",
                        "RFC2449#5 CAPA",
                        "After CAPA APOP is refused",
                        behind(said -> said.accepted("CAPA"), to("APOP"), (s, c, right) -> Reply.error("Not now"))));
    }

    private static List<Fault> goodbyes() {
        Reply refusal = Reply.error("Not now").thenDo(Reply.Then.CLOSE);
        return List.of(
                must(
                        "quit-after-failed-pass-refused",
                        "RFC1939#4 QUIT",
                        "After a wrong password QUIT is refused",
                        behind(said -> said.refused("PASS"), to("QUIT"), (s, c, right) -> refusal)),
                must(
                        "quit-after-failed-pass-does-not-close",
                        "RFC1939#4 QUIT",
                        "After a wrong password QUIT does not end the session",
                        behind(
                                said -> said.refused("PASS"),
                                to("QUIT"),
                                (s, c, right) -> right.get().thenDo(Reply.Then.GO_ON))),
                must(
                        "quit-after-a-failed-auth-refused",
                        "RFC5034#4 AUTH",
                        "After a failed exchange QUIT is refused",
                        behind(said -> said.refused("AUTH"), to("QUIT"), (s, c, right) -> refusal)),
                must(
                        "quit-after-a-cancelled-auth-refused",
                        "RFC5034#4 AUTH",
                        "After a cancelled exchange QUIT is refused",
                        behind(
                                said -> said.refused("AUTH")
                                        && said.reply().code().isEmpty(),
                                to("QUIT"),
                                (s, c, right) -> refusal)),
                must(
                        "quit-under-tls-before-login-refused",
                        "RFC2595#4",
                        "After STLS QUIT is refused before login",
                        behind(
                                said -> said.accepted("STLS"),
                                to("QUIT"),
                                (s, c, right) -> s.account().isEmpty() ? refusal : right.get())));
    }

    private static List<Fault> statusLines() {
        return Stream.of("RETR", "DELE", "QUIT")
                .map(keyword -> must(
                        keyword.toLowerCase(Locale.ROOT) + "-line-too-long",
                        "RFC1939#3",
                        "The status line of the answer to " + keyword + " has more than 512 octets",
                        success(to(keyword), (s, c, right) -> right.withText("~".repeat(TOO_LONG)))))
                .toList();
    }

    private static List<Fault> marks() {
        return List.of(
                must(
                        "retr-takes-back-marks",
                        "RFC1939#5 DELE",
                        "RETR takes back the marks of all messages",
                        success(to("RETR"), FaultsOfHistory::unmarking)),
                must(
                        "top-takes-back-marks",
                        "RFC1939#5 DELE",
                        "TOP takes back the marks of all messages",
                        success(to("TOP"), FaultsOfHistory::unmarking)),
                must(
                        "top-of-a-marked-message-served-once-shown",
                        "RFC1939#5 DELE",
                        "TOP of a marked message is served where TOP has shown it before",
                        next -> new Remembering(next) {
                            @Override
                            Optional<StoredMessage> find(Pop3Session session, Command command, long number) {
                                boolean shown = command.is("TOP")
                                        && said(session).stream()
                                                .filter(said -> said.accepted("TOP"))
                                                .anyMatch(said -> said.command()
                                                        .argument(0)
                                                        .equals(String.valueOf(number)));
                                return shown ? within(session, number) : super.find(session, command, number);
                            }
                        }),
                must(
                        "dele-after-rset-refused",
                        RSET,
                        "A message that RSET has unmarked can't be marked again",
                        refusedBehindRset("DELE")),
                must(
                        "top-refused-after-rset",
                        RSET,
                        "A message that RSET has unmarked is not there for TOP",
                        refusedBehindRset("TOP")),
                must(
                                "uidl-refused-after-rset",
                                RSET,
                                "A message that RSET has unmarked is not there for UIDL with its number",
                                refusedBehindRset("UIDL"))
                        .wideBecause(
                                "the session that is played after every way of logging in takes back its marks and looks at the unique-ids"),
                must(
                        "second-rset-does-nothing",
                        RSET,
                        "RSET takes marks back once in a session only",
                        behind(said -> said.accepted("RSET"), to("RSET"), (s, c, right) -> Reply.ok("Done already"))),
                must(
                        "rset-keeps-the-third-mark",
                        RSET,
                        "RSET takes back two marks at most",
                        answerInstead(to("RSET"), (session, command, right) -> {
                            List<Integer> marked = Deviations.everyNumber(session).stream()
                                    .filter(session::isMarked)
                                    .skip(2)
                                    .toList();
                            Reply reply = right.get();
                            marked.forEach(session::mark);
                            return reply;
                        })),
                must(
                        "rset-leaves-gaps-in-the-listing",
                        RSET,
                        "Messages that RSET has unmarked are not listed",
                        next -> new Remembering(next) {
                            @Override
                            List<Integer> listed(Pop3Session session, Command command) {
                                List<Integer> right = super.listed(session, command);
                                return withoutNumber("LIST").test(command)
                                        ? right.stream()
                                                .filter(number -> said(session).stream()
                                                        .noneMatch(said -> said.marked(String.valueOf(number))))
                                                .toList()
                                        : right;
                            }
                        }));
    }

    private static Reply unmarking(Pop3Session session, Command command, Reply right) {
        session.unmarkAll();
        return right;
    }

    private static UnaryOperator<Conduct> refusedBehindRset(String keyword) {
        return next -> new Remembering(next) {
            @Override
            Reply answer(Pop3Session session, Command command) {
                Reply right = super.answer(session, command);
                boolean wasMarked = command.is(keyword)
                        && right.positive()
                        && !command.arguments().isEmpty()
                        && said(session).stream().anyMatch(said -> said.marked(command.argument(0)));
                if (wasMarked && command.is("DELE")) {
                    session.unmarkAll();
                }
                return wasMarked ? Reply.error("It was marked as deleted") : right;
            }
        };
    }

    private static List<Fault> removals() {
        return List.of(
                must(
                        "quit-keeps-retrieved-messages",
                        QUIT,
                        "QUIT removes no message that was fetched",
                        removed((session, right) -> right.stream()
                                .filter(message -> !session.isRetrieved(number(session, message)))
                                .toList())),
                must(
                        "quit-keeps-an-only-message",
                        QUIT,
                        "QUIT does not remove the only message of a maildrop",
                        removed((session, right) -> session.messages().size() == 1 ? List.of() : right)),
                must(
                        "quit-removes-identical-messages",
                        QUIT,
                        "QUIT removes all messages that are the same as a marked one",
                        removed((session, right) -> session.messages().stream()
                                .filter(message -> right.stream().anyMatch(gone -> sameText(message, gone)))
                                .toList())),
                must(
                        "apop-session-removes-nothing",
                        QUIT,
                        "QUIT removes nothing in a session that began with APOP",
                        removingNothingBehind("APOP")),
                must(
                        "sasl-session-removes-nothing",
                        QUIT,
                        "QUIT removes nothing in a session that began with AUTH",
                        removingNothingBehind("AUTH")),
                must(
                        "second-refusal-updates",
                        "RFC1939#6",
                        "The second command that is refused removes what is marked",
                        next -> new Remembering(next) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                Reply right = super.answer(session, command);
                                if (isRefusal(right)
                                        && said(session).stream().anyMatch(said -> isRefusal(said.reply()))) {
                                    session.maildrop().ifPresent(maildrop -> super.update(session, maildrop));
                                }
                                return right;
                            }
                        }),
                must(
                        "marks-of-a-drop-executed-by-the-next-quit",
                        "RFC1939#6",
                        "What was marked when a connection broke is removed by the QUIT of the next session",
                        MarksThatOutlive::new),
                must(
                        "removed-messages-come-back",
                        QUIT,
                        "The QUIT of a session that marks nothing brings back what the one before has removed",
                        ComingBack::new));
    }

    private static boolean isRefusal(Reply reply) {
        return reply.status() == Reply.Status.ERR;
    }

    private static boolean sameText(StoredMessage one, StoredMessage other) {
        return one.content().latin1().equals(other.content().latin1());
    }

    private static int number(Pop3Session session, StoredMessage message) {
        return session.messages().indexOf(message) + 1;
    }

    private static UnaryOperator<Conduct> removingNothingBehind(String login) {
        return next -> new Remembering(next) {
            @Override
            List<StoredMessage> toRemove(Pop3Session session) {
                boolean by = said(session).stream().anyMatch(said -> said.accepted(login));
                return by ? List.of() : super.toRemove(session);
            }
        };
    }

    private static final class MarksThatOutlive extends Deviation {
        private final Map<Maildrop, List<StoredMessage>> left = new ConcurrentHashMap<>();

        MarksThatOutlive(Conduct next) {
            super(next);
        }

        @Override
        void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {
            left.put(maildrop, session.conduct().toRemove(session));
            super.broken(session, maildrop, ending);
        }

        @Override
        boolean update(Pop3Session session, Maildrop maildrop) {
            List<StoredMessage> late = left.remove(maildrop);
            if (late != null) {
                maildrop.remove(late);
            }
            return super.update(session, maildrop);
        }
    }

    private static final class ComingBack extends Deviation {
        private final Map<Maildrop, List<StoredMessage>> gone = new ConcurrentHashMap<>();

        ComingBack(Conduct next) {
            super(next);
        }

        @Override
        boolean update(Pop3Session session, Maildrop maildrop) {
            List<StoredMessage> marked = session.conduct().toRemove(session);
            boolean done = super.update(session, maildrop);
            if (marked.isEmpty()) {
                List<StoredMessage> back = gone.remove(maildrop);
                if (back != null) {
                    back.forEach(message -> maildrop.add(message.content()));
                }
            } else {
                gone.put(maildrop, marked);
            }
            return done;
        }
    }

    private static List<Fault> listings() {
        return List.of(
                must(
                        "list-hides-retrieved-messages",
                        "RFC1939#5 LIST",
                        "Messages that were fetched are not listed",
                        listed(withoutNumber("LIST"), FaultsOfHistory::withoutRetrieved)),
                must(
                                "stat-forgets-retrieved-messages",
                                "RFC1939#5 STAT",
                                "STAT does not count messages that were fetched",
                                listed(to("STAT"), FaultsOfHistory::withoutRetrieved))
                        .wideBecause(
                                "the session that is played after every way of logging in downloads a message and looks at the count again"),
                must(
                        "list-sizes-change-with-retr",
                        "RFC1939#5 LIST",
                        "LIST tells one octet more of a message that was fetched",
                        next -> new Deviation(next) {
                            @Override
                            long size(Pop3Session session, Command command, StoredMessage message) {
                                long right = super.size(session, command, message);
                                boolean more = command.is("LIST") && session.isRetrieved(number(session, message));
                                return more ? right + 1 : right;
                            }
                        }),
                must(
                        "top-after-retr-has-no-body",
                        "RFC1939#7 TOP",
                        "Once a message was fetched TOP sends its header only",
                        behind(said -> said.accepted("RETR"), to("TOP"), FaultsOfHistory::header)),
                must(
                                "retr-after-top-has-no-body",
                                "RFC1939#5 RETR",
                                "Once TOP was given RETR sends headers only",
                                behind(said -> said.accepted("TOP"), to("RETR"), FaultsOfHistory::header))
                        .wideBecause(
                                "previews come before downloads in clients, and in the session that is played after every way of logging in"),
                must(
                        "new-mail-is-counted-only",
                        "RFC1939#5 STAT",
                        "STAT counts mail that has arrived since login, LIST does not list it",
                        success(to("STAT"), (session, command, right) -> {
                            List<StoredMessage> there =
                                    session.maildrop().map(Maildrop::messages).orElse(List.of());
                            long octets = there.stream()
                                    .mapToLong(StoredMessage::size)
                                    .sum();
                            return there.size() > session.messages().size()
                                    ? right.withText(there.size() + " " + octets)
                                    : right;
                        })),
                must(
                        "rset-puts-new-mail-first",
                        RSET,
                        "RSET numbers the messages anew, what has arrived since login first",
                        answer(to("RSET"), (session, command, right) -> {
                            List<StoredMessage> there = new ArrayList<>(
                                    session.maildrop().map(Maildrop::messages).orElse(List.of()));
                            if (there.size() > session.messages().size()) {
                                Collections.reverse(there);
                                session.look(there);
                            }
                            return right;
                        })));
    }

    private static Reply header(Pop3Session session, Command command, Supplier<Reply> right) {
        Reply reply = right.get();
        return reply.positive()
                ? reply.withContent(
                        session.message(Integer.parseInt(command.argument(0))).top(0))
                : reply;
    }

    private static List<Integer> withoutRetrieved(Pop3Session session, List<Integer> right) {
        return right.stream().filter(number -> !session.isRetrieved(number)).toList();
    }

    private static List<Fault> uniqueIds() {
        return List.of(
                must(
                                "uidl-changes-with-top",
                                UIDL,
                                "Unique-ids change once TOP was given",
                                otherIdsBehind(said -> said.accepted("TOP")))
                        .wideBecause(
                                "the session that is played after every way of logging in takes a preview and looks at the unique-ids again"),
                must(
                                "uidl-changes-with-stat",
                                UIDL,
                                "Unique-ids change once STAT was given",
                                otherIdsBehind(said -> said.accepted("STAT")))
                        .wideBecause(
                                "the session that is played after every way of logging in asks for the count and looks at the unique-ids again"),
                must(
                                "uidl-changes-with-dele",
                                UIDL,
                                "The unique-ids of all messages change once one was marked",
                                otherIdsBehind(said -> said.accepted("DELE")))
                        .wideBecause(
                                "the session that is played after every way of logging in marks a message and looks at the unique-ids again"),
                must(
                        "uidl-changes-with-apop",
                        UIDL,
                        "Unique-ids are others in sessions that began with APOP",
                        otherIdsBehind(said -> said.accepted("APOP"))),
                must(
                        "uidl-changes-with-auth",
                        UIDL,
                        "Unique-ids are others in sessions that began with AUTH",
                        otherIdsBehind(said -> said.accepted("AUTH"))));
    }

    private static UnaryOperator<Conduct> otherIdsBehind(Predicate<Exchange> before) {
        return next -> new Remembering(next) {
            @Override
            String uniqueId(Pop3Session session, int number, StoredMessage message) {
                String right = super.uniqueId(session, number, message);
                return said(session).stream().anyMatch(before) ? right + "+" : right;
            }
        };
    }
}
