package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.actingAs;
import static org.pop3spec.refserver.Deviations.answer;
import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.exchanging;
import static org.pop3spec.refserver.Deviations.hearing;
import static org.pop3spec.refserver.Deviations.judging;
import static org.pop3spec.refserver.Deviations.makes;
import static org.pop3spec.refserver.Deviations.sessions;
import static org.pop3spec.refserver.Deviations.spared;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.unbased;
import static org.pop3spec.refserver.Deviations.understood;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;
import static org.pop3spec.refserver.FaultsOfIdentity.field;
import static org.pop3spec.refserver.FaultsOfIdentity.find;
import static org.pop3spec.refserver.Pop3Session.State.AUTHORIZATION;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The faults about what AUTH takes although something of it is cut, missing, behind its end or from another exchange, and about
 * what is left of an exchange once it is over.
 */
final class FaultsOfExchanges {
    private static final String AUTH = "RFC5034#4 AUTH";
    private static final String PASS = "RFC1939#7 PASS";
    private static final String PLAIN = "RFC4616#2";
    private static final String LOGIN = "draft-murchison-sasl-login#2.2";
    private static final String CRAM_MD5 = "RFC2195#2";
    private static final String DIGEST_MD5 = "RFC2831#2.1.2";
    private static final String SCRAM = "RFC5802#5.1";
    private static final String OAUTHBEARER = "RFC7628#3.1";

    /** How long a line gets where somebody thought that none is longer. */
    private static final int BUFFER = 8192;

    /** How long the server's part of a nonce of SCRAM is. */
    private static final int SCRAM_RANDOM = 24;

    /** How many octets a digest by SHA-1 has. */
    private static final int SHA_1 = 20;

    /** How many octets there have to be behind a name until it is taken for that name. */
    private static final int MORE = 6;

    private static final Pattern SCRAM_NONCE = Pattern.compile("^r=([^,]*),");
    private static final Pattern DIGEST_NONCE = Pattern.compile("nonce=\"([^\"]*)\"");
    private static final Pattern TOKEN =
            Pattern.compile("(?:n,a=|user=)([^,\u0001]*).*\u0001auth=Bearer ([^\u0001]*)\u0001+", Pattern.DOTALL);

    private FaultsOfExchanges() {}

