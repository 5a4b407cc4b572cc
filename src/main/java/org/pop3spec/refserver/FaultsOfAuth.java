package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.admitted;
import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.capabilities;
import static org.pop3spec.refserver.Deviations.mechanisms;
import static org.pop3spec.refserver.Deviations.reading;
import static org.pop3spec.refserver.Deviations.sent;
import static org.pop3spec.refserver.Deviations.servedWithoutTls;
import static org.pop3spec.refserver.Deviations.sessions;
import static org.pop3spec.refserver.Deviations.statusLine;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.unbased;
import static org.pop3spec.refserver.Deviations.understood;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The faults of AUTH itself, and of names to act as, RFC 5034 section 4, RFC 4422 section 3. */
final class FaultsOfAuth {
    private static final String SASL = "RFC5034#4 AUTH";

    private FaultsOfAuth() {}

    static List<Fault> all() {
        return Stream.of(auth(), authzids()).flatMap(List::stream).toList();
    }

    private static List<Fault> auth() {
        return List.of(
                must(
                        "sasl-blanks-in-base64-accepted",
                        SASL,
                        "Blanks in a base64 response are skipped",
                        unbased(coded -> coded.replace(" ", ""))),
                must(
                        "sasl-foreign-characters-in-base64-skipped",
                        SASL,
                        "Characters that base64 does not have are skipped",
                        unbased(coded -> coded.replaceAll("[^A-Za-z0-9+/= ]", ""))),
                should(
                        "sasl-missing-padding-accepted",
                        SASL,
                        "A base64 response may lack its equals signs",
                        unbased(coded -> coded + "=".repeat((4 - coded.length() % 4) % 4))),
                must(
                        "sasl-text-behind-padding-skipped",
                        SASL,
                        "What stands behind the equals signs of a base64 response is skipped",
                        unbased(coded -> coded.replaceAll("(=+).*", "$1"))),
                must("sasl-cancel-is-ignored", SASL, "The exchange goes on after *", cancelIgnored())
                        .wideBecause("each mechanism, and each of its steps, has a scenario on cancelling there"),
                must(
                                "sasl-cancel-succeeds",
                                SASL,
                                "A cancelled exchange is answered with +OK",
                                statusLine(
                                        to("AUTH"),
                                        (session, reply) -> reply.text().equals("Authentication cancelled"),
                                        line -> line.replace("-ERR", "+OK")))
                        .wideBecause("each mechanism, and each of its steps, has a scenario on cancelling there"),
                must(
                        "sasl-after-login",
                        SASL,
                        "AUTH is served in the TRANSACTION state too",
                        admitted("AUTH", TRANSACTION)),
                must(
                        "sasl-mechanism-names-case-sensitive",
                        "RFC5034#4 AUTH",
                        "Names of mechanisms are known in upper case only",
                        answerInstead(
                                to("AUTH"),
                                (session, command, right) -> command.rest()
                                                .orElse("")
                                                .split(" ", 2)[0]
                                                .chars()
                                                .anyMatch(Character::isLowerCase)
                                        ? Reply.error(SaslCommand.NOT_OFFERED)
                                        : right.get())),
                must(
                                "sasl-initial-response-refused",
                                SASL,
                                "AUTH with an initial response is refused",
                                answerInstead(
                                        to("AUTH"),
                                        (session, command, right) ->
                                                command.arguments().size() > 1
                                                        ? Reply.error("One argument only")
                                                        : right.get()))
                        .wideBecause(
                                "mechanisms in which the client speaks first are played with an initial response in most scenarios"),
                must(
                                "sasl-initial-response-ignored",
                                SASL,
                                "An initial response is thrown away and asked for again",
                                understood(command -> command.is("AUTH")
                                                && command.arguments().size() > 1
                                        ? command.withArguments(command.argument(0))
                                        : command))
                        .wideBecause(
                                "mechanisms in which the client speaks first are played with an initial response in most scenarios"),
                must(
                        "sasl-initial-response-to-a-speaking-server-accepted",
                        SASL,
                        "An initial response is skipped where the server speaks first",
                        understood(FaultsOfAuth::withoutUselessResponse)),
                must(
                        "sasl-continuation-without-blank",
                        SASL,
                        "An empty challenge is a plus without the blank",
                        statusLine(to("AUTH"), FaultsOfAuth::emptyChallenge, line -> "+\r\n")),
                must(
                                "sasl-continuation-with-text",
                                SASL,
                                "An empty challenge has a text for readers in it",
                                statusLine(to("AUTH"), FaultsOfAuth::emptyChallenge, line -> "+ go ahead\r\n"))
                        .wideBecause("scenarios on every mechanism meet the continuation that it begins with"),
                must(
                                "sasl-continuation-is-positive",
                                SASL,
                                "An empty challenge begins with +OK",
                                statusLine(to("AUTH"), FaultsOfAuth::emptyChallenge, line -> "+OK \r\n"))
                        .wideBecause(
                                "each mechanism in which the client speaks first has scenarios without an initial response"),
                must(
                                "sasl-unknown-mechanism-asks",
                                SASL,
                                "A mechanism that is not known is answered with a challenge",
                                statusLine(
                                        to("AUTH"),
                                        (session, reply) -> reply.text().equals(SaslCommand.NOT_OFFERED),
                                        line -> "+ \r\n"))
                        .wideBecause("each mechanism that must not be there without TLS, or at all, has its scenario"),
                must("sasl-breaks-the-lock", SASL, "AUTH opens a maildrop that another session has", lockBroken()),
                must(
                                "sasl-failure-ends-all-logins",
                                SASL,
                                "After a failed AUTH every other login fails",
                                grudge("USER", "APOP", "AUTH"))
                        .wideBecause("scenarios log in again after each kind of refusal"),
                must("sasl-failure-ends-logins-by-apop", SASL, "After a failed AUTH no APOP is taken", grudge("APOP")),
                must(
                        "sasl-without-mechanism-asks",
                        SASL,
                        "AUTH without a mechanism is answered with a challenge",
                        statusLine(
                                to("AUTH"),
                                (session, reply) -> reply.text().startsWith("Wrong arguments"),
                                line -> "+ \r\n")),
                must(
                        "sasl-third-argument-skipped",
                        SASL,
                        "What stands behind the initial response is skipped",
                        understood(command ->
                                command.is("AUTH") && command.arguments().size() > 2
                                        ? command.withArguments(command.argument(0) + " " + command.argument(1))
                                        : command)),
                must(
                        "sasl-quit-ends-an-exchange",
                        SASL,
                        "QUIT in place of a response closes the connection",
                        next -> new Deviation(next) {
                            @Override
                            boolean cancels(Pop3Session session, String line) {
                                if (line.equals("QUIT")) {
                                    session.connection().abort();
                                }
                                return super.cancels(session, line);
                            }
                        }),
                must(
                        "sasl-announces-what-it-has-not",
                        "RFC5034#3",
                        "SASL lists a mechanism that AUTH refuses",
                        capabilities((session, all) ->
                                all.replaceAll(line -> line.startsWith("SASL ") ? line + " OTP" : line))),
                must(
                        "sasl-capability-gone-after-login",
                        "RFC5034#3",
                        "SASL is not announced after login",
                        capabilities((session, all) ->
                                all.removeIf(line -> line.startsWith("SASL ") && session.state() == TRANSACTION))),
                must(
                        "sasl-without-plain-under-tls",
                        SASL,
                        "PLAIN is not announced under TLS",
                        capabilities((session, all) -> {
                            if (session.isTls()) {
                                all.replaceAll(line -> line.startsWith("SASL ") ? line.replace(" PLAIN", "") : line);
                            }
                        })),
                must(
                                "sasl-responses-limited-to-255-octets",
                                SASL,
                                "A response of more than 255 octets is refused",
                                next -> new Deviation(next) {
                                    @Override
                                    Optional<Line> nextLine(Pop3Session session, LineSource in) throws IOException {
                                        return session.authenticating()
                                                ? in.line(LONGEST_COMMAND)
                                                : super.nextLine(session, in);
                                    }
                                })
                        .wideBecause("tickets, NTLM's messages and DIGEST-MD5's responses are longer"),
                must(
                        "auth-with-two-blanks-answered-twice",
                        "RFC1734#3",
                        "AUTH with two blanks in a row is refused, and served too",
                        statusLine(
                                command -> command.is("AUTH")
                                        && command.rest().orElse("").startsWith(" "),
                                line -> line + "+ \r\n")),
                should(
                        "sasl-nothing-but-passwords-under-tls",
                        SASL,
                        "Under TLS only the mechanisms that send the password are announced",
                        mechanisms((session, names) -> {
                            if (session.isTls()) {
                                names.retainAll(List.of("PLAIN", "LOGIN"));
                            }
                        })),
                should(
                        "plain-served-where-it-is-not-announced",
                        "RFC4616#5",
                        "AUTH PLAIN goes on without TLS where passwords are taken under TLS only",
                        servedWithoutTls("PLAIN", "")));
    }

