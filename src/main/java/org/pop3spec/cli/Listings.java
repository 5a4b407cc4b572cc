package org.pop3spec.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pop3spec.result.ExitCode;
import org.pop3spec.result.SpecReference;
import org.pop3spec.scenario.FrontMatter;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.ScenarioLibrary.Listed;
import org.pop3spec.scenario.Touch;

/** Shows scenarios. */
final class Listings {
    private static final int LABEL = 14;

    private final Shell shell;
    private final ScenarioOptions options;

    Listings(Shell shell, ScenarioOptions options) {
        this.shell = shell;
        this.options = options;
    }

    int list(String format) throws Refusal, IOException {
        if (!format.equals("text") && !format.equals("json")) {
            throw Refusal.usage("--format: '" + format + "' is none of text, json");
        }
        List<Listed> listed = new Catalogue(shell, options).listed();
        if (format.equals("json")) {
            new ListJson().write(listed, shell.out());
        } else {
            text(listed);
        }
        return ExitCode.CONFORMANT.value();
    }

    private void text(List<Listed> listed) {
        int width = listed.stream().mapToInt(entry -> entry.id().length()).max().orElse(0);
        for (Listed entry : listed) {
            FrontMatter header = entry.header();
            shell.out()
                    .println(String.format("%-" + width + "s  %-8s  %s", entry.id(), header.level(), header.title()));
        }
        shell.out().flush();
    }

    int show(String name) throws Refusal {
        Scenario scenario = new Catalogue(shell, options).one(name);
        FrontMatter header = scenario.header();
        PrintStream out = shell.out();
        out.println(header.title());
        out.println();
        field("id", scenario.id());
        field("level", header.level().name());
        header.spec().map(Listings::spec).ifPresent(spec -> field("specification", spec));
        field("requirement", header.requirement());
        field("covers", String.join(", ", header.covers()));
        field("impact", header.impact());
        field("mailbox", header.mailbox().orElse("") + (header.unread() ? ", not read before" : ""));
        field("touches", header.touches().stream().sorted().map(Touch::word).collect(Collectors.joining(", ")));
        field("requires", String.join(", ", header.requires()));
        field("unless", String.join(", ", header.unless()));
        field("channel", header.channel().map(channel -> channel.word()).orElse(""));
        field("accounts", Integer.toString(header.accounts()));
        field("depends on", String.join(", ", header.dependsOn()));
        field("tags", String.join(", ", header.tags()));
        field("faults", String.join(", ", header.faults()));
        field("once called", String.join(", ", header.aliases()));
        field("file", scenario.file());
        out.println();
        out.print(scenario.text().endsWith("\n") ? scenario.text() : scenario.text() + "\n");
        out.flush();
        return ExitCode.CONFORMANT.value();
    }

    private static String spec(SpecReference spec) {
        Optional<String> url = spec.url();
        return spec + url.map(address -> "  " + address).orElse("");
    }

    private void field(String label, String value) {
        if (!value.isEmpty()) {
            shell.out().println(String.format("%-" + LABEL + "s %s", label, value));
        }
    }
}
