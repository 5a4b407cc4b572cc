package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.capabilities;
import static org.pop3spec.refserver.Deviations.failure;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.toUnknown;
import static org.pop3spec.refserver.Deviations.unknownRefused;
import static org.pop3spec.refserver.Deviations.withDelay;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;
import static org.pop3spec.refserver.Pop3Session.State.AUTHORIZATION;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.time.Duration;
import java.util.List;

/** The faults of response codes, RFC 2449 section 8 and RFC 3206. */
final class FaultsOfResponseCodes {
    private FaultsOfResponseCodes() {}

    static List<Fault> all() {
        return List.of(
                should(
                        "resp-codes-not-announced",
                        "RFC2449#8",
                        "Response codes are used, and RESP-CODES is not listed",
                        capabilities((session, all) -> all.remove("RESP-CODES"))),
                should(
                        "auth-resp-code-not-announced",
                        "RFC3206#5",
                        "The code AUTH is used, and AUTH-RESP-CODE is not listed",
                        capabilities((session, all) -> all.remove("AUTH-RESP-CODE"))),
                must(
                        "wrong-password-without-auth",
                        "RFC3206#6",
                        "A wrong password is refused without the code AUTH",
                        failure(
                                to("PASS"),
                                (session, command, right) -> nameExists(session, right) ? right.withCode("") : right)),
                must(
                        "unknown-name-without-auth",
                        "RFC3206#6",
                        "PASS for a name that does not exist is refused without the code AUTH",
                        failure(
                                to("PASS"),
                                (session, command, right) -> nameExists(session, right) ? right : right.withCode(""))),
                must(
                        "wrong-digest-without-auth",
                        "RFC3206#6",
                        "A wrong APOP digest is refused without the code AUTH",
                        failure(
                                to("APOP"),
                                (session, command, right) -> right.code().equals("AUTH") ? right.withCode("") : right)),
                should(
                        "auth-answers-user",
                        "RFC3206#5",
                        "USER is refused with the code AUTH for names that do not exist",
                        unknownRefused(Reply.error("AUTH", "No such mailbox"))),
                must(
                        "auth-for-maildrop-in-use",
                        "RFC3206#6",
                        "A right login to a maildrop in use is refused with the code AUTH",
                        failure(
                                to("PASS", "APOP"),
                                (session, command, right) ->
                                        right.code().equals("IN-USE") ? right.withCode("AUTH") : right)),
                should(
                        "in-use-without-code",
                        "RFC2449#8.1.2 IN-USE",
                        "A right login to a maildrop in use is refused without a code",
                        failure(
                                to("PASS", "APOP"),
                                (session, command, right) ->
                                        right.code().equals("IN-USE") ? right.withCode("") : right)),
                must(
                        "in-use-for-wrong-password",
                        "RFC2449#8.1.2 IN-USE",
                        "A wrong password for a maildrop in use is refused with the code IN-USE",
                        failure(to("PASS"), (session, command, right) -> {
                            boolean inUse = session.named()
                                    .flatMap(session.accounts()::find)
                                    .map(session.accounts()::maildrop)
                                    .filter(Maildrop::locked)
                                    .isPresent();
                            return inUse && right.code().equals("AUTH") ? right.withCode("IN-USE") : right;
                        })),
                must(
                        "in-use-for-missing-message",
                        "RFC2449#8.1.2 IN-USE",
                        "A message that does not exist is refused with the code IN-USE",
                        failure(to("LIST", "RETR"), codeAfterLogin("IN-USE"))),
                must(
                        "login-delay-for-missing-message",
                        "RFC2449#8.1.1 LOGIN-DELAY",
                        "A message that does not exist is refused with the code LOGIN-DELAY",
                        failure(to("LIST", "RETR"), codeAfterLogin("LOGIN-DELAY"))),
                must(
                        "auth-for-missing-message",
                        "RFC3206#5",
                        "A message that does not exist is refused with the code AUTH",
                        failure(to("LIST", "RETR"), codeAfterLogin("AUTH"))),
                must(
                        "sys-without-level",
                        "RFC3206#4",
                        "A message that does not exist is refused with the code SYS and nothing behind it",
                        failure(to("LIST", "RETR"), codeAfterLogin("SYS"))),
                must(
                        "in-use-for-dele-top-and-uidl",
                        "RFC2449#8.1.2 IN-USE",
                        "DELE, TOP and UIDL are refused with the code IN-USE",
                        failure(to("DELE", "TOP", "UIDL"), codeAfterLogin("IN-USE"))),
                must(
                        "login-delay-for-dele-top-and-uidl",
                        "RFC2449#8.1.1 LOGIN-DELAY",
                        "DELE, TOP and UIDL are refused with the code LOGIN-DELAY",
                        failure(to("DELE", "TOP", "UIDL"), codeAfterLogin("LOGIN-DELAY"))),
                must(
                        "auth-for-dele-top-and-uidl",
                        "RFC3206#5",
                        "DELE, TOP and UIDL are refused with the code AUTH",
                        failure(to("DELE", "TOP", "UIDL"), codeAfterLogin("AUTH"))),
                must(
                        "sys-without-level-for-dele-top-and-uidl",
                        "RFC3206#4",
                        "DELE, TOP and UIDL are refused with the code SYS and nothing behind it",
                        failure(to("DELE", "TOP", "UIDL"), codeAfterLogin("SYS"))),
                must(
                        "failed-login-with-sys-alone",
                        "RFC3206#4",
                        "A wrong password is refused with the code SYS/UNKNOWN",
                        failure(
                                to("PASS"),
                                (session, command, right) ->
                                        right.code().equals("AUTH") ? right.withCode("SYS/UNKNOWN") : right)),
                must(
                        "login-answered-with-in-use",
                        "RFC2449#8.1.2 IN-USE",
                        "The positive answer to PASS has the code IN-USE",
                        success(to("PASS"), (session, command, right) -> right.withCode("IN-USE"))),
                must(
                        "retr-answered-with-in-use",
                        "RFC2449#8.1.2 IN-USE",
                        "The positive answer to RETR has the code IN-USE",
                        success(to("RETR"), (session, command, right) -> right.withCode("IN-USE"))),
                must(
                        "dele-answered-with-in-use",
                        "RFC2449#8.1.2 IN-USE",
                        "The positive answer to DELE has the code IN-USE",
                        success(to("DELE"), (session, command, right) -> right.withCode("IN-USE"))),
                must(
                        "quit-answered-with-in-use",
                        "RFC2449#8.1.2 IN-USE",
                        "The positive answer to QUIT has the code IN-USE",
                        success(to("QUIT"), (session, command, right) -> right.withCode("IN-USE"))),
                must(
                        "sys-in-positive-answer",
                        "RFC3206#4",
                        "The positive answers to NOOP, RSET and QUIT have the code SYS/TEMP",
                        success(to("NOOP", "RSET", "QUIT"), (session, command, right) -> right.withCode("SYS/TEMP"))),
                must(
                        "broken-bracket-before-login",
                        "RFC2449#6.4 RESP-CODES",
                        "Before login the text for an unknown command begins with a bracket that is not closed",
                        failure(
                                toUnknown(),
                                (session, command, right) ->
                                        session.state() == AUTHORIZATION ? right.withText("[unknown command") : right)),
                must(
                        "broken-bracket-after-login",
                        "RFC2449#6.4 RESP-CODES",
                        "After login the text for a missing message begins with a bracket that is not closed",
                        failure(
                                to("LIST", "RETR"),
                                (session, command, right) ->
                                        session.state() == TRANSACTION ? right.withText("[no such message") : right)),
                must(
                        "broken-bracket-for-dele-top-and-uidl",
                        "RFC2449#6.4 RESP-CODES",
                        "DELE, TOP and UIDL are refused with a text that begins with a bracket that is not closed",
                        failure(
                                to("DELE", "TOP", "UIDL"),
                                (session, command, right) ->
                                        session.state() == TRANSACTION ? right.withText("[no such message") : right)),
                must(
                        "broken-bracket-for-failed-login",
                        "RFC2449#6.4 RESP-CODES",
                        "The text for a wrong password is a bracket that is not closed",
                        failure(
                                to("PASS"),
                                (session, command, right) -> right.code().equals("AUTH")
                                        ? right.withCode("").withText("[wrong")
                                        : right)),
                must(
                        "broken-bracket-for-login",
                        "RFC2449#6.4 RESP-CODES",
                        "The text for a successful login begins with a bracket that is not closed",
                        success(to("PASS"), (session, command, right) -> right.withText("[opened"))),
                should(
                                "login-delay-answers-user",
                                "RFC2449#8.1.1 LOGIN-DELAY",
                                "LOGIN-DELAY 1 is listed, and USER is refused with that code within the delay",
                                next -> answerInstead(
                                                to("USER"),
                                                (session, command, right) ->
                                                        command.arguments().size() == 1
                                                                        && session.state() == AUTHORIZATION
                                                                        && session.accounts()
                                                                                .find(command.argument(0))
                                                                                .filter(account -> session.accounts()
                                                                                        .openedWithin(
                                                                                                account,
                                                                                                Duration.ofSeconds(1)))
                                                                                .isPresent()
                                                                ? Reply.error("LOGIN-DELAY", "Too soon")
                                                                : right.get())
                                        .apply(withDelay(n -> n, n -> n).apply(next)))
                        .wideBecause(
                                "whatever logs in a second time within the delay gets another answer than one to PASS"));
    }

    /** Whether that refused a name that exists; true also when no name was given. */
    private static boolean nameExists(Pop3Session session, Reply refusal) {
        return !refusal.code().equals("AUTH")
                || session.named().flatMap(session.accounts()::find).isPresent();
    }

    private static Deviations.Change codeAfterLogin(String code) {
        return (session, command, right) -> session.state() == TRANSACTION ? right.withCode(code) : right;
    }
}
