package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.alsoSent;
import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.blockedAfter;
import static org.pop3spec.refserver.Deviations.enterEmptyMaildrop;
import static org.pop3spec.refserver.Deviations.failure;
import static org.pop3spec.refserver.Deviations.opened;
import static org.pop3spec.refserver.Deviations.passwordAlso;
import static org.pop3spec.refserver.Deviations.sessions;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.unknownRefused;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;
import static org.pop3spec.refserver.Pop3Session.State.AUTHORIZATION;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The faults of USER and PASS, RFC 1939 section 7. */
final class FaultsOfUserAndPass {
    private FaultsOfUserAndPass() {}

    static List<Fault> all() {
        return List.of(
                must(
                        "password-with-a-blank-answered-twice",
                        "RFC1939#7 PASS",
                        "PASS with a blank at the end of its line gets two answers",
                        alsoSent(
                                to("PASS"),
                                (command, reply) ->
                                        command.rest().orElse("").endsWith(" ") ? "-ERR Blank ignored\r\n" : "")),
                should(
                        "password-refused-behind-apop-and-taken",
                        "RFC1939#13",
                        "The PASS that follows a session by APOP is refused, and opens the maildrop",
                        next -> {
                            Set<Account> byDigest = ConcurrentHashMap.newKeySet();
                            return new Deviation(next) {
                                @Override
                                Reply answer(Pop3Session session, Command command) {
                                    Reply right = super.answer(session, command);
                                    if (right.positive() && command.is("APOP")) {
                                        session.account().ifPresent(byDigest::add);
                                    }
                                    boolean turned = right.positive()
                                            && command.is("PASS")
                                            && session.account()
                                                    .filter(byDigest::remove)
                                                    .isPresent();
                                    return turned ? Reply.error("AUTH", "Say APOP") : right;
                                }
                            };
                        }),
                must(
                        "auth-for-protocol-errors",
                        "RFC3206#5",
                        "USER, PASS and AUTH without an argument get the code AUTH",
                        failure(
                                to("USER", "PASS", "AUTH"),
                                (session, command, right) ->
                                        command.arguments().isEmpty() && session.state() == AUTHORIZATION
                                                ? right.withCode("AUTH")
                                                : right)),
                must(
                        "user-without-name-accepted",
                        "RFC1939#7 USER",
                        "USER without a name is accepted",
                        failure(
                                to("USER"),
                                (session, command, right) ->
                                        command.arguments().isEmpty() ? Reply.ok("Go on") : right)),
                should(
                        "user-tells-unknown-names",
                        "RFC1939#13",
                        "USER is refused for names that do not exist",
                        unknownRefused(Reply.error("No such mailbox"))),
                should(
                        "pass-tells-unknown-names",
                        "RFC1939#13",
                        "PASS is refused in other words for names that do not exist",
                        failure(
                                to("PASS"),
                                (session, command, right) -> session.named()
                                                .flatMap(session.accounts()::find)
                                                .isPresent()
                                        ? right
                                        : right.withText("No such mailbox"))),
                should(
                        "apop-tells-unknown-names",
                        "RFC1939#13",
                        "APOP is refused in other words for names that do not exist",
                        failure(
                                to("APOP"),
                                (session, command, right) -> command.arguments().size() == 2
                                                && session.accounts()
                                                        .find(command.argument(0))
                                                        .isEmpty()
                                        ? right.withText("No such mailbox")
                                        : right)),
                must(
                                "user-opens-the-maildrop",
                                "RFC1939#7 USER",
                                "USER alone opens the maildrop; PASS is asked for and not needed",
                                next -> new Deviation(next) {
                                    @Override
                                    Reply answer(Pop3Session session, Command command) {
                                        Optional<Account> named =
                                                session.named().flatMap(session.accounts()::find);
                                        if (command.is("PASS") && session.state() == TRANSACTION && named.isPresent()) {
                                            return session.conduct()
                                                            .verifies(
                                                                    named.get(),
                                                                    command.rest()
                                                                            .orElse(""))
                                                    ? Reply.ok("Maildrop opened")
                                                    : Reply.error("AUTH", "Login failed");
                                        }
                                        Reply right = super.answer(session, command);
                                        if (command.is("USER") && right.positive()) {
                                            session.accounts()
                                                    .find(command.argument(0))
                                                    .ifPresent(account -> Pop3Commands.open(session, account));
                                        }
                                        return right;
                                    }
                                })
                        .wideBecause(
                                "each scenario that gives a name and then something that is no password sees the maildrop open"),
                must(
                                "pass-without-user-accepted",
                                "RFC1939#7 PASS",
                                "PASS without USER opens the maildrop whose password it is",
                                failure(
                                        to("PASS"),
                                        (session, command, right) -> session.state() == AUTHORIZATION
                                                        && session.named().isEmpty()
                                                ? openByPassword(session, command)
                                                        .orElse(right)
                                                : right))
                        .wideBecause("PASS alone is what shows that a name was not taken, forgotten or refused"),
                must(
                        "second-pass-accepted",
                        "RFC1939#7 PASS",
                        "After a failed PASS another PASS is accepted without a new USER",
                        failure(to("PASS"), (session, command, right) -> {
                            session.named().ifPresent(session::name);
                            return right;
                        })),
                must(
                        "refused-user-is-kept",
                        "RFC1939#7 PASS",
                        "PASS is accepted after a USER that was refused for lack of a name",
                        failure(to("USER"), (session, command, right) -> {
                            if (session.state() == AUTHORIZATION
                                    && command.arguments().isEmpty()) {
                                session.name(
                                        session.settings().accounts().get(0).name());
                            }
                            return right;
                        })),
                must(
                        "refused-user-blocks-login",
                        "RFC1939#7 USER",
                        "After a USER that was refused no further USER is accepted",
                        blockedAfter("USER", "USER")),
                must(
                        "first-user-counts",
                        "RFC1939#7 USER",
                        "A second USER is accepted, and the name of the first one is kept",
                        failure(to("USER"), (session, command, right) -> {
                            session.named().ifPresent(session::name);
                            return session.named().isPresent() ? Reply.ok("Password, please") : right;
                        })),
                must(
                        "password-of-the-first-user-accepted-for-the-second",
                        "RFC1939#7 PASS",
                        "The password of any account opens the maildrop of any other",
                        next -> new Deviation(next) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                Reply right = super.answer(session, command);
                                if (!command.is("PASS")
                                        || right.positive()
                                        || right.code().equals("IN-USE")) {
                                    return right;
                                }
                                boolean somebodys = session.settings().accounts().stream()
                                        .anyMatch(account -> account.password()
                                                .equals(command.rest().orElse("")));
                                return session.state() == AUTHORIZATION && somebodys
                                        ? openedByName(session, right)
                                        : right;
                            }
                        }),
                must(
                                "any-password-accepted",
                                "RFC1939#7 PASS",
                                "Any password opens the maildrop of a user that exists",
                                passwordAlso((right, given) -> true))
                        .wideBecause("each mechanism that has a password has its scenarios on wrong ones"),
                must(
                        "empty-password-accepted",
                        "RFC1939#7 PASS",
                        "PASS without a password opens the maildrop",
                        failure(
                                to("PASS"),
                                (session, command, right) -> session.state() == AUTHORIZATION
                                                && command.rest().orElse("").isEmpty()
                                        ? openedByName(session, right)
                                        : right)),
                must(
                        "password-in-any-case",
                        "RFC1939#7 PASS",
                        "Passwords are compared without regard to case",
                        passwordAlso(String::equalsIgnoreCase)),
                must(
                        "beginning-of-the-password-accepted",
                        "RFC1939#7 PASS",
                        "The first character of the password is enough",
                        passwordAlso((right, given) -> given.length() == 1 && right.startsWith(given))),
                must(
                        "last-character-of-the-password-ignored",
                        "RFC1939#7 PASS",
                        "A password is accepted without its last character",
                        passwordAlso((right, given) -> given.equals(right.substring(0, right.length() - 1)))),
                should(
                        "password-cut-at-blank",
                        "RFC1939#7 PASS",
                        "What follows a blank in the argument of PASS is ignored",
                        passwordAlso((right, given) -> given.startsWith(right + " "))),
                must(
                        "unknown-user-gets-a-maildrop",
                        "RFC1939#7 PASS",
                        "Any password opens an empty maildrop for a name that does not exist",
                        failure(
                                to("PASS"),
                                (session, command, right) -> session.named()
                                                .filter(name -> session.accounts()
                                                        .find(name)
                                                        .isEmpty())
                                                .isPresent()
                                        ? enterEmptyMaildrop(session, Reply.ok("Maildrop opened"))
                                        : right)),
                must(
                                "failed-pass-enters-transaction",
                                "RFC1939#4",
                                "After a failed PASS the session is in the TRANSACTION state all the same",
                                failure(
                                        to("PASS"),
                                        (session, command, right) ->
                                                right.code().equals("AUTH")
                                                        ? enterEmptyMaildrop(session, right)
                                                        : right))
                        .wideBecause("whatever follows a wrong password shows whether the maildrop is open"),
                must(
                        "failed-pass-blocks-login",
                        "RFC1939#4",
                        "After a failed PASS no USER is accepted any more",
                        blockedAfter("PASS", "USER")),
                must(
                        "failed-pass-blocks-apop",
                        "RFC1939#7 APOP",
                        "After a failed PASS no APOP is accepted any more",
                        blockedAfter("PASS", "APOP")),
                must(
                        "failed-pass-blocks-capa",
                        "RFC2449#5",
                        "After a failed PASS no CAPA is answered with a list any more",
                        blockedAfter("PASS", "CAPA")),
                must(
                        "failed-pass-blocks-stls",
                        "RFC2595#4 STLS",
                        "After a failed PASS no STLS is accepted any more",
                        blockedAfter("PASS", "STLS")),
                must(
                                "command-behind-user-logs-in",
                                "RFC1939#7 USER",
                                "Any command but PASS and QUIT behind USER opens the maildrop",
                                failure(
                                        command -> !to("PASS", "USER", "QUIT").test(command),
                                        (session, command, right) -> session.state() == AUTHORIZATION
                                                ? openedByName(session, right)
                                                : right))
                        .wideBecause("whatever follows USER alone shows whether the maildrop is open"),
                must(
                        "quit-behind-user-refused",
                        "RFC1939#7 USER",
                        "Behind USER nothing but PASS is accepted, not even QUIT",
                        answerInstead(
                                to("QUIT"),
                                (session, command, right) ->
                                        session.named().isPresent() ? Reply.error("Password, please") : right.get())),
                must(
                        "pass-behind-another-command-not-checked",
                        "RFC1939#7 PASS",
                        "USER, another command and PASS answer +OK but open nothing",
                        next -> {
                            Set<Pop3Session> distracted = sessions();
                            return new Deviation(next) {
                                @Override
                                Reply answer(Pop3Session session, Command command) {
                                    boolean before = distracted.remove(session);
                                    if (session.named().isPresent()
                                            && !to("PASS", "QUIT").test(command)) {
                                        distracted.add(session);
                                    }
                                    return before && command.is("PASS")
                                            ? Reply.ok("Maildrop opened")
                                            : super.answer(session, command);
                                }
                            };
                        }));
    }

    /** As if the password had been right. */
    private static Reply openedByName(Pop3Session session, Reply right) {
        return session.named().map(name -> opened(session, name, () -> right)).orElse(right);
    }

    private static Optional<Reply> openByPassword(Pop3Session session, Command command) {
        return session.settings().accounts().stream()
                .filter(account -> account.password().equals(command.rest().orElse("")))
                .findFirst()
                .map(account -> Pop3Commands.open(session, account));
    }
}
