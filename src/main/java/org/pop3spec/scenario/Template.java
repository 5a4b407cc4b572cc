package org.pop3spec.scenario;

import java.util.List;
import org.pop3spec.result.SourcePosition;

/** Text to send or to show, with values put in: {@code PASS ${password}}. */
public record Template(List<Part> parts, SourcePosition at) {
    public Template {
        parts = List.copyOf(parts);
    }

    /** A piece of a template. */
    public sealed interface Part {}

    /** Octets as they are, one char per octet. */
    public record Text(String octets) implements Part {}

    /** A value put in. */
    public record Value(Expression expression) implements Part {}
}
