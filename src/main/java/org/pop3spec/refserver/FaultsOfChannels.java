package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.capabilities;
import static org.pop3spec.refserver.Deviations.statusLine;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.toAll;
import static org.pop3spec.refserver.Deviations.tornApart;
import static org.pop3spec.refserver.Deviations.updatesWhen;
import static org.pop3spec.refserver.Deviations.writing;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;
import static org.pop3spec.refserver.FaultsOfCircumstances.afterStls;
import static org.pop3spec.refserver.FaultsOfCircumstances.always;
import static org.pop3spec.refserver.FaultsOfCircumstances.where;
import static org.pop3spec.refserver.Pop3Session.State.AUTHORIZATION;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The faults of servers that are right in the clear, and not after STLS, or not on the pop3s port. */
final class FaultsOfChannels {
    private static final String STLS = "RFC2595#4";
    private static final String POP3S = "RFC8314#3.1";
    private static final String CAPA = "RFC2449#5 CAPA";
    private static final String SASL = "RFC5034#3";
    private static final String MODE = "RFC6856#2.1";
    private static final String LANG = "RFC6856#3.2";
    private static final Duration MOMENT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(40);

    private FaultsOfChannels() {}

    static List<Fault> all() {
        return Stream.of(maildrops(), records(), announcements(), modes())
                .flatMap(each -> each)
                .toList();
    }

    private static Stream<Fault> maildrops() {
        return Stream.of(
                must(
                        "pop3s-breaks-the-lock",
                        "RFC1939#4",
                        "On the pop3s port a maildrop is opened that another session has",
                        next -> new Deviation(next) {
                            @Override
                            boolean lock(Pop3Session session, Maildrop maildrop) {
                                return super.lock(session, maildrop) || session.beganWithTls();
                            }
                        }),
                must(
                        "lock-lingers-under-tls",
                        STLS,
                        "For two seconds after a session under STLS its maildrop can not be opened",
                        lingering(FaultsOfCircumstances::afterStls)),
                must(
                                "lock-lingers-on-pop3s",
                                POP3S,
                                "For two seconds after a session on the pop3s port its maildrop can not be opened",
                                lingering(Pop3Session::beganWithTls))
                        .wideBecause(
                                "a client that comes back to that port within a moment finds its maildrop locked, wherever a scenario logs in twice"),
                should(
                        "lock-lingers-after-a-drop-under-tls",
                        "RFC1939#4",
                        "For 40 seconds after a connection that was dropped after STLS the maildrop can not be opened",
                        keptAfterADrop(FaultsOfCircumstances::afterStls)),
                should(
                        "lock-lingers-after-a-drop-on-pop3s",
                        "RFC1939#4",
                        "For 40 seconds after a connection to the pop3s port was dropped the maildrop can not be opened",
                        keptAfterADrop(Pop3Session::beganWithTls)),
                must(
                        "sizes-differ-under-tls",
                        STLS,
                        "After STLS LIST tells one octet more",
                        larger("LIST", FaultsOfCircumstances::afterStls)),
                must(
                        "sizes-differ-on-pop3s",
                        POP3S,
                        "On the pop3s port STAT tells one octet more for each message",
                        larger("STAT", Pop3Session::beganWithTls)),
                must(
                        "reset-on-pop3s-updates",
                        "RFC8314#3.4",
                        "On the pop3s port a connection that is reset removes what is marked",
                        updatesWhen((session, ending) -> ending == Pop3Session.Ending.RESET && session.beganWithTls())),
                must(
                        "timestamp-of-the-clear-port-on-pop3s",
                        "RFC1939#7 APOP",
                        "On the pop3s port the greeting has the timestamp of the latest one in the clear",
                        next -> new Deviation(next) {
                            private final AtomicReference<String> latest = new AtomicReference<>("");

                            @Override
                            String timestamp(Pop3Session session) {
                                String right = super.timestamp(session);
                                if (!session.beganWithTls()) {
                                    latest.set(right);
                                }
                                String other = latest.get();
                                return other.isEmpty() ? right : other;
                            }
                        }));
    }

    private static Stream<Fault> records() {
        return Stream.of(
                must(
                        "record-taken-for-a-command-under-tls",
                        "RFC1939#3",
                        "After STLS what one record brings is taken for a command, with or without CRLF",
                        tornApart(FaultsOfCircumstances::afterStls)),
                must(
                        "record-taken-for-a-command-on-pop3s",
                        "RFC1939#3",
                        "On the pop3s port what one record brings is taken for a command, with or without CRLF",
                        tornApart(Pop3Session::beganWithTls)),
                must(
                        "quit-on-pop3s-cuts-long-answers",
                        "RFC2449#6.6 PIPELINING",
                        "On the pop3s port, where QUIT waits already, what a message has beyond 64 KiB is not sent",
                        writing(
                                to("RETR"),
                                (session, right) ->
                                        session.beganWithTls() ? FaultsOfContent.cutByQuit(session, right) : right)),
                must(
                        "commands-in-one-record-lost-on-pop3s",
                        "RFC2449#6.6 PIPELINING",
                        "On the pop3s port what waits behind a command is lost once the maildrop is open",
                        next -> new Deviation(next) {
                            @Override
                            void send(Pop3Session session, Command command, Reply reply, OutputStream out)
                                    throws IOException {
                                super.send(session, command, reply, out);
                                if (session.beganWithTls() && session.state() == TRANSACTION) {
                                    session.connection().lines().discard();
                                }
                            }
                        }));
    }

