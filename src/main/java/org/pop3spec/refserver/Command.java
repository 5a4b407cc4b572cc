package org.pop3spec.refserver;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One command as RFC 1939 section 3 writes it: a keyword, then what stands behind the first blank.
 *
 * @param keyword in upper case; empty for an empty line
 * @param rest everything behind the first blank; empty when there is no blank
 * @param printable whether the line holds printable ASCII only
 */
record Command(String keyword, Optional<String> rest, boolean printable) {
    static Command parse(String line) {
        int blank = line.indexOf(' ');
        String keyword = blank < 0 ? line : line.substring(0, blank);
        Optional<String> rest = blank < 0 ? Optional.empty() : Optional.of(line.substring(blank + 1));
        return new Command(keyword.toUpperCase(Locale.ROOT), rest, line.chars().allMatch(c -> c >= ' ' && c < 0x7f));
    }

    /** The arguments, each separated by a single blank; two blanks in a row have an empty one between them. */
    List<String> arguments() {
        return rest.map(text -> List.of(text.split(" ", -1))).orElse(List.of());
    }

    /** That argument, counted from 0; arguments were counted before. */
    String argument(int index) {
        return arguments().get(index);
    }

    boolean is(String other) {
        return keyword.equals(other);
    }

    Command withArguments(String text) {
        return new Command(keyword, Optional.of(text), printable);
    }

    Command withoutArguments() {
        return new Command(keyword, Optional.empty(), printable);
    }

    /** The keyword only: an argument may be a password. */
    @Override
    public String toString() {
        return "Command[" + keyword + "]";
    }
}
