package org.pop3spec.target;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Container;
import java.util.List;
import org.testcontainers.DockerClientFactory;

/** The containers of recipes whose harness was killed before it could remove them, or has to end while it starts them. */
final class RecipeLeftovers {
    private final DockerClient docker;

    RecipeLeftovers(DockerClient docker) {
        this.docker = docker;
    }

    /**
     * Removes them, as far as this harness can tell that they are left over and the engine lets it.
     *
     * @param self who looks
     */
    void remove(RecipeOwner self) {
        List<Container> labelled = docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(RecipeOwner.LABEL))
                .exec();
        for (Container container : labelled) {
            boolean left = RecipeOwner.parse(container.getLabels().get(RecipeOwner.LABEL))
                    .filter(owner -> owner.hasEnded(self))
                    .isPresent();
            if (left) {
                remove(container.getId());
            }
        }
    }

    /** Removes those of this harness. */
    void removeOwn() {
        String session = DockerClientFactory.TESTCONTAINERS_SESSION_ID_LABEL + "=" + DockerClientFactory.SESSION_ID;
        docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(ContainerLaunch.LABEL, session))
                .exec()
                .forEach(container -> remove(container.getId()));
    }

    private void remove(String container) {
        try {
            docker.removeContainerCmd(container)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (DockerException e) {
            // Another harness removes it at this moment, or the engine cannot: no reason not to start a server.
            return;
        }
    }
}
