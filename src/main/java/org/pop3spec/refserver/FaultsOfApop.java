package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.blockedAfter;
import static org.pop3spec.refserver.Deviations.digestAlso;
import static org.pop3spec.refserver.Deviations.enterEmptyMaildrop;
import static org.pop3spec.refserver.Deviations.failure;
import static org.pop3spec.refserver.Deviations.greeting;
import static org.pop3spec.refserver.Deviations.refused;
import static org.pop3spec.refserver.Deviations.timestamp;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The faults of APOP, RFC 1939 section 7. */
final class FaultsOfApop {
    private FaultsOfApop() {}

    static List<Fault> all() {
        return List.of(
                should(
                                "timestamp-not-honoured",
                                "RFC2449#6",
                                "The greeting has a timestamp, and APOP is always refused",
                                refused(to("APOP"), session -> true))
                        .wideBecause("no login by APOP succeeds, and scenarios on every way of logging in take it too"),
                must(
                        "apop-accepted-without-timestamp",
                        "RFC1939#7 APOP",
                        "The greeting has no timestamp, and APOP takes a digest of the secret alone",
                        next -> digestAlso((timestamp, secret, digest) -> digest.equals(Conduct.digest(secret)))
                                .apply(greeting((session, right) -> right.replace(" " + session.timestamp(), ""))
                                        .apply(next))),
                must(
                        "timestamp-constant",
                        "RFC1939#7 APOP",
                        "Every greeting has the same timestamp",
                        timestamp((session, right) -> "<1896.697170952@pop3spec.invalid>")),
                must(
                        "timestamp-by-the-hour",
                        "RFC1939#7 APOP",
                        "The timestamp tells the hour only, so greetings share it",
                        timestamp((session, right) ->
                                "<" + System.currentTimeMillis() / 3_600_000 + "@pop3spec.invalid>")),
                must(
                        "timestamp-without-domain",
                        "RFC1939#7 APOP",
                        "The timestamp is not a msg-id: nothing stands behind its @",
                        timestamp((session, right) -> right.replaceFirst("@.*", "@>"))),
                must(
                        "timestamp-with-blank",
                        "RFC1939#7 APOP",
                        "The timestamp is not a msg-id: it has a blank in it",
                        timestamp((session, right) -> right.replace("@", " @"))),
                must(
                                "any-digest-accepted",
                                "RFC1939#7 APOP",
                                "Any digest opens the maildrop",
                                digestAlso((timestamp, secret, digest) -> true))
                        .wideBecause("each way in which a digest can be wrong has its scenario"),
                must(
                        "cut-digest-accepted",
                        "RFC1939#7 APOP",
                        "The beginning of the right digest is enough",
                        digestAlso((timestamp, secret, digest) -> digest.length() < 32
                                && Conduct.digest(timestamp + secret).startsWith(digest))),
                must(
                        "digest-with-more-behind-it-accepted",
                        "RFC1939#7 APOP",
                        "What follows the 32 digits of the digest is ignored",
                        digestAlso((timestamp, secret, digest) ->
                                digest.length() > 32 && digest.startsWith(Conduct.digest(timestamp + secret)))),
                must(
                        "last-digit-of-the-digest-ignored",
                        "RFC1939#7 APOP",
                        "The last digit of the digest is not looked at",
                        digestAlso((timestamp, secret, digest) -> digest.length() == 32
                                && Conduct.digest(timestamp + secret).startsWith(digest.substring(0, 31)))),
                must(
                        "digest-of-the-secret-accepted",
                        "RFC1939#7 APOP",
                        "A digest of the secret alone is accepted",
                        digestAlso((timestamp, secret, digest) -> digest.equals(Conduct.digest(secret)))),
                must(
                        "digest-of-secret-and-timestamp-accepted",
                        "RFC1939#7 APOP",
                        "A digest over the secret, and then the timestamp, is accepted",
                        digestAlso((timestamp, secret, digest) -> digest.equals(Conduct.digest(secret + timestamp)))),
                must(
                        "second-half-of-the-digest-accepted",
                        "RFC1939#7 APOP",
                        "Only the second half of a digest is compared",
                        digestAlso((timestamp, secret, digest) -> digest.length() == 32
                                && Conduct.digest(timestamp + secret).endsWith(digest.substring(16)))),
                must(
                        "secret-in-place-of-the-digest-accepted",
                        "RFC1939#7 APOP",
                        "The secret is accepted as its own digest",
                        digestAlso((timestamp, secret, digest) -> digest.equals(secret))),
                must(
                        "digest-of-the-timestamp-accepted",
                        "RFC1939#7 APOP",
                        "A digest of the timestamp alone is accepted",
                        digestAlso((timestamp, secret, digest) -> digest.equals(Conduct.digest(timestamp)))),
                must(
                        "digest-without-brackets-accepted",
                        "RFC1939#7 APOP",
                        "A digest over the timestamp without its angle brackets is accepted too",
                        digestAlso((timestamp, secret, digest) ->
                                digest.equals(Conduct.digest(timestamp.replaceAll("[<>]", "") + secret)))),
                must(
                                "digest-without-brackets-wanted",
                                "RFC1939#7 APOP",
                                "The digest is computed over the timestamp without its angle brackets",
                                next -> new Deviation(next) {
                                    @Override
                                    boolean verifiesDigest(Pop3Session session, Account account, String digest) {
                                        return digest.equals(Conduct.digest(
                                                session.timestamp().replaceAll("[<>]", "") + account.password()));
                                    }
                                })
                        .wideBecause("no login by APOP succeeds, and scenarios on every way of logging in take it too"),
                must(
                        "replayed-digest-accepted",
                        "RFC1939#7 APOP",
                        "A digest that opened a maildrop once opens it again",
                        next -> {
                            Set<String> used = ConcurrentHashMap.newKeySet();
                            return new Deviation(next) {
                                @Override
                                boolean verifiesDigest(Pop3Session session, Account account, String digest) {
                                    String key = account.name() + " " + digest;
                                    if (super.verifiesDigest(session, account, digest)) {
                                        used.add(key);
                                        return true;
                                    }
                                    return used.contains(key);
                                }
                            };
                        }),
                must(
                        "digest-by-any-secret-accepted",
                        "RFC1939#7 APOP",
                        "A digest with the secret of another account is accepted",
                        next -> new Deviation(next) {
                            @Override
                            boolean verifiesDigest(Pop3Session session, Account account, String digest) {
                                return session.settings().accounts().stream()
                                        .anyMatch(any -> super.verifiesDigest(session, any, digest));
                            }
                        }),
                must(
                        "apop-for-unknown-user-accepted",
                        "RFC1939#7 APOP",
                        "Any digest opens an empty maildrop for a name that does not exist",
                        failure(
                                to("APOP"),
                                (session, command, right) -> isOfNobody(session, command, right)
                                        ? enterEmptyMaildrop(session, Reply.ok("Maildrop opened"))
                                        : right)),
                must(
                        "unknown-user-has-an-empty-secret",
                        "RFC1939#7 APOP",
                        "For a name that does not exist the digest is checked with an empty secret",
                        failure(
                                to("APOP"),
                                (session, command, right) -> isOfNobody(session, command, right)
                                                && command.argument(1).equals(Conduct.digest(session.timestamp()))
                                        ? enterEmptyMaildrop(session, Reply.ok("Maildrop opened"))
                                        : right)),
                must(
                        "apop-without-arguments-accepted",
                        "RFC1939#7 APOP",
                        "APOP without arguments is answered with +OK",
                        failure(
                                to("APOP"),
                                (session, command, right) ->
                                        command.arguments().isEmpty() ? Reply.ok("Go on") : right)),
                must(
                        "apop-without-digest-accepted",
                        "RFC1939#7 APOP",
                        "APOP with a name alone is answered with +OK",
                        failure(
                                to("APOP"),
                                (session, command, right) ->
                                        command.arguments().size() == 1 ? Reply.ok("Go on") : right)),
                must(
                                "failed-apop-enters-transaction",
                                "RFC1939#7 APOP",
                                "After a wrong digest the session is in the TRANSACTION state all the same",
                                failure(
                                        to("APOP"),
                                        (session, command, right) ->
                                                right.code().equals("AUTH")
                                                        ? enterEmptyMaildrop(session, right)
                                                        : right))
                        .wideBecause("whatever follows a wrong digest shows whether the maildrop is open"),
                must(
                        "failed-apop-blocks-apop",
                        "RFC1939#4",
                        "After a wrong digest no APOP is accepted any more",
                        blockedAfter("APOP", "APOP")),
                should(
                        "digest-in-upper-case-not-answered",
                        "RFC1939#7 APOP",
                        "APOP with a digest in upper case gets no answer",
                        failure(
                                to("APOP"),
                                (session, command, right) -> command.arguments().size() == 2
                                                && !command.argument(1)
                                                        .equals(command.argument(1)
                                                                .toLowerCase(Locale.ROOT))
                                        ? Reply.none()
                                        : right)));
    }

    /** Whether a digest was refused for a name that does not exist. */
    private static boolean isOfNobody(Pop3Session session, Command command, Reply refusal) {
        return refusal.code().equals("AUTH")
                && session.accounts().find(command.argument(0)).isEmpty();
    }
}
