package org.pop3spec.run;

import java.util.Optional;
import org.pop3spec.result.SkipReason;

/** A maildrop could not be brought to what a scenario wants to find; the message is one line. */
final class Unprepared extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<SkipReason> skip;

    private Unprepared(String message, Optional<SkipReason> skip) {
        super(message);
        this.skip = skip;
    }

    /** Nothing is wrong, it is only not possible, or not allowed, here. */
    static Unprepared skip(SkipReason.Code code, String text) {
        return new Unprepared(text, Optional.of(new SkipReason(code, text)));
    }

    /** It should have been possible. */
    static Unprepared trouble(String message) {
        return new Unprepared(message, Optional.empty());
    }

    /** Why the scenario is skipped; empty when the run went wrong. */
    Optional<SkipReason> skip() {
        return skip;
    }
}
