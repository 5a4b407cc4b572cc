package org.pop3spec.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.pop3spec.Requires;

/** What happens around a recipe's life: it does not come into being, or the harness ends before it. */
@Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContainerLaunchTest {
    @Test
    void without_an_engine_one_line_says_so() {
        assertThatExceptionOfType(UnusableTarget.class)
                .isThrownBy(() -> launch("unstartable").start(() -> false))
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
    void closing_it_removes_the_container() throws UnknownRecipe, UnusableTarget {
        Requires.docker();
        RunningRecipe recipe = new Recipes().find("dovecot").start();
        assertThat(running(recipe.id())).isTrue();
        recipe.close();

        assertThat(running(recipe.id())).isFalse();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
    void a_signal_that_ends_the_harness_removes_the_container() throws Exception {
        Requires.docker();
        RecipeStarter starter = RecipeStarter.of("dovecot");
        String container = starter.started();
        assertThat(running(container)).isTrue();
        starter.process().toHandle().destroy();

        assertThat(starter.process().waitFor()).isEqualTo(128 + 15);
        assertThat(running(container)).isFalse();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "a harness can tell only there that another one has ended")
    void what_a_killed_harness_left_is_removed_by_the_next_start_and_what_belongs_to_a_living_one_is_not()
            throws Exception {
        Requires.docker();
        RecipeStarter killed = RecipeStarter.of("dovecot");
        String left = killed.started();
        killed.process().destroyForcibly().waitFor();
        assertThat(running(left)).isTrue();
        RecipeStarter alive = RecipeStarter.of("dovecot");
        try {
            String used = alive.started();
            assertThat(running(left)).isFalse();

            new Recipes().find("dovecot").start().close();
            assertThat(running(used)).isTrue();
        } finally {
            alive.process().destroy();
            alive.process().waitFor();
        }
    }

    private static ContainerLaunch launch(String name) {
        ContainerRecipe recipe = (ContainerRecipe) Recipe.read(
                name,
                file -> file.equals(RecipeFiles.RECIPE)
                        ? RecipeTest.SMALL.getBytes(StandardCharsets.UTF_8)
                        : RecipeFiles.packaged(name).read(file));
        return new ContainerLaunch(recipe, new RecipeChoice(recipe, Recipe.DEFAULT, Optional.empty()));
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
        return RecipeEngine.client();
    }
}
