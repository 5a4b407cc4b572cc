package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.exchanging;
import static org.pop3spec.refserver.Deviations.makes;
import static org.pop3spec.refserver.Deviations.unverified;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The faults of CRAM-MD5, RFC 2195, and DIGEST-MD5, RFC 2831. */
final class FaultsOfDigests {
    private static final int LONGEST_CHALLENGE = 2048;

    private FaultsOfDigests() {}

    static List<Fault> all() {
        return Stream.of(cramMd5(), digestMd5()).flatMap(List::stream).toList();
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
                                }))
                        .wideBecause(
                                "no login by this mechanism succeeds, and scenarios on every way of logging in take it too"),
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
}
