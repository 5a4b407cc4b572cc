package org.pop3spec.baseline;

import java.util.Locale;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;

/**
 * A reason for which scenarios are known not to be played.
 *
 * @param place where it stands in the file
 * @param targets the targets that it is about
 * @param says a piece of its words
 */
public record KnownSkip(Place place, Targets targets, SkipReason.Code code, String says) implements Known {
    boolean is(ScenarioResult result) {
        return result.skip()
                .filter(reason -> reason.code() == code && reason.text().contains(says))
                .isPresent();
    }

    /** In one line, for people. */
    String text() {
        return "skip " + word(code) + ": " + says;
    }

    static String word(SkipReason.Code code) {
        return code.name().toLowerCase(Locale.ROOT);
    }
}
