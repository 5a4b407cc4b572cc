package org.pop3spec.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.baseline.Baseline;
import org.pop3spec.baseline.BaselineFile;
import org.pop3spec.baseline.Cause;
import org.pop3spec.baseline.InvalidBaseline;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.result.BaselineCheck;
import org.pop3spec.result.Failure;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Standing;
import org.pop3spec.scenario.BundledRoot;
import org.pop3spec.scenario.Expressions;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.ScenarioException;
import org.pop3spec.scenario.ScenarioFilter;
import org.pop3spec.scenario.ScenarioLibrary;
import org.pop3spec.scenario.ScenarioParser;
import org.pop3spec.target.Recipes;
import org.pop3spec.target.RunningRecipe;
import org.pop3spec.target.UnknownRecipe;
import org.pop3spec.target.UnusableTarget;

/** A real server in a container: what it is known to do differently, and what it does. */
final class RecipePlay {
    private RecipePlay() {}

    /** Plays against a recipe that is started for it. */
    static Run play(String recipe, ScenarioFilter filter)
            throws IOException, ScenarioException, UnknownRecipe, UnusableTarget, InterruptedException {
        return play(recipe, filter, Rig.choices());
    }

    /** The same, with less patience than a recipe has: for a server that leaves commands without an answer. */
    static Run play(String recipe, ScenarioFilter filter, Duration timeout)
            throws IOException, ScenarioException, UnknownRecipe, UnusableTarget, InterruptedException {
        Choices usual = Rig.choices();
        return play(
                recipe,
                filter,
                new Choices(
                        usual.variants(),
                        usual.channels(),
                        usual.jobs(),
                        Optional.of(timeout),
                        usual.seed(),
                        usual.slow(),
                        usual.cross()));
    }

    private static Run play(String recipe, ScenarioFilter filter, Choices choices)
            throws IOException, ScenarioException, UnknownRecipe, UnusableTarget, InterruptedException {
        try (RunningRecipe running = new Recipes().find(recipe).start()) {
            RunRequest request = new RunRequest(
                    running.target(),
                    running.store().map(store -> new DirectAccess(store, store)),
                    scenarios(filter),
                    choices,
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

    /** What a recipe is known to do differently, in any version and flavour: its baseline, {@code baselines/RECIPE.yaml}. */
    record Known(Baseline baseline) {
        /** What a run of everything shows that is not known, and what is known and does not show, one line each. */
        List<String> differences(Run run) {
            Run judged = baseline.judge(run, true);
            Stream<String> unknown = judged.results().stream()
                    .filter(result -> result.stands(Standing.State.NEW))
                    .map(Known::described);
            Stream<String> gone = judged.baseline().orElseThrow().entries().stream()
                    .filter(entry -> !entry.flaky() && entry.showing() != BaselineCheck.Showing.SHOWN)
                    .map(entry -> entry.showing() + ": line " + entry.line() + ": " + entry.text());
            return Stream.concat(unknown, gone).toList();
        }

        private static String described(ScenarioResult result) {
            return "NEW: " + result.verdict() + " " + result.id() + " (" + result.variant() + ", " + result.channel()
                    + "): "
                    + result.skip()
                            .map(reason -> reason.code() + " " + reason.text())
                            .orElseGet(
                                    () -> result.failure().map(Failure::message).orElse("") + " "
                                            + result.warnings().stream()
                                                    .map(Failure::message)
                                                    .toList());
        }
    }

    static Known known(String recipe) throws IOException, InvalidBaseline {
        Path file = Path.of("baselines", recipe + ".yaml");
        return new Known(BaselineFile.parse(Files.readString(file), file.toString()));
    }

    /** Everything that is known of it is in its document, {@code docs/RECIPE.md}, and says why it is known. */
    static void assertDocumented(String recipe) throws IOException, InvalidBaseline {
        String documentation = Files.readString(Path.of("docs", recipe + ".md"));
        assertThat(known(recipe).baseline().deviations()).isNotEmpty().allSatisfy(known -> {
            assertThat(documentation).contains("`" + known.scenario() + "`");
            assertThat(known.reason()).as(known.scenario()).isPresent();
            assertThat(known.link()).as(known.scenario()).contains("docs/" + recipe + ".md");
        });
        assertThat(known(recipe).baseline().causes())
                .allSatisfy(cause -> {
                    assertThat(cause.defence()).as(cause.reason()).isPresent();
                    assertThat(cause.upstream()).as(cause.reason()).isPresent();
                })
                .extracting(Cause::reason)
                .hasSameElementsAs(known(recipe).baseline().deviations().stream()
                        .flatMap(known -> known.reason().stream())
                        .toList());
    }
}
