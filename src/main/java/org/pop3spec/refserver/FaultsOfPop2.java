package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Fault.historic;
import static org.pop3spec.refserver.Pop2Session.State.AUTH;
import static org.pop3spec.refserver.Pop2Session.State.ITEM;
import static org.pop3spec.refserver.Pop2Session.State.MBOX;
import static org.pop3spec.refserver.Pop2Session.State.NEXT;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The faults of POP2. */
final class FaultsOfPop2 {
    private static final EarlyDeviations<Pop2Session> POP2 = new EarlyDeviations<>(Pop2Session.class);

    private FaultsOfPop2() {}

    static List<Fault> all() {
        return Stream.of(greetingsAndLogins(), folders(), reading(), acknowledging(), ends(), sequence())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Fault> greetingsAndLogins() {
        return List.of(
                historic(
                        "pop2-greets-as-pop3",
                        "RFC937 Greeting",
                        "POP2 greets with +OK and the name of its host",
                        POP2.greeting(right -> right.replace("+ POP2", "+OK"))),
                historic(
                        "pop2-greets-without-host",
                        "RFC937 Greeting",
                        "The greeting of POP2 has no name of a host",
                        POP2.greeting(right -> "+ POP2\r\n")),
                historic(
                                "pop2-helo-answered-by-plus",
                                "RFC937 HELO",
                                "HELO is answered by + and the count behind it",
                                POP2.success(
                                        to("HELO"),
                                        (session, right) ->
                                                right.with("+ " + right.octets().latin1())))
                        .wideBecause("every session of POP2 begins with HELO"),
                historic(
                        "pop2-helo-counts-the-default-as-one",
                        "RFC937 HELO",
                        "HELO tells that there is one message, whatever there is",
                        POP2.success(to("HELO"), (session, right) -> right.with("#1\r\n"))),
                historic(
                        "pop2-login-failure-stays-open",
                        "RFC937 HELO",
                        "After a HELO with a wrong password the connection stays open",
                        POP2.answer(to("HELO"), (session, command, right) -> {
                            Answer answer = right.get();
                            return answer.closes() && command.arguments().size() == 2 ? answer.thenGoOn() : answer;
                        })),
                historic(
                        "pop2-helo-takes-any-password",
                        "RFC937 HELO",
                        "HELO takes any password of ten letters or more",
                        POP2.understood((session, command) -> command.is("HELO")
                                        && command.arguments().size() == 2
                                        && command.argument(1).length() >= EarlyDeviations.LONG_PASSWORD
                                ? command.withArguments(command.argument(0) + " "
                                        + EarlyDeviations.password(session, command.argument(0)))
                                : command)),
                historic(
                        "pop2-unknown-user-has-no-messages",
                        "RFC937 HELO",
                        "HELO of a user who does not exist tells that there are no messages",
                        POP2.answer(
                                to("HELO"),
                                (session, command, right) -> command.arguments().size() == 2
                                                && EarlyDeviations.password(session, command.argument(0))
                                                        .isEmpty()
                                        ? Answer.line("#0")
                                        : right.get())),
                historic(
                        "pop2-beginning-of-the-password-accepted",
                        "RFC937 HELO",
                        "HELO compares passwords up to the end of the one that is given",
                        POP2.understood((session, command) -> command.is("HELO")
                                        && command.arguments().size() == 2
                                        && EarlyDeviations.password(session, command.argument(0))
                                                .startsWith(command.argument(1))
                                ? command.withArguments(command.argument(0) + " "
                                        + EarlyDeviations.password(session, command.argument(0)))
                                : command)),
                historic(
                        "pop2-helo-without-password-ignored",
                        "RFC937 HELO",
                        "A HELO with one argument is refused, and may be tried again",
                        POP2.answer(
                                to("HELO"),
                                (session, command, right) -> command.arguments().size() == 1
                                        ? right.get().thenGoOn()
                                        : right.get())),
                historic(
                        "pop2-quotes-kept",
                        "RFC937 Quoting",
                        "A backslash in an argument is part of it",
                        POP2.understood((session, command) -> command.rest()
                                .map(rest -> command.withArguments(rest.replace("\\", "\\\\")))
                                .orElse(command))));
    }

    private static List<Fault> folders() {
        return List.of(
                historic(
                        "pop2-unknown-folder-refused",
                        "RFC937 FOLD",
                        "FOLD of a folder that does not exist ends the session",
                        POP2.answer(to("FOLD"), (session, command, right) -> {
                            Answer answer = right.get();
                            return session.messages().isEmpty() ? session.refusal("No such folder") : answer;
                        })),
                historic(
                        "pop2-unknown-folder-is-the-old-one",
                        "RFC937 FOLD",
                        "FOLD of a folder that does not exist tells the count of the one before",
                        POP2.answer(to("FOLD"), (session, command, right) -> {
                            int before = session.messages().size();
                            Answer answer = right.get();
                            return session.messages().isEmpty() ? answer.with("#" + before + "\r\n") : answer;
                        })),
                historic(
                        "pop2-fold-keeps-the-current-message",
                        "RFC937 FOLD",
                        "FOLD leaves the current message indicator where it is",
                        POP2.answer(to("FOLD"), (session, command, right) -> {
                            int before = session.current();
                            Answer answer = right.get();
                            session.current(before);
                            return answer;
                        })));
    }

    private static List<Fault> reading() {
        return List.of(
                historic(
                        "pop2-reading-begins-with-the-last",
                        "RFC937 READ",
                        "The first READ without a number is about the newest message",
                        POP2.answer(to("READ"), (session, command, right) -> {
                            if (session.state() == MBOX && command.rest().isEmpty()) {
                                session.current(session.messages().size());
                            }
                            return right.get();
                        })),
                historic(
                        "pop2-read-number-is-for-once",
                        "RFC937 READ",
                        "READ with a number does not change the current message for what follows",
                        POP2.answer(to("ACKS"), (session, command, right) -> {
                            session.current(1);
                            return right.get();
                        })),
                historic(
                        "pop2-read-beyond-the-end-refused",
                        "RFC937 READ",
                        "READ of a message that does not exist ends the session",
                        POP2.answer(
                                to("READ"),
                                (session, command, right) -> zero(right.get())
                                                && session.current()
                                                        > session.messages().size()
                                        ? session.refusal("No such message")
                                        : right.get())),
                historic(
                        "pop2-read-again-is-about-the-first-message",
                        "RFC937 READ",
                        "READ without a number behind a READ goes back to the first message",
                        POP2.answer(to("READ"), (session, command, right) -> {
                            if (session.state() == ITEM && command.rest().isEmpty()) {
                                session.current(1);
                            }
                            return right.get();
                        })),
                historic(
                        "pop2-zero-names-the-first-message",
                        "RFC937 Message Numbers",
                        "READ 0 is about the first message",
                        POP2.understood((session, command) ->
                                command.is("READ") && command.rest().orElse("").equals("0")
                                        ? command.withArguments("1")
                                        : command)),
                historic(
                        "pop2-deleted-message-sent",
                        "RFC937 RETR",
                        "RETR sends a message that ACKD deleted although READ told no length",
                        POP2.answer(to("RETR"), (session, command, right) -> {
                            if (session.state() != ITEM || !session.isMarked(session.current())) {
                                return right.get();
                            }
                            session.state(NEXT);
                            return Answer.mail(session.messages()
                                    .get(session.current() - 1)
                                    .content());
                        })),
                historic(
                        "pop2-empty-folder-has-a-length",
                        "RFC937 READ",
                        "READ in an empty folder tells a length",
                        POP2.answer(
                                to("READ"),
                                (session, command, right) -> session.messages().isEmpty()
                                        ? right.get().with("=2\r\n")
                                        : right.get())),
                historic(
                                "pop2-length-counts-line-end-as-one",
                                "RFC937 Message Length",
                                "Lengths count CR LF as one character",
                                POP2.announced(FaultsOfPop2::withShortLineEnds))
                        .wideBecause("each scenario on POP2 that reads a message goes by its length"),
                historic(
                        "pop2-dots-stuffed",
                        "RFC937 RETR",
                        "Lines of mail that begin with a dot get another one",
                        POP2.success(
                                to("RETR"),
                                (session, right) ->
                                        right.with(right.octets().latin1().replace("\n.", "\n..")))),
                historic(
                                "pop2-mail-ends-with-dot",
                                "RFC937 RETR",
                                "A line with a dot follows the mail",
                                POP2.success(to("RETR"), (session, right) -> right.followedBy(".\r\n")))
                        .wideBecause("each scenario on POP2 that reads a message goes by its length"),
                historic(
                        "pop2-mail-with-bare-line-feeds",
                        "RFC937 RETR",
                        "The lines of mail end with LF, and lengths are told for that",
                        next -> POP2.success(
                                        to("RETR"),
                                        (session, right) -> right.with(
                                                right.octets().latin1().replace("\r\n", "\n")))
                                .apply(POP2.announced(FaultsOfPop2::withShortLineEnds)
                                        .apply(next))),
                historic(
                        "pop2-nothing-retrieved-stays-open",
                        "RFC937 RETR",
                        "RETR of a message of zero characters is answered by nothing",
                        POP2.answer(
                                to("RETR"),
                                (session, command, right) -> session.state() == ITEM
                                                && session.message(session.current())
                                                        .isEmpty()
                                        ? Answer.none()
                                        : right.get())));
    }

    /** How many octets the current message has when a line end is one. */
    private static int withShortLineEnds(Pop2Session session, int right) {
        return session.message(session.current())
                .map(message -> message.content().latin1().replace("\r\n", "\n").length())
                .orElse(right);
    }

    private static boolean zero(Answer answer) {
        return answer.octets().latin1().startsWith("=0");
    }

    private static List<Fault> acknowledging() {
        return List.of(
                historic(
                        "pop2-acks-stays",
                        "RFC937 ACKS",
                        "ACKS does not go on to the next message",
                        steps(to("ACKS"), 0)),
                historic(
                        "pop2-acks-begins-anew",
                        "RFC937 ACKS",
                        "After the last message ACKS tells the length of the first one",
                        POP2.answer(to("ACKS"), (session, command, right) -> {
                            if (session.current() == session.messages().size()) {
                                session.current(0);
                            }
                            return right.get();
                        })),
                historic(
                        "pop2-acks-passes-deleted-messages-over",
                        "RFC937 ACKS",
                        "ACKS goes on to the next message that is not deleted",
                        POP2.answer(to("ACKS"), (session, command, right) -> {
                            while (session.isMarked(session.current() + 1)) {
                                session.current(session.current() + 1);
                            }
                            return right.get();
                        })),
                historic(
                        "pop2-ackd-begins-anew",
                        "RFC937 ACKD",
                        "After the last message ACKD tells the length of the first one",
                        POP2.answer(to("ACKD"), (session, command, right) -> {
                            Answer answer = right.get();
                            if (session.current() > session.messages().size()) {
                                session.current(1);
                                return answer.with(
                                        "=" + session.messages().get(0).size() + "\r\n");
                            }
                            return answer;
                        })),
                historic(
                        "pop2-acks-deletes",
                        "RFC937 ACKS",
                        "ACKS marks the message as deleted",
                        POP2.answer(to("ACKS"), (session, command, right) -> {
                            session.mark(session.current());
                            return right.get();
                        })),
                historic(
                        "pop2-ackd-stays",
                        "RFC937 ACKD",
                        "ACKD does not go on to the next message",
                        steps(to("ACKD"), 0)),
                historic(
                        "pop2-ackd-is-acks",
                        "RFC937 ACKD",
                        "ACKD keeps the message",
                        POP2.understood((session, command) -> command.is("ACKD") ? Command.parse("ACKS") : command)),
                historic(
                        "pop2-deleted-message-readable",
                        "RFC937 READ",
                        "READ tells the length of a message that ACKD deleted",
                        POP2.answer(to("READ"), (session, command, right) -> {
                            Answer answer = right.get();
                            return session.isMarked(session.current())
                                    ? answer.with("="
                                            + session.messages()
                                                    .get(session.current() - 1)
                                                    .size()
                                            + "\r\n")
                                    : answer;
                        })),
                historic(
                        "pop2-deletion-renumbers",
                        "RFC937 ACKD",
                        "After ACKD the messages behind it move up at once",
                        POP2.answer(to("ACKD"), (session, command, right) -> {
                            Answer answer = right.get();
                            int gone = session.current() - 1;
                            session.remove(session.marked());
                            session.look();
                            session.current(gone);
                            return answer;
                        })),
                historic(
                        "pop2-quit-deletes-nothing",
                        "RFC937 ACKD",
                        "QUIT does not carry out the deletions",
                        POP2.answer(to("QUIT"), (session, command, right) -> {
                            session.look();
                            return right.get();
                        })),
                historic(
                        "pop2-fold-deletes-nothing",
                        "RFC937 ACKD",
                        "FOLD forgets which messages were to be deleted",
                        POP2.answer(to("FOLD"), (session, command, right) -> {
                            session.look();
                            return right.get();
                        })),
                historic("pop2-nack-goes-on", "RFC937 NACK", "NACK goes on to the next message", steps(to("NACK"), 1)),
                historic(
                        "pop2-nack-deletes",
                        "RFC937 NACK",
                        "NACK has the message deleted at the end",
                        POP2.answer(to("NACK"), (session, command, right) -> {
                            Answer answer = right.get();
                            session.mark(session.current());
                            return answer;
                        })),
                historic(
                                "pop2-nack-answered-by-plus",
                                "RFC937 NACK",
                                "NACK is answered by a plus sign",
                                POP2.success(to("NACK"), (session, right) -> right.with("+ OK\r\n")))
                        .wideBecause("each scenario that keeps a message says so by NACK"));
    }

    private static List<Fault> ends() {
        return List.of(
                historic(
                        "pop2-quit-unanswered",
                        "RFC937 QUIT",
                        "QUIT before HELO closes without an answer",
                        POP2.answer(
                                to("QUIT"),
                                (session, command, right) ->
                                        session.state() == AUTH ? Answer.none().thenClose() : right.get())),
                historic(
                                "pop2-quit-answered-by-length",
                                "RFC937 QUIT",
                                "QUIT is answered by an equal sign",
                                POP2.success(to("QUIT"), (session, right) -> right.with("=0\r\n")))
                        .wideBecause(
                                "scenarios on POP2 that look at what is left in a second session end the first by QUIT"),
                historic(
                        "pop2-quit-stays-open",
                        "RFC937 QUIT",
                        "After QUIT the connection stays open",
                        POP2.answer(
                                to("QUIT"),
                                (session, command, right) -> session.state() == AUTH
                                        ? right.get()
                                        : right.get().thenGoOn())),
                historic(
                        "pop2-silence-ends-without-word",
                        "RFC937 Server Decision Table",
                        "A session in which nothing was said for too long is closed without an error",
                        next -> new Deviation(next) {
                            @Override
                            Answer answerToSilence(EarlySession session) {
                                return session instanceof Pop2Session
                                        ? Answer.none().thenClose()
                                        : super.answerToSilence(session);
                            }
                        }),
                historic(
                        "pop2-farewell-after-an-error",
                        "RFC937 Server Decision Table",
                        "A plus sign follows errors, and then the end",
                        next -> new Deviation(next) {
                            @Override
                            Answer refusal(EarlySession session, String reason) {
                                Answer right = super.refusal(session, reason);
                                return session instanceof Pop2Session ? right.followedBy("+ Bye\r\n") : right;
                            }
                        }),
                historic(
                        "pop2-error-line-too-long",
                        "RFC937 Sizes",
                        "Error reports have more than 512 characters",
                        next -> new Deviation(next) {
                            @Override
                            Answer refusal(EarlySession session, String reason) {
                                return super.refusal(
                                        session, session instanceof Pop2Session ? reason + " ~".repeat(300) : reason);
                            }
                        }));
    }

    private static List<Fault> sequence() {
        return List.of(
                admitted("pop2-read-before-helo", "READ is answered before HELO", "READ", AUTH),
                admitted("pop2-fold-before-helo", "FOLD is answered before HELO", "FOLD", AUTH),
                historic(
                        "pop2-helo-twice",
                        "RFC937 Server Decision Table",
                        "A second HELO is taken",
                        POP2.answer(to("HELO"), (session, command, right) -> {
                            session.release();
                            session.state(AUTH);
                            return right.get();
                        })),
                admitted("pop2-retr-before-read", "RETR is answered without a READ before it", "RETR", MBOX),
                admitted("pop2-acks-before-retr", "ACKS is taken where no mail was sent", "ACKS", ITEM),
                admitted("pop2-ackd-before-retr", "ACKD is taken where no mail was sent", "ACKD", ITEM),
                admitted("pop2-nack-before-retr", "NACK is taken where no mail was sent", "NACK", ITEM),
                admitted("pop2-read-after-retr", "READ is taken where mail was not acknowledged", "READ", NEXT),
                admitted("pop2-fold-after-retr", "FOLD is taken where mail was not acknowledged", "FOLD", NEXT),
                admitted("pop2-retr-after-retr", "RETR is taken where mail was not acknowledged", "RETR", NEXT),
                admitted("pop2-quit-after-retr", "QUIT is taken where mail was not acknowledged", "QUIT", NEXT),
                historic(
                        "pop2-unknown-command-forgiven",
                        "RFC937 Server Decision Table",
                        "After an unknown command the session goes on",
                        POP2.answer(
                                command -> !Pop2Session.knows(command.keyword()),
                                (session, command, right) -> right.get().thenGoOn())));
    }

    /** The command is served in that state too. */
    private static Fault admitted(String id, String intent, String keyword, Pop2Session.State state) {
        return historic(
                id,
                "RFC937 Server Decision Table",
                intent,
                POP2.admitted((session, command) -> command.is(keyword) && session.state() == state));
    }

    private static UnaryOperator<Conduct> steps(Predicate<Command> about, int others) {
        return next -> new Deviation(next) {
            @Override
            int steps(Pop2Session session, Command command, int right) {
                return about.test(command) ? others : super.steps(session, command, right);
            }
        };
    }
}
