package org.pop3spec.target;

import java.util.Optional;

/** What a machine must have so that a recipe can be started on it. */
public enum RecipeNeed {
    /** An engine that runs containers. */
    DOCKER {
        @Override
        public Optional<String> missing() {
            return RecipeEngine.answers() ? Optional.empty() : Optional.of("no Docker engine answers");
        }
    },
    /** What gets Java programs. */
    MAVEN {
        @Override
        public Optional<String> missing() {
            return MavenArtifact.canBeAsked() ? Optional.empty() : Optional.of("no mvn is on the PATH");
        }
    };

    /** Why it is not there; empty where it is. Asking may take seconds. */
    public abstract Optional<String> missing();
}
