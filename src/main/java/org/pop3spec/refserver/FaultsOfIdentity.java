package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.actingAs;
import static org.pop3spec.refserver.Deviations.exchanging;
import static org.pop3spec.refserver.Deviations.hearing;
import static org.pop3spec.refserver.Deviations.judging;
import static org.pop3spec.refserver.Deviations.makes;
import static org.pop3spec.refserver.Deviations.malformedSkipped;
import static org.pop3spec.refserver.Deviations.prepared;
import static org.pop3spec.refserver.Deviations.preparedToo;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The faults about who it is that AUTH lets in: names that are unknown, empty, long, or the same once they are prepared. */
final class FaultsOfIdentity {
    private static final String PLAIN = "RFC4616#2";
    private static final String SCRAM = "RFC5802#5.1";

    /** What SASLprep leaves nothing of. */
    private static final String SOFT_HYPHEN = "\u00c2\u00ad";

    /** How long a name or password gets where somebody thought that none is longer. */
    private static final int LONGEST_FIELD = 64;

    private static final int LONGEST_MESSAGE = 512;
    private static final Pattern SCRAM_NAME = Pattern.compile("[ny],[^,]*,n=([^,]*),r=.*", Pattern.DOTALL);

    private FaultsOfIdentity() {}

    static List<Fault> all() {
        return Stream.of(authzids(), plain(), scram(), others())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Fault> authzids() {
        return List.of(
                should(
                        "sasl-authzid-not-prepared",
                        "RFC5034#4 AUTH",
                        "Whom a client wants to act as is compared as it comes",
                        prepared(SaslCommand.COMMAND::equals, octets -> octets)),
                must(
                        "sasl-authzid-characters-dropped",
                        "RFC5034#4 AUTH",
                        "Characters beyond ASCII are left out of the name to act as",
                        actingAs(name -> name.replaceAll("[^ -~]", ""))));
    }

    private static List<Fault> plain() {
        return List.of(
                must(
                        "plain-tells-unknown-names",
                        "RFC4422#3.6",
                        "PLAIN says that there is no such user",
                        judging(
                                "PLAIN",
                                (session, response, step) -> step instanceof ServerExchange.Failure
                                                && find(session, field(response, 1))
                                                        .isEmpty()
                                        ? new ServerExchange.Failure(true, "No such user")
                                        : step)),
                must(
                        "plain-long-fields-refused",
                        PLAIN,
                        "PLAIN refuses names and passwords of more than 64 octets as malformed",
                        judging(
                                "PLAIN",
                                (session, response, step) -> Stream.of(response.split("\0", -1))
                                                .anyMatch(field -> field.length() > LONGEST_FIELD)
                                        ? ServerExchange.malformed("Too long")
                                        : step)),
                must(
                        "plain-long-message-ends-the-connection",
                        PLAIN,
                        "PLAIN ends the connection at a message of more than 512 octets",
                        exchanging("PLAIN", (session, right) -> response -> {
                            if (response.length() > LONGEST_MESSAGE) {
                                session.connection().abort();
                            }
                            return right.next(response);
                        })),
                must(
                        "plain-malformed-utf8-skipped",
                        PLAIN,
                        "Octets that are not UTF-8 are left out of names and passwords of PLAIN",
                        malformedSkipped(ServerPlain.COMMAND::equals)),
                should(
                        "plain-names-not-prepared",
                        PLAIN,
                        "Names and passwords of PLAIN are compared as they come",
                        prepared(ServerPlain.COMMAND::equals, octets -> octets)),
                must(
                        "plain-prohibited-characters-dropped",
                        PLAIN,
                        "Characters that no name may have are left out of names and passwords of PLAIN",
                        preparedToo(ServerPlain.COMMAND::equals, octets -> octets.replaceAll("[^ -~]", ""))),
                must(
                        "plain-password-prepared-to-nothing-accepted",
                        PLAIN,
                        "PLAIN takes a password for any name of which preparation leaves nothing",
                        judging(
                                "PLAIN",
                                (session, response, step) -> field(response, 2).equals(SOFT_HYPHEN)
                                        ? find(session, field(response, 1))
                                                .<ServerExchange.Step>map(
                                                        account -> new ServerExchange.Success(account, ""))
                                                .orElse(step)
                                        : step)),
                must(
                        "plain-name-prepared-to-nothing-is-the-one-to-act-as",
                        PLAIN,
                        "PLAIN takes the name to act as where preparation leaves nothing of the other",
                        hearing(
                                "PLAIN",
                                response -> response.replaceFirst("^([^\0]+)\0" + SOFT_HYPHEN + "\0", "\0$1\0"))));
    }

    private static List<Fault> scram() {
        return List.of(
                must(
                        "scram-name-not-prepared",
                        SCRAM,
                        "Names of SCRAM are compared as they come",
                        prepared(ServerScramExchange.COMMAND::equals, octets -> octets)),
                must(
                        "scram-hash-over-the-prepared-name",
                        SCRAM,
                        "SCRAM hashes the name as it is prepared, and not as it came",
                        hearing("SCRAM", response -> response.replace(SOFT_HYPHEN, ""))),
                should(
                        "scram-empty-name-is-the-one-to-act-as",
                        SCRAM,
                        "SCRAM takes the name to act as where the other is empty",
                        makes(SaslValue.SCRAM_NAME, (session, right) -> right.replaceFirst("^([^\0]+)\0$", "$1\0$1"))),
                must(
                        "scram-tells-unknown-names",
                        SCRAM,
                        "SCRAM says that there is no such user",
                        judging(
                                "SCRAM",
                                (session, response, step) -> unknown(session, response)
                                        ? new ServerExchange.Failure(true, "No such user")
                                        : step)),
                must(
                        "scram-salt-of-unknown-names-changes",
                        SCRAM,
                        "SCRAM has another salt for an unknown name every time",
                        judging(
                                "SCRAM",
                                (session, response, step) -> unknown(session, response)
                                                && step instanceof ServerExchange.Challenge salted
                                        ? new ServerExchange.Challenge(salted.octets()
                                                .replaceFirst(",s=[^,]*", ",s=" + Digested.base64(Digested.random())))
                                        : step)));
    }

    private static List<Fault> others() {
        return List.of(
                must(
                        "login-empty-name-is-anybody",
                        "draft-murchison-sasl-login#2.2",
                        "LOGIN with an empty name opens the maildrop of whoever has that password",
                        exchanging("LOGIN", (session, right) -> new ServerExchange() {
                            private int step;
                            private boolean nobody;

                            @Override
                            public Step next(String response) {
                                step++;
                                if (step == 2 && response.isEmpty()) {
                                    nobody = true;
                                    return new Challenge("Password:");
                                }
                                if (!nobody) {
                                    return right.next(response);
                                }
                                return session.settings().accounts().stream()
                                        .filter(account -> session.conduct().verifies(account, response))
                                        .findFirst()
                                        .<Step>map(account -> new Success(account, ""))
                                        .orElseGet(ServerExchange::denied);
                            }
                        })),
                must(
                        "cram-md5-name-ends-at-the-first-blank",
                        "RFC2195#2",
                        "CRAM-MD5 takes what stands in front of the first blank for the name",
                        hearing("CRAM-MD5", response -> response.replaceFirst("^([^ ]+) .+ ", "$1 "))),
                must(
                        "anonymous-trace-is-a-name",
                        "RFC4505#5",
                        "A visitor whose trace is the name of a user gets that user's maildrop",
                        judging(
                                "ANONYMOUS",
                                (session, response, step) -> find(session, response)
                                        .<ServerExchange.Step>map(account -> new ServerExchange.Success(account, ""))
                                        .orElse(step))));
    }

    static Optional<Account> find(Pop3Session session, String name) {
        return session.accounts().find(name);
    }

    /** A field of a message of PLAIN, counted from 0; empty where it has none. */
    static String field(String message, int index) {
        String[] fields = message.split("\0", -1);
        return index < fields.length ? fields[index] : "";
    }

    /** Whether that is a first message of SCRAM with a name that nobody has. */
    private static boolean unknown(Pop3Session session, String message) {
        Matcher first = SCRAM_NAME.matcher(message);
        return first.matches() && find(session, first.group(1)).isEmpty();
    }
}
