package org.pop3spec.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pop3spec.result.SourcePosition;

/** The mistakes found so far; the first of each line counts, for the rest of it tends to follow from that one. */
final class Mistakes {
    private static final int MOST = 50;

    private final Map<String, Diagnostic> found = new LinkedHashMap<>();

    void add(Diagnostic diagnostic) {
        SourcePosition at = diagnostic.position();
        if (found.size() < MOST) {
            found.putIfAbsent(at.file() + ":" + at.line(), diagnostic);
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** All of them, in the order of the text. */
    ScenarioException refusal() {
        List<Diagnostic> sorted = new ArrayList<>(found.values());
        sorted.sort(Comparator.comparing((Diagnostic d) -> d.position().file())
                .thenComparing(d -> d.position().line()));
        return new ScenarioException(sorted);
    }
}
