package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Fault.historic;
import static org.pop3spec.refserver.Pop1Session.State.NAMED;
import static org.pop3spec.refserver.Pop1Session.State.OPENED;
import static org.pop3spec.refserver.Pop1Session.State.READY;
import static org.pop3spec.refserver.Pop1Session.State.SENT;
import static org.pop3spec.refserver.Pop1Session.State.START;

import java.util.List;
import java.util.stream.Stream;

/** The faults of POP1. */
final class FaultsOfPop1 {
    private static final EarlyDeviations<Pop1Session> POP1 = new EarlyDeviations<>(Pop1Session.class);

    private FaultsOfPop1() {}

    static List<Fault> all() {
        return Stream.of(logins(), transactions(), ends()).flatMap(List::stream).toList();
    }

    private static List<Fault> logins() {
        return List.of(
                historic(
                        "pop1-greets-as-pop2",
                        "RFC918 Protocol",
                        "POP1 greets with a plus sign alone",
                        POP1.greeting(right -> "+ POP1 ready\r\n")),
                historic(
                                "pop1-user-answered-by-count",
                                "RFC918 USER",
                                "USER is answered by the count of characters in the mailbox",
                                POP1.success(to("USER"), (session, right) -> right.with("#0\r\n")))
                        .wideBecause("every session of POP1 begins with USER"),
                historic(
                        "pop1-user-is-enough",
                        "RFC918 USER",
                        "Who has given a name by USER may read the mailbox",
                        POP1.answer(to("RETR", "RDEL"), (session, command, right) -> {
                            if (session.state() == Pop1Session.State.NAMED) {
                                String name = session.name();
                                session.authenticates(name, EarlyDeviations.password(session, name));
                                session.state(READY);
                            }
                            return right.get();
                        })),
                historic(
                        "pop1-takes-any-password",
                        "RFC918 PASS",
                        "PASS takes any password of ten letters or more",
                        POP1.understood((session, command) -> command.is("PASS")
                                        && command.rest().orElse("").length() >= EarlyDeviations.LONG_PASSWORD
                                ? command.withArguments(EarlyDeviations.password(session, session.name()))
                                : command)),
                historic(
                        "pop1-beginning-of-the-password-accepted",
                        "RFC918 PASS",
                        "PASS compares passwords up to the end of the one that is given",
                        POP1.understood((session, command) -> command.is("PASS")
                                        && EarlyDeviations.password(session, session.name())
                                                .startsWith(command.rest().orElse("x"))
                                ? command.withArguments(EarlyDeviations.password(session, session.name()))
                                : command)),
                historic(
                        "pop1-unknown-user-accepted",
                        "RFC918 PASS",
                        "Who gives a name that nobody has gets in with any password",
                        POP1.answer(
                                to("PASS"),
                                (session, command, right) -> session.state() == NAMED
                                                && EarlyDeviations.password(session, session.name())
                                                        .isEmpty()
                                        ? Answer.line("+OK")
                                        : right.get())),
                historic(
                        "pop1-name-outlives-a-refusal",
                        "RFC918 PASS",
                        "After a wrong password another one can be given without USER",
                        POP1.answer(to("PASS"), (session, command, right) -> {
                            Answer answer = right.get();
                            if (session.state() == START && !session.name().isEmpty()) {
                                session.state(NAMED);
                            }
                            return answer;
                        })),
                historic(
                        "pop1-one-attempt",
                        "RFC918 PASS",
                        "After a wrong password USER is refused",
                        POP1.answer(to("PASS"), (session, command, right) -> {
                            Answer answer = right.get();
                            if (session.state() == START) {
                                session.state(SENT);
                            }
                            return answer;
                        })),
                historic(
                        "pop1-pass-without-user",
                        "RFC918 PASS",
                        "PASS without USER before it is accepted",
                        POP1.answer(
                                to("PASS"),
                                (session, command, right) ->
                                        session.state() == START ? Answer.line("+OK") : right.get())),
                historic(
                        "pop1-reads-before-login",
                        "RFC918 RETR",
                        "Before login RETR and RDEL tell that the mailbox is empty",
                        POP1.answer(
                                to("RETR", "RDEL"),
                                (session, command, right) ->
                                        session.state() == START ? Answer.line("#0") : right.get())),
                historic(
                        "pop1-unknown-mailbox-is-empty",
                        "RFC918 RETR",
                        "RETR and RDEL of a mailbox that does not exist tell that it is empty",
                        POP1.answer(
                                to("RETR", "RDEL"),
                                (session, command, right) -> session.state() == READY
                                                && !command.rest().orElse("").equalsIgnoreCase(EarlySession.FOLDER)
                                        ? Answer.line("#0")
                                        : right.get())));
    }

