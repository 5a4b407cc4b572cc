package org.pop3spec.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.pop3spec.Requires;
import org.testcontainers.DockerClientFactory;

/** What happens around a recipe's life: it does not come into being, or the harness ends before it. */
@Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecipeLaunchTest {
    /** Starts Dovecot, says in which container, and waits to be ended; the program that signals are tried on. */
    static final class Starter {
        private Starter() {}

        public static void main(String[] arguments) throws IOException, UnusableTarget {
            RunningRecipe recipe =
                    new Recipes().find(arguments[0]).orElseThrow().start();
            System.out.println("container " + recipe.containerId());
            if (System.in.read() >= 0) {
                throw new IOException("nobody writes here");
            }
        }
    }

    @Test
    void without_an_engine_one_line_says_so() {
        assertThatExceptionOfType(UnusableTarget.class)
                .isThrownBy(() -> launch("unstartable").start(DockerClientFactory.instance(), () -> false))
                .withMessage("the recipe unstartable needs a Docker engine, and none answers");
    }

    @Test
    void an_image_that_cannot_be_built_is_explained_by_the_end_of_its_log() {
        Requires.docker();

        assertThatExceptionOfType(UnusableTarget.class)
                .isThrownBy(() -> launch("unbuildable").start())
                .withMessageContaining("the image for unbuildable cannot be built: ")
                .withMessageContaining("returned a non-zero code: 7")
                .withMessageContaining("| the disk is made of cheese")
                .extracting(Throwable::getMessage)
                .asString()
                .hasLineCount(1);
    }

    @Test
    void a_server_that_ends_at_once_is_explained_by_its_log_and_leaves_no_container() {
        Requires.docker();

        assertThatExceptionOfType(UnusableTarget.class)
                .isThrownBy(() -> launch("unstartable").start())
                .withMessage("the recipe unstartable does not start: the server ended with exit code 9;"
                        + " last lines: unknown setting: pop4");
        assertThat(containers("org.pop3spec.recipe=unstartable")).isEmpty();
    }

    @Test
    void closing_it_removes_the_container() throws UnusableTarget {
        Requires.docker();
        RunningRecipe recipe = new Recipes().find("dovecot").orElseThrow().start();
        assertThat(running(recipe.containerId())).isTrue();
        recipe.close();

        assertThat(running(recipe.containerId())).isFalse();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
    void a_signal_that_ends_the_harness_removes_the_container() throws Exception {
        Requires.docker();
        Process process = starter();
        String container = container(process);
        assertThat(running(container)).isTrue();
        process.toHandle().destroy();

        assertThat(process.waitFor()).isEqualTo(128 + 15);
        assertThat(running(container)).isFalse();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "a harness can tell only there that another one has ended")
    void what_a_killed_harness_left_is_removed_by_the_next_start_and_what_belongs_to_a_living_one_is_not()
            throws Exception {
        Requires.docker();
        Process killed = starter();
        String left = container(killed);
        killed.destroyForcibly().waitFor();
        assertThat(running(left)).isTrue();
        Process alive = starter();
        try {
            String used = container(alive);
            assertThat(running(left)).isFalse();

            new Recipes().find("dovecot").orElseThrow().start().close();
            assertThat(running(used)).isTrue();
        } finally {
            alive.destroy();
            alive.waitFor();
        }
    }

    private static RecipeLaunch launch(String name) {
        return new RecipeLaunch(Recipe.parse(name, RecipeTest.SMALL), Recipe.DEFAULT, name);
    }

    private static Process starter() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Starter.class.getName(), "dovecot"));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** In which container it says that it has started Dovecot. */
    private static String container(Process starter) throws IOException {
        String said =
                new BufferedReader(new InputStreamReader(starter.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertThat(said).startsWith("container ");
        return said.substring("container ".length());
    }

    private static boolean running(String container) {
        return client().listContainersCmd().withShowAll(true).exec().stream()
                .map(Container::getId)
                .anyMatch(container::equals);
    }

    private static List<Container> containers(String label) {
        return client().listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(label))
                .exec();
    }

    private static DockerClient client() {
        return DockerClientFactory.lazyClient();
    }
}
