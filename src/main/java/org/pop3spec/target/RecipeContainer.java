package org.pop3spec.target;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import java.time.Duration;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** A recipe's container, which can tell why it did not start: Testcontainers removes it before anyone could look. */
final class RecipeContainer extends GenericContainer<RecipeContainer> {
    private static final Duration GREETING_LIMIT = Duration.ofMinutes(2);

    private boolean started;
    private String end = "";

    /**
     * Prepares it.
     *
     * @param pop3 the port in the container on which a greeting says that the server is ready
     */
    RecipeContainer(String image, int pop3) {
        super(DockerImageName.parse(image));
        waitingFor(new GreetingWait(pop3, GREETING_LIMIT));
    }

    /** Why it did not start, as a part of one line; empty when there never was a container. */
    Optional<String> end() {
        return end.isEmpty() ? Optional.empty() : Optional.of(end);
    }

    @Override
    protected void containerIsStarted(InspectContainerResponse info) {
        started = true;
    }

    @Override
    protected void containerIsStopping(InspectContainerResponse info) {
        if (started) {
            return;
        }
        ContainerState state = getCurrentContainerInfo().getState();
        end = Boolean.TRUE.equals(state.getRunning())
                ? "no greeting within " + GREETING_LIMIT.toSeconds() + " s"
                : "the server ended with exit code " + state.getExitCodeLong();
        LastLines log = new LastLines();
        log.add(getLogs());
        if (!log.lines().isEmpty()) {
            end += "; last lines: " + log.joined();
        }
    }
}
