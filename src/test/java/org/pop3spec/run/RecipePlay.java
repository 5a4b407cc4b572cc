package org.pop3spec.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.result.Run;
import org.pop3spec.scenario.BundledRoot;
import org.pop3spec.scenario.Expressions;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.ScenarioException;
import org.pop3spec.scenario.ScenarioFilter;
import org.pop3spec.scenario.ScenarioLibrary;
import org.pop3spec.scenario.ScenarioParser;
import org.pop3spec.target.Recipes;
import org.pop3spec.target.RunningRecipe;
import org.pop3spec.target.UnusableTarget;

/** A real server in a container: what it is known to do differently, and what it does. */
final class RecipePlay {
    private RecipePlay() {}

    /** Plays against a recipe that is started for it. */
    static Run play(String recipe, ScenarioFilter filter)
            throws IOException, ScenarioException, UnusableTarget, InterruptedException {
        try (RunningRecipe running = new Recipes().find(recipe).orElseThrow().start()) {
            RunRequest request = new RunRequest(
                    running.target(),
                    running.store().map(store -> new DirectAccess(store, store)),
                    scenarios(filter),
                    Rig.choices(),
                    List.of(),
                    "pop3spec test");
            return new Harness(request, new Silence()).play();
        }
    }

    private static List<Scenario> scenarios(ScenarioFilter filter) throws IOException, ScenarioException {
        ScenarioParser parser = new ScenarioParser(
                new LoginVariants().vocabulary(Mailboxes.of(0).names()), new Expressions());
        return ScenarioLibrary.open(new BundledRoot(), parser).load(filter);
    }

    static KnownDeviations known(String recipe) throws IOException {
        try (InputStream in = RecipePlay.class.getResourceAsStream(recipe + ".yaml")) {
            assertThat(in).isNotNull();
            return KnownDeviations.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Everything that is known of it is in its document, {@code docs/RECIPE.md}. */
    static void assertDocumented(String recipe) throws IOException {
        String documentation = Files.readString(Path.of("docs", recipe + ".md"));
        assertThat(known(recipe).deviations())
                .isNotEmpty()
                .allSatisfy(known -> assertThat(documentation).contains("`" + known.scenario() + "`"));
    }
}
