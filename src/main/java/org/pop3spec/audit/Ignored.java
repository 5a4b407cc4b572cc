package org.pop3spec.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.pop3spec.net.Printable;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditResult;

/** The findings that a user takes as they are, each with the reason: lines of {@code id: reason}. */
public final class Ignored {
    private final Map<String, String> reasons;

    private Ignored(Map<String, String> reasons) {
        this.reasons = reasons;
    }

    /** None. */
    public static Ignored nothing() {
        return new Ignored(Map.of());
    }

    /** Whether there is a finding of that name. */
    public static boolean isFinding(String id) {
        return Weaknesses.bundled().named(id).isPresent();
    }

    /**
     * Reads the lines of a file; those that are empty or begin with {@code #} say nothing.
     *
     * @throws IllegalArgumentException when a line has no reason, or there is no such finding; each on a line, with its line and column
     */
    public static Ignored parse(List<String> lines) {
        Weaknesses known = Weaknesses.bundled();
        Map<String, String> reasons = new LinkedHashMap<>();
        List<String> mistakes = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int begin = lines.get(i).indexOf(line) + 1;
            int colon = line.indexOf(':');
            String place = (i + 1) + ":" + begin + ": ";
            String id = colon < 0 ? line : line.substring(0, colon).strip();
            String reason = colon < 0 ? "" : line.substring(colon + 1).strip();
            if (known.named(id).isEmpty()) {
                mistakes.add(place + "there is no finding '" + Printable.line(id) + "'");
            } else if (reason.isEmpty()) {
                mistakes.add((i + 1) + ":" + (begin + line.length()) + ": " + id
                        + " is ignored without a reason; expected 'id: reason'");
            } else if (reasons.putIfAbsent(id, reason) != null) {
                mistakes.add(place + id + " is there twice");
            }
        }
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", mistakes));
        }
        return new Ignored(reasons);
    }

    /** The audit with the reasons at its findings. */
    public AuditResult in(AuditResult audit) {
        return audit.withFindings(audit.findings().stream()
                .map(f -> reasons.containsKey(f.id()) ? f.ignoredFor(reasons.get(f.id())) : f)
                .toList());
    }

    /** What is ignored and no longer there: the ids of weaknesses that were looked for in vain. */
    public List<String> stale(AuditResult audit) {
        List<String> found = audit.findings().stream().map(AuditFinding::id).toList();
        return reasons.keySet().stream()
                .filter(id -> audit.sound().contains(id) && !found.contains(id))
                .collect(Collectors.toList());
    }
}
