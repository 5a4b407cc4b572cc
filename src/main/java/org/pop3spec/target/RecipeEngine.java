package org.pop3spec.target;

import com.github.dockerjava.api.DockerClient;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.utility.ResourceReaper;

/**
 * The Docker engine that recipes' containers run on, as Testcontainers finds it, but for two things. Its reaper is left out: that
 * is one more image from a registry, and the harness removes its containers itself. And the ports of a local engine's containers
 * are on this machine, even where {@code /.dockerenv} says that it is a container. {@code TESTCONTAINERS_RYUK_DISABLED} and
 * {@code TESTCONTAINERS_HOST_OVERRIDE} in the environment say otherwise.
 */
final class RecipeEngine {
    private RecipeEngine() {}

    /** Whether there is one. Asking may take seconds. */
    static boolean answers() {
        try {
            return testcontainers().isDockerAvailable();
        } catch (IllegalStateException nowhere) {
            return false;
        }
    }

    /** Speaks to it; only where one {@link #answers}. */
    static DockerClient client() {
        return testcontainers().client();
    }

    /** The machine on which its containers' ports are. */
    static String host() {
        return testcontainers().dockerHostIpAddress();
    }

    /** Testcontainers asks nothing but the environment for either, which a Java program cannot change for itself. */
    private static synchronized DockerClientFactory testcontainers() {
        DockerClientFactory factory = DockerClientFactory.instance();
        try {
            Field reaper = field(ResourceReaper.class, "instance");
            if (reaper.get(null) == null && System.getenv("TESTCONTAINERS_RYUK_DISABLED") == null) {
                reaper.set(null, withoutImage());
            }
            boolean local =
                    "unix".equals(factory.getTransportConfig().getDockerHost().getScheme());
            Object strategy = field(DockerClientFactory.class, "strategy").get(factory);
            if (local && System.getenv("TESTCONTAINERS_HOST_OVERRIDE") == null) {
                field(DockerClientProviderStrategy.class, "dockerHostIpAddress").set(strategy, "localhost");
            }
            return factory;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("another Testcontainers than the one that this was written for", e);
        }
    }

    private static @Nullable Object withoutImage() throws ReflectiveOperationException {
        Constructor<?> constructor = Class.forName("org.testcontainers.utility.JVMHookResourceReaper")
                .getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    private static Field field(Class<?> of, String name) throws ReflectiveOperationException {
        Field field = of.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
