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
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The faults in what keywords, message-numbers, numbers of lines and passwords are taken for. */
final class FaultsOfArguments {
    private static final Pattern RANGE = Pattern.compile("([1-9][0-9]{0,3})[-,:]([1-9][0-9]{0,3})");
    private static final Pattern TWO = Pattern.compile("([1-9][0-9]{0,3}) ([1-9][0-9]{0,3})");
    private static final Pattern GLUED = Pattern.compile("(LIST|RETR|UIDL)([0-9]{1,9})");
    private static final Pattern SEVERAL = Pattern.compile("([1-9][0-9]{0,3})[-,:][0-9]*( .*)?");
    private static final String BASIC = "RFC1939#3";
    private static final String TOP = "RFC1939#7 TOP";
    private static final long TWO_BYTES = 1L << 16;
    private static final long HALF_A_WORD = 1L << 31;

    private FaultsOfArguments() {}

    static List<Fault> all() {
        return Stream.of(
                        numbers(), severalNumbers(), surplusArguments(), keywords(), lineCounts(), names(), passwords())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Fault> numbers() {
        return Stream.concat(otherNotations().stream(), otherNumbers().stream()).toList();
    }

    private static List<Fault> otherNotations() {
        return List.of(
                taken("hexadecimal-number-accepted", "0x1 is message 1", "0x([1-9])"),
                taken("fraction-of-a-number-passed-over", "1.0 is message 1", "([1-9])\\.[0-9]*"),
                taken("exponent-in-a-number-accepted", "1e0 is message 1", "([1-9])e0"),
                taken("underscore-in-a-number-accepted", "0_1 is message 1", "0_([1-9])"),
                taken("quoted-number-accepted", "A number in double quotes names a message", "\"([1-9])\""),
                taken(
                        "number-in-angle-brackets-accepted",
                        "A number in angle brackets, <1>, is taken for message 1",
                        "<([1-9])>"),
                taken("more-behind-a-semicolon-passed-over", "1;2 is message 1", "([1-9]);.*"));
    }

    /** What has that form names the message whose number is the form's first group. */
    private static Fault taken(String id, String intent, String form) {
        Pattern pattern = Pattern.compile(form);
        return must(id, BASIC, intent, number(argument -> {
            Matcher number = pattern.matcher(argument);
            return number.matches() ? OptionalLong.of(Long.parseLong(number.group(1))) : OptionalLong.empty();
        }));
    }

    private static List<Fault> otherNumbers() {
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
        return Stream.concat(
                        Stream.of("LIST", "RETR", "UIDL", "TOP").map(FaultsOfArguments::firstOfSeveral),
                        Stream.of(
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
                                                        && TWO.matcher(command.rest()
                                                                        .orElse(""))
                                                                .matches()
                                                ? command.withArguments(command.argument(1))
                                                : command)),
                                must(
                                        "uidl-takes-ten-for-one",
                                        "RFC1939#7 UIDL",
                                        "UIDL 10 is UIDL 1",
                                        understood(command -> command.is("UIDL")
                                                        && command.rest().equals(Optional.of("10"))
                                                ? command.withArguments("1")
                                                : command)),
                                must(
                                        "uidl-of-two-digits-refused",
                                        "RFC1939#7 UIDL",
                                        "UIDL of a message-number of two digits is refused",
                                        answerInstead(
                                                withNumber("UIDL"),
                                                (session, command, right) ->
                                                        command.argument(0).length() == 2
                                                                ? Reply.error("No such message")
                                                                : right.get()))))
                .toList();
    }

    private static Fault firstOfSeveral(String keyword) {
        return must(
                keyword.toLowerCase(Locale.ROOT) + "-takes-the-first-of-several",
                BASIC,
                keyword + " of a range or a list of message-numbers is about the first of them",
                understood(command -> {
                    Matcher several = SEVERAL.matcher(command.rest().orElse(""));
                    return command.is(keyword) && several.matches()
                            ? command.withArguments(several.group(1)
                                    + Optional.ofNullable(several.group(2)).orElse(""))
                            : command;
                }));
    }

    private static List<Fault> surplusArguments() {
        return List.of(
                must(
                        "uidl-second-number-names-the-message",
                        "RFC1939#7 UIDL",
                        "UIDL with two numbers is about the message that the second one names",
                        understood(command ->
                                has("UIDL", 2, command) ? command.withArguments(command.argument(1)) : command)),
                must(
                        "uidl-of-two-numbers-lists-all",
                        "RFC1939#7 UIDL",
                        "UIDL with two numbers lists all messages",
                        understood(command -> has("UIDL", 2, command) ? command.withoutArguments() : command)),
                must(
                        "top-third-number-counts-the-lines",
                        TOP,
                        "TOP with three numbers sends as many lines as the third one says",
                        understood(command -> has("TOP", 3, command)
                                ? command.withArguments(command.argument(0) + " " + command.argument(2))
                                : command)),
                must(
                        "stat-of-a-number-counts-that-message",
                        "RFC1939#5 STAT",
                        "STAT with a message-number counts that message only",
                        answerInstead(
                                to("STAT"),
                                (session, command, right) -> command.rest()
                                        .flatMap(number -> numbered(session, number))
                                        .map(message -> Reply.ok(
                                                "1 " + session.conduct().size(session, command, message)))
                                        .orElseGet(right))),
                must(
                        "apop-with-three-arguments-not-answered",
                        "RFC1939#7 APOP",
                        "APOP with more than two arguments gets no answer",
                        answerInstead(
                                to("APOP"),
                                (session, command, right) -> has("APOP", 3, command) ? Reply.none() : right.get())));
    }

    private static boolean has(String keyword, int arguments, Command command) {
        return command.is(keyword) && command.arguments().size() == arguments;
    }

    private static Optional<StoredMessage> numbered(Pop3Session session, String number) {
        OptionalLong value = session.conduct().messageNumber(number);
        return value.isPresent() ? within(session, value.getAsLong()) : Optional.empty();
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

    private static List<Fault> keywords() {
        return Stream.of(
                        Stream.of("RETR", "QUIT", "PASS", "APOP", "TOP", "UIDL").map(FaultsOfArguments::inLowerCase),
                        Stream.of(
                                        "DELE", "QUIT", "STAT", "LIST", "RETR", "RSET", "UIDL", "TOP", "CAPA", "USER",
                                        "PASS", "APOP", "AUTH", "STLS", "LAST")
                                .map(FaultsOfArguments::byLongerKeyword),
                        Stream.of("DELE", "QUIT", "STAT", "LIST", "RETR", "RSET", "UIDL", "CAPA", "USER", "PASS")
                                .map(FaultsOfArguments::byShorterKeyword),
                        Stream.of(must(
                                "number-without-blank-accepted",
                                BASIC,
                                "A number right behind LIST, RETR or UIDL is its argument",
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

    private static Fault byShorterKeyword(String keyword) {
        String cut = keyword.substring(0, keyword.length() - 1);
        return must(
                keyword.toLowerCase(Locale.ROOT) + "-by-a-shorter-keyword",
                BASIC,
                cut + " is taken for " + keyword,
                understood(command ->
                        command.is(cut) ? new Command(keyword, command.rest(), command.printable()) : command));
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

    private static List<Fault> names() {
        return List.of(must(
                "name-with-more-behind-it-accepted",
                "RFC1939#7 USER",
                "A user's name with more behind it names that user",
                success(to("USER"), (session, command, right) -> {
                    String given = command.argument(0);
                    IntStream.rangeClosed(1, given.length())
                            .mapToObj(length -> given.substring(0, length))
                            .filter(name -> session.accounts().find(name).isPresent())
                            .forEach(session::name);
                    return right;
                })));
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
