package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.hearing;
import static org.pop3spec.refserver.Deviations.judging;
import static org.pop3spec.refserver.Deviations.makes;
import static org.pop3spec.refserver.Deviations.sessions;
import static org.pop3spec.refserver.Deviations.spared;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.FaultsOfIdentity.find;
import static org.pop3spec.refserver.Pop3Session.State.AUTHORIZATION;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The faults that one mechanism of AUTH has where all others are sound: in the session that it begins, about the lock, on some
 * channel, and in what it takes for a password or for a directive.
 */
final class FaultsOfMechanisms {
    private static final String AUTH = "RFC5034#4 AUTH";
    private static final String MODE = "RFC6856#2.1";
    private static final String DIGEST_MD5 = "RFC2831#2.1.2";
    private static final String SCRAM = "RFC5802#5.1";

    private static final Pattern USERNAME = Pattern.compile("(?:^|,)username=\"([^\"]*)\"");

    private FaultsOfMechanisms() {}

    static List<Fault> all() {
        return Stream.of(opened(), again(), utf8Mode(), locked(), unchecked(), passwords(), digestMd5(), scram())
                .flatMap(List::stream)
                .toList();
    }

    /** What is so in sessions in which an exchange of the mechanisms whose names begin so was begun. */
    static class BegunBy extends Deviations.OneViewForAll {
        private final String mechanisms;
        private final Set<Pop3Session> begun = sessions();

        BegunBy(String mechanisms, Conduct next) {
            super(next);
            this.mechanisms = mechanisms;
        }

        boolean concerns(Pop3Session session) {
            return begun.contains(session);
        }

        boolean concerns(ServerMechanism mechanism) {
            return mechanism.name().startsWith(mechanisms);
        }

        @Override
        ServerExchange begin(Pop3Session session, ServerMechanism mechanism) {
            if (concerns(mechanism)) {
                begun.add(session);
            }
            return super.begin(session, mechanism);
        }
    }

    /** Answers a command in another way in such sessions, in that state. */
    private static UnaryOperator<Conduct> answering(
            String mechanisms, Pop3Session.State state, String keyword, Reply answer) {
        return next -> new BegunBy(mechanisms, next) {
            @Override
            Reply answer(Pop3Session session, Command command) {
                return command.is(keyword) && concerns(session) && session.state() == state
                        ? answer
                        : super.answer(session, command);
            }
        };
    }

    private static List<Fault> opened() {
        return List.of(
                must(
                        "digest-md5-session-has-no-lock",
                        "RFC1939#4",
                        "DIGEST-MD5 takes no lock",
                        next -> new BegunBy("DIGEST-MD5", next) {
                            @Override
                            boolean lock(Pop3Session session, Maildrop maildrop) {
                                return concerns(session) || super.lock(session, maildrop);
                            }
                        }),
                must(
                        "scram-session-updates-when-it-is-lost",
                        "RFC1939#6",
                        "A session that began with SCRAM removes what is marked when it ends without QUIT",
                        next -> new BegunBy("SCRAM", next) {
                            @Override
                            void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {
                                if (concerns(session)) {
                                    maildrop.remove(session.conduct().toRemove(session));
                                }
                                super.broken(session, maildrop, ending);
                            }
                        }),
                must(
                        "rset-refused-after-cram-md5",
                        "RFC1939#5 RSET",
                        "RSET is refused in a session that began with CRAM-MD5",
                        answering("CRAM-MD5", TRANSACTION, "RSET", Reply.error("Not available"))),
                must(
                        "pass-after-scram-accepted",
                        "RFC1939#7 PASS",
                        "PASS is answered with +OK in a session that began with SCRAM",
                        answering("SCRAM", TRANSACTION, "PASS", Reply.ok("Welcome"))));
    }

