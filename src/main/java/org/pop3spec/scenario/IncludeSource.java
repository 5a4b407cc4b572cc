package org.pop3spec.scenario;

import java.io.IOException;
import java.util.Optional;

/** Where the pieces that scenarios include come from. */
@FunctionalInterface
public interface IncludeSource {
    /** For text that has nothing beside it. */
    IncludeSource NONE = path -> Optional.empty();

    /**
     * The file at a path below the root; empty when there is none.
     *
     * @param path names with {@code /} between them, none of them {@code .} or {@code ..}, with its ending
     * @throws IOException with the reason in words when it is there but must not or can't be read
     */
    Optional<SourceFile> read(String path) throws IOException, ScenarioException;
}
