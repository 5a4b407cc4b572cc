package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.admitted;
import static org.pop3spec.refserver.Deviations.answer;
import static org.pop3spec.refserver.Deviations.capabilities;
import static org.pop3spec.refserver.Deviations.eachLine;
import static org.pop3spec.refserver.Deviations.failure;
import static org.pop3spec.refserver.Deviations.lines;
import static org.pop3spec.refserver.Deviations.malformedSkipped;
import static org.pop3spec.refserver.Deviations.prepared;
import static org.pop3spec.refserver.Deviations.preparedToo;
import static org.pop3spec.refserver.Deviations.refused;
import static org.pop3spec.refserver.Deviations.statusLine;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.terminator;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.toAll;
import static org.pop3spec.refserver.Deviations.withoutNumber;
import static org.pop3spec.refserver.Fault.historic;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;
import static org.pop3spec.refserver.Pop3Session.State.AUTHORIZATION;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The faults of UTF8 and LANG, RFC 6856. */
final class FaultsOfUtf8 {
    private static final String MODE = "RFC6856#2.1";
    private static final String USER = "RFC6856#2.2";
    private static final String LANG = "RFC6856#3";
    private static final String CODE = "RFC6856#5";

    private FaultsOfUtf8() {}

    static List<Fault> all() {
        return Stream.of(mode(), names(), languages(), codes())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Fault> mode() {
        return List.of(
                must(
                        "utf8-not-announced-after-login",
                        "RFC6856#2",
                        "UTF8 is announced before login only",
                        capabilities((session, all) -> {
                            if (session.state() == TRANSACTION) {
                                all.remove("UTF8 USER");
                            }
                        })),
                must(
                        "utf8-announced-otherwise-after-login",
                        "RFC6856#2",
                        "UTF8 has its argument USER before login only",
                        capabilities((session, all) -> {
                            if (session.state() == TRANSACTION) {
                                all.replaceAll(line -> line.equals("UTF8 USER") ? "UTF8" : line);
                            }
                        })),
                must("utf8-after-login", MODE, "UTF8 is served after login too", admitted("UTF8", TRANSACTION)),
                must(
                        "utf8-argument-breaks",
                        MODE,
                        "UTF8 with an argument is not answered",
                        answer(
                                to("UTF8"),
                                (session, command, right) -> command.arguments().isEmpty() ? right : Reply.none())),
                must(
                        "utf8-changes-ascii-messages",
                        MODE,
                        "In UTF-8 mode messages in ASCII get a header field more",
                        inUtf8Mode(text -> "X-UTF8: yes\r\n" + text)),
                must(
                        "utf8-binary-cut-at-nul",
                        MODE,
                        "In UTF-8 mode a message ends at the first NUL in it",
                        inUtf8Mode(text -> text.split("\0", 2)[0])),
                must(
                                "utf8-lost-in-utf8-mode",
                                MODE,
                                "In UTF-8 mode question marks stand for what is not ASCII",
                                inUtf8Mode(text -> text.replaceAll("[^\\x00-\\x7f]", "?")))
                        .wideBecause("messages in UTF-8 are how scenarios see that UTF-8 mode is on"),
                must(
                                "utf8-converted-to-latin1",
                                MODE,
                                "In UTF-8 mode messages are sent in ISO 8859-1 where that has the characters",
                                inUtf8Mode(text -> Utf8.decoded(text)
                                        .map(all -> new String(
                                                all.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1))
                                        .orElse(text)))
                        .wideBecause("messages in UTF-8 are how scenarios see that UTF-8 mode is on"),
                must(
                        "utf8-sent-unasked-by-retr",
                        MODE,
                        "RETR sends header fields in UTF-8 outside UTF-8 mode",
                        notNeeding("RETR")),
                must(
                        "utf8-sent-unasked-by-top",
                        MODE,
                        "TOP sends header fields in UTF-8 outside UTF-8 mode",
                        notNeeding("TOP")),
                must(
                        "utf8-second-time-ends-it",
                        MODE,
                        "UTF8 said a second time ends UTF-8 mode",
                        next -> new Deviation(next) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                boolean before = session.isUtf8();
                                Reply right = super.answer(session, command);
                                if (before && command.is("UTF8")) {
                                    session.utf8(false);
                                }
                                return right;
                            }
                        }),
                should(
                        "utf8-size-of-something-else",
                        MODE,
                        "In UTF-8 mode LIST tells the size of a message in ASCII",
                        next -> new Deviation(next) {
                            @Override
                            long size(Pop3Session session, Command command, StoredMessage message) {
                                boolean other = message.international() && session.isUtf8() && command.is("LIST");
                                return super.size(session, command, message) + (other ? 40 : 0);
                            }
                        }),
                should(
                        "surrogate-has-another-size",
                        MODE,
                        "Outside UTF-8 mode a message in ASCII is sent, but LIST tells the size of the real one",
                        surrogates()),
                must(
                        "stls-after-utf8-is-no-tls",
                        MODE,
                        "STLS after UTF8 is answered with +OK, and then nothing happens",
                        answer(to("STLS"), (session, command, right) -> session.isUtf8() ? Reply.ok("Begin") : right)));
    }

    private static List<Fault> names() {
        return List.of(
                should(
                        "name-not-prepared",
                        USER,
                        "USER takes a name as it comes",
                        prepared(to("USER"), octets -> octets)),
                should(
                        "password-not-prepared",
                        USER,
                        "PASS takes a password as it comes",
                        prepared(to("PASS"), octets -> octets)),
                must(
                        "apop-name-not-prepared",
                        USER,
                        "APOP takes a name as it comes",
                        prepared(to("APOP"), octets -> octets)),
                must(
                        "prohibited-character-of-a-name-skipped",
                        USER,
                        "USER skips characters that no name may have",
                        preparedToo(to("USER"), octets -> octets.replaceAll("[^ -~]", ""))),
                must(
                        "prohibited-character-of-a-password-skipped",
                        USER,
                        "PASS skips characters that no password may have",
                        preparedToo(to("PASS"), octets -> octets.replaceAll("[^ -~]", ""))),
                must(
                        "malformed-octets-of-a-name-skipped",
                        USER,
                        "USER skips octets that are not UTF-8",
                        malformedSkipped(to("USER"))),
                must(
                        "malformed-octets-of-a-password-skipped",
                        USER,
                        "PASS skips octets that are not UTF-8",
                        malformedSkipped(to("PASS"))));
    }

    private static List<Fault> languages() {
        return List.of(
                must(
                        "lang-not-announced-before-login",
                        LANG,
                        "LANG is announced after login only",
                        capabilities((session, all) -> {
                            if (session.state() == AUTHORIZATION) {
                                all.remove("LANG");
                            }
                        })),
                must(
                        "lang-not-announced-after-login",
                        LANG,
                        "LANG is announced before login only",
                        capabilities((session, all) -> {
                            if (session.state() == TRANSACTION) {
                                all.remove("LANG");
                            }
                        })),
                must(
                        "lang-refused-before-login",
                        LANG,
                        "LANG is refused before login",
                        refused(to("LANG"), session -> session.state() == AUTHORIZATION)),
                must(
                        "lang-refused-after-login",
                        LANG,
                        "LANG is refused after login",
                        refused(to("LANG"), session -> session.state() == TRANSACTION)),
                must(
                                "lang-listed-but-refused",
                                LANG,
                                "A language that LANG lists can't be had",
                                next -> new Deviation(next) {
                                    @Override
                                    Optional<Language> language(Pop3Session session, String range) {
                                        return super.language(session, range)
                                                .filter(found -> found == Language.PREFERRED);
                                    }
                                })
                        .wideBecause("scenarios on LANG learn from its listing which languages there are"),
                must(
                        "lang-answered-without-tag",
                        LANG,
                        "The answer to LANG has a text only",
                        chosen((argument, text) -> text.substring(text.indexOf(' ') + 1))),
                must(
                        "lang-answer-ends-behind-the-tag",
                        LANG,
                        "In the answer to LANG nothing stands behind the tag, not even a blank",
                        chosen((argument, text) -> text.substring(0, text.indexOf(' ')))),
                must(
                        "lang-answered-with-the-range",
                        LANG,
                        "The answer to LANG repeats the range instead of the tag that was selected",
                        chosen((argument, text) -> argument + text.substring(text.indexOf(' ')))),
                must(
                        "lang-unknown-accepted",
                        LANG,
                        "LANG with an unknown language is answered with +OK",
                        failure(
                                to("LANG"),
                                (session, command, right) ->
                                        Reply.ok(session.language().tag() + " " + right.text()))),
                must(
                        "lang-unknown-resets",
                        LANG,
                        "LANG with an unknown language leads back to English",
                        failure(to("LANG"), (session, command, right) -> {
                            session.speak(Language.PREFERRED);
                            return right;
                        })),
                must(
                                "lang-listing-without-end",
                                LANG,
                                "The listing of languages has no line with a dot",
                                terminator(withoutNumber("LANG"), ""))
                        .wideBecause("scenarios on LANG learn from its listing which languages there are"),
                must(
                                "lang-listing-with-names-first",
                                LANG,
                                "The listing of languages has the name before the tag",
                                eachLine(withoutNumber("LANG"), line -> line.replaceFirst("(\\S+) (.+)", "($2) $1")))
                        .wideBecause("scenarios on LANG learn from its listing which languages there are"),
                historic(
                        "lang-default-listed-but-refused",
                        "RFC5721#2",
                        "LANG lists i-default among the others, and refuses it",
                        lines(withoutNumber("LANG"), languages -> {
                            languages.add(1, "i-default Default language");
                            return languages;
                        })),
                must(
                        "lang-listing-with-two-blanks",
                        LANG,
                        "The listing of languages has two blanks behind the tag",
                        eachLine(withoutNumber("LANG"), line -> line.replace(" ", "  "))),
                must(
                        "lang-star-refused",
                        LANG,
                        "LANG * is refused",
                        answer(
                                to("LANG"),
                                (session, command, right) -> command.rest().equals(Optional.of("*"))
                                        ? Reply.error("No such language")
                                        : right)),
                must(
                        "lang-star-unlisted",
                        LANG,
                        "LANG * selects a language that the listing does not have",
                        success(
                                to("LANG"),
                                (session, command, right) -> command.rest().equals(Optional.of("*"))
                                        ? Reply.ok("i-default " + right.text())
                                        : right)),
                must("lang-in-latin1", LANG, "Texts are in ISO 8859-1", statusLine(toAll(), FaultsOfUtf8::inLatin1)),
                must(
                        "lang-listing-in-latin1",
                        LANG,
                        "The listing of languages is in ISO 8859-1",
                        eachLine(
                                withoutNumber("LANG"),
                                line -> line.equals("de Deutsch") ? "de Deutsch (f\u00fcr alle)" : line)),
                must(
                                "lang-translates-status-indicators",
                                LANG,
                                "In German refusals begin with -FEHLER",
                                statusLine(
                                        toAll(),
                                        (session, reply) -> session.language() == Language.GERMAN,
                                        line -> line.replace("-ERR", "-FEHLER")))
                        .wideBecause("whatever is answered after LANG begins with a status indicator"),
                must(
                        "lang-translates-response-codes",
                        LANG,
                        "In German the response code AUTH is ANMELDUNG",
                        statusLine(
                                toAll(),
                                (session, reply) -> session.language() == Language.GERMAN,
                                line -> line.replace("[AUTH]", "[ANMELDUNG]"))),
                should(
                        "lang-star-follows-the-name",
                        "RFC6856#7",
                        "LANG * selects what the user prefers as soon as USER has named it",
                        next -> new Deviation(next) {
                            @Override
                            Optional<Language> language(Pop3Session session, String range) {
                                boolean known = session.named()
                                        .flatMap(session.accounts()::find)
                                        .isPresent();
                                return known && range.equals("*")
                                        ? Optional.of(Language.GERMAN)
                                        : super.language(session, range);
                            }
                        }),
                must(
                        "stls-keeps-the-language",
                        "RFC2595#4",
                        "A language that was chosen before STLS is spoken after it",
                        next -> new Deviation(next) {
                            @Override
                            void enterTls(Pop3Session session, LineSource in) {
                                Language chosen = session.language();
                                super.enterTls(session, in);
                                session.speak(chosen);
                            }
                        }));
    }

    private static List<Fault> codes() {
        return List.of(
                must(
                        "utf8-code-for-uidl",
                        CODE,
                        "UIDL is refused with [UTF8] for a message in UTF-8",
                        codedFor("UIDL")),
                must(
                        "utf8-code-for-dele",
                        CODE,
                        "DELE is refused with [UTF8] for a message in UTF-8",
                        codedFor("DELE")),
                should(
                        "utf8-code-left-out",
                        CODE,
                        "A message in UTF-8 is refused without the response code",
                        failure(
                                to("RETR", "TOP"),
                                (session, command, right) ->
                                        right.code().equals("UTF8") ? right.withCode("") : right)));
    }

    /** Changes what RETR and TOP send in UTF-8 mode. */
    private static UnaryOperator<Conduct> inUtf8Mode(UnaryOperator<String> change) {
        return success(
                to("RETR", "TOP"), (session, command, right) -> session.isUtf8() ? changed(right, change) : right);
    }

    /** Sends a message in ASCII where the real one can't be sent. */
    private static UnaryOperator<Conduct> surrogates() {
        UnaryOperator<Conduct> ascii = success(
                to("RETR"),
                (session, command, right) ->
                        session.isUtf8() ? right : changed(right, text -> text.replaceAll("[^\\x00-\\x7f]+", "?")));
        return next -> ascii.apply(notNeeding("RETR").apply(next));
    }

    /** The same answer with another text of the message. */
    static Reply changed(Reply right, UnaryOperator<String> change) {
        return right.content()
                .map(octets -> right.withContent(Octets.ofLatin1(change.apply(octets.latin1()))))
                .orElse(right);
    }

    private static UnaryOperator<Conduct> notNeeding(String keyword) {
        return next -> new Deviation(next) {
            @Override
            boolean needsUtf8(Pop3Session session, Command command, StoredMessage message) {
                return !command.is(keyword) && super.needsUtf8(session, command, message);
            }
        };
    }

    /** Changes the text of the answer that tells which language was selected; given the argument and the right one. */
    private static UnaryOperator<Conduct> chosen(BiFunction<String, String, String> change) {
        return success(
                to("LANG"),
                (session, command, right) -> command.arguments().isEmpty()
                        ? right
                        : right.withText(change.apply(command.argument(0), right.text())));
    }

    private static UnaryOperator<Conduct> codedFor(String keyword) {
        return answer(
                to(keyword),
                (session, command, right) -> right.positive()
                                && !command.arguments().isEmpty()
                                && !session.isUtf8()
                                && session.message(Integer.parseInt(command.argument(0)))
                                        .international()
                        ? Reply.error("UTF8", "The message is for UTF-8 mode")
                        : right);
    }

    /** A line of UTF-8 in ISO 8859-1, as far as that goes. */
    static String inLatin1(String line) {
        return new String(
                Utf8.decoded(line).orElse(line).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
    }
}