    static List<Fault> all() {
        return Stream.of(
                        auth(),
                        codes(),
                        plain(),
                        login(),
                        cramMd5(),
                        digestMd5(),
                        scram(),
                        bearer(),
                        others(),
                        everywhere(),
                        afterwards())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Fault> auth() {
        return List.of(
                must(
                        "sasl-mechanism-with-more-behind-its-name-known",
                        AUTH,
                        "A mechanism is known by what its name begins with",
                        understood(mechanism("PLAIN[A-Z0-9-]+", "PLAIN"))),
                must(
                        "sasl-mechanism-known-by-half-its-name",
                        AUTH,
                        "The name of a mechanism may be cut as long as it is clear which one is meant",
                        understood(mechanism("PLA(I?)", "PLAIN"))),
                must(
                        "sasl-asterisk-as-initial-response-asks",
                        AUTH,
                        "An asterisk as initial response is answered with a challenge",
                        answer(
                                to("AUTH"),
                                (session, command, right) ->
                                        command.rest().orElse("").endsWith(" *") ? Reply.challenge("") : right)),
                must(
                        "plain-equals-sign-is-a-missing-response",
                        AUTH,
                        "PLAIN asks for a response where the command has an empty one",
                        understood(command ->
                                command.is("AUTH") && command.rest().orElse("").equalsIgnoreCase("PLAIN =")
                                        ? command.withArguments("PLAIN")
                                        : command)),
                must(
                        "sasl-blanks-around-a-response-skipped",
                        AUTH,
                        "Blanks before and behind a base64 response are skipped",
                        unbased(String::strip)),
                must(
                        "sasl-equals-sign-is-any-empty-response",
                        AUTH,
                        "An equals sign stands for an empty response behind challenges too",
                        unbased(coded -> coded.equals("=") ? "" : coded)),
                must(
                        "sasl-base64-for-urls-accepted",
                        AUTH,
                        "A response may be in the variant of base64 that is for addresses of pages",
                        unbased(coded -> coded.replace('-', '+').replace('_', '/'))),
                must(
                        "sasl-long-response-answered-twice",
                        AUTH,
                        "What a response has beyond 8192 octets is answered as a line of its own",
                        AnsweredTwice::new),
                must(
                        "scram-name-of-the-mechanism-in-upper-case-wanted",
                        "RFC5034#5",
                        "SCRAM is known by its name in upper case only",
                        answerInstead(
                                to("AUTH"),
                                (session, command, right) -> command.rest()
                                                .filter(rest ->
                                                        rest.matches("(?i)scram-.*") && !rest.startsWith("SCRAM-"))
                                                .isPresent()
                                        ? Reply.error(SaslCommand.NOT_OFFERED)
                                        : right.get())),
                must(
                        "scram-locks-the-maildrop-at-the-proof",
                        AUTH,
                        "Where SCRAM is broken off after the proof the next login finds the maildrop in use",
                        EagerLock::new));
    }

    /** RFC 3206: whoever gives the wrong credentials is told so, however that is done. */
    private static List<Fault> codes() {
        return Stream.of("PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM", "OAUTHBEARER", "XOAUTH2", "NTLM")
                .map(mechanism -> must(
                        mechanism.toLowerCase(Locale.ROOT) + "-refused-without-auth",
                        "RFC3206#6",
                        "Credentials that " + mechanism + " refuses are refused without the code AUTH",
                        judging(
                                mechanism,
                                (session, response, step) -> step instanceof ServerExchange.Failure failure
                                        ? ServerExchange.malformed(failure.text())
                                        : step)))
                .toList();
    }

    private static UnaryOperator<Command> mechanism(String known, String as) {
        Pattern beginning = Pattern.compile("(?i)(?:" + known + ")(?= |$)");
        return command -> command.is("AUTH")
                ? command.rest()
                        .map(rest -> command.withArguments(
                                beginning.matcher(rest).lookingAt()
                                        ? beginning.matcher(rest).replaceFirst(as)
                                        : rest))
                        .orElse(command)
                : command;
    }

    private static List<Fault> plain() {
        return List.of(
                must(
                        "plain-password-with-more-behind-it-accepted",
                        PLAIN,
                        "PLAIN compares passwords up to the end of the right one",
                        judging("PLAIN", passwords(FaultsOfExchanges::goesOn))),
                must(
                        "plain-beginning-of-the-password-accepted",
                        PLAIN,
                        "PLAIN compares passwords up to the end of the one that is given",
                        judging("PLAIN", passwords(FaultsOfExchanges::begins))),
                must(
                        "plain-second-wrong-password-accepted",
                        PLAIN,
                        "PLAIN takes any password once one was refused in the session",
                        secondPasswords()),
                must(
                        "plain-name-with-more-behind-it-accepted",
                        PLAIN,
                        "PLAIN compares names up to the end of the one that it knows",
                        judging(
                                "PLAIN",
                                (session, response, step) -> session.settings().accounts().stream()
                                        .filter(account -> field(response, 1)
                                                .matches(Pattern.quote(account.name()) + "[A-Za-z0-9]{" + MORE + ",}"))
                                        .filter(account -> account.password().equals(field(response, 2)))
                                        .findFirst()
                                        .<ServerExchange.Step>map(account -> new ServerExchange.Success(account, ""))
                                        .orElse(step))),
                must(
                        "plain-password-of-the-one-to-act-as-accepted",
                        PLAIN,
                        "PLAIN compares the password with that of the one to act as",
                        judging(
                                "PLAIN",
                                (session, response, step) -> find(session, field(response, 1))
                                                .isPresent()
                                        ? login(session, field(response, 0), field(response, 2), step, String::equals)
                                        : step)),
                must(
                        "plain-line-end-behind-the-password-dropped",
                        PLAIN,
                        "PLAIN leaves out a line end behind the password",
                        hearing("PLAIN", response -> response.replaceFirst("\r?\n$", ""))),
                must(
                        "plain-name-told-with-its-line-ends",
                        "RFC1939#3",
                        "The answer to a failed PLAIN has the name in it as it came, line ends too",
                        judging(
                                "PLAIN",
                                (session, response, step) -> field(response, 1).contains("\n")
                                        ? new ServerExchange.Failure(true, "Not known: " + field(response, 1))
                                        : step)));
    }

    private static Deviations.Judging passwords(BiPredicate<String, String> rightAndGiven) {
        return (session, response, step) -> login(session, field(response, 1), field(response, 2), step, rightAndGiven);
    }

    private static UnaryOperator<Conduct> secondPasswords() {
        Set<Pop3Session> refused = sessions();
        return judging("PLAIN", (session, response, step) -> {
            boolean second = step instanceof ServerExchange.Failure && !refused.add(session);
            return login(session, field(response, 1), field(response, 2), step, (right, given) -> second);
        });
    }

    /** A login where a wrong password will do, given what comes else. */
    private static ServerExchange.Step login(
            Pop3Session session,
            String name,
            String password,
            ServerExchange.Step otherwise,
            BiPredicate<String, String> rightAndGiven) {
        return otherwise instanceof ServerExchange.Failure
                ? find(session, name)
                        .filter(account -> rightAndGiven.test(account.password(), password))
                        .<ServerExchange.Step>map(account -> new ServerExchange.Success(account, ""))
                        .orElse(otherwise)
                : otherwise;
    }

    private static boolean goesOn(String right, String given) {
        return given.length() > right.length() && given.startsWith(right) && given.matches("[ -~]+");
    }

    private static boolean begins(String right, String given) {
        return !given.isEmpty() && right.startsWith(given);
    }

    private static List<Fault> login() {
        return List.of(
                must(
                        "login-empty-password-accepted",
                        LOGIN,
                        "LOGIN takes an empty password",
                        pairs((session, name, password, step) ->
                                login(session, name, password, step, (right, given) -> given.isEmpty()))),
                must(
                        "login-password-with-more-behind-it-accepted",
                        LOGIN,
                        "LOGIN compares passwords up to the end of the right one",
                        pairs((session, name, password, step) ->
                                login(session, name, password, step, FaultsOfExchanges::goesOn))),
                must(
                        "login-password-of-anybody-accepted",
                        LOGIN,
                        "LOGIN takes the password of whatever account",
                        pairs((session, name, password, step) -> session.settings().accounts().stream()
                                        .anyMatch(account -> account.password().equals(password))
                                ? login(session, name, password, step, (right, given) -> true)
                                : step)),
                must(
                        "login-tells-unknown-names",
                        LOGIN,
                        "LOGIN refuses names that do not exist before it asks for the password",
                        exchanging("LOGIN", (session, right) -> response -> {
                            boolean unknown = !response.isEmpty()
                                    && find(session, response).isEmpty();
                            ServerExchange.Step step = right.next(response);
                            return unknown && step instanceof ServerExchange.Challenge ? ServerExchange.denied() : step;
                        })),
                must(
                        "login-second-attempt-asks-for-the-password-only",
                        AUTH,
                        "A second AUTH LOGIN in a session goes on with the name of the first",
                        secondAttempts()),
                must(
                        "login-name-outlives-the-exchange",
                        AUTH,
                        "PASS logs in with a name that was given to AUTH LOGIN",
                        keptNames()));
    }

    /** Judges name and password of LOGIN; given what was right. */
    @FunctionalInterface
    private interface Pair {
        ServerExchange.Step of(Pop3Session session, String name, String password, ServerExchange.Step right);
    }

    private static UnaryOperator<Conduct> pairs(Pair judgement) {
        return exchanging("LOGIN", (session, right) -> new ServerExchange() {
            private Optional<String> name = Optional.empty();
            private boolean asked;

            @Override
            public Step next(String response) {
                Step step = right.next(response);
                if (!asked) {
                    asked = true;
                    return step;
                }
                if (name.isEmpty()) {
                    name = Optional.of(response);
                    return step;
                }
                return judgement.of(session, name.get(), response, step);
            }
        });
    }

    private static UnaryOperator<Conduct> secondAttempts() {
        Map<Pop3Session, String> names = Collections.synchronizedMap(new WeakHashMap<>());
        return exchanging("LOGIN", (session, right) -> {
            String before = names.get(session);
            if (before == null) {
                return remembering(names, session, right);
            }
            right.next("");
            return response -> right.next(response.isEmpty() ? before : response);
        });
    }

    private static UnaryOperator<Conduct> keptNames() {
        Map<Pop3Session, String> names = Collections.synchronizedMap(new WeakHashMap<>());
        UnaryOperator<Conduct> kept = exchanging("LOGIN", (session, right) -> remembering(names, session, right));
        UnaryOperator<Conduct> used = answerInstead(
                to("PASS"),
                (session, command, right) -> Optional.ofNullable(names.get(session))
                        .filter(name -> session.state() == AUTHORIZATION
                                && session.named().isEmpty())
                        .flatMap(name -> find(session, name))
                        .filter(account -> session.conduct()
                                .verifies(account, command.rest().orElse("")))
                        .map(account -> Pop3Commands.open(session, account))
                        .orElseGet(right));
        return next -> used.apply(kept.apply(next));
    }

    /** Notes the name that is given in an exchange of LOGIN. */
    private static ServerExchange remembering(
            Map<Pop3Session, String> names, Pop3Session session, ServerExchange right) {
        return response -> {
            if (!response.isEmpty()) {
                names.putIfAbsent(session, response);
            }
            return right.next(response);
        };
    }

    private static List<Fault> cramMd5() {
        return List.of(
                must(
                        "cram-md5-digest-with-more-behind-it-accepted",
                        CRAM_MD5,
                        "CRAM-MD5 compares digests up to the end of the right one",
                        digests((session, secret, challenge, digest) -> goesOn(keyed(secret, challenge), digest))),
                must(
                        "cram-md5-empty-digest-accepted",
                        CRAM_MD5,
                        "CRAM-MD5 takes an empty digest",
                        digests((session, secret, challenge, digest) -> digest.isEmpty())),
                must(
                        "cram-md5-empty-secret-accepted",
                        CRAM_MD5,
                        "CRAM-MD5 takes a digest that an empty password gives",
                        // a key is filled up with zeros
                        digests((session, secret, challenge, digest) -> digest.equals(keyed("\0", challenge)))),
                must(
                        "cram-md5-challenges-of-others-count",
                        CRAM_MD5,
                        "CRAM-MD5 takes a digest over the challenge of another session",
                        FaultsOfExchanges::withChallengesOfOthers),
                must(
                        "cram-md5-tells-unknown-names",
                        "RFC4422#3.6",
                        "CRAM-MD5 says that there is no such user",
                        judging(
                                "CRAM-MD5",
                                (session, response, step) -> step instanceof ServerExchange.Failure
                                                && find(session, response.replaceFirst(" [^ ]*$", ""))
                                                        .isEmpty()
                                        ? new ServerExchange.Failure(true, "There is no such user")
                                        : step)));
    }

    /** Whether a digest will do that is not the right one. */
    @FunctionalInterface
    private interface Digest {
        boolean does(Pop3Session session, String secret, String challenge, String digest);
    }

    private static UnaryOperator<Conduct> digests(Digest also) {
        return exchanging("CRAM-MD5", (session, right) -> new ServerExchange() {
            private String challenge = "";

            @Override
            public Step next(String response) {
                Step step = right.next(response);
                if (step instanceof Challenge asked) {
                    challenge = asked.octets();
                }
                int blank = response.lastIndexOf(' ');
                return blank < 0
                        ? step
                        : login(
                                session,
                                response.substring(0, blank),
                                response.substring(blank + 1),
                                step,
                                (secret, digest) -> also.does(session, secret, challenge, digest));
            }
        });
    }

    private static String keyed(String secret, String challenge) {
        return Digested.hex(Digested.hmac("HmacMD5", secret, challenge));
    }

    private static Conduct withChallengesOfOthers(Conduct next) {
        Map<String, Long> made = new ConcurrentHashMap<>();
        UnaryOperator<Conduct> remembering = makes(SaslValue.CRAM_CHALLENGE, (session, right) -> {
            made.put(right, session.serial());
            return right;
        });
        return digests((session, secret, challenge, digest) -> made.entrySet().stream()
                        .filter(other -> other.getValue() != session.serial())
                        .anyMatch(other -> digest.equals(keyed(secret, other.getKey()))))
                .apply(remembering.apply(next));
    }

    private static List<Fault> digestMd5() {
        return List.of(
                must(
                        "digest-md5-nonce-count-of-zero-accepted",
                        DIGEST_MD5,
                        "DIGEST-MD5 takes a nonce count of zero",
                        spared(
                                "DIGEST-MD5",
                                SaslCheck.DIGEST_COUNT,
                                (session, response) -> response.contains("nc=00000000"),
                                UnaryOperator.identity())),
                must(
                        "digest-md5-first-of-two-responses-counts",
                        DIGEST_MD5,
                        "DIGEST-MD5 passes a second response directive over",
                        hearing("DIGEST-MD5", response -> response.replaceFirst("(,response=.*),response=.*", "$1"))),
                must(
                        "digest-md5-latest-of-two-responses-counts",
                        DIGEST_MD5,
                        "DIGEST-MD5 passes a response directive over that is not the last",
                        hearing("DIGEST-MD5", response -> response.replaceFirst("^response=[^,]*,", ""))),
                must(
                        "digest-md5-first-of-two-nonces-counts",
                        DIGEST_MD5,
                        "DIGEST-MD5 passes a second nonce directive over",
                        hearing("DIGEST-MD5", response -> response.replaceFirst("(,nonce=.*),nonce=\"[^\"]*\"", "$1"))),
                must(
                        "digest-md5-nonce-not-needed",
                        "RFC2831#2.1.2",
                        "DIGEST-MD5 takes a response without nonce for one with the right one",
                        recalling(
                                "DIGEST-MD5",
                                DIGEST_NONCE,
                                (nonce, response) -> response.isEmpty() || response.matches("(?s)(?:.*,)?nonce=.*")
                                        ? response
                                        : response + ",nonce=\"" + nonce + '"')),
                must(
                        "digest-md5-short-response-accepted",
                        "RFC2831#2.1.2.1",
                        "DIGEST-MD5 does not look at a response of fewer than 32 digits",
                        spared(
                                "DIGEST-MD5",
                                SaslCheck.DIGEST_RESPONSE,
                                (session, response) -> response.matches("(?s)(?:.*,)?response=[0-9a-f]{1,31}(?:,.*)?"),
                                response -> response.replaceFirst(
                                        "(?<=^|,)response=[0-9a-f]*", "response=" + "0".repeat(32)))),
                must(
                        "digest-md5-nonce-of-the-connection",
                        "RFC2831#2.1.1",
                        "DIGEST-MD5 has one nonce for all exchanges of a connection",
                        makes(SaslValue.DIGEST_NONCE, oncePerSession())),
                should(
                        "digest-md5-host-not-checked",
                        "RFC2831#2.1.2",
                        "DIGEST-MD5 takes a response that is meant for another host",
                        spared(
                                "DIGEST-MD5",
                                SaslCheck.DIGEST_URI,
                                (session, response) -> response.contains("digest-uri=\"pop/"),
                                UnaryOperator.identity())));
    }

    private static BiFunction<Pop3Session, String, String> oncePerSession() {
        Map<Pop3Session, String> first = Collections.synchronizedMap(new WeakHashMap<>());
        return (session, right) -> first.computeIfAbsent(session, it -> right);
    }

    /** Hears a response with something in it that the challenge before had. */
    private static UnaryOperator<Conduct> recalling(String mechanisms, Pattern found, BinaryOperator<String> heard) {
        return exchanging(mechanisms, (session, right) -> new ServerExchange() {
            private Optional<String> recalled = Optional.empty();

            @Override
            public Step next(String response) {
                Step step = right.next(
                        recalled.map(value -> heard.apply(value, response)).orElse(response));
                if (step instanceof Challenge asked) {
                    Matcher matcher = found.matcher(asked.octets());
                    recalled = matcher.find() ? Optional.of(matcher.group(1)) : recalled;
                }
                return step;
            }
        });
    }

    private static List<Fault> scram() {
        return List.of(
                must(
                        "scram-proof-not-needed",
                        SCRAM,
                        "SCRAM takes a final message without a proof",
                        spared(
                                "SCRAM",
                                SaslCheck.SCRAM_PROOF,
                                (session, response) -> response.matches("c=[^,]*,r=[^,]*"),
                                response -> response + ",p=AAAA")),
                must(
                        "scram-proof-with-more-behind-it-accepted",
                        SCRAM,
                        "SCRAM compares proofs up to the end of the right one",
                        exchanging("SCRAM-SHA-1", (session, right) -> response -> {
                            String proof = response.replaceFirst("(?s).*,p=", "");
                            String octets = Digested.unbase64(proof).orElse("");
                            return right.next(
                                    octets.length() > SHA_1
                                            ? response.replace(proof, Digested.base64(octets.substring(0, SHA_1)))
                                            : response);
                        })),
                must(
                        "scram-binding-not-needed",
                        SCRAM,
                        "SCRAM takes a final message that does not say what it is bound to",
                        hearing("SCRAM", response -> response.startsWith("r=") ? "c=biws," + response : response)),
                must(
                        "scram-final-nonce-not-needed",
                        SCRAM,
                        "SCRAM takes a final message without a nonce",
                        recalling(
                                "SCRAM",
                                SCRAM_NONCE,
                                (nonce, response) -> response.matches("c=[^,]*,p=.*")
                                        ? response.replace(",p=", ",r=" + nonce + ",p=")
                                        : response)),
                must(
                        "scram-name-to-act-as-not-bound",
                        "RFC5802#6",
                        "SCRAM takes a final message that leaves out the name to act as",
                        spared(
                                "SCRAM",
                                SaslCheck.SCRAM_BINDING,
                                (session, response) -> response.startsWith("c=biws,"),
                                UnaryOperator.identity())),
                must(
                        "scram-letters-may-be-escaped",
                        SCRAM,
                        "SCRAM takes an equals sign and two digits for whatever character has that code",
                        next -> spared(
                                        "SCRAM",
                                        SaslCheck.SCRAM_NAME,
                                        (session, response) -> response.matches("n,.*,n==[0-9a-f]{2}.*"),
                                        UnaryOperator.identity())
                                .apply(makes(SaslValue.SCRAM_NAME, (session, right) -> unescaped(right))
                                        .apply(next))),
                must(
                        "scram-nonce-counts-exchanges",
                        SCRAM,
                        "The server's part of SCRAM's nonce counts the exchanges of the connection",
                        makes(SaslValue.SCRAM_NONCE, counted())),
                must(
                        "scram-binding-not-checked-after-stls",
                        "RFC5802#6",
                        "After STLS SCRAM does not look at what a client binds to",
                        next -> new Deviation(next) {
                            @Override
                            boolean holds(Pop3Session session, SaslCheck check, boolean right) {
                                boolean spared =
                                        check == SaslCheck.SCRAM_BINDING && session.isTls() && !session.beganWithTls();
                                return spared || super.holds(session, check, right);
                            }
                        }),
                must(
                        "scram-plus-takes-an-empty-binding",
                        "RFC5802#6",
                        "The mechanisms with channel binding take a client that is bound to nothing",
                        spared(
                                "SCRAM",
                                SaslCheck.SCRAM_BINDING,
                                (session, response) -> Digested.unbase64(response.replaceAll("(?s)^c=|,.*", ""))
                                        .filter(bound -> bound.startsWith("p=") && bound.endsWith(",,"))
                                        .isPresent(),
                                UnaryOperator.identity())));
    }

    /** Given a name that begins with the two digits of a character's code. */
    private static String unescaped(String names) {
        Matcher code = Pattern.compile("\0([0-9a-f]{2})").matcher(names);
        return code.find() ? code.replaceFirst("\0" + (char) Integer.parseInt(code.group(1), 16)) : names;
    }

    private static BiFunction<Pop3Session, String, String> counted() {
        Map<Pop3Session, Integer> exchanges = Collections.synchronizedMap(new WeakHashMap<>());
        return (session, right) -> right.substring(0, right.length() - SCRAM_RANDOM)
                + "%024d".formatted(exchanges.merge(session, 1, Integer::sum));
    }

    private static List<Fault> bearer() {
        return List.of(
                must(
                        "oauth-cut-token-accepted",
                        "RFC7628#3.2",
                        "Tokens are compared up to the end of the one that is given",
                        tokens(FaultsOfExchanges::begins)),
                must(
                        "oauth-token-in-any-case-accepted",
                        "RFC7628#3.2",
                        "Tokens are compared without regard to case",
                        tokens((right, given) -> !given.equals(right) && given.equalsIgnoreCase(right))),
                must(
                        "oauth-empty-token-accepted",
                        "RFC7628#3.2",
                        "An empty token opens the maildrop of the user that is named",
                        tokens((right, given) -> given.isEmpty())),
                must(
                        "oauth-token-with-more-behind-it-accepted",
                        "RFC7628#3.2",
                        "Tokens are compared up to the end of the right one",
                        tokens(FaultsOfExchanges::goesOn)),
                must(
                        "oauthbearer-error-can-be-made-up-for",
                        "RFC7628#3.2.3",
                        "OAUTHBEARER takes a right message in answer to the error",
                        secondChance("OAUTHBEARER", ServerBearer.OAUTHBEARER)),
                must(
                        "xoauth2-error-can-be-made-up-for",
                        "XOAUTH2 error",
                        "XOAUTH2 takes a right message in answer to the error",
                        secondChance("XOAUTH2", ServerBearer.XOAUTH2)),
                must(
                        "oauthbearer-message-of-xoauth2-accepted",
                        OAUTHBEARER,
                        "OAUTHBEARER takes messages in the form of XOAUTH2",
                        hearing(
                                "OAUTHBEARER",
                                response -> response.replaceFirst("^user=([^\u0001]*)\u0001", "n,a=$1,\u0001"))),
                must(
                        "oauthbearer-text-behind-the-end-skipped",
                        OAUTHBEARER,
                        "OAUTHBEARER skips what stands behind the end of its message",
                        hearing(
                                "OAUTHBEARER",
                                response -> response.replaceFirst("(?s)\u0001\u0001.+$", "\u0001\u0001"))),
                must(
                        "xoauth2-initial-response-refused",
                        AUTH,
                        "XOAUTH2 refuses an initial response",
                        answerInstead(
                                to("AUTH"),
                                (session, command, right) ->
                                        command.rest().orElse("").startsWith("XOAUTH2 ")
                                                ? Reply.error("One argument only")
                                                : right.get())));
    }

    private static UnaryOperator<Conduct> tokens(BiPredicate<String, String> rightAndGiven) {
        BiPredicate<Pop3Session, String> takes = (session, response) -> {
            Matcher message = TOKEN.matcher(response);
            return message.matches()
                    && find(session, message.group(1))
                            .flatMap(Account::token)
                            .filter(right -> rightAndGiven.test(right, message.group(2)))
                            .isPresent();
        };
        UnaryOperator<Conduct> oauthBearer = spared("OAUTHBEARER", SaslCheck.TOKEN, takes, UnaryOperator.identity());
        return next -> spared("XOAUTH2", SaslCheck.TOKEN, takes, UnaryOperator.identity())
                .apply(oauthBearer.apply(next));
    }

    /** What is said to an error is judged as if it had come in the first place. */
    private static UnaryOperator<Conduct> secondChance(String name, ServerMechanism mechanism) {
        return judging(
                name,
                (session, response, step) -> step instanceof ServerExchange.Failure
                                && mechanism.begin(session).next(response) instanceof ServerExchange.Success success
                        ? success
                        : step);
    }

    private static List<Fault> others() {
        return List.of(
                must(
                        "external-malformed-utf8-skipped",
                        "RFC4422#A.1",
                        "Octets that are not UTF-8 are left out of the name of EXTERNAL",
                        hearing(
                                "EXTERNAL",
                                response -> Utf8.decoded(response).isPresent()
                                        ? response
                                        : response.replaceAll("[^ -~]", ""))),
                must(
                        "gssapi-name-ends-at-a-nul",
                        "RFC4752#3.2",
                        "The name to act as ends at a NUL, whatever stands behind it",
                        actingAs(name -> name.replaceFirst("(?s)\0.*", ""))),
                must(
                        "ntlm-challenge-of-the-connection",
                        "MS-NLMP#2.2.1.2",
                        "NTLM has one challenge for all exchanges of a connection",
                        makes(SaslValue.NTLM_NONCE, oncePerSession())),
                should(
                        "cram-md5-challenge-of-the-connection",
                        "RFC2195#2",
                        "CRAM-MD5 has one challenge for all exchanges of a connection",
                        makes(SaslValue.CRAM_CHALLENGE, oncePerSession())));
    }

    /** What is looked at on some channels, or at first, only. */
    private static List<Fault> everywhere() {
        return List.of(
                must(
                        "plain-password-not-checked-under-tls",
                        PLAIN,
                        "Under TLS PLAIN takes any password",
                        judging(
                                "PLAIN",
                                (session, response, step) -> login(
                                        session,
                                        field(response, 1),
                                        field(response, 2),
                                        step,
                                        (right, given) -> session.isTls()))),
                must(
                        "login-password-not-checked-under-tls",
                        LOGIN,
                        "Under TLS LOGIN takes any password",
                        pairs((session, name, password, step) ->
                                login(session, name, password, step, (right, given) -> session.isTls()))),
                must(
                        "pass-not-checked-on-pop3s",
                        PASS,
                        "On the port for TLS any password opens the maildrop",
                        anyPassword(Pop3Session::beganWithTls)),
                must(
                        "pass-not-checked-after-stls",
                        PASS,
                        "After STLS any password opens the maildrop",
                        anyPassword(session -> session.isTls() && !session.beganWithTls())),
                must(
                                "any-password-once-the-right-one-came",
                                PASS,
                                "Once a user has logged in any password is the right one",
                                RememberedAsRight::new)
                        .wideBecause("wrong passwords are sent in many scenarios, of users who have logged in before"),
                must(
                        "sasl-own-authzid-may-go-on",
                        "RFC4422#3.4.1",
                        "Whoever wants to act as somebody whose name begins with the own one acts as itself",
                        asItself((session, own, other) -> other.startsWith(own))),
                must(
                        "sasl-unknown-authzid-passed-over",
                        "RFC4422#3.4.1",
                        "Whoever wants to act as somebody that is not known acts as itself",
                        asItself((session, own, other) ->
                                other.matches("[ -~]+") && find(session, other).isEmpty())));
    }

    private static UnaryOperator<Conduct> anyPassword(Predicate<Pop3Session> where) {
        return answerInstead(
                to("PASS"),
                (session, command, right) -> session.named()
                        .filter(name -> where.test(session) && command.rest().isPresent())
                        .flatMap(name -> find(session, name))
                        .map(account -> Pop3Commands.open(session, account))
                        .orElseGet(right));
    }

    /** When somebody who wants to act as another one acts as itself. */
    @FunctionalInterface
    private interface Mistaken {
        boolean of(Pop3Session session, String own, String other);
    }

    private static UnaryOperator<Conduct> asItself(Mistaken when) {
        return next -> new Deviation(next) {
            @Override
            Optional<Account> acting(Pop3Session session, Account account, String authorizationId) {
                return when.of(session, account.name(), authorizationId)
                        ? Optional.of(account)
                        : super.acting(session, account, authorizationId);
            }
        };
    }

    /** What comes behind a login by a certain mechanism, or before it. */
    private static List<Fault> afterwards() {
        return List.of(
                opensAnother("CRAM-MD5"),
                opensAnother("SCRAM"),
                removesNothing("CRAM-MD5"),
                removesNothing("LOGIN"),
                must(
                        "cram-md5-refused-as-the-second-exchange",
                        AUTH,
                        "CRAM-MD5 logs nobody in where an exchange was begun before",
                        refusedAsTheSecond("CRAM-MD5")));
    }

    private static Fault opensAnother(String mechanism) {
        return must(
                mechanism.toLowerCase(Locale.ROOT) + "-opens-the-maildrop-of-another",
                AUTH,
                mechanism + " opens another user's maildrop",
                judging(
                        mechanism,
                        (session, response, step) -> step instanceof ServerExchange.Success success
                                ? session.settings().accounts().stream()
                                        .filter(other -> !other.name()
                                                .equals(success.account().name()))
                                        .findFirst()
                                        .<ServerExchange.Step>map(other -> new ServerExchange.Success(other, ""))
                                        .orElse(step)
                                : step));
    }

    private static Fault removesNothing(String mechanism) {
        return must(
                mechanism.toLowerCase(Locale.ROOT) + "-session-removes-nothing",
                "RFC1939#6 QUIT",
                "QUIT removes nothing in a session that began with " + mechanism,
                next -> new FaultsOfMechanisms.BegunBy(mechanism, next) {
                    @Override
                    List<StoredMessage> toRemove(Pop3Session session) {
                        return concerns(session) ? List.of() : super.toRemove(session);
                    }
                });
    }

    private static UnaryOperator<Conduct> refusedAsTheSecond(String mechanism) {
        return next -> {
            Set<Pop3Session> begun = sessions();
            return new Deviation(next) {
                @Override
                ServerExchange begin(Pop3Session session, ServerMechanism mechanismOfSession) {
                    ServerExchange right = super.begin(session, mechanismOfSession);
                    boolean second = !begun.add(session);
                    return second && mechanismOfSession.name().equals(mechanism)
                            ? FaultsOfMechanisms.refusing(right)
                            : right;
                }
            };
        };
    }

    /** Keeps who has logged in, and lets them in again whatever they say. */
    private static final class RememberedAsRight extends Deviation {
        private final Set<String> names = ConcurrentHashMap.newKeySet();

        RememberedAsRight(Conduct next) {
            super(next);
        }

        @Override
        boolean verifies(Account account, String password) {
            if (super.verifies(account, password)) {
                names.add(account.name());
            }
            return names.contains(account.name());
        }
    }

    /** The rest of a long response is taken for another line. */
    private static final class AnsweredTwice extends Deviation {
        private final Set<Pop3Session> heardMore = sessions();

        AnsweredTwice(Conduct next) {
            super(next);
        }

        @Override
        Optional<Line> nextLine(Pop3Session session, LineSource in) throws IOException {
            Optional<Line> line = super.nextLine(session, in);
            if (session.authenticating()
                    && line.filter(it -> it.text().length() > BUFFER).isPresent()) {
                heardMore.add(session);
            }
            return line;
        }

        @Override
        void send(Pop3Session session, Command command, Reply reply, OutputStream out) throws IOException {
            super.send(session, command, reply, out);
            if (heardMore.remove(session)) {
                write(out, "-ERR Unknown command\r\n");
            }
        }
    }

    /** Counts the maildrop as in use as soon as the proof of SCRAM is right, until somebody else asked for it. */
    private static final class EagerLock extends Deviation {
        private static final Pattern NAME = Pattern.compile("[ny],[^,]*,n=([^,]*),r=.*");
        private final Map<Maildrop, Pop3Session> early = new ConcurrentHashMap<>();

        EagerLock(Conduct next) {
            super(next);
        }

        @Override
        ServerExchange begin(Pop3Session session, ServerMechanism mechanism) {
            ServerExchange right = super.begin(session, mechanism);
            return mechanism.name().startsWith("SCRAM-") ? new Locking(session, right) : right;
        }

        @Override
        boolean lock(Pop3Session session, Maildrop maildrop) {
            Pop3Session other = early.remove(maildrop);
            return (other == null || other == session) && super.lock(session, maildrop);
        }

        private final class Locking implements ServerExchange {
            private final Pop3Session session;
            private final ServerExchange right;
            private Optional<Account> account = Optional.empty();

            Locking(Pop3Session session, ServerExchange right) {
                this.session = session;
                this.right = right;
            }

            @Override
            public Step next(String response) {
                Matcher first = NAME.matcher(response);
                if (first.matches()) {
                    account = session.accounts().find(first.group(1));
                }
                Step step = right.next(response);
                boolean proven = step instanceof Challenge said && said.octets().startsWith("v=");
                account.filter(who -> proven)
                        .map(session.accounts()::maildrop)
                        .ifPresent(maildrop -> early.putIfAbsent(maildrop, session));
                return step;
            }
        }
    }
}
