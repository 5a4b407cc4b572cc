package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.asksOnceMore;
import static org.pop3spec.refserver.Deviations.exchanging;
import static org.pop3spec.refserver.Deviations.forgiving;
import static org.pop3spec.refserver.Deviations.mechanisms;
import static org.pop3spec.refserver.Deviations.opened;
import static org.pop3spec.refserver.Deviations.servedWithoutTls;
import static org.pop3spec.refserver.Deviations.statusLine;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.unverified;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;

import java.util.List;
import java.util.stream.Stream;

/** The faults of PLAIN, RFC 4616, and of LOGIN. */
final class FaultsOfPlain {
    private static final String SASL = "RFC5034#4 AUTH";

    private FaultsOfPlain() {}

    static List<Fault> all() {
        return Stream.of(plain(), login()).flatMap(List::stream).toList();
    }

    private static List<Fault> plain() {
        return List.of(
                must(
                        "plain-surplus-field-accepted",
                        "RFC4616#2",
                        "A message of PLAIN may have a fourth field",
                        unverified(SaslCheck.MESSAGE_FORM)),
                must(
                        "plain-missing-field-accepted",
                        "RFC4616#2",
                        "A message of PLAIN may lack its first field",
                        exchanging(
                                "PLAIN",
                                (session, right) -> response -> right.next(
                                        response.chars().filter(c -> c == 0).count() == 1
                                                ? '\0' + response
                                                : response))),
                must(
                        "plain-empty-password-accepted",
                        "RFC4616#2",
                        "PLAIN takes an empty password for any name",
                        exchanging(
                                "PLAIN",
                                (session, right) -> response -> response.endsWith("\0")
                                        ? session.accounts()
                                                .find(response.replace("\0", ""))
                                                .<ServerExchange.Step>map(
                                                        account -> new ServerExchange.Success(account, ""))
                                                .orElseGet(() -> right.next(response))
                                        : right.next(response))),
                must(
                        "plain-empty-name-is-the-one-to-act-as",
                        "RFC4616#2",
                        "PLAIN takes the name to act as where there is no other",
                        exchanging(
                                "PLAIN",
                                (session, right) ->
                                        response -> right.next(response.replaceFirst("^([^\0]+)\0\0", "\0$1\0")))),
                must(
                                "plain-asks-again",
                                "RFC4616#2",
                                "PLAIN has a challenge after the right message",
                                exchanging("PLAIN", (session, right) -> asksOnceMore(right)))
                        .wideBecause("PLAIN is the mechanism by which scenarios on AUTH as such are played"),
                must(
                        "plain-empty-message-accepted",
                        "RFC4616#2",
                        "PLAIN takes a message with nothing in it for somebody's",
                        exchanging(
                                "PLAIN",
                                (session, right) -> response -> session.settings().accounts().stream()
                                        .filter(account -> response.isEmpty())
                                        .findFirst()
                                        .<ServerExchange.Step>map(account -> new ServerExchange.Success(account, ""))
                                        .orElseGet(() -> right.next(response)))),
                must(
                                "plain-password-not-checked",
                                "RFC4616#2",
                                "PLAIN takes any password",
                                exchanging("PLAIN", (session, right) -> response -> {
                                    List<String> parts = List.of(response.split("\0", -1));
                                    return parts.size() == 3
                                            ? session.accounts()
                                                    .find(parts.get(1))
                                                    .<ServerExchange.Step>map(account ->
                                                            new ServerExchange.Success(account, parts.get(0)))
                                                    .orElseGet(() -> right.next(response))
                                            : right.next(response);
                                }))
                        .wideBecause("PLAIN is the mechanism by which scenarios on AUTH as such are played"),
                must(
                                "plain-fields-in-the-wrong-order",
                                "RFC4616#2",
                                "PLAIN takes the name for the one to act as",
                                exchanging("PLAIN", (session, right) -> response -> {
                                    String[] parts = response.split("\0", -1);
                                    return right.next(
                                            parts.length == 3
                                                    ? parts[1] + '\0' + parts[0] + '\0' + parts[2]
                                                    : response);
                                }))
                        .wideBecause("PLAIN is the mechanism by which scenarios on AUTH as such are played"));
    }

    private static List<Fault> login() {
        return List.of(
                should(
                                "login-asks-a-third-time",
                                "draft-murchison-sasl-login#2",
                                "LOGIN has another challenge after the password",
                                exchanging("LOGIN", (session, right) -> asksOnceMore(right)))
                        .wideBecause(
                                "no login by this mechanism succeeds, and scenarios on every way of logging in take it too"),
                should(
                                "login-password-not-checked",
                                "draft-murchison-sasl-login#2",
                                "LOGIN takes any password",
                                exchanging("LOGIN", (session, right) -> forgiving(session, right, name -> name)))
                        .wideBecause(
                                "every wrong password by this mechanism is let in, and scenarios on every mechanism send one"),
                must(
                                "login-prompts-not-in-base64",
                                SASL,
                                "The prompts of LOGIN are not encoded",
                                statusLine(
                                        to("AUTH"),
                                        (session, reply) -> reply.equals(Reply.challenge("Username:"))
                                                || reply.equals(Reply.challenge("Password:")),
                                        line -> line.startsWith("+ VXNl") ? "+ Username:\r\n" : "+ Password:\r\n"))
                        .wideBecause(
                                "no login by this mechanism succeeds, and scenarios on accounts log in by it where they may"),
                must(
                        "login-name-as-initial-response-is-enough",
                        "draft-murchison-sasl-login#2.2",
                        "LOGIN with the name as initial response does not ask for the password",
                        answerInstead(
                                to("AUTH"),
                                (session, command, right) -> command.arguments().size() > 1
                                                && command.argument(0).equals("LOGIN")
                                        ? session.conduct()
                                                .decoded(command.argument(1))
                                                .map(name -> opened(session, name, right))
                                                .orElseGet(right)
                                        : right.get())),
                must(
                        "login-announced-where-passwords-are-not",
                        "draft-murchison-sasl-login#1",
                        "LOGIN is announced without TLS where passwords are taken under TLS only",
                        mechanisms((session, names) -> {
                            if (!session.admitsPasswords()) {
                                names.add("LOGIN");
                            }
                        })),
                must(
                        "login-served-where-passwords-are-not",
                        "draft-murchison-sasl-login#1",
                        "AUTH LOGIN asks for the name without TLS where passwords are taken under TLS only",
                        servedWithoutTls("LOGIN", "Username:")));
    }
}
