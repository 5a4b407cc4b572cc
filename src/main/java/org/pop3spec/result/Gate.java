package org.pop3spec.result;

import java.util.Locale;
import java.util.Optional;

/**
 * What makes a run fail beyond broken MUSTs: the value of {@code --fail-on}.
 *
 * @param warnings whether a broken SHOULD does
 * @param findings the least severity of a finding that does; empty when none does
 */
public record Gate(boolean warnings, Optional<Severity> findings) {
    /** Only a fail fails. */
    public static final Gate FAIL_ONLY = new Gate(false, Optional.empty());

    private static final String WORDS = "warn, low, medium, high";

    /**
     * Reads words with commas between: {@code warn} for warnings, {@code low}, {@code medium} or {@code high} for findings of
     * at least that severity. The two are independent of each other.
     *
     * @throws IllegalArgumentException for any other word, or two severities; its message names the words
     */
    public static Gate parse(String written) {
        boolean warnings = false;
        Optional<Severity> findings = Optional.empty();
        for (String word : written.split(",", -1)) {
            switch (word.strip().toLowerCase(Locale.ROOT)) {
                case "warn" -> warnings = true;
                case "low", "medium", "high" -> {
                    if (findings.isPresent()) {
                        throw new IllegalArgumentException("only one severity can be the least that fails a run");
                    }
                    findings = Optional.of(Severity.valueOf(word.strip().toUpperCase(Locale.ROOT)));
                }
                default -> throw new IllegalArgumentException("'" + word + "' is none of " + WORDS);
            }
        }
        return new Gate(warnings, findings);
    }

    /**
     * Whether this result fails the run: not for errors, which say nothing about the server. Where it was held against a
     * baseline, its verdict and warnings fail the run when they are new, whatever the gate.
     */
    public boolean fails(ScenarioResult result) {
        boolean verdict = result.standing()
                .map(standing -> standing.state() == Standing.State.NEW && result.verdict() != Verdict.ERROR)
                .orElseGet(() -> failsAlone(result));
        return verdict || result.findings().stream().anyMatch(this::fails);
    }

    private boolean failsAlone(ScenarioResult result) {
        return result.verdict() == Verdict.FAIL
                || (warnings && !result.warnings().isEmpty())
                || (warnings && result.verdict() == Verdict.WARN);
    }

    /** Whether this finding fails the run. */
    public boolean fails(Finding finding) {
        return findings.isPresent() && finding.severity().compareTo(findings.get()) >= 0;
    }
}
