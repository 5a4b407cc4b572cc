package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.answer;
import static org.pop3spec.refserver.Deviations.capabilities;
import static org.pop3spec.refserver.Deviations.failure;
import static org.pop3spec.refserver.Deviations.sent;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.uniqueId;
import static org.pop3spec.refserver.Deviations.withoutNumber;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;
import static org.pop3spec.refserver.FaultsOfCircumstances.LOGINS;
import static org.pop3spec.refserver.FaultsOfCircumstances.afterStls;
import static org.pop3spec.refserver.FaultsOfCircumstances.always;
import static org.pop3spec.refserver.FaultsOfCircumstances.unstuffed;
import static org.pop3spec.refserver.FaultsOfCircumstances.where;
import static org.pop3spec.refserver.Pop3Session.State.AUTHORIZATION;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What servers get wrong in how long UTF-8 mode and a language last, for whom, and what else they change (RFC 6856). */
final class FaultsOfModes {
    private static final String MODE = "RFC6856#2.1";
    private static final String LANG = "RFC6856#3.2";

    private FaultsOfModes() {}

    static List<Fault> all() {
        return Stream.of(utf8(), languages()).flatMap(List::stream).toList();
    }

    private static List<Fault> utf8() {
        return List.of(
                must(
                        "dele-in-utf8-mode-marks-nothing",
                        MODE,
                        "In UTF-8 mode DELE is answered with +OK and marks nothing",
                        always(
                                session -> session.isUtf8() && session.state() == TRANSACTION,
                                "DELE",
                                Reply.ok("Done"))),
                must(
                        "utf8-mode-ends-with-apop",
                        MODE,
                        "UTF-8 mode ends when the client logs in by APOP",
                        asciiOnceAccepted("APOP")),
                must(
                        "utf8-mode-ends-with-auth",
                        MODE,
                        "UTF-8 mode ends when the client logs in by AUTH",
                        asciiOnceAccepted("AUTH")),
                must("lang-ends-utf8-mode", MODE, "LANG ends UTF-8 mode", asciiOnceAccepted("LANG")),
                must("rset-ends-utf8-mode", MODE, "RSET ends UTF-8 mode", asciiOnceAccepted("RSET")),
                must(
                        "utf8-mode-ends-with-a-refused-login",
                        MODE,
                        "UTF-8 mode ends when a password is refused",
                        asciiOnceRefused("PASS")),
                must(
                        "utf8-mode-ends-with-a-failed-auth",
                        MODE,
                        "UTF-8 mode ends when an AUTH fails or is cancelled",
                        asciiOnceRefused("AUTH")),
                must(
                        "top-in-utf8-mode-has-question-marks",
                        MODE,
                        "In UTF-8 mode TOP sends question marks for what is not ASCII",
                        success(
                                to("TOP"),
                                (session, command, right) -> session.isUtf8()
                                        ? FaultsOfUtf8.changed(right, text -> text.replaceAll("[^\\x00-\\x7f]", "?"))
                                        : right)),
                must("utf8-mode-for-all", MODE, "UTF8 switches all sessions", next -> new Deviation(next) {
                    private final AtomicBoolean on = new AtomicBoolean();

                    @Override
                    boolean needsUtf8(Pop3Session session, Command command, StoredMessage message) {
                        return !on.get() && super.needsUtf8(session, command, message);
                    }

                    @Override
                    Reply answer(Pop3Session session, Command command) {
                        Reply reply = super.answer(session, command);
                        on.compareAndSet(false, command.is("UTF8") && reply.positive());
                        return reply;
                    }
                }),
                must("utf8-mode-of-a-user", MODE, "Who was in UTF-8 mode once is in it in all later sessions", next -> {
                    Set<String> users = ConcurrentHashMap.newKeySet();
                    return sent((session, command, reply) -> {
                                if (LOGINS.test(command) && reply.positive()) {
                                    String name =
                                            session.account().map(Account::name).orElse("");
                                    if (session.isUtf8()) {
                                        users.add(name);
                                    }
                                    session.utf8(users.contains(name));
                                }
                            })
                            .apply(next);
                }),
                must(
                        "utf8-not-done-under-tls",
                        MODE,
                        "After STLS UTF8 is answered with +OK and switches nothing",
                        always(
                                session -> afterStls(session) && session.state() == AUTHORIZATION,
                                "UTF8",
                                Reply.ok("UTF-8 mode"))),
                must(
                        "utf8-sent-unasked-under-tls",
                        MODE,
                        "After STLS header fields in UTF-8 are sent outside UTF-8 mode",
                        next -> new Deviation(next) {
                            @Override
                            boolean needsUtf8(Pop3Session session, Command command, StoredMessage message) {
                                return !afterStls(session) && super.needsUtf8(session, command, message);
                            }
                        }),
                must(
                        "utf8-sent-unasked-the-second-time",
                        MODE,
                        "A message that was refused outside UTF-8 mode is sent there when it is asked for again",
                        next -> new Deviation(next) {
                            private final Map<Pop3Session, Set<String>> refused =
                                    Collections.synchronizedMap(new WeakHashMap<>());

                            @Override
                            boolean needsUtf8(Pop3Session session, Command command, StoredMessage message) {
                                boolean right = super.needsUtf8(session, command, message);
                                return right
                                        && refused.computeIfAbsent(session, unseen -> ConcurrentHashMap.newKeySet())
                                                .add(command.keyword() + message.uniqueId());
                            }
                        }),
                must(
                        "dots-in-utf8-mode-not-stuffed",
                        "RFC1939#3",
                        "In UTF-8 mode lines that begin with a dot are sent as they are",
                        unstuffed(Pop3Session::isUtf8)),
                must(
                        "uidl-changes-in-utf8-mode",
                        "RFC1939#7 UIDL",
                        "Unique-ids are others in UTF-8 mode",
                        uniqueId((session, number, message, right) -> session.isUtf8() ? right + "+" : right)),
                should(
                        "utf8-size-in-the-listing-is-another",
                        MODE,
                        "In UTF-8 mode the scan listing has the size of a message in ASCII",
                        next -> new Deviation(next) {
                            @Override
                            long size(Pop3Session session, Command command, StoredMessage message) {
                                long right = super.size(session, command, message);
                                boolean other = message.international()
                                        && session.isUtf8()
                                        && withoutNumber("LIST").test(command);
                                return other ? right + 1 : right;
                            }
                        }),
                must(
                        "utf8-code-for-a-missing-message",
                        "RFC6856#5",
                        "RETR of a message that does not exist is refused with the code UTF8",
                        failure(
                                to("RETR"),
                                (session, command, right) -> session.state() == TRANSACTION
                                                && right.code().isEmpty()
                                        ? right.withCode("UTF8")
                                        : right)),
                must(
                        "utf8-code-for-a-wrong-password",
                        "RFC6856#5",
                        "A wrong password is refused with the code UTF8",
                        failure(
                                to("PASS"),
                                (session, command, right) ->
                                        right.code().equals("AUTH") ? right.withCode("UTF8") : right)),
                must(
                        "utf8-code-in-utf8-mode",
                        "RFC6856#5",
                        "In UTF-8 mode LIST of a message in UTF-8 is refused with the code UTF8",
                        success(
                                Deviations.withNumber("LIST"),
                                (session, command, right) -> session.isUtf8()
                                                && session.message(Integer.parseInt(command.argument(0)))
                                                        .international()
                                        ? Reply.error("UTF8", "The message is for UTF-8 mode")
                                        : right)));
    }

