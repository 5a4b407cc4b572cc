package org.pop3spec.session;

import java.util.List;
import java.util.Optional;
import org.pop3spec.result.Failure;
import org.pop3spec.result.Finding;
import org.pop3spec.result.Observation;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Transcript;
import org.pop3spec.result.Verdict;

/**
 * What playing a scenario once came to.
 *
 * @param certain false when what decided the verdict was a silence, a reset or an unexpected close, which the network can cause
 *     too: only a second play that ends the same way makes it the server's doing
 * @param maildrop what was done to the maildrop
 */
public record Outcome(
        Verdict verdict,
        Optional<Failure> failure,
        Optional<SkipReason> skip,
        List<Failure> warnings,
        List<Observation> observations,
        List<Finding> findings,
        Transcript transcript,
        boolean certain,
        Maildrop maildrop) {
    /** What was done to the maildrop, from least to most. */
    public enum Maildrop {
        UNTOUCHED,
        FETCHED,
        /** Messages were marked as deleted, but no QUIT followed. */
        MARKED,
        /** QUIT followed: messages are gone. */
        COMMITTED
    }

    public Outcome {
        warnings = List.copyOf(warnings);
        observations = List.copyOf(observations);
        findings = List.copyOf(findings);
    }

    Outcome with(Verdict other, Optional<Failure> why, boolean sure) {
        return new Outcome(other, why, skip, warnings, observations, findings, transcript, sure, maildrop);
    }
}
