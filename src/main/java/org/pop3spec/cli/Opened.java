package org.pop3spec.cli;

import java.util.Optional;
import org.pop3spec.run.DirectAccess;
import org.pop3spec.target.Target;

/**
 * A target that can be played against until this is closed.
 *
 * @param closing ends what was started for it
 */
record Opened(Target target, Optional<DirectAccess> direct, Runnable closing) implements AutoCloseable {
    @Override
    public void close() {
        closing.run();
    }
}