    private static List<Fault> transactions() {
        return List.of(
                historic(
                        "pop1-counts-messages",
                        "RFC918 RETR",
                        "RETR tells the number of messages, not of characters",
                        POP1.success(
                                to("RETR"),
                                (session, right) ->
                                        right.with("#" + session.messages().size() + "\r\n"))),
                historic(
                        "pop1-rdel-answered-by-ok",
                        "RFC918 RDEL",
                        "RDEL is answered by +OK and the count behind it",
                        POP1.success(
                                to("RDEL"),
                                (session, right) ->
                                        right.with("+OK " + right.octets().latin1()))),
                historic(
                        "pop1-mailbox-not-locked",
                        "RFC918 RETR",
                        "Two sessions may be in a transaction on one mailbox",
                        next -> new Deviation(next) {
                            @Override
                            boolean lock(EarlySession session, Maildrop maildrop) {
                                return session instanceof Pop1Session || super.lock(session, maildrop);
                            }
                        }),
                historic(
                        "pop1-length-counts-line-end-as-one",
                        "RFC918 RETR",
                        "The count of characters counts CR LF as one",
                        POP1.announced((session, right) -> right
                                - session.messages().stream()
                                        .mapToInt(message -> message.content()
                                                .latin1()
                                                .replaceAll("[^\n]", "")
                                                .length())
                                        .sum())),
                historic(
                        "pop1-mail-ends-with-dot",
                        "RFC918 RCEV",
                        "A line with a dot follows the mail of a mailbox",
                        POP1.success(to("RCEV"), (session, right) -> right.followedBy(".\r\n"))),
                historic(
                        "pop1-first-message-only",
                        "RFC918 RETR",
                        "Only the first message of the mailbox is read",
                        POP1.answer(to("RETR"), (session, command, right) -> {
                            Answer answer = right.get();
                            if (session.state() != OPENED || session.messages().size() < 2) {
                                return answer;
                            }
                            session.look(session.messages().subList(0, 1));
                            return answer.with("#" + session.messages().get(0).size() + "\r\n");
                        })),
                historic(
                        "pop1-rcev-anywhere",
                        "RFC918 RCEV",
                        "RCEV outside a transaction is answered by +OK",
                        POP1.answer(
                                to("RCEV"),
                                (session, command, right) ->
                                        session.state() == READY ? Answer.line("+OK") : right.get())),
                historic(
                        "pop1-rcvd-answered-by-count",
                        "RFC918 RCVD",
                        "RCVD is answered by a count",
                        POP1.success(to("RCVD"), (session, right) -> right.with("#0\r\n"))),
                historic(
                        "pop1-retr-deletes",
                        "RFC918 RETR",
                        "RETR deletes what it read, like RDEL",
                        POP1.answer(to("RCVD"), (session, command, right) -> {
                            session.deletes(true);
                            return right.get();
                        })),
                historic(
                        "pop1-rdel-keeps",
                        "RFC918 RDEL",
                        "RDEL keeps what it read, like RETR",
                        POP1.answer(to("RCVD"), (session, command, right) -> {
                            session.deletes(false);
                            return right.get();
                        })),
                historic(
                        "pop1-rcvd-before-rcev",
                        "RFC918 RCVD",
                        "RCVD is taken where no mail was sent",
                        POP1.admitted((session, command) -> command.is("RCVD") && session.state() == OPENED)),
                historic(
                        "pop1-rset-after-rcev-deletes",
                        "RFC918 RSET",
                        "RSET behind the mail of RDEL deletes it",
                        POP1.answer(to("RSET"), (session, command, right) -> {
                            if (session.state() == SENT && session.deletes()) {
                                session.remove(session.messages());
                            }
                            return right.get();
                        })),
                historic(
                        "pop1-rdel-outlives-rset",
                        "RFC918 RSET",
                        "After RDEL and RSET a RETR deletes what it read",
                        POP1.answer(to("RETR"), (session, command, right) -> {
                            boolean before = session.deletes();
                            Answer answer = right.get();
                            session.deletes(before);
                            return answer;
                        })),
                historic(
                        "pop1-quit-deletes",
                        "RFC918 RCVD",
                        "QUIT in place of RCVD is taken, and deletes what RDEL read",
                        POP1.answer(to("QUIT"), (session, command, right) -> {
                            if (session.state() != SENT) {
                                return right.get();
                            }
                            if (session.deletes()) {
                                session.remove(session.messages());
                            }
                            return Answer.line("+OK Bye").thenClose();
                        })),
                historic(
                        "pop1-rdel-deletes-when-sent",
                        "RFC918 RCVD",
                        "RDEL deletes as soon as the mail was sent",
                        POP1.answer(to("RCEV"), (session, command, right) -> {
                            Answer answer = right.get();
                            if (session.deletes()) {
                                session.remove(session.messages());
                            }
                            return answer;
                        })),
                historic(
                        "pop1-rdel-deletes-at-once",
                        "RFC918 RDEL",
                        "RDEL deletes before the mail was sent",
                        POP1.success(to("RDEL"), (session, right) -> {
                            session.remove(session.messages());
                            return right;
                        })));
    }

