package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.admitted;
import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.bound;
import static org.pop3spec.refserver.Deviations.capabilities;
import static org.pop3spec.refserver.Deviations.exchanging;
import static org.pop3spec.refserver.Deviations.holding;
import static org.pop3spec.refserver.Deviations.makes;
import static org.pop3spec.refserver.Deviations.reading;
import static org.pop3spec.refserver.Deviations.sent;
import static org.pop3spec.refserver.Deviations.sessions;
import static org.pop3spec.refserver.Deviations.statusLine;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.unbased;
import static org.pop3spec.refserver.Deviations.understood;
import static org.pop3spec.refserver.Deviations.unverified;
import static org.pop3spec.refserver.Fault.historic;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.pop3spec.kerberos.GssToken;

/** The faults of AUTH and of each of its mechanisms; {@link Faults} lists them with the others. */
final class FaultsOfLogin {
    private static final String SASL = "RFC5034#4 AUTH";

    /** What some take for the longest message of DIGEST-MD5, because no challenge is longer. */
    private static final int LONGEST_CHALLENGE = 2048;

    /** In characters, not in octets. */
    private static final int LONGEST_TRACE = 255;

    /** How long the server's part of a nonce is. */
    private static final int SCRAM_RANDOM = 24;

    private FaultsOfLogin() {}

    static List<Fault> all() {
        return Stream.of(
                        auth(),
                        authzids(),
                        plain(),
                        login(),
                        cramMd5(),
                        digestMd5(),
                        scram(),
                        bindings(),
                        gssapi(),
                        external(),
                        anonymous(),
                        bearer(),
                        rpop())
                .flatMap(List::stream)
                .toList();
    }

