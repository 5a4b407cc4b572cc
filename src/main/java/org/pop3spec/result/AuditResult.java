package org.pop3spec.result;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The audit of one server: the one source from which every report on it is made.
 *
 * @param schema version of this format
 * @param tool name and version of the harness
 * @param server as the user named it
 * @param doors where it was asked, such as {@code pop3://mail.example.org:110}
 * @param software what it was recognised as; empty when it was not
 * @param finished empty when it was killed
 * @param complete false when it was interrupted or ran out of time
 * @param arguments the command line as given; never has secrets in it
 * @param unusable why nothing could be said about the server, when nothing could
 * @param grade of the whole; empty where login and TLS were not both tested, or the audit is not complete
 * @param grades by area, for those of which anything was tested; none where the audit is not complete
 * @param findings the weaknesses, the worst first
 * @param sound the ids of weaknesses that were looked for and are not there
 * @param notTested what has no answer, and why
 * @param maildrop what became of the maildrop of the account that was given; empty without one
 * @param observations what was seen and is not judged
 */
public record AuditResult(
        int schema,
        String tool,
        String server,
        List<String> doors,
        Optional<String> software,
        Instant started,
        Optional<Instant> finished,
        boolean complete,
        List<String> arguments,
        Optional<String> unusable,
        Optional<Grade> grade,
        Map<String, Grade> grades,
        List<AuditFinding> findings,
        List<String> sound,
        List<NotTested> notTested,
        Optional<AuditMaildrop> maildrop,
        List<Observation> observations) {
    /** The version that this build writes. */
    public static final int SCHEMA = 1;

    public AuditResult {
        doors = List.copyOf(doors);
        arguments = List.copyOf(arguments);
        grades = Collections.unmodifiableMap(new TreeMap<>(grades));
        findings = List.copyOf(findings);
        sound = List.copyOf(sound);
        notTested = List.copyOf(notTested);
        observations = List.copyOf(observations);
    }

    /** The same server with other findings. */
    public AuditResult withFindings(List<AuditFinding> others) {
        return new AuditResult(
                schema,
                tool,
                server,
                doors,
                software,
                started,
                finished,
                complete,
                arguments,
                unusable,
                grade,
                grades,
                others,
                sound,
                notTested,
                maildrop,
                observations);
    }

    /** Whether the maildrop is known not to be as it was. */
    public boolean changedMail() {
        return maildrop.flatMap(AuditMaildrop::unchanged).filter(same -> !same).isPresent();
    }

    /** Whether there is a finding of at least this severity that the user does not take as it is. */
    public boolean hasFrom(Severity least) {
        return findings.stream()
                .anyMatch(f -> f.ignored().isEmpty() && f.severity().compareTo(least) >= 0);
    }

    /**
     * What a command returns.
     *
     * @param gate the least severity of a finding that fails it; empty when none does
     */
    public ExitCode exitCode(Optional<Severity> gate) {
        if (unusable.isPresent()) {
            return ExitCode.UNUSABLE;
        }
        boolean failed =
                !complete || changedMail() || gate.filter(this::hasFrom).isPresent();
        return failed ? ExitCode.NOT_CONFORMANT : ExitCode.CONFORMANT;
    }
}