    private static List<Fault> ends() {
        return List.of(
                historic(
                        "pop1-rset-refused",
                        "RFC918 RSET",
                        "RSET in a transaction is answered by an error",
                        POP1.answer(
                                to("RSET"),
                                (session, command, right) -> session.state() == OPENED
                                        ? right.get().with("-ERR not now\r\n")
                                        : right.get())),
                historic(
                        "pop1-rset-keeps-the-lock",
                        "RFC918 RSET",
                        "After RSET the mailbox stays locked for other sessions",
                        POP1.answer(to("RSET"), (session, command, right) -> {
                            boolean locked = session.state() == OPENED;
                            Answer answer = right.get();
                            if (locked) {
                                session.open();
                            }
                            return answer;
                        })),
                historic(
                        "pop1-noop-refused",
                        "RFC918 NOOP",
                        "NOOP is answered by an error",
                        POP1.answer(to("NOOP"), (session, command, right) -> session.refusal("Why?"))),
                historic(
                        "pop1-noop-ends-the-session",
                        "RFC918 NOOP",
                        "NOOP ends the session",
                        POP1.success(to("NOOP"), (session, right) -> right.thenClose())),
                historic(
                        "pop1-quit-unanswered",
                        "RFC918 QUIT",
                        "QUIT before login closes without an answer",
                        POP1.answer(
                                to("QUIT"),
                                (session, command, right) ->
                                        session.state() == START ? Answer.none().thenClose() : right.get())),
                historic(
                        "pop1-quit-stays-open",
                        "RFC918 QUIT",
                        "After QUIT the server waits for further commands",
                        POP1.answer(
                                to("QUIT"),
                                (session, command, right) ->
                                        session.state() == READY ? right.get().thenGoOn() : right.get())));
    }
}