    // --------------------------------------------------------------------------------------------- the command AUTH

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
                        understood(FaultsOfLogin::withoutUselessResponse)),
                must(
                        "sasl-continuation-without-blank",
                        SASL,
                        "An empty challenge is a plus without the blank",
                        statusLine(to("AUTH"), FaultsOfLogin::emptyChallenge, line -> "+\r\n")),
                must(
                        "sasl-continuation-with-text",
                        SASL,
                        "An empty challenge has a text for readers in it",
                        statusLine(to("AUTH"), FaultsOfLogin::emptyChallenge, line -> "+ go ahead\r\n")),
                must(
                                "sasl-continuation-is-positive",
                                SASL,
                                "An empty challenge begins with +OK",
                                statusLine(to("AUTH"), FaultsOfLogin::emptyChallenge, line -> "+OK \r\n"))
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

    // ----------------------------------------------------------------------------------------------- the mechanisms

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
                        exchanging("LOGIN", (session, right) -> asksOnceMore(right))),
                should(
                        "login-password-not-checked",
                        "draft-murchison-sasl-login#2",
                        "LOGIN takes any password",
                        exchanging("LOGIN", (session, right) -> new ServerExchange() {
                            private String name = "";

                            @Override
                            public Step next(String response) {
                                Step step = right.next(response);
                                if (step instanceof Failure && !name.isEmpty()) {
                                    return session.accounts()
                                            .find(name)
                                            .<Step>map(account -> new Success(account, ""))
                                            .orElse(step);
                                }
                                name = response;
                                return step;
                            }
                        })),
                must(
                        "login-prompts-not-in-base64",
                        SASL,
                        "The prompts of LOGIN are not encoded",
                        statusLine(
                                to("AUTH"),
                                (session, reply) -> reply.equals(Reply.challenge("Username:"))
                                        || reply.equals(Reply.challenge("Password:")),
                                line -> line.startsWith("+ VXNl") ? "+ Username:\r\n" : "+ Password:\r\n")),
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

    private static ServerExchange asksOnceMore(ServerExchange right) {
        return new ServerExchange() {
            private Optional<Step> kept = Optional.empty();

            @Override
            public Step next(String response) {
                if (kept.isPresent()) {
                    return kept.get();
                }
                Step step = right.next(response);
                if (step instanceof Success) {
                    kept = Optional.of(step);
                    return new Challenge("Anything else?");
                }
                return step;
            }
        };
    }

    private static List<Fault> cramMd5() {
        return List.of(
                must(
                                "cram-md5-digest-not-checked",
                                "RFC2195#2",
                                "CRAM-MD5 takes any digest",
                                unverified(SaslCheck.CRAM_DIGEST))
                        .wideBecause("each way in which a digest can be wrong has its scenario"),
                must(
                        "cram-md5-name-alone-accepted",
                        "RFC2195#2",
                        "CRAM-MD5 takes a name without a digest",
                        exchanging(
                                "CRAM-MD5",
                                (session, right) -> response -> response.indexOf(' ') < 0
                                        ? session.accounts()
                                                .find(response)
                                                .<ServerExchange.Step>map(
                                                        account -> new ServerExchange.Success(account, ""))
                                                .orElseGet(() -> right.next(response))
                                        : right.next(response))),
                must(
                        "cram-md5-digest-in-upper-case-wanted",
                        "RFC2195#2",
                        "CRAM-MD5 takes digests in upper case only",
                        exchanging("CRAM-MD5", (session, right) -> response -> {
                            int blank = response.lastIndexOf(' ') + 1;
                            String digest = response.substring(blank);
                            return right.next(response.substring(0, blank)
                                    + (digest.equals(digest.toUpperCase(Locale.ROOT))
                                            ? digest.toLowerCase(Locale.ROOT)
                                            : digest.toUpperCase(Locale.ROOT)));
                        })),
                must(
                        "cram-md5-same-challenge",
                        "RFC2195#2",
                        "CRAM-MD5 has the same challenge every time",
                        makes(SaslValue.CRAM_CHALLENGE, (session, right) -> "<1.2@pop3spec.invalid>")),
                must(
                        "cram-md5-challenge-is-no-message-id",
                        "RFC2195#2",
                        "The challenge of CRAM-MD5 has no angle brackets",
                        makes(SaslValue.CRAM_CHALLENGE, (session, right) -> right.replaceAll("[<>]", ""))),
                must(
                        "cram-md5-breaks-at-digests-in-upper-case",
                        "RFC2195#2",
                        "CRAM-MD5 ends the connection at a digest in upper case",
                        exchanging("CRAM-MD5", (session, right) -> response -> {
                            if (response.matches(".* [0-9A-F]*[A-F][0-9A-F]*")) {
                                session.connection().abort();
                            }
                            return right.next(response);
                        })));
    }

    private static List<Fault> digestMd5() {
        return List.of(
                must(
                        "digest-md5-response-not-checked",
                        "RFC2831#2.1.3",
                        "DIGEST-MD5 takes any response",
                        unverified(SaslCheck.DIGEST_RESPONSE)),
                must(
                        "digest-md5-nonce-not-checked",
                        "RFC2831#2.1.2",
                        "DIGEST-MD5 takes a response to another nonce",
                        unverified(SaslCheck.DIGEST_NONCE)),
                must(
                        "digest-md5-same-nonce",
                        "RFC2831#2.1.1",
                        "DIGEST-MD5 has the same nonce every time",
                        makes(SaslValue.DIGEST_NONCE, (session, right) -> "AAAAAAAAAAAAAAAAAAAAAAAA")),
                must(
                        "digest-md5-nonce-count-not-checked",
                        "RFC2831#2.1.2",
                        "DIGEST-MD5 takes any nonce count",
                        unverified(SaslCheck.DIGEST_COUNT)),
                should(
                        "digest-md5-service-not-checked",
                        "RFC2831#2.1.2",
                        "DIGEST-MD5 takes a response that is meant for another service",
                        unverified(SaslCheck.DIGEST_URI)),
                must(
                                "digest-md5-service-pop-refused",
                                "RFC2831#2.1.2",
                                "DIGEST-MD5 refuses responses that are meant for pop",
                                exchanging(
                                        "DIGEST-MD5",
                                        (session, right) -> response -> right.next(
                                                response.replace("digest-uri=\"pop/", "digest-uri=\"none/"))))
                        .wideBecause(
                                "each scenario in which DIGEST-MD5 logs in, with a layer or without, goes through that step"),
                must(
                        "digest-md5-response-not-needed",
                        "RFC2831#2.1.2",
                        "DIGEST-MD5 takes a message without response for a right one",
                        next -> unverified(SaslCheck.DIGEST_RESPONSE)
                                .apply(exchanging(
                                                "DIGEST-MD5",
                                                (session, right) -> response -> right.next(
                                                        response.isEmpty() || response.contains(",response=")
                                                                ? response
                                                                : response + ",response=" + "0".repeat(32)))
                                        .apply(next))),
                must(
                        "digest-md5-realm-not-checked",
                        "RFC2831#2.1.2",
                        "DIGEST-MD5 takes a realm that it did not offer",
                        unverified(SaslCheck.DIGEST_REALM)),
                must(
                        "digest-md5-qop-not-checked",
                        "RFC2831#2.1.2",
                        "DIGEST-MD5 takes a quality of protection that it did not offer, and leaves it out",
                        unverified(SaslCheck.DIGEST_QOP)),
                must(
                        "digest-md5-directive-twice-accepted",
                        "RFC2831#2.1.2",
                        "DIGEST-MD5 takes a response that has a directive twice",
                        unverified(SaslCheck.DIGEST_ONCE)),
                must(
                                "digest-md5-rspauth-wrong",
                                "RFC2831#2.1.3",
                                "The rspauth of DIGEST-MD5 is that of nobody",
                                makes(SaslValue.DIGEST_END, (session, right) -> "rspauth=" + "0".repeat(32)))
                        .wideBecause(
                                "each scenario in which DIGEST-MD5 logs in, with a layer or without, goes through that step"),
                must(
                                "digest-md5-rspauth-missing",
                                "RFC2831#2.1.3",
                                "DIGEST-MD5 ends with an empty challenge in place of rspauth",
                                makes(SaslValue.DIGEST_END, (session, right) -> ""))
                        .wideBecause(
                                "each scenario in which DIGEST-MD5 logs in, with a layer or without, goes through that step"),
                must(
                                "digest-md5-algorithm-missing",
                                "RFC2831#2.1.1",
                                "The challenge of DIGEST-MD5 does not say its algorithm",
                                makes(
                                        SaslValue.DIGEST_CHALLENGE,
                                        (session, right) -> right.replace(",algorithm=md5-sess", "")))
                        .wideBecause(
                                "each scenario on DIGEST-MD5 begins with the challenge, and a client does not answer a broken one"),
                must(
                                "digest-md5-two-nonces",
                                "RFC2831#2.1.1",
                                "The challenge of DIGEST-MD5 has two nonces",
                                makes(SaslValue.DIGEST_CHALLENGE, (session, right) -> right + ",nonce=\"another\""))
                        .wideBecause(
                                "each scenario on DIGEST-MD5 begins with the challenge, and a client does not answer a broken one"),
                must(
                                "digest-md5-maxbuf-twice",
                                "RFC2831#2.1.1",
                                "The challenge of DIGEST-MD5 has maxbuf twice",
                                makes(
                                        SaslValue.DIGEST_CHALLENGE,
                                        (session, right) -> right + ",maxbuf=65536,maxbuf=4096"))
                        .wideBecause(
                                "each scenario on DIGEST-MD5 begins with the challenge, and a client does not answer a broken one"),
                must(
                        "digest-md5-opaque-sent",
                        "RFC2831#2.1.1",
                        "The challenge of DIGEST-MD5 has an opaque string, as in HTTP",
                        makes(SaslValue.DIGEST_CHALLENGE, (session, right) -> right + ",opaque=\"pop3spec\"")),
                must(
                        "digest-md5-cipher-missing",
                        "RFC2831#2.1.1",
                        "The challenge of DIGEST-MD5 offers auth-conf without a cipher",
                        makes(
                                SaslValue.DIGEST_CHALLENGE,
                                (session, right) -> right.replaceFirst(",cipher=\"[^\"]*\"", ""))),
                should(
                        "digest-md5-realm-is-no-host",
                        "RFC2831#2.1.1",
                        "The realm of DIGEST-MD5 names no host",
                        next -> unverified(SaslCheck.DIGEST_REALM)
                                .apply(makes(
                                                SaslValue.DIGEST_CHALLENGE,
                                                (session, right) -> right.replaceFirst(
                                                        "realm=\"[^\"]*\"", "realm=\"all of our users\""))
                                        .apply(next))),
                must(
                        "digest-md5-response-limited-to-2048-octets",
                        "RFC2831#2.1.2",
                        "DIGEST-MD5 refuses a response of more than 2048 octets",
                        exchanging(
                                "DIGEST-MD5",
                                (session, right) -> response -> response.length() > LONGEST_CHALLENGE
                                        ? ServerExchange.malformed("Too long")
                                        : right.next(response))),
                must(
                        "digest-md5-replayed-initial-response-accepted",
                        "RFC2831#2.2",
                        "DIGEST-MD5 takes a response that it has taken before as an initial response",
                        ReplayedDigests::new));
    }

    private static List<Fault> scram() {
        return List.of(
                must(
                        "scram-proof-not-checked",
                        "RFC5802#3",
                        "SCRAM takes any proof",
                        unverified(SaslCheck.SCRAM_PROOF)),
                must(
                                "scram-nonce-not-extended",
                                "RFC5802#5.1",
                                "The nonce of SCRAM is the client's alone",
                                makes(
                                        SaslValue.SCRAM_NONCE,
                                        (session, right) -> right.substring(0, right.length() - SCRAM_RANDOM)))
                        .wideBecause(
                                "each scenario on SCRAM begins with that message, and a client does not answer a broken one"),
                must(
                                "scram-nonce-replaced",
                                "RFC5802#5.1",
                                "The nonce of SCRAM does not begin with the client's",
                                makes(
                                        SaslValue.SCRAM_NONCE,
                                        (session, right) -> right.substring(right.length() - SCRAM_RANDOM)))
                        .wideBecause(
                                "each scenario on SCRAM begins with that message, and a client does not answer a broken one"),
                must(
                        "scram-same-nonce",
                        "RFC5802#5.1",
                        "The server's part of SCRAM's nonce is the same every time",
                        makes(
                                SaslValue.SCRAM_NONCE,
                                (session, right) ->
                                        right.substring(0, right.length() - SCRAM_RANDOM) + "A".repeat(SCRAM_RANDOM))),
                must(
                        "scram-final-nonce-not-checked",
                        "RFC5802#5.1",
                        "SCRAM takes another nonce in the final message",
                        unverified(SaslCheck.SCRAM_NONCE)),
                must(
                                "scram-signature-wrong",
                                "RFC5802#3",
                                "The server's signature of SCRAM is not that of anybody who knows the password",
                                makes(SaslValue.SCRAM_FINAL, FaultsOfLogin::signedByNobody))
                        .wideBecause("each scenario in which SCRAM logs in verifies the server's signature"),
                must(
                                "scram-signature-missing",
                                "RFC5802#3",
                                "SCRAM ends with an empty challenge in place of the server's signature",
                                makes(SaslValue.SCRAM_FINAL, (session, right) -> ""))
                        .wideBecause("each scenario in which SCRAM logs in verifies the server's signature"),
                should(
                        "scram-iterations-below-4096",
                        "RFC7677#4",
                        "SCRAM asks for 1024 iterations",
                        makes(SaslValue.SCRAM_ITERATIONS, (session, right) -> "1024")),
                must(
                                "scram-salt-empty",
                                "RFC5802#5.1",
                                "The salt of SCRAM is empty",
                                makes(SaslValue.SCRAM_SALT, (session, right) -> ""))
                        .wideBecause(
                                "each scenario on SCRAM begins with that message, and a client does not answer a broken one"),
                must(
                                "scram-salt-before-nonce",
                                "RFC5802#7",
                                "SCRAM's first challenge has the salt before the nonce",
                                makes(
                                        SaslValue.SCRAM_FIRST,
                                        (session, right) -> right.replaceAll("(r=[^,]*),(s=[^,]*)", "$2,$1")))
                        .wideBecause(
                                "each scenario on SCRAM begins with that message, and a client does not answer a broken one"),
                must(
                                "scram-binding-not-checked",
                                "RFC5802#6",
                                "SCRAM does not look at what a client binds to",
                                unverified(SaslCheck.SCRAM_BINDING))
                        .wideBecause("each kind of channel binding, in each wrong form, has its scenario"),
                must(
                        "scram-downgrade-not-noticed",
                        "RFC5802#6",
                        "A client that was kept from channel binding is let in all the same",
                        unverified(SaslCheck.SCRAM_DOWNGRADE)),
                must(
                        "scram-flag-not-checked",
                        "RFC5802#6",
                        "The GS2 flag may be any, whether the mechanism has channel binding or not",
                        unverified(SaslCheck.SCRAM_FLAG)),
                must(
                        "scram-plus-takes-flag-y",
                        "RFC5802#6",
                        "The mechanisms with channel binding take a client that does not bind, but says it could",
                        next -> unverified(SaslCheck.SCRAM_FLAG)
                                .apply(unverified(SaslCheck.SCRAM_DOWNGRADE).apply(next))),
                must(
                        "scram-plus-binds-to-nothing",
                        "RFC5802#6",
                        "The mechanisms with channel binding want a binding to nothing",
                        makes(SaslValue.CHANNEL_BINDING, (session, right) -> "")),
                must(
                        "scram-flag-y-refused",
                        "RFC5802#6",
                        "A client that knows channel binding is refused where there is none",
                        exchanging(
                                "SCRAM",
                                (session, right) -> response -> response.startsWith("y,")
                                        ? ServerExchange.malformed("Channel binding is not known here")
                                        : right.next(response))),
                must(
                        "scram-header-not-needed",
                        "RFC5802#7",
                        "SCRAM takes a first message without a GS2 header",
                        exchanging(
                                "SCRAM",
                                (session, right) -> response ->
                                        right.next(response.startsWith("n=") ? "n,," + response : response))),
                must(
                        "scram-nonce-not-needed",
                        "RFC5802#5.1",
                        "SCRAM takes a first message without a nonce",
                        exchanging(
                                "SCRAM",
                                (session, right) -> response ->
                                        right.next(response.matches("n,,n=[^,]+") ? response + ",r=none" : response))),
                must(
                        "scram-optional-extension-refused",
                        "RFC5802#5.1",
                        "SCRAM refuses a first message with an attribute that it does not know",
                        exchanging(
                                "SCRAM",
                                (session, right) -> response -> response.matches("n,.*,n=.*,r=.*,.*")
                                        ? ServerExchange.malformed("Unknown attribute")
                                        : right.next(response))),
                must(
                        "scram-mandatory-extension-skipped",
                        "RFC5802#5.1",
                        "SCRAM skips an extension that must not be skipped",
                        unverified(SaslCheck.SCRAM_EXTENSION)),
                must(
                        "scram-name-with-bare-equals-sign-accepted",
                        "RFC5802#5.1",
                        "SCRAM takes a name in which an equals sign escapes nothing",
                        unverified(SaslCheck.SCRAM_NAME)),
                must(
                        "scram-text-after-the-signature-accepted",
                        "RFC5034#4 AUTH",
                        "The answer to the last challenge of SCRAM or DIGEST-MD5 may be anything",
                        unverified(SaslCheck.EMPTY_END)),
                should(
                        "scram-attributes-in-any-order",
                        "RFC5802#5.1",
                        "SCRAM takes a final message with the nonce in front",
                        exchanging(
                                "SCRAM",
                                (session, right) -> response ->
                                        right.next(response.replaceFirst("^(r=[^,]*),(c=[^,]*),", "$2,$1,")))),
                should(
                        "scram-text-behind-the-proof-skipped",
                        "RFC5802#7",
                        "SCRAM skips what stands behind the proof",
                        exchanging(
                                "SCRAM",
                                (session, right) ->
                                        response -> right.next(response.replaceFirst("(,p=[^,]*),.*", "$1")))),
                should(
                        "scram-sha-1-not-announced-under-tls",
                        "RFC5802#4",
                        "Under TLS only SCRAM with SHA-256 is announced",
                        mechanisms((session, names) ->
                                names.removeIf(name -> session.isTls() && name.startsWith("SCRAM-SHA-1")))),
                should(
                        "scram-plus-announced-without-tls",
                        "RFC5802#6",
                        "SCRAM with channel binding is announced without TLS",
                        mechanisms((session, names) -> {
                            if (!session.isTls() && !names.isEmpty()) {
                                names.add("SCRAM-SHA-256-PLUS");
                            }
                        })),
                should(
                        "scram-announced-with-binding-only",
                        "RFC5802#6",
                        "Under TLS SCRAM is announced with channel binding only, and served without",
                        mechanisms((session, names) ->
                                names.removeIf(name -> session.isTls() && name.equals("SCRAM-SHA-256")))),
                should(
                        "scram-plus-served-and-not-announced",
                        "RFC5802#6",
                        "SCRAM with channel binding is served under TLS, and not announced",
                        mechanisms((session, names) -> names.removeIf(name -> name.endsWith("-PLUS")))));
    }

    private static List<Fault> bindings() {
        return List.of(
                must(
                        "binding-tls-exporter-unknown",
                        "RFC9266#3",
                        "The server does not know the channel binding tls-exporter",
                        bound((type, right) -> type.equals("tls-exporter") ? Optional.empty() : right)),
                must(
                        "binding-tls-unique-unknown",
                        "RFC5802#6",
                        "The server does not know the channel binding tls-unique",
                        bound((type, right) -> type.equals("tls-unique") ? Optional.empty() : right)),
                must(
                        "binding-tls-exporter-not-compared",
                        "RFC9266#3",
                        "Any value will do that a client says it is bound to by tls-exporter",
                        exchangingBoundBy("tls-exporter")),
                must(
                        "binding-tls-unique-not-compared",
                        "RFC5802#6",
                        "Any value will do that a client says it is bound to by tls-unique",
                        exchangingBoundBy("tls-unique")));
    }

    /** Whatever the client is bound to is what the server is bound to. */
    private static UnaryOperator<Conduct> exchangingBoundBy(String type) {
        return next -> {
            Set<Pop3Session> concerned = sessions();
            return new Deviation(next) {
                @Override
                Optional<String> channelBinding(Pop3Session session, String asked) {
                    if (asked.equals(type)) {
                        concerned.add(session);
                    }
                    return super.channelBinding(session, asked);
                }

                @Override
                boolean holds(Pop3Session session, SaslCheck check, boolean right) {
                    return (check == SaslCheck.SCRAM_BINDING && concerned.contains(session))
                            || super.holds(session, check, right);
                }
            };
        };
    }

    private static List<Fault> gssapi() {
        String section = "RFC4752#3.2";
        return List.of(
                must(
                        "gssapi-size-wanted",
                        section,
                        "GSSAPI wants a size for messages where the client chooses no layer",
                        next -> new Deviation(next) {
                            @Override
                            boolean holds(Pop3Session session, SaslCheck check, boolean right) {
                                return check == SaslCheck.GSS_SIZE ? !right : super.holds(session, check, right);
                            }
                        }),
                must(
                        "gssapi-any-token",
                        "RFC4121#4.1",
                        "GSSAPI takes the AP-REQ in whatever frame it comes",
                        unverified(SaslCheck.GSS_TOKEN)),
                must(
                                "gssapi-reply-without-frame",
                                "RFC4121#4.1",
                                "GSSAPI answers with a bare AP-REP",
                                makes(
                                        SaslValue.GSS_REPLY,
                                        (session, right) ->
                                                GssToken.REPLY.in(right).orElse(right)))
                        .wideBecause(
                                "each scenario on GSSAPI that gets as far as the choice of a layer goes through that step"),
                must(
                                "gssapi-reply-of-somebody-else",
                                section,
                                "GSSAPI answers with an AP-REP that proves nothing",
                                makes(
                                        SaslValue.GSS_REPLY,
                                        (session, right) -> right.substring(0, right.length() - 1)
                                                + (char) (right.charAt(right.length() - 1) ^ 1)))
                        .wideBecause(
                                "each scenario on GSSAPI that gets as far as the choice of a layer goes through that step"),
                must(
                                "gssapi-offer-not-sealed",
                                section,
                                "GSSAPI offers its layers without a seal",
                                makes(SaslValue.GSS_SEALED_OFFER, (session, right) -> right.substring(16, 20)))
                        .wideBecause(
                                "each scenario on GSSAPI that gets as far as the choice of a layer goes through that step"),
                must(
                                "gssapi-offer-too-long",
                                section,
                                "GSSAPI offers its layers in five octets",
                                makes(SaslValue.GSS_OFFER, (session, right) -> right + "\0"))
                        .wideBecause(
                                "each scenario on GSSAPI that gets as far as the choice of a layer goes through that step"),
                must(
                        "gssapi-size-without-layer",
                        section,
                        "GSSAPI offers no layer, and a size for its messages",
                        makes(SaslValue.GSS_OFFER, (session, right) -> "\1\0\20\0")),
                must(
                        "gssapi-layer-not-checked",
                        section,
                        "GSSAPI takes the choice of a layer that was not offered",
                        unverified(SaslCheck.GSS_LAYER)),
                must(
                        "gssapi-size-not-checked",
                        section,
                        "GSSAPI takes a size of messages without a layer",
                        unverified(SaslCheck.GSS_SIZE)),
                must(
                        "gssapi-seal-not-checked",
                        section,
                        "GSSAPI does not look at the seal of the client's choice",
                        unverified(SaslCheck.GSS_SEAL)));
    }

    private static List<Fault> external() {
        String section = "RFC4422#A.1";
        return List.of(
                must(
                        "external-empty-name-refused",
                        section,
                        "EXTERNAL wants to be told the name that stands in the certificate",
                        exchanging(
                                "EXTERNAL",
                                (session, right) -> response -> response.isEmpty()
                                        ? ServerExchange.malformed("Who are you?")
                                        : right.next(response))),
                must(
                        "external-name-refused",
                        section,
                        "EXTERNAL refuses a client that says its own name",
                        exchanging(
                                "EXTERNAL",
                                (session, right) -> response -> response.isEmpty()
                                        ? right.next(response)
                                        : ServerExchange.malformed("The name stands in the certificate"))),
                must(
                        "external-asks-for-nothing",
                        section,
                        "EXTERNAL without an initial response is over at once",
                        answerInstead(
                                to("AUTH"),
                                (session, command, right) -> command.arguments().size() == 1
                                                && command.argument(0).equalsIgnoreCase("EXTERNAL")
                                        ? session.certified()
                                                .flatMap(session.accounts()::find)
                                                .map(account -> Pop3Commands.open(session, account))
                                                .orElseGet(right)
                                        : right.get())),
                must(
                        "external-asks-again",
                        section,
                        "EXTERNAL has another challenge behind the client's response",
                        exchanging("EXTERNAL", (session, right) -> asksOnceMore(right))),
                must(
                        "external-without-certificate",
                        section,
                        "Who shows no certificate is taken for the first account",
                        holding((session, chain) -> chain.isEmpty()
                                ? Optional.of(session.settings().accounts().stream()
                                        .findFirst()
                                        .map(Account::name))
                                : Optional.empty())),
                must(
                        "external-name-believed",
                        section,
                        "Who shows no certificate is whom he says he is",
                        next -> exchanging("EXTERNAL", FaultsOfLogin::believing)
                                .apply(holding((session, chain) ->
                                                chain.isEmpty() ? Optional.of(Optional.of("nobody")) : Optional.empty())
                                        .apply(next))),
                must(
                        "external-issuer-not-checked",
                        section,
                        "A certificate is believed that nobody issued",
                        holding((session, chain) -> chain.isEmpty()
                                ? Optional.empty()
                                : Optional.of(Optional.of(TlsIdentity.subject(chain.get(0)))))),
                must(
                        "external-not-after-stls",
                        "RFC2595#4 STLS",
                        "A certificate that is shown after STLS does not count",
                        exchanging(
                                "EXTERNAL",
                                (session, right) -> response ->
                                        session.beganWithTls() ? right.next(response) : ServerExchange.denied())),
                must(
                        "external-form-not-checked",
                        section,
                        "What stands behind a NUL in the response of EXTERNAL is not seen",
                        unverified(SaslCheck.EXTERNAL_FORM)));
    }

    private static ServerExchange believing(Pop3Session session, ServerExchange right) {
        return response -> session.accounts()
                .find(response)
                .<ServerExchange.Step>map(account -> new ServerExchange.Success(account, ""))
                .orElseGet(() -> right.next(response));
    }

    private static List<Fault> rpop() {
        String section = "RFC1225#RPOP";
        return List.of(
                historic(
                        "rpop-trusts-nobody",
                        section,
                        "RPOP is refused to everybody",
                        trusting((session, account, remote, right) -> false)),
                historic(
                        "rpop-trusts-everybody",
                        section,
                        "RPOP believes every name that comes from a reserved port",
                        trusting((session, account, remote, right) ->
                                session.connection().fromReservedPort())),
                historic(
                        "rpop-from-any-port",
                        section,
                        "RPOP is served to clients from any port",
                        trusting((session, account, remote, right) -> remote.equals(account.name()))),
                historic(
                        "rpop-before-user",
                        section,
                        "RPOP without USER opens the maildrop of the remote user's name",
                        answerInstead(
                                to("RPOP"),
                                (session, command, right) -> session.settings().rpop()
                                                && session.state() != TRANSACTION
                                                && session.named().isEmpty()
                                                && !command.arguments().isEmpty()
                                                && session.connection().fromReservedPort()
                                        ? opened(session, command.argument(0), right)
                                        : right.get())),
                historic(
                        "rpop-without-a-name",
                        section,
                        "RPOP without a name means the name of USER",
                        answerInstead(
                                to("RPOP"),
                                (session, command, right) -> session.settings().rpop()
                                                && session.state() != TRANSACTION
                                                && command.arguments().isEmpty()
                                        ? opened(session, session.named().orElse(""), right)
                                        : right.get())),
                historic(
                        "rpop-after-login",
                        section,
                        "RPOP is answered with +OK in the TRANSACTION state",
                        answerInstead(
                                to("RPOP"),
                                (session, command, right) -> session.settings().rpop() && session.state() == TRANSACTION
                                        ? Reply.ok("It is open already")
                                        : right.get())),
                must(
                        "rpop-is-still-there",
                        "RFC1939#3",
                        "RPOP opens maildrops though nobody set it up",
                        answerInstead(
                                to("RPOP"),
                                (session, command, right) -> !session.settings().rpop()
                                                && session.connection().fromReservedPort()
                                        ? opened(session, session.named().orElse(""), right)
                                        : right.get())));
    }

    private static Reply opened(Pop3Session session, String name, Supplier<Reply> right) {
        return session.accounts()
                .find(name)
                .map(account -> Pop3Commands.open(session, account))
                .orElseGet(right);
    }

    /** Whether RPOP lets somebody in, given whether it should. */
    @FunctionalInterface
    private interface Trusting {
        boolean trusts(Pop3Session session, Account account, String remoteUser, boolean right);
    }

    private static UnaryOperator<Conduct> trusting(Trusting trusting) {
        return next -> new Deviation(next) {
            @Override
            boolean trusts(Pop3Session session, Account account, String remoteUser) {
                return trusting.trusts(session, account, remoteUser, super.trusts(session, account, remoteUser));
            }
        };
    }

    private static List<Fault> anonymous() {
        return List.of(
                must(
                        "anonymous-trace-not-checked",
                        "RFC4505#2",
                        "The trace of ANONYMOUS may be too long, or no text at all",
                        unverified(SaslCheck.TRACE_FORM)),
                must(
                        "anonymous-trace-wanted",
                        "RFC4505#2",
                        "ANONYMOUS refuses a client that leaves no trace",
                        exchanging(
                                "ANONYMOUS",
                                (session, right) -> response -> response.isEmpty()
                                        ? ServerExchange.malformed("Who are you?")
                                        : right.next(response))),
                must(
                        "anonymous-trace-must-be-an-address",
                        "RFC4505#2",
                        "ANONYMOUS refuses a trace without an at sign",
                        exchanging(
                                "ANONYMOUS",
                                (session, right) -> response -> response.isEmpty() || response.contains("@")
                                        ? right.next(response)
                                        : ServerExchange.malformed("Not an address"))),
                must(
                        "sasl-equals-sign-is-no-initial-response",
                        SASL,
                        "The equals sign that stands for an empty initial response is refused",
                        answerInstead(
                                to("AUTH"),
                                (session, command, right) ->
                                        command.rest().orElse("").endsWith(" =")
                                                ? Reply.error("Not base64")
                                                : right.get())),
                must(
                        "anonymous-trace-counted-in-octets",
                        "RFC4505#2",
                        "ANONYMOUS refuses a trace of more than 255 octets",
                        exchanging(
                                "ANONYMOUS",
                                (session, right) -> response -> response.length() > LONGEST_TRACE
                                        ? ServerExchange.malformed("Too long")
                                        : right.next(response))));
    }

    private static List<Fault> bearer() {
        return List.of(
                must(
                                "oauth-token-not-checked",
                                "RFC7628#3.2",
                                "Any token opens the maildrop of the user that is named",
                                unverified(SaslCheck.TOKEN))
                        .wideBecause("each way in which a token can be wrong has its scenario, for both mechanisms"),
                must(
                        "oauth-scheme-not-checked",
                        "RFC7628#3.1",
                        "A token may be of another scheme than Bearer",
                        unverified(SaslCheck.BEARER_SCHEME)),
                must(
                        "oauthbearer-flag-not-checked",
                        "RFC7628#3.1",
                        "OAUTHBEARER takes a client that asks for channel binding, and does not bind",
                        unverified(SaslCheck.BEARER_FLAG)),
                must(
                                "oauth-token-and-scheme-not-checked",
                                "RFC7628#3.1",
                                "A name without a token opens the maildrop of that user",
                                next -> unverified(SaslCheck.TOKEN)
                                        .apply(unverified(SaslCheck.BEARER_SCHEME)
                                                .apply(next)))
                        .wideBecause("each way in which a token can be wrong has its scenario, for both mechanisms"),
                must(
                        "oauthbearer-right-token-refused",
                        "RFC7628#3.1",
                        "OAUTHBEARER refuses every token",
                        exchanging(
                                "OAUTHBEARER",
                                (session, right) ->
                                        response -> right.next(response.replace("auth=Bearer ", "auth=Bearer x")))),
                must(
                        "xoauth2-right-token-refused",
                        "XOAUTH2 message",
                        "XOAUTH2 refuses every token",
                        exchanging(
                                "XOAUTH2",
                                (session, right) ->
                                        response -> right.next(response.replace("auth=Bearer ", "auth=Bearer x")))),
                must(
                                "oauth-error-without-status",
                                "RFC7628#3.2.2",
                                "The error that a refused token gets has no status",
                                makes(SaslValue.BEARER_ERROR, (session, right) -> "{\"scope\":\"pop\"}"))
                        .wideBecause(
                                "each way in which a token can be wrong has its scenario, which reads the error and answers it"),
                must(
                                "oauth-error-not-told",
                                "RFC7628#3.2.2",
                                "A refused token gets an empty challenge in place of the error",
                                makes(SaslValue.BEARER_ERROR, (session, right) -> ""))
                        .wideBecause(
                                "each way in which a token can be wrong has its scenario, which reads the error and answers it"),
                must(
                                "oauth-error-answered-with-success",
                                "RFC7628#3.2.3",
                                "After the error of a refused token the maildrop is opened all the same",
                                exchanging("OAUTHBEARER", FaultsOfLogin::forgiving))
                        .wideBecause(
                                "each way in which a token can be wrong has its scenario, which reads the error and answers it"),
                must(
                        "xoauth2-error-answered-with-success",
                        "XOAUTH2 error",
                        "After the error of a refused token of XOAUTH2 the maildrop is opened all the same",
                        exchanging("XOAUTH2", FaultsOfLogin::forgiving)),
                must(
                        "oauthbearer-cut-message-accepted",
                        "RFC7628#3.1",
                        "A message of OAUTHBEARER may lack its end",
                        exchanging(
                                "OAUTHBEARER",
                                (session, right) -> response -> right.next(
                                        response.endsWith("\u0001\u0001") || !response.startsWith("n")
                                                ? response
                                                : response + "\u0001"))),
                must(
                        "oauthbearer-name-wanted",
                        "RFC7628#3.1",
                        "OAUTHBEARER refuses a token without a name",
                        exchanging(
                                "OAUTHBEARER",
                                (session, right) -> response -> response.startsWith("n,,")
                                        ? ServerExchange.malformed("No name")
                                        : right.next(response))),
                must(
                        "oauthbearer-announced-without-tls",
                        "RFC7628#3",
                        "OAUTHBEARER is announced without TLS",
                        mechanisms((session, names) -> names.add("OAUTHBEARER"))),
                must(
                        "oauthbearer-served-without-tls",
                        "RFC7628#3",
                        "AUTH OAUTHBEARER asks for the token without TLS",
                        servedWithoutTls("OAUTHBEARER", "")),
                must(
                        "xoauth2-announced-without-tls",
                        "XOAUTH2 message",
                        "XOAUTH2 is announced without TLS",
                        mechanisms((session, names) -> names.add("XOAUTH2"))),
                must(
                        "xoauth2-served-without-tls",
                        "XOAUTH2 message",
                        "AUTH XOAUTH2 asks for the token without TLS",
                        servedWithoutTls("XOAUTH2", "")),
                must(
                        "oauthbearer-host-not-checked",
                        "RFC7628#3.2",
                        "OAUTHBEARER takes a message for another host",
                        unverified(SaslCheck.BEARER_HOST)),
                must(
                        "oauthbearer-port-refused",
                        "RFC7628#3.1",
                        "OAUTHBEARER refuses a message that tells the port",
                        refusing("\u0001port=")),
                must(
                        "oauthbearer-unknown-pair-refused",
                        "RFC7628#3.1",
                        "OAUTHBEARER refuses a message with a key that it does not know",
                        refusing("\u0001(?!host=|port=|auth=)[A-Za-z]+=")),
                must(
                        "oauthbearer-scheme-case-sensitive",
                        "RFC7628#3.1",
                        "OAUTHBEARER takes the word Bearer only as it is written here",
                        refusing("\u0001auth=(?!Bearer )(?i:Bearer) ")),
                must(
                                "oauthbearer-lone-separator-logs-in",
                                "RFC7628#3.1",
                                "OAUTHBEARER lets somebody in whose first message is a lone separator",
                                exchanging(
                                        "OAUTHBEARER",
                                        (session, right) -> response -> response.equals("\u0001")
                                                ? new ServerExchange.Success(
                                                        session.settings()
                                                                .accounts()
                                                                .get(0),
                                                        "")
                                                : right.next(response)))
                        .wideBecause(
                                "each way in which a token can be wrong has its scenario, which reads the error and answers it"));
    }

    /** Lets a client in whose token was refused. */
    private static ServerExchange forgiving(Pop3Session session, ServerExchange right) {
        return new ServerExchange() {
            private String name = "";

            @Override
            public Step next(String response) {
                Step step = right.next(response);
                if (step instanceof Failure && !name.isEmpty()) {
                    return session.accounts()
                            .find(name)
                            .<Step>map(account -> new Success(account, ""))
                            .orElse(step);
                }
                name = response.replaceFirst("^(?:n,a=|user=)([^,\u0001]*)(?s:.*)$", "$1");
                return step;
            }
        };
    }

    /** Announces other mechanisms; given the names in their order, which may be none. */
    private static UnaryOperator<Conduct> mechanisms(BiConsumer<Pop3Session, List<String>> change) {
        return capabilities((session, all) -> all.replaceAll(line -> {
            if (!line.startsWith("SASL ")) {
                return line;
            }
            List<String> names =
                    new ArrayList<>(List.of(line.substring("SASL ".length()).split(" ")));
            change.accept(session, names);
            return "SASL " + String.join(" ", names);
        }));
    }

    /** Begins an exchange without TLS, with its first challenge, where a mechanism is there under TLS only. */
    private static UnaryOperator<Conduct> servedWithoutTls(String mechanism, String challenge) {
        return answerInstead(to("AUTH"), (session, command, right) -> {
            Reply reply = right.get();
            boolean asked = command.rest().filter(mechanism::equalsIgnoreCase).isPresent();
            return asked && !session.isTls() && reply.text().equals(SaslCommand.NOT_OFFERED)
                    ? Reply.challenge(challenge)
                    : reply;
        });
    }

    /** Refuses messages of OAUTHBEARER in which something is found. */
    private static UnaryOperator<Conduct> refusing(String found) {
        Pattern pattern = Pattern.compile(found);
        return exchanging(
                "OAUTHBEARER",
                (session, right) -> response -> pattern.matcher(response).find()
                        ? ServerExchange.malformed("Not a message of OAUTHBEARER")
                        : right.next(response));
    }

    /** Takes what DIGEST-MD5 has taken once as an initial response, which is longer than the line of a command may be. */
    private static final class ReplayedDigests extends Deviation {
        private static final Pattern USER = Pattern.compile("username=\"([^\"]*)\"");
        private final Map<String, Account> taken = new ConcurrentHashMap<>();

        ReplayedDigests(Conduct next) {
            super(next);
        }

        @Override
        Optional<Line> nextLine(Pop3Session session, LineSource in) throws IOException {
            return in.line(LONGEST_RESPONSE);
        }

        @Override
        ServerExchange begin(Pop3Session session, ServerMechanism mechanism) {
            ServerExchange right = super.begin(session, mechanism);
            return mechanism.name().equals("DIGEST-MD5") ? response -> noted(session, response, right) : right;
        }

        private ServerExchange.Step noted(Pop3Session session, String response, ServerExchange right) {
            ServerExchange.Step step = right.next(response);
            Matcher user = USER.matcher(response);
            if (step instanceof ServerExchange.Challenge && user.find()) {
                session.accounts().find(user.group(1)).ifPresent(account -> taken.put(response, account));
            }
            return step;
        }

        @Override
        Reply answer(Pop3Session session, Command command) {
            return Optional.of(command)
                    .filter(given -> given.is("AUTH") && given.arguments().size() > 1)
                    .flatMap(given -> decoded(given.argument(1)))
                    .map(taken::get)
                    .map(account -> Pop3Commands.open(session, account))
                    .orElseGet(() -> super.answer(session, command));
        }
    }

    private static String signedByNobody(Pop3Session session, String right) {
        // base64 of 20 octets is shorter than that of 32
        int octets = right.length() > 40 ? 32 : 20;
        return "v=" + Base64.getEncoder().encodeToString("n".repeat(octets).getBytes(StandardCharsets.US_ASCII));
    }
}