    private static UnaryOperator<Conduct> asciiOnceAccepted(String keyword) {
        return sent((session, command, reply) -> {
            if (command.is(keyword) && reply.positive()) {
                session.utf8(false);
            }
        });
    }

    private static UnaryOperator<Conduct> asciiOnceRefused(String keyword) {
        return sent((session, command, reply) -> {
            if (command.is(keyword) && !reply.positive()) {
                session.utf8(false);
            }
        });
    }

    private static List<Fault> languages() {
        return List.of(
                must(
                        "numbers-of-stat-localized",
                        LANG,
                        "In another language than English STAT puts its numbers into a sentence",
                        success(
                                to("STAT"),
                                (session, command, right) -> session.language() == Language.PREFERRED
                                        ? right
                                        : right.withText(right.text().replace(" ", " Nachrichten, ")))),
                must(
                        "lang-ends-with-login",
                        LANG,
                        "With the login the language is English again",
                        englishOnceAccepted(LOGINS)),
                must(
                        "lang-ends-with-apop",
                        LANG,
                        "With a login by APOP the language is English again",
                        englishOnceAccepted(to("APOP"))),
                must(
                        "lang-ends-with-auth",
                        LANG,
                        "With a login by AUTH the language is English again",
                        englishOnceAccepted(to("AUTH"))),
                must("utf8-ends-the-language", LANG, "UTF8 leads back to English", englishOnceAccepted(to("UTF8"))),
                must(
                        "lang-translates-capabilities",
                        LANG,
                        "In another language than English NEVER is translated in the capability list",
                        capabilities((session, all) -> all.replaceAll(line ->
                                session.language() == Language.PREFERRED ? line : line.replace("NEVER", "NIE")))),
                must("rset-ends-the-language", LANG, "RSET leads back to English", englishOnceAccepted(to("RSET"))),
                must(
                        "lang-clears-marks",
                        "RFC1939#5 DELE",
                        "LANG takes back all marks",
                        success(to("LANG"), (session, command, right) -> {
                            session.unmarkAll();
                            return right;
                        })),
                must(
                        "lang-for-all-sessions",
                        LANG,
                        "LANG chooses the language of all sessions",
                        next -> new Deviation(next) {
                            private final AtomicReference<Language> chosen = new AtomicReference<>(Language.PREFERRED);

                            @Override
                            Optional<Language> language(Pop3Session session, String range) {
                                Optional<Language> language = super.language(session, range);
                                language.ifPresent(chosen::set);
                                return language;
                            }

                            @Override
                            String localized(Pop3Session session, String text) {
                                return chosen.get().text(text);
                            }
                        }),
                must(
                        "lang-tags-case-sensitive",
                        LANG,
                        "LANG knows tags in lower case only",
                        next -> new Deviation(next) {
                            @Override
                            Optional<Language> language(Pop3Session session, String range) {
                                return range.chars().anyMatch(Character::isUpperCase)
                                        ? Optional.empty()
                                        : super.language(session, range);
                            }
                        }),
                must(
                        "lang-with-two-arguments-not-answered",
                        LANG,
                        "LANG with two arguments is not answered",
                        answer(
                                to("LANG"),
                                (session, command, right) -> command.arguments().size() > 1 ? Reply.none() : right)),
                must("lang-in-lower-case-unknown", "RFC1939#3", "LANG is known in upper case only", capital("LANG")),
                must("utf8-in-lower-case-unknown", "RFC1939#3", "UTF8 is known in upper case only", capital("UTF8")),
                must(
                        "lang-under-tls-refused",
                        LANG,
                        "After STLS LANG lists the languages, and refuses them all",
                        where(
                                FaultsOfCircumstances::afterStls,
                                to("LANG"),
                                (session, command, right) -> command.arguments().isEmpty()
                                        ? right.get()
                                        : Reply.error("No such language"))));
    }

    private static UnaryOperator<Conduct> englishOnceAccepted(Predicate<Command> about) {
        return sent((session, command, reply) -> {
            if (about.test(command) && reply.positive()) {
                session.speak(Language.PREFERRED);
            }
        });
    }

    private static UnaryOperator<Conduct> capital(String keyword) {
        return next -> new Deviation(next) {
            @Override
            Command parse(String line) {
                Command command = super.parse(line);
                return command.is(keyword) && !line.startsWith(keyword)
                        ? new Command(keyword + "-IN-LOWER-CASE", command.rest(), command.printable())
                        : command;
            }
        };
    }
}
