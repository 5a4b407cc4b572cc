package org.pop3spec.scenario;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pop3spec.scenario.Expectation.Outcome;

/**
 * A line that tells how a command went.
 *
 * @param text what follows the indicator, without the blank between them
 */
public record StatusLine(Outcome indicator, String text) {
    /** A number stands right behind these, and further text after a blank (RFC 937, Formal Syntax). */
    private static final Pattern NUMBERED = Pattern.compile("[#=]([0-9]+(?: .*)?)", Pattern.DOTALL);

    /** RFC 918 calls it -Error in one place, -ERR in others. */
    private static final Pattern ERROR =
            Pattern.compile("(-ERR(?:OR)?)(?: .*)?", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    /** Empty when the line is none in that protocol. */
    public static Optional<StatusLine> of(Protocol protocol, String line) {
        return protocol.indicators().stream()
                .flatMap(indicator ->
                        text(protocol, indicator, line).map(text -> new StatusLine(indicator, text)).stream())
                .findFirst();
    }

    /** Whether it says that the command was refused. */
    public boolean negative() {
        return indicator == Outcome.ERR || indicator == Outcome.FAILURE;
    }

    private static Optional<String> text(Protocol protocol, Outcome indicator, String line) {
        if (protocol == Protocol.POP1 && indicator == Outcome.ERR) {
            Matcher error = ERROR.matcher(line);
            return error.matches() ? Optional.of(line.substring(error.end(1)).stripLeading()) : Optional.empty();
        }
        String word = indicator.word();
        if (!line.startsWith(word)) {
            return Optional.empty();
        }
        return switch (indicator) {
            case COUNT, LENGTH -> {
                Matcher numbered = NUMBERED.matcher(line);
                yield numbered.matches() ? Optional.of(numbered.group(1)) : Optional.empty();
            }
            // the first character is what counts (RFC 937, Reply Strings)
            case SUCCESS, FAILURE -> Optional.of(line.substring(line.startsWith(word + " ") ? 2 : 1));
            default ->
                line.equals(word) || line.startsWith(word + " ")
                        ? Optional.of(line.substring(Math.min(line.length(), word.length() + 1)))
                        : Optional.empty();
        };
    }
}
