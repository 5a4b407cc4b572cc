package org.pop3spec.scenario;

import java.util.List;
import java.util.stream.Collectors;

/** A scenario has mistakes in it and can't be played; the message shows them all. */
public final class ScenarioException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Diagnostic> diagnostics;

    /** @param diagnostics at least one */
    public ScenarioException(List<Diagnostic> diagnostics) {
        super(diagnostics.stream().map(Diagnostic::rendered).collect(Collectors.joining("\n")));
        this.diagnostics = List.copyOf(diagnostics);
    }

    /** The mistakes, in the order of the text. */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }
}