    private static UnaryOperator<Conduct> lingering(Predicate<Pop3Session> where) {
        return next -> new Deviations.SlowLock(next, MOMENT) {
            @Override
            boolean update(Pop3Session session, Maildrop maildrop) {
                if (where.test(session)) {
                    holdOn(maildrop);
                }
                return super.update(session, maildrop);
            }
        };
    }

    private static UnaryOperator<Conduct> keptAfterADrop(Predicate<Pop3Session> where) {
        return next -> new Deviations.SlowLock(next, LONG) {
            @Override
            void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {
                super.broken(session, maildrop, ending);
                if (where.test(session)) {
                    holdOn(maildrop);
                }
            }
        };
    }

    private static UnaryOperator<Conduct> larger(String keyword, Predicate<Pop3Session> where) {
        return next -> new Deviation(next) {
            @Override
            long size(Pop3Session session, Command command, StoredMessage message) {
                long right = super.size(session, command, message);
                return command.is(keyword) && where.test(session) ? right + 1 : right;
            }
        };
    }

    private static Stream<Fault> announcements() {
        return Stream.of(
                must(
                        "sasl-announces-under-tls-what-it-has-not",
                        SASL,
                        "After STLS SASL lists a mechanism that AUTH refuses",
                        announced(FaultsOfCircumstances::afterStls, line -> longer(line, "SASL", " OTP"))),
                must(
                        "sasl-announces-on-pop3s-what-it-has-not",
                        SASL,
                        "On the pop3s port SASL lists a mechanism that AUTH refuses",
                        announced(Pop3Session::beganWithTls, line -> longer(line, "SASL", " OTP"))),
                must(
                        "top-under-tls-with-an-argument",
                        "RFC2449#6.1",
                        "After STLS TOP is announced with an argument",
                        announced(FaultsOfCircumstances::afterStls, line -> longer(line, "TOP", " 1"))),
                must(
                        "expire-in-words-on-pop3s-after-login",
                        "RFC2449#6.7 EXPIRE",
                        "On the pop3s port EXPIRE is listed with a word that is not NEVER once the maildrop is open",
                        announced(
                                session -> session.beganWithTls() && session.state() == TRANSACTION,
                                line -> line.startsWith("EXPIRE ") ? "EXPIRE LATER" : line)),
                must(
                        "user-not-announced-after-login-on-pop3s",
                        CAPA,
                        "On the pop3s port USER is announced before login only",
                        unannounced(
                                session -> session.beganWithTls() && session.state() == TRANSACTION, "USER"::equals)),
                should(
                        "plain-not-announced-under-tls",
                        SASL,
                        "After STLS PLAIN is served and not announced",
                        announced(
                                FaultsOfCircumstances::afterStls,
                                line -> line.startsWith("SASL ") ? line.replace(" PLAIN", "") : line)),
                should(
                        "utf8-not-announced-under-tls",
                        "RFC6856#2",
                        "After STLS UTF8 is served and not announced",
                        unannounced(FaultsOfCircumstances::afterStls, line -> line.startsWith("UTF8"))));
    }

    private static String longer(String line, String capability, String more) {
        return line.split(" ", 2)[0].equals(capability) ? line + more : line;
    }

    private static UnaryOperator<Conduct> announced(Predicate<Pop3Session> where, UnaryOperator<String> as) {
        return capabilities((session, all) -> {
            if (where.test(session)) {
                all.replaceAll(as);
            }
        });
    }

    private static UnaryOperator<Conduct> unannounced(Predicate<Pop3Session> where, Predicate<String> left) {
        return capabilities((session, all) -> {
            if (where.test(session)) {
                all.removeIf(left);
            }
        });
    }

    private static Stream<Fault> modes() {
        return Stream.of(
                must(
                        "utf8-not-done-on-pop3s",
                        MODE,
                        "On the pop3s port UTF8 is answered with +OK and switches nothing",
                        always(
                                session -> session.beganWithTls() && session.state() == AUTHORIZATION,
                                "UTF8",
                                Reply.ok("UTF-8 mode"))),
                must(
                        "utf8-sent-unasked-on-pop3s",
                        MODE,
                        "On the pop3s port header fields in UTF-8 are sent outside UTF-8 mode",
                        next -> new Deviation(next) {
                            @Override
                            boolean needsUtf8(Pop3Session session, Command command, StoredMessage message) {
                                return !session.beganWithTls() && super.needsUtf8(session, command, message);
                            }
                        }),
                must(
                        "lang-under-tls-in-latin1",
                        LANG,
                        "After STLS texts are in ISO 8859-1",
                        statusLine(toAll(), (session, reply) -> afterStls(session), FaultsOfUtf8::inLatin1)),
                must(
                        "lang-on-pop3s-refused-after-login",
                        LANG,
                        "On the pop3s port LANG refuses all languages once the maildrop is open",
                        where(
                                session -> session.beganWithTls() && session.state() == TRANSACTION,
                                to("LANG"),
                                (session, command, right) -> command.arguments().isEmpty()
                                        ? right.get()
                                        : Reply.error("No such language"))));
    }
}
