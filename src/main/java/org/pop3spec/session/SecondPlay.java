package org.pop3spec.session;

import java.util.Optional;
import org.pop3spec.result.Failure;
import org.pop3spec.result.Verdict;

/**
 * Settles an outcome that the network may have caused: the same outcome at the same statement in a second play is the server's
 * doing, anything else says that the run is unreliable.
 */
public final class SecondPlay {
    private SecondPlay() {}

    /** Whether a second play is needed before the outcome may be believed. */
    public static boolean needed(Outcome first) {
        return !first.certain() && first.verdict() != Verdict.PASS && first.verdict() != Verdict.SKIP;
    }

    /** What both plays together come to. */
    public static Outcome settle(Outcome first, Outcome second) {
        if (second.certain() || second.verdict() == Verdict.PASS) {
            if (first.verdict() == Verdict.ERROR || second.verdict() != Verdict.PASS) {
                return second;
            }
            String reason = first.failure().map(Failure::message).orElse("it failed");
            Failure unreliable = new Failure(
                    "unreliable: in a first play " + reason + "; a second play passed",
                    first.failure().map(Failure::expected).orElse(""),
                    first.failure().map(Failure::received).orElse(""),
                    first.failure().flatMap(Failure::at),
                    Optional.empty());
            return second.with(Verdict.ERROR, Optional.of(unreliable), true);
        }
        if (place(first).equals(place(second))) {
            return second.with(second.verdict(), second.failure(), true);
        }
        return second.with(
                Verdict.ERROR,
                second.failure()
                        .map(f -> new Failure(
                                "unreliable: two plays ended differently; " + f.message(),
                                f.expected(),
                                f.received(),
                                f.at(),
                                f.event())),
                true);
    }

    private static Optional<Object> place(Outcome outcome) {
        return outcome.failure().flatMap(Failure::at).map(at -> at);
    }
}
