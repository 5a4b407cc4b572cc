package org.pop3spec.session;

import java.util.Optional;
import org.pop3spec.result.Failure;
import org.pop3spec.result.Verdict;

/** Ends a scenario from wherever its session is. Never leaves the package. */
final class Ending extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What ends it. */
    enum Cause {
        /** The server did not do what the script expects. */
        EXPECTATION,
        /** The script itself said so. */
        CONCLUSION,
        /** The run went wrong. */
        TROUBLE,
        /** The maildrop was not to be had, because of an earlier session: to be tried again in a while. */
        BUSY
    }

    private final Cause cause;
    private final Verdict verdict;
    private final transient Optional<Failure> failure;
    private final String reason;
    private final boolean certain;

    private Ending(Cause cause, Verdict verdict, Optional<Failure> failure, String reason, boolean certain) {
        super(reason, null, false, false);
        this.cause = cause;
        this.verdict = verdict;
        this.failure = failure;
        this.reason = reason;
        this.certain = certain;
    }

    static Ending expectation(Failure failure, boolean certain) {
        return new Ending(Cause.EXPECTATION, Verdict.FAIL, Optional.of(failure), failure.message(), certain);
    }

    static Ending conclusion(Verdict verdict, Optional<Failure> failure, String reason) {
        return new Ending(Cause.CONCLUSION, verdict, failure, reason, true);
    }

    static Ending trouble(Failure failure, boolean certain) {
        return new Ending(Cause.TROUBLE, Verdict.ERROR, Optional.of(failure), failure.message(), certain);
    }

    static Ending busy(Failure failure) {
        return new Ending(Cause.BUSY, Verdict.ERROR, Optional.of(failure), failure.message(), false);
    }

    Cause cause() {
        return cause;
    }

    Verdict verdict() {
        return verdict;
    }

    Optional<Failure> failure() {
        return failure;
    }

    String reason() {
        return reason;
    }

    boolean certain() {
        return certain;
    }
}
