package org.pop3spec.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.pop3spec.result.ExitCode;
import org.pop3spec.target.RecipeNeed;
import org.pop3spec.target.RecipeSummary;
import org.pop3spec.target.Recipes;

/** Shows the recipes. */
final class RecipeListing {
    private record Line(
            String name,
            String title,
            List<String> flavours,
            List<String> versions,
            boolean otherVersions,
            String needs,
            Optional<String> missing) {}

    private final Shell shell;
    /** Each is looked for once only, for that takes its time. */
    private final Map<RecipeNeed, Optional<String>> missing = new EnumMap<>(RecipeNeed.class);

    RecipeListing(Shell shell) {
        this.shell = shell;
    }

    int list(String format) throws Refusal, IOException {
        if (!format.equals("text") && !format.equals("json")) {
            throw Refusal.usage("--format: '" + format + "' is none of text, json");
        }
        List<Line> lines = new Recipes().list().stream().map(this::line).toList();
        if (format.equals("json")) {
            JsonMapper.builder()
                    .addModule(new Jdk8Module())
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                    .build()
                    .writeValue(shell.out(), lines);
            shell.out().println();
        } else {
            text(lines);
        }
        shell.out().flush();
        return ExitCode.CONFORMANT.value();
    }

    private Line line(RecipeSummary recipe) {
        return new Line(
                recipe.name(),
                recipe.title(),
                recipe.flavours(),
                recipe.versions(),
                recipe.otherVersions(),
                recipe.need().name().toLowerCase(Locale.ROOT),
                missing.computeIfAbsent(recipe.need(), RecipeNeed::missing));
    }

    private void text(List<Line> lines) {
        int width = lines.stream().mapToInt(line -> line.name().length()).max().orElse(0) + 2;
        for (Line line : lines) {
            String state = line.missing().map(why -> "cannot run here: " + why).orElse("can run here");
            row(width, line.name(), line.title() + ", needs " + line.needs() + ": " + state);
            if (!line.flavours().isEmpty()) {
                row(width, "", "flavours: " + String.join(", ", line.flavours()));
            }
            if (!line.versions().isEmpty()) {
                String others = line.otherVersions() ? ", and any other that the repository has" : "";
                row(width, "", "versions: " + String.join(", ", line.versions()) + others);
            }
        }
    }

    private void row(int width, String name, String text) {
        shell.out().println(String.format("%-" + width + "s%s", name, text));
    }
}