    private static List<Fault> authzids() {
        return List.of(
                must(
                                "sasl-authzid-ignored",
                                "RFC4422#3.4.1",
                                "Whom a client wants to act as is not looked at",
                                next -> new Deviation(next) {
                                    @Override
                                    Optional<Account> acting(
                                            Pop3Session session, Account account, String authorizationId) {
                                        return Optional.of(account);
                                    }
                                })
                        .wideBecause("each mechanism that knows a name to act as has scenarios on it"),
                must(
                        "sasl-authzid-lets-anybody-be-anybody",
                        "RFC4422#3.4.1",
                        "Whoever has a password may act as any other user",
                        next -> new Deviation(next) {
                            @Override
                            Optional<Account> acting(Pop3Session session, Account account, String authorizationId) {
                                return authorizationId.isEmpty()
                                        ? Optional.of(account)
                                        : session.accounts().find(authorizationId);
                            }
                        }),
                must(
                                "sasl-own-authzid-refused",
                                "RFC4422#3.4.1",
                                "A client that asks to act as itself is refused",
                                next -> new Deviation(next) {
                                    @Override
                                    Optional<Account> acting(
                                            Pop3Session session, Account account, String authorizationId) {
                                        return authorizationId.isEmpty() ? Optional.of(account) : Optional.empty();
                                    }
                                })
                        .wideBecause("each mechanism that knows a name to act as has scenarios on it"));
    }

