package org.pop3spec.scenario;

import java.util.List;
import org.pop3spec.result.SourcePosition;

/** What a line (or the text after a status indicator) must look like, as a whole. */
public sealed interface LinePattern {
    SourcePosition at();

    /** The pattern as it was written, for messages. */
    String written();

    /** Text, values to compare with and parts to capture: {@code ${n:number} ${octets(2)}}. */
    record Composed(List<Part> parts, String written, SourcePosition at) implements LinePattern {
        public Composed {
            parts = List.copyOf(parts);
        }
    }

    /** A linear-time regular expression between slashes, for the whole line; its named groups are captures. */
    record Regex(String expression, List<String> groups, String written, SourcePosition at) implements LinePattern {
        public Regex {
            groups = List.copyOf(groups);
        }
    }

    /** A piece of a composed pattern. */
    sealed interface Part {}

    /** Octets as they are, one char per octet. */
    record Text(String octets) implements Part {}

    /** The line must have this value here. */
    record Value(Expression expression) implements Part {}

    /** Whatever stands here, if it is of this type, gets this name. */
    record Capture(String name, CaptureType type) implements Part {}
}
