package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.alsoFound;
import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.everyNumber;
import static org.pop3spec.refserver.Deviations.lineCount;
import static org.pop3spec.refserver.Deviations.number;
import static org.pop3spec.refserver.Deviations.passwordAlso;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.toAll;
import static org.pop3spec.refserver.Deviations.understood;
import static org.pop3spec.refserver.Deviations.unknownUnlessUpper;
import static org.pop3spec.refserver.Deviations.withNumber;
import static org.pop3spec.refserver.Deviations.within;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The faults in what keywords, message-numbers, numbers of lines and passwords are taken for. */
final class FaultsOfArguments {
    private static final Pattern RANGE = Pattern.compile("([1-9][0-9]{0,3})[-,:]([1-9][0-9]{0,3})");
    private static final Pattern TWO = Pattern.compile("([1-9][0-9]{0,3}) ([1-9][0-9]{0,3})");
    private static final Pattern GLUED = Pattern.compile("(LIST|RETR)([0-9]{1,9})");
    private static final String BASIC = "RFC1939#3";
    private static final String TOP = "RFC1939#7 TOP";
    private static final long TWO_BYTES = 1L << 16;
    private static final long HALF_A_WORD = 1L << 31;

    private FaultsOfArguments() {}

    static List<Fault> all() {
        return Stream.of(numbers(), severalNumbers(), marked(), keywords(), lineCounts(), passwords())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Fault> numbers() {
        return List.of(
                must(
                        "leading-zero-means-octal",
                        "RFC1939#4",
                        "A message-number that begins with 0 is read as octal",
                        number(argument -> argument.matches("0[0-7]{1,9}")
                                ? OptionalLong.of(Long.parseLong(argument, 8))
                                : OptionalLong.empty())),
                must(
                        "star-names-the-first-message",
                        BASIC,
                        "An asterisk where a number belongs names message 1",
                        number(argument -> argument.equals("*") ? OptionalLong.of(1) : OptionalLong.empty())),
                must(
                        "digits-of-other-scripts-accepted",
                        BASIC,
                        "A digit of any script, in UTF-8, is a digit of a message-number",
                        understood(FaultsOfArguments::inAsciiDigits)),
                must(
                        "numbers-wrap-at-16-bits",
                        BASIC,
                        "65537 is taken for 1",
                        alsoFound(
                                toAll(),
                                (session, command, number) -> number > TWO_BYTES && number < 2 * TWO_BYTES
                                        ? within(session, number - TWO_BYTES)
                                        : Optional.empty())),
                must(
                        "blank-taken-for-the-first-message",
                        BASIC,
                        "RETR and DELE with a blank and nothing behind it act on message 1",
                        understood(command -> to("RETR", "DELE").test(command)
                                        && command.rest().equals(Optional.of(""))
                                ? command.withArguments("1")
                                : command)));
    }

    private static Command inAsciiDigits(Command command) {
        Optional<String> rest = command.rest()
                .flatMap(Utf8::decoded)
                .filter(text -> !text.isEmpty() && text.codePoints().allMatch(Character::isDigit));
        return rest.map(text -> text.codePoints()
                        .collect(
                                StringBuilder::new,
                                (digits, point) -> digits.append(Character.digit(point, 10)),
                                StringBuilder::append)
                        .toString())
                .map(digits -> new Command(command.keyword(), Optional.of(digits), true))
                .orElse(command);
    }

    private static List<Fault> severalNumbers() {
        return List.of(
                must(
                        "dele-of-a-range-accepted",
                        "RFC1939#5 DELE",
                        "DELE 1-2 marks messages 1 to 2, and so do DELE 1,2 and DELE 1:2",
                        dele(RANGE, (number, first, last) -> number >= first && number <= last)),
                must(
                        "dele-of-two-numbers-marks-both",
                        "RFC1939#5 DELE",
                        "DELE with two numbers marks both messages",
                        dele(TWO, (number, first, second) -> number == first || number == second)),
                must(
                        "second-number-names-the-message",
                        "RFC1939#5 RETR",
                        "RETR with two numbers sends the message that the second one names",
                        understood(command -> command.is("RETR")
                                        && TWO.matcher(command.rest().orElse(""))
                                                .matches()
                                ? command.withArguments(command.argument(1))
                                : command)));
    }

    /** Which messages two numbers stand for. */
    @FunctionalInterface
    private interface Choice {
        boolean has(int number, int first, int second);
    }

    /** DELE of what such an argument stands for. */
    private static UnaryOperator<Conduct> dele(Pattern form, Choice choice) {
        return answerInstead(to("DELE"), (session, command, right) -> {
            Matcher numbers = form.matcher(command.rest().orElse(""));
            if (session.state() != TRANSACTION || !numbers.matches()) {
                return right.get();
            }
            int first = Integer.parseInt(numbers.group(1));
            int second = Integer.parseInt(numbers.group(2));
            everyNumber(session).stream()
                    .filter(number -> choice.has(number, first, second))
                    .forEach(session::mark);
            return Reply.ok("Marked as deleted");
        });
    }

    private static List<Fault> marked() {
        return List.of(
                must(
                        "list-refuses-numbers-beyond-the-count",
                        "RFC1939#5 LIST",
                        "LIST with a number higher than the number of messages that are not marked is refused",
                        answerInstead(
                                withNumber("LIST"),
                                (session, command, right) -> session.state() == TRANSACTION
                                                && session.conduct()
                                                                .messageNumber(command.argument(0))
                                                                .orElse(0)
                                                        > session.conduct()
                                                                .listed(session, command)
                                                                .size()
                                        ? Reply.error("No such message")
                                        : right.get())),
                must(
                        "marked-message-stays-readable-once-read",
                        "RFC1939#5 DELE",
                        "RETR of a marked message is served where it was retrieved before",
                        alsoFound(
                                to("RETR"),
                                (session, command, number) ->
                                        within(session, number).filter(message -> session.isRetrieved((int) number)))),
                must(
                        "only-message-served-though-marked",
                        "RFC1939#5 DELE",
                        "A message that is alone in the maildrop can be named where it is marked as deleted",
                        alsoFound(
                                toAll(),
                                (session, command, number) ->
                                        session.messages().size() == 1 ? within(session, number) : Optional.empty())),
                must(
                        "marked-last-message-served",
                        "RFC1939#5 DELE",
                        "The last message can be named where it is marked as deleted",
                        alsoFound(
                                toAll(),
                                (session, command, number) ->
                                        number == session.messages().size()
                                                ? within(session, number)
                                                : Optional.empty())));
    }

    private static List<Fault> keywords() {
        return Stream.of(
                        Stream.of("RETR", "QUIT", "PASS", "APOP", "TOP", "UIDL").map(FaultsOfArguments::inLowerCase),
                        Stream.of("DELE", "QUIT").map(FaultsOfArguments::byLongerKeyword),
                        Stream.of(must(
                                "number-without-blank-accepted",
                                BASIC,
                                "LIST1 is LIST 1, and RETR1 is RETR 1",
                                understood(FaultsOfArguments::unglued))))
                .flatMap(each -> each)
                .toList();
    }

    private static Fault inLowerCase(String keyword) {
        return must(
                keyword.toLowerCase(Locale.ROOT) + "-in-lower-case-unknown",
                BASIC,
                keyword + " is recognised in upper case only",
                unknownUnlessUpper(to(keyword)));
    }

    private static Fault byLongerKeyword(String keyword) {
        return must(
                keyword.toLowerCase(Locale.ROOT) + "-by-a-longer-keyword",
                BASIC,
                "Whatever begins with " + keyword + " is " + keyword,
                understood(command -> command.keyword().startsWith(keyword)
                        ? new Command(keyword, command.rest(), command.printable())
                        : command));
    }

    private static Command unglued(Command command) {
        Matcher glued = GLUED.matcher(command.keyword());
        return glued.matches() && command.rest().isEmpty()
                ? new Command(glued.group(1), Optional.of(glued.group(2)), command.printable())
                : command;
    }

    private static List<Fault> lineCounts() {
        return List.of(
                must(
                        "top-count-wraps-at-16-bits",
                        TOP,
                        "TOP takes 65541 lines for 5",
                        lineCount((argument, right) -> right.isPresent() && right.getAsLong() < 2 * TWO_BYTES
                                ? OptionalLong.of(right.getAsLong() % TWO_BYTES)
                                : right)),
                must(
                        "top-count-beyond-31-bits-is-none",
                        TOP,
                        "TOP sends no line of the body where 2147483648 were asked for",
                        lineCount((argument, right) ->
                                right.isPresent() && right.getAsLong() == HALF_A_WORD ? OptionalLong.of(0) : right)),
                must(
                        "top-hexadecimal-count-accepted",
                        TOP,
                        "TOP takes 0x2 lines for 2",
                        lineCount((argument, right) -> argument.matches("0x[0-9a-f]{1,7}")
                                ? OptionalLong.of(Long.parseLong(argument.substring(2), 16))
                                : right)),
                must(
                        "top-blank-taken-for-no-lines",
                        TOP,
                        "TOP with a blank behind the message-number and nothing behind it sends the header",
                        understood(command ->
                                command.is("TOP") && command.rest().orElse("").matches("[0-9]+ ")
                                        ? command.withArguments(command.rest().orElse("") + "0")
                                        : command)),
                must(
                        "top-one-line-beyond-the-end-refused",
                        TOP,
                        "TOP of one line more than the body has is refused",
                        success(
                                to("TOP"),
                                (session, command, right) -> linesOfBody(right) + 1
                                                == session.conduct()
                                                        .lineCount(command.argument(1))
                                                        .orElse(0)
                                        ? Reply.error("There are not so many lines")
                                        : right)));
    }

    private static long linesOfBody(Reply message) {
        String text = message.content().map(Octets::latin1).orElse("");
        int header = text.indexOf("\r\n\r\n");
        return header < 0 ? 0 : text.substring(header).lines().count() - 2;
    }

    private static List<Fault> passwords() {
        return List.of(must(
                "more-behind-the-password-accepted",
                "RFC1939#7 PASS",
                "A password with more behind it, but a blank, is accepted",
                passwordAlso((right, given) -> given.length() > right.length()
                        && given.startsWith(right)
                        && given.charAt(right.length()) != ' ')));
    }
}