    private static List<Fault> again() {
        return List.of(
                must(
                        "scram-refused-behind-digest-md5",
                        AUTH,
                        "SCRAM can't be begun where DIGEST-MD5 was begun before",
                        next -> new BegunBy("DIGEST-MD5", next) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                boolean late = command.is("AUTH")
                                        && !command.arguments().isEmpty()
                                        && command.argument(0).startsWith("SCRAM")
                                        && concerns(session);
                                return late ? Reply.error("Not available") : super.answer(session, command);
                            }
                        }),
                must(
                        "digest-md5-refused-the-second-time",
                        AUTH,
                        "DIGEST-MD5 logs nobody in where it was begun before",
                        next -> new BegunBy("DIGEST-MD5", next) {
                            @Override
                            ServerExchange begin(Pop3Session session, ServerMechanism mechanism) {
                                boolean second = concerns(mechanism) && concerns(session);
                                ServerExchange right = super.begin(session, mechanism);
                                return second ? refusing(right) : right;
                            }
                        }),
                must(
                                "stat-after-a-cancelled-login-served",
                                AUTH,
                                "Once LOGIN was begun STAT is answered with +OK before login",
                                answering("LOGIN", AUTHORIZATION, "STAT", Reply.ok("0 0")))
                        .wideBecause(
                                "STAT is how the scenarios on LOGIN see that a refused exchange has opened nothing"));
    }

    private static List<Fault> utf8Mode() {
        return List.of(
                must(
                        "utf8-mode-ends-with-cram-md5",
                        MODE,
                        "UTF-8 mode ends when CRAM-MD5 is begun",
                        switching("CRAM-MD5", false)),
                must(
                        "digest-md5-session-is-in-utf8-mode",
                        MODE,
                        "Who logs in by DIGEST-MD5 is in UTF-8 mode, asked for or not",
                        switching("DIGEST-MD5", true)));
    }

    /** Switches UTF-8 mode on or off where such an exchange begins. */
    private static UnaryOperator<Conduct> switching(String mechanisms, boolean on) {
        return next -> new BegunBy(mechanisms, next) {
            @Override
            ServerExchange begin(Pop3Session session, ServerMechanism mechanism) {
                if (concerns(mechanism)) {
                    session.utf8(on);
                }
                return super.begin(session, mechanism);
            }
        };
    }

    /** An exchange that ends like the right one, but for who may log in. */
    static ServerExchange refusing(ServerExchange right) {
        return response -> {
            ServerExchange.Step step = right.next(response);
            return step instanceof ServerExchange.Success ? ServerExchange.denied() : step;
        };
    }

    private static List<Fault> locked() {
        return List.of(
                must(
                        "cram-md5-breaks-the-lock",
                        AUTH,
                        "CRAM-MD5 opens a maildrop that another session has",
                        next -> new BegunBy("CRAM-MD5", next) {
                            @Override
                            boolean lock(Pop3Session session, Maildrop maildrop) {
                                return super.lock(session, maildrop) || concerns(session);
                            }
                        }),
                must(
                        "scram-blames-the-credentials-for-a-lock",
                        "RFC3206#6",
                        "A maildrop in use is refused with the code AUTH by SCRAM",
                        next -> new Recoding("SCRAM", "IN-USE", "AUTH", session -> true, next)),
                must(
                        "scram-welcomes-with-sys",
                        "RFC3206#4",
                        "A login by SCRAM is answered with +OK and the code SYS/TEMP",
                        next -> new Recoding("SCRAM", "", "SYS/TEMP", session -> session.state() == TRANSACTION, next)),
                must(
                        "in-use-for-a-wrong-digest-md5-response",
                        "RFC2449#8.1.2 IN-USE",
                        "A wrong response of DIGEST-MD5 for a maildrop in use is refused with the code IN-USE",
                        FaultsOfMechanisms::presumptuous));
    }

    private static Conduct presumptuous(Conduct next) {
        Map<Pop3Session, String> names = Collections.synchronizedMap(new WeakHashMap<>());
        UnaryOperator<Conduct> naming = judging("DIGEST-MD5", (session, response, step) -> {
            Matcher name = USERNAME.matcher(response);
            if (name.find()) {
                names.put(session, name.group(1));
            }
            return step;
        });
        Predicate<Pop3Session> inUse = session -> FaultsOfCircumstances.isLocked(
                session, Optional.ofNullable(names.get(session)).flatMap(name -> find(session, name)));
        return new Recoding("DIGEST-MD5", "AUTH", "IN-USE", inUse, naming.apply(next));
    }

    /** Gives one response code for another behind exchanges of some mechanisms. */
    private static final class Recoding extends BegunBy {
        private final String right;
        private final String wrong;
        private final Predicate<Pop3Session> where;

        Recoding(String mechanisms, String right, String wrong, Predicate<Pop3Session> where, Conduct next) {
            super(mechanisms, next);
            this.right = right;
            this.wrong = wrong;
            this.where = where;
        }

        @Override
        void send(Pop3Session session, Command command, Reply reply, OutputStream out) throws IOException {
            boolean other =
                    command.is("AUTH") && reply.code().equals(right) && concerns(session) && where.test(session);
            super.send(session, command, other ? reply.withCode(wrong) : reply, out);
        }
    }

    private static List<Fault> unchecked() {
        return List.of(
                must(
                        "cram-md5-not-checked-after-stls",
                        "RFC2195#2",
                        "After STLS CRAM-MD5 takes any digest",
                        spared(
                                "CRAM-MD5",
                                SaslCheck.CRAM_DIGEST,
                                (session, response) -> session.isTls() && !session.beganWithTls(),
                                UnaryOperator.identity())),
                must(
                        "scram-proof-not-checked-on-pop3s",
                        SCRAM,
                        "On the port for TLS SCRAM takes any proof",
                        spared(
                                "SCRAM",
                                SaslCheck.SCRAM_PROOF,
                                (session, response) -> session.beganWithTls(),
                                UnaryOperator.identity())),
                must(
                        "pass-knows-the-name-from-cram-md5",
                        AUTH,
                        "PASS logs in with the name of an exchange of CRAM-MD5 that was refused",
                        judging("CRAM-MD5", (session, response, step) -> {
                            if (step instanceof ServerExchange.Failure && response.indexOf(' ') > 0) {
                                session.name(response.substring(0, response.lastIndexOf(' ')));
                            }
                            return step;
                        })));
    }

    private static List<Fault> passwords() {
        return List.of(
                must(
                        "plain-blanks-around-the-password-dropped",
                        "RFC4616#2",
                        "PLAIN leaves out blanks before and behind the password",
                        hearing(
                                "PLAIN",
                                response -> response.replaceFirst("\0 +([^\0]*)$", "\0$1")
                                        .replaceFirst(" +$", ""))),
                must(
                        "login-blanks-around-the-password-dropped",
                        "draft-murchison-sasl-login#2.2",
                        "LOGIN leaves out blanks before and behind name and password",
                        hearing("LOGIN", String::strip)),
                must(
                        "login-password-ends-at-a-nul",
                        "draft-murchison-sasl-login#2.2",
                        "Name and password of LOGIN end at a NUL, whatever stands behind it",
                        hearing("LOGIN", response -> response.replaceFirst("(?s)\0.*", ""))));
    }

    private static List<Fault> digestMd5() {
        return List.of(
                must(
                        "digest-md5-cnonce-not-needed",
                        DIGEST_MD5,
                        "DIGEST-MD5 takes any response without cnonce",
                        spared(
                                "DIGEST-MD5",
                                SaslCheck.DIGEST_RESPONSE,
                                (session, response) -> !response.contains("cnonce="),
                                response -> response.isEmpty() ? response : response + ",cnonce=\"x\"")),
                must(
                        "digest-md5-first-of-two-cnonces-counts",
                        DIGEST_MD5,
                        "DIGEST-MD5 passes a second cnonce over",
                        hearing(
                                "DIGEST-MD5",
                                response -> response.replaceFirst("(,cnonce=.*),cnonce=\"[^\"]*\"", "$1"))),
                must(
                        "digest-md5-latest-of-two-cnonces-counts",
                        DIGEST_MD5,
                        "DIGEST-MD5 passes a cnonce over that is not the last",
                        hearing("DIGEST-MD5", response -> response.replaceFirst("^cnonce=[^,]*,", ""))),
                must(
                        "digest-md5-blanks-between-directives-refused",
                        "RFC2831#7.1",
                        "DIGEST-MD5 takes no response with a blank beside a comma",
                        refusing("[\t ],|,[\t ]")),
                must(
                        "digest-md5-unknown-directive-refused",
                        DIGEST_MD5,
                        "DIGEST-MD5 takes no response with a directive that it does not know",
                        refusing("(?:^|,)pop3spec=")));
    }

    /** Refuses responses of DIGEST-MD5 in which something is found. */
    private static UnaryOperator<Conduct> refusing(String found) {
        Pattern wrong = Pattern.compile(found);
        return judging(
                "DIGEST-MD5",
                (session, response, step) ->
                        wrong.matcher(response).find() ? ServerExchange.malformed("Not understood") : step);
    }

    private static List<Fault> scram() {
        return List.of(
                must(
                        "scram-final-nonce-may-go-on",
                        SCRAM,
                        "SCRAM compares nonces up to the end of the right one",
                        FaultsOfMechanisms::withLongNonces),
                must(
                        "scram-binding-may-go-on",
                        "RFC5802#6",
                        "SCRAM compares what a client is bound to up to the end of the header",
                        spared(
                                "SCRAM",
                                SaslCheck.SCRAM_BINDING,
                                (session, response) -> response.startsWith("c=biws"),
                                UnaryOperator.identity())),
                must(
                        "scram-empty-nonce-accepted",
                        SCRAM,
                        "SCRAM goes on where the client's nonce is empty",
                        hearing("SCRAM", response -> response.matches("[ny],.*,r=") ? response + "x" : response)),
                must(
                        "scram-unknown-names-have-another-count",
                        SCRAM,
                        "SCRAM has another iteration count for names that do not exist",
                        FaultsOfMechanisms::telling));
    }

    private static Conduct withLongNonces(Conduct next) {
        Map<Pop3Session, String> nonces = Collections.synchronizedMap(new WeakHashMap<>());
        UnaryOperator<Conduct> keeping = makes(SaslValue.SCRAM_NONCE, (session, right) -> {
            nonces.put(session, right);
            return right;
        });
        return spared(
                        "SCRAM",
                        SaslCheck.SCRAM_NONCE,
                        (session, response) -> response.contains(",r=" + nonces.get(session)),
                        UnaryOperator.identity())
                .apply(keeping.apply(next));
    }

    private static Conduct telling(Conduct next) {
        Set<Pop3Session> strangers = sessions();
        UnaryOperator<Conduct> looking = makes(SaslValue.SCRAM_NAME, (session, names) -> {
            strangers.remove(session);
            if (find(session, names.substring(names.indexOf('\0') + 1)).isEmpty()) {
                strangers.add(session);
            }
            return names;
        });
        return makes(SaslValue.SCRAM_ITERATIONS, (session, right) -> strangers.contains(session) ? "10000" : right)
                .apply(looking.apply(next));
    }
}
