package org.pop3spec.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SourcePosition;

/**
 * A scenario's script in lines, numbered from 1.
 *
 * @param elsewhere where the scenario failed when that is in another file, one that was included
 */
record ScriptView(List<Line> lines, Optional<String> elsewhere) {
    /** What a line is, for its colour. */
    enum Kind {
        FRONT_MATTER,
        COMMENT,
        CLIENT,
        SERVER,
        OTHER
    }

    record Line(String text, Kind kind, boolean failing) {}

    private static final String FENCE = "---";

    static ScriptView of(ScenarioResult result) {
        if (result.script().isEmpty()) {
            return new ScriptView(List.of(), position(result).map(p -> Visible.text(p.toString())));
        }
        Optional<SourcePosition> here = position(result).filter(p -> p.file().equals(result.scriptFile()));
        List<Line> lines = new ArrayList<>();
        int fences = 0;
        for (String line : result.script().stripTrailing().split("\n", -1)) {
            boolean fence = line.strip().equals(FENCE) && fences < 2;
            fences += fence ? 1 : 0;
            boolean front = fence || (fences == 1 && !lines.isEmpty());
            int number = lines.size() + 1;
            boolean failing = here.isPresent() && here.get().line() == number;
            lines.add(new Line(Visible.text(line), front ? Kind.FRONT_MATTER : kind(line.strip()), failing));
        }
        return new ScriptView(
                lines, here.isPresent() ? Optional.empty() : position(result).map(p -> Visible.text(p.toString())));
    }

    private static Optional<SourcePosition> position(ScenarioResult result) {
        return result.failure().flatMap(f -> f.at());
    }

    private static Kind kind(String line) {
        if (line.startsWith("#")) {
            return Kind.COMMENT;
        }
        if (line.matches("C\\d*([: ].*)?")) {
            return Kind.CLIENT;
        }
        return line.matches("S\\d*([: ].*)?") ? Kind.SERVER : Kind.OTHER;
    }
}
