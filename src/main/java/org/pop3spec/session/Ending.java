package org.pop3spec.session;

import java.util.Optional;
import org.pop3spec.result.Failure;
import org.pop3spec.result.SkipReason;
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
    private final transient Optional<SkipReason> skip;
    private final String reason;
    private final boolean certain;

    private Ending(Cause cause, Verdict verdict, Optional<Failure> failure, String reason, boolean certain) {
        this(
                cause,
                verdict,
                failure,
                verdict == Verdict.SKIP
                        ? Optional.of(new SkipReason(SkipReason.Code.NOT_APPLICABLE, reason))
                        : Optional.empty(),
                reason,
                certain);
    }

    private Ending(
            Cause cause,
            Verdict verdict,
            Optional<Failure> failure,
            Optional<SkipReason> skip,
            String reason,
            boolean certain) {
        super(reason, null, false, false);
        this.skip = skip;
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

    /** The scenario can't be played here, and the server is not to blame. */
    static Ending skip(SkipReason.Code code, String reason) {
        return new Ending(
                Cause.CONCLUSION,
                Verdict.SKIP,
                Optional.empty(),
                Optional.of(new SkipReason(code, reason)),
                reason,
                true);
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

    /** Why the scenario is not played, if that is how it ended. */
    Optional<SkipReason> skip() {
        return skip;
    }

    String reason() {
        return reason;
    }

    boolean certain() {
        return certain;
    }
}
