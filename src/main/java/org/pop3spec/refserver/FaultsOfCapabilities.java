package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.alsoSent;
import static org.pop3spec.refserver.Deviations.answer;
import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.capabilities;
import static org.pop3spec.refserver.Deviations.failure;
import static org.pop3spec.refserver.Deviations.refused;
import static org.pop3spec.refserver.Deviations.sessions;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.terminator;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.toAll;
import static org.pop3spec.refserver.Deviations.unknownUnlessUpper;
import static org.pop3spec.refserver.Deviations.withDelay;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;
import static org.pop3spec.refserver.Pop3Session.State.AUTHORIZATION;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The faults of CAPA and of what it announces, RFC 2449 sections 5 and 6. */
final class FaultsOfCapabilities {
    private FaultsOfCapabilities() {}

    static List<Fault> all() {
        return List.of(
                must(
                                "capa-without-terminator",
                                "RFC2449#5 CAPA",
                                "No dot ends the capability list",
                                terminator(to("CAPA"), ""))
                        .wideBecause("every capability list is read to its end, and clients ask for one first"),
                must(
                                "capa-goes-on-behind-the-terminator",
                                "RFC1939#3",
                                "A line follows the dot that ends the capability list",
                                alsoSent(to("CAPA"), (command, reply) -> "+OK End of list\r\n"))
                        .wideBecause("every capability list is read to its end, and clients ask for one first"),
                must(
                                "capa-refused-after-login",
                                "RFC2449#5 CAPA",
                                "CAPA is refused after login",
                                refused(to("CAPA"), session -> session.state() == TRANSACTION))
                        .wideBecause(
                                "each capability is looked for in each state and on each channel where it can be announced"),
                must(
                                "capa-refused-before-login",
                                "RFC2449#5 CAPA",
                                "CAPA is refused before login",
                                refused(to("CAPA"), session -> session.state() == AUTHORIZATION))
                        .wideBecause(
                                "each capability is looked for in each state and on each channel where it can be announced"),
                must(
                                "capa-refused-under-tls",
                                "RFC2595#4 STLS",
                                "CAPA is refused once TLS is active",
                                refused(to("CAPA"), Pop3Session::isTls))
                        .wideBecause(
                                "each capability is looked for in each state and on each channel where it can be announced"),
                must(
                                "capa-missing",
                                "RFC2595#4 STLS",
                                "STLS is accepted, and CAPA is not implemented",
                                refused(to("CAPA"), session -> true))
                        .wideBecause(
                                "each capability is looked for in each state and on each channel where it can be announced"),
                must(
                                "capa-refused-behind-the-greeting",
                                "RFC2595#4 STLS",
                                "In the clear CAPA is refused as the first command",
                                next -> {
                                    Set<Pop3Session> begun = sessions();
                                    return answerInstead(toAll(), (session, command, right) -> {
                                                boolean first = begun.add(session) && !session.isTls();
                                                return first && command.is("CAPA")
                                                        ? Reply.error("Unknown command")
                                                        : right.get();
                                            })
                                            .apply(next);
                                })
                        .wideBecause(
                                "each capability is looked for in each state and on each channel where it can be announced"),
                must(
                        "capa-in-lower-case-unknown",
                        "RFC1939#3",
                        "CAPA and STLS are recognised in upper case only",
                        unknownUnlessUpper(to("CAPA", "STLS"))),
                must(
                        "capa-with-argument-not-answered",
                        "RFC1939#3",
                        "CAPA with an argument gets no answer",
                        answerInstead(
                                to("CAPA"),
                                (session, command, right) ->
                                        command.arguments().isEmpty() ? right.get() : Reply.none())),
                must(
                        "capa-enters-transaction",
                        "RFC2449#5 CAPA",
                        "After CAPA, STAT is served before login",
                        behindCapa("STAT", Reply.ok("0 0"))),
                must(
                        "capa-blocks-pass",
                        "RFC2449#5 CAPA",
                        "After CAPA before login PASS is refused; APOP works",
                        behindCapa("PASS", Reply.error("Not now"))),
                must(
                        "capa-clears-marks",
                        "RFC2449#5 CAPA",
                        "CAPA takes back all deletion marks",
                        success(to("CAPA"), (session, command, right) -> {
                            session.unmarkAll();
                            return right;
                        })),
                must(
                        "capa-differs-the-second-time",
                        "RFC2449#5 CAPA",
                        "The second capability list in a session lacks the first capability",
                        next -> {
                            Set<Pop3Session> asked = sessions();
                            return new Deviation(next) {
                                @Override
                                List<String> capabilities(Pop3Session session) {
                                    List<String> all = super.capabilities(session);
                                    boolean again = session.state() == AUTHORIZATION && !asked.add(session);
                                    return again ? all.subList(1, all.size()) : all;
                                }
                            };
                        }),
                must(
                        "capa-line-too-long",
                        "RFC2449#5 CAPA",
                        "A capability line has more than 512 octets",
                        capabilities((session, all) -> all.add("X-LONG " + "x".repeat(520)))),
                must(
                        "capa-with-two-blanks",
                        "RFC2449#5 CAPA",
                        "Two blanks stand before a capability's parameter",
                        capabilities((session, all) -> all.replaceAll(line -> line.replaceFirst(" ", "  ")))),
                must(
                        "capa-parameter-with-control-octets",
                        "RFC2449#3",
                        "The parameter of a capability has a tabulator and an octet above 127",
                        capabilities((session, all) -> all.add("X-NAME a\tb\u00e9"))),
                must(
                        "capability-that-is-not-registered",
                        "RFC2449#9",
                        "A capability is listed that no document has, and that does not begin with X",
                        capabilities((session, all) -> all.add("DELETE-LATER 7"))),
                must(
                        "capa-tag-with-dot",
                        "RFC2449#3",
                        "Before login a capability's tag has a dot in it",
                        capabilities((session, all) -> {
                            if (session.state() == AUTHORIZATION) {
                                all.add("X-VERSION.2");
                            }
                        })),
                must(
                        "capa-tag-with-dot-after-login",
                        "RFC2449#3",
                        "After login a capability's tag has a dot in it",
                        capabilities((session, all) -> {
                            if (session.state() == TRANSACTION) {
                                all.add("X-VERSION.2");
                            }
                        })),
                should(
                        "capa-lists-top-twice",
                        "RFC2449#5 CAPA",
                        "TOP is listed twice",
                        capabilities((session, all) -> all.add("TOP"))),
                should(
                        "capa-lists-apop",
                        "RFC2449#6",
                        "APOP is listed as a capability",
                        capabilities((session, all) -> all.add("APOP"))),
                must(
                        "capa-top-with-parameter",
                        "RFC2449#6.1 TOP",
                        "TOP is listed with a parameter",
                        capabilities((session, all) -> all.replaceAll(line -> line.equals("TOP") ? "TOP 1000" : line))),
                must(
                                "top-announced-not-served",
                                "RFC2449#6.1 TOP",
                                "TOP is listed, and refused",
                                refused(to("TOP"), session -> session.state() == TRANSACTION))
                        .wideBecause("every scenario on the command is played, as it is announced"),
                should(
                        "top-not-announced",
                        "RFC2449#6.1 TOP",
                        "TOP is served, and not listed",
                        capabilities((session, all) -> all.remove("TOP"))),
                must(
                                "uidl-announced-not-served",
                                "RFC2449#6.8 UIDL",
                                "UIDL is listed, and refused",
                                refused(to("UIDL"), session -> session.state() == TRANSACTION))
                        .wideBecause("every scenario on the command is played, as it is announced"),
                should(
                        "uidl-not-announced",
                        "RFC2449#6.8 UIDL",
                        "UIDL is served, and not listed",
                        capabilities((session, all) -> all.remove("UIDL"))),
                must(
                                "user-announced-not-served",
                                "RFC2449#6.2 USER",
                                "USER is listed, and PASS always refused; APOP works",
                                refused(to("PASS"), session -> true))
                        .wideBecause("whatever logs in by USER and PASS in its script is refused"),
                should(
                        "user-not-announced",
                        "RFC2449#6.2 USER",
                        "USER and PASS are served, and not listed",
                        capabilities((session, all) -> all.remove("USER"))),
                should(
                        "user-served-where-it-is-not-announced",
                        "RFC2449#6.2 USER",
                        "Where passwords are for TLS only USER and PASS are served in the clear, and not listed",
                        next -> new Deviation(next) {
                            @Override
                            boolean admitsPasswords(Pop3Session session) {
                                return true;
                            }
                        }),
                must(
                        "user-not-announced-after-login",
                        "RFC2449#5 CAPA",
                        "USER is listed before login only",
                        capabilities((session, all) -> {
                            if (session.state() == TRANSACTION) {
                                all.remove("USER");
                            }
                        })),
                must(
                        "top-and-uidl-announced-after-login-only",
                        "RFC2449#5 CAPA",
                        "TOP and UIDL are listed after login only",
                        capabilities((session, all) -> {
                            if (session.state() == AUTHORIZATION) {
                                all.removeAll(List.of("TOP", "UIDL"));
                            }
                        })),
                must(
                        "auth-resp-code-announced-before-login-only",
                        "RFC3206#6",
                        "AUTH-RESP-CODE is listed before login only",
                        capabilities((session, all) -> {
                            if (session.state() == TRANSACTION) {
                                all.remove("AUTH-RESP-CODE");
                            }
                        })),
                must(
                        "sasl-announced-not-served",
                        "RFC2449#6.3 SASL",
                        "SASL PLAIN is listed, and there is no AUTH",
                        capabilities((session, all) -> all.add("SASL PLAIN"))),
                must(
                        "sasl-mechanism-malformed",
                        "RFC2449#6.3 SASL",
                        "SASL lists a name that no mechanism can have",
                        capabilities((session, all) -> all.add("SASL plain-text!"))),
                must(
                        "implementation-empty",
                        "RFC2449#6.9 IMPLEMENTATION",
                        "IMPLEMENTATION is listed without a text",
                        capabilities((session, all) ->
                                all.replaceAll(line -> line.startsWith("IMPLEMENTATION") ? "IMPLEMENTATION" : line))),
                must(
                        "implementation-changes-with-login",
                        "RFC2449#6.9 IMPLEMENTATION",
                        "IMPLEMENTATION has another text after login",
                        capabilities((session, all) -> {
                            if (session.state() == TRANSACTION) {
                                all.replaceAll(line -> line.startsWith("IMPLEMENTATION") ? line + "-2" : line);
                            }
                        })),
                must(
                        "expire-in-words",
                        "RFC2449#6.7 EXPIRE",
                        "EXPIRE is listed with a word that is not NEVER",
                        withExpire("EXPIRE LATER", "EXPIRE LATER")),
                must(
                        "expire-shorter-after-login",
                        "RFC2449#6.7 EXPIRE",
                        "EXPIRE promises 30 days before login and 7 after it",
                        withExpire("EXPIRE 30 USER", "EXPIRE 7")),
                should(
                        "expire-differs-without-user",
                        "RFC2449#6.7 EXPIRE",
                        "EXPIRE is another after login, and does not say USER before it",
                        withExpire("EXPIRE 7", "EXPIRE 30")),
                must(
                        "expire-with-user-after-login",
                        "RFC2449#6.7 EXPIRE",
                        "EXPIRE says USER after login",
                        withExpire("EXPIRE 7 USER", "EXPIRE 7 USER")),
                must(
                        "expire-without-blank",
                        "RFC2449#6.7 EXPIRE",
                        "The blank between EXPIRE and NEVER is missing",
                        withExpire("EXPIRENEVER", "EXPIRENEVER")),
                must(
                        "login-delay-begins-with-a-failed-login",
                        "RFC2449#6.5 LOGIN-DELAY",
                        "A wrong password begins the login delay as a right one does",
                        failure(to("PASS"), (session, command, right) -> {
                            if (right.code().equals("AUTH")) {
                                session.named()
                                        .flatMap(session.accounts()::find)
                                        .ifPresent(session.accounts()::noteLogin);
                            }
                            return right;
                        })),
                must(
                        "login-delay-in-words",
                        "RFC2449#6.5 LOGIN-DELAY",
                        "LOGIN-DELAY is listed with a word",
                        capabilities((session, all) -> all.add("LOGIN-DELAY soon"))),
                must(
                        "login-delay-with-user-after-login",
                        "RFC2449#6.5 LOGIN-DELAY",
                        "LOGIN-DELAY 0 says USER after login",
                        withDelay(n -> "0 USER", n -> "0 USER")),
                must(
                        "login-delay-longer-after-login",
                        "RFC2449#6.5 LOGIN-DELAY",
                        "LOGIN-DELAY is longer after login than before",
                        withDelay(n -> (n - 1) + " USER", n -> n)),
                should(
                        "login-delay-differs-without-user",
                        "RFC2449#6.5 LOGIN-DELAY",
                        "LOGIN-DELAY is another after login, and does not say USER before it",
                        withDelay(n -> n, n -> n - 1)),
                should(
                        "login-delay-not-enforced",
                        "RFC2449#6.5 LOGIN-DELAY",
                        "LOGIN-DELAY is listed, and logins are accepted at any time",
                        next -> withDelay(n -> n, n -> n).apply(new Deviation(next) {
                            @Override
                            boolean tooSoon(Pop3Session session, Account account) {
                                return false;
                            }
                        })));
    }

    /** Once a client asked for capabilities before login, the command gets that answer until it logged in. */
    private static UnaryOperator<Conduct> behindCapa(String keyword, Reply answer) {
        return next -> {
            Set<Pop3Session> asked = sessions();
            return new Deviation(next) {
                @Override
                Reply answer(Pop3Session session, Command command) {
                    boolean early = session.state() == AUTHORIZATION;
                    if (early && command.is("CAPA")) {
                        asked.add(session);
                    }
                    return early && command.is(keyword) && asked.contains(session)
                            ? answer
                            : super.answer(session, command);
                }
            };
        };
    }

    private static UnaryOperator<Conduct> withExpire(String before, String after) {
        return capabilities((session, all) -> {
            all.removeIf(line -> line.startsWith("EXPIRE"));
            all.add(session.state() == AUTHORIZATION ? before : after);
        });
    }
}
