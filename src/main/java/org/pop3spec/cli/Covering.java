package org.pop3spec.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pop3spec.result.ExitCode;
import org.pop3spec.result.Level;
import org.pop3spec.scenario.Coverage;
import org.pop3spec.scenario.Coverage.Entry;
import org.pop3spec.scenario.Coverage.Total;
import org.pop3spec.scenario.Requirement;

/** Shows which scenarios check which requirement. */
final class Covering {
    private static final List<Integer> TIERS = List.of(1, 2, 3);

    private final Shell shell;
    private final ScenarioOptions options;

    Covering(Shell shell, ScenarioOptions options) {
        this.shell = shell;
        this.options = options;
    }

    int cover(String format, boolean missing) throws Refusal, IOException {
        if (!format.equals("text") && !format.equals("json")) {
            throw Refusal.usage("--format: '" + format + "' is none of text, json");
        }
        Coverage all = new Catalogue(shell, options).coverage();
        Coverage shown = missing ? all.missing() : all;
        if (format.equals("json")) {
            json(all, shown);
        } else {
            text(all, shown);
        }
        boolean open = all.ofTier(1).total().open() + all.ofTier(2).total().open() > 0;
        return (open ? ExitCode.NOT_CONFORMANT : ExitCode.CONFORMANT).value();
    }

    private void text(Coverage all, Coverage shown) {
        PrintStream out = shell.out();
        for (Entry entry : shown.entries()) {
            Requirement requirement = entry.requirement();
            out.println(requirement.id() + "  section " + requirement.section() + "  " + requirement.level() + "  tier "
                    + requirement.tier());
            out.println("    " + requirement.statement());
            entry.scenarios().forEach(scenario -> out.println("  checked by " + scenario));
            if (!entry.covered()) {
                out.println("  not checked: " + reason(requirement));
            }
        }
        out.println();
        for (String document : all.documents()) {
            Coverage of = all.ofDocument(document);
            List<String> counts = new ArrayList<>();
            for (int tier : TIERS) {
                Total total = of.ofTier(tier).total();
                if (total.all() > 0) {
                    counts.add("tier " + tier + " " + counted(total));
                }
            }
            out.println(document + ": " + String.join("; ", counts));
        }
        for (int tier : TIERS) {
            out.println("all of tier " + tier + ": " + counted(all.ofTier(tier).total()));
        }
        out.flush();
    }

    private static String reason(Requirement requirement) {
        return requirement
                .exemption()
                .map(e -> e.reason().word() + (e.because().isEmpty() ? "" : " (" + e.because() + ")"))
                .orElse("NO REASON");
    }

    private static String counted(Total total) {
        String text = total.covered() + " of " + total.all();
        if (total.exempt() > 0) {
            text += ", " + total.exempt() + " with a reason";
        }
        return total.open() > 0 ? text + ", " + total.open() + " OPEN" : text;
    }

    private record Line(
            String id,
            String document,
            String section,
            Level level,
            int tier,
            String statement,
            List<String> scenarios,
            Optional<String> why,
            Optional<String> because) {
        static Line of(Entry entry) {
            Requirement r = entry.requirement();
            return new Line(
                    r.id(),
                    r.document(),
                    r.section(),
                    r.level(),
                    r.tier(),
                    r.statement(),
                    entry.scenarios(),
                    r.exemption().map(e -> e.reason().word()),
                    r.exemption().map(Requirement.Exemption::because).filter(sentence -> !sentence.isEmpty()));
        }
    }

    private record Sum(String document, int tier, int requirements, int covered, int exempt, int open) {}

    private record Document(List<Line> requirements, List<Sum> totals) {}

    private void json(Coverage all, Coverage shown) throws IOException {
        List<Sum> totals = new ArrayList<>();
        for (String document : all.documents()) {
            for (int tier : TIERS) {
                Total total = all.ofDocument(document).ofTier(tier).total();
                if (total.all() > 0) {
                    totals.add(new Sum(document, tier, total.all(), total.covered(), total.exempt(), total.open()));
                }
            }
        }
        JsonMapper mapper = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .enable(SerializationFeature.INDENT_OUTPUT)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .build();
        mapper.writeValue(
                shell.out(), new Document(shown.entries().stream().map(Line::of).toList(), totals));
        shell.out().println();
        shell.out().flush();
    }
}