    private static boolean emptyChallenge(Pop3Session session, Reply reply) {
        return reply.status() == Reply.Status.CHALLENGE && reply.text().isEmpty();
    }

    private static Command withoutUselessResponse(Command command) {
        boolean useless = command.is("AUTH")
                && command.arguments().size() > 1
                && ServerMechanisms.ALL.stream()
                        .anyMatch(mechanism ->
                                !mechanism.clientFirst() && mechanism.name().equalsIgnoreCase(command.argument(0)));
        return useless ? command.withArguments(command.argument(0)) : command;
    }

    private static UnaryOperator<Conduct> cancelIgnored() {
        return reading((session, in, right) -> {
            Optional<Line> line = right.get();
            while (session.authenticating()
                    && line.filter(l -> l.text().equals("*")).isPresent()) {
                Conduct.write(session.connection().out(), "+ \r\n");
                session.connection().out().flush();
                line = right.get();
            }
            return line;
        });
    }

    private static UnaryOperator<Conduct> grudge(String... keywords) {
        Set<Pop3Session> failed = sessions();
        UnaryOperator<Conduct> remembers = sent((session, command, reply) -> {
            if (command.is("AUTH") && reply.status() == Reply.Status.ERR) {
                failed.add(session);
            }
        });
        UnaryOperator<Conduct> refuses = answerInstead(
                to(keywords),
                (session, command, right) ->
                        failed.contains(session) ? Reply.error("No further attempt") : right.get());
        return conduct -> refuses.apply(remembers.apply(conduct));
    }

    private static UnaryOperator<Conduct> lockBroken() {
        Set<Pop3Session> byAuth = sessions();
        return next -> new Deviation(next) {
            @Override
            Optional<Account> acting(Pop3Session session, Account account, String authorizationId) {
                byAuth.add(session);
                return super.acting(session, account, authorizationId);
            }

            @Override
            boolean lock(Pop3Session session, Maildrop maildrop) {
                return super.lock(session, maildrop) || byAuth.contains(session);
            }
        };
    }
}
