package org.pop3spec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.report.JournalWriter;
import org.pop3spec.report.ReportFormat;
import org.pop3spec.report.ReportWriter;
import org.pop3spec.report.Terminal;
import org.pop3spec.report.UnwrittenReports;
import org.pop3spec.result.ExitCode;
import org.pop3spec.result.Gate;
import org.pop3spec.result.Run;
import org.pop3spec.result.Shard;
import org.pop3spec.result.TargetDescription;
import org.pop3spec.result.Timings;
import org.pop3spec.run.Choices;
import org.pop3spec.run.Harness;
import org.pop3spec.run.RunRequest;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.target.Target;
import org.pop3spec.target.TargetFile;
import org.pop3spec.target.UnusableTarget;

/** One {@code pop3spec run}, from its options to its exit code. */
final class Running {
    private final RunCommand options;
    private final Shell shell;

    Running(RunCommand options) {
        this.options = options;
        this.shell = options.shell;
    }

    int run() throws Refusal, IOException, InterruptedException {
        long begin = System.nanoTime();
        Choices choices = choices();
        Gate gate = Reporting.gate(options.failOn);
        List<ReportFormat> formats = options.format.chosen(ReportFormat.values(), ReportFormat::parse);
        Baselining baselining = Baselining.of(shell, options.baseline, playsEverything());
        List<Scenario> scenarios = new Catalogue(shell, options.selection).chosen(options.scenarios);
        Timings loading = Timings.ofHarness(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begin));
        Path folder = shell.folder().resolve(options.output);
        try (JournalWriter journal = claim(folder);
                Opened opened = new TargetChoice(shell, options).open()) {
            RunRequest request = new RunRequest(
                    opened.target(), opened.direct(), scenarios, choices, options.shell.arguments(), Version.text());
            return play(request, loading, baselining, gate, formats, folder, journal)
                    .value();
        }
    }

    /** Before anything is played, for a run whose reports can't be written is worth little. */
    private static JournalWriter claim(Path folder) throws Refusal {
        try {
            return JournalWriter.claim(folder);
        } catch (IOException e) {
            throw Output.refused(e);
        }
    }

    /** Whether nothing is left out that could be played. */
    private boolean playsEverything() {
        return options.scenarios.isEmpty()
                && options.selection.only.isEmpty()
                && options.selection.skip.isEmpty()
                && options.variants.isEmpty()
                && options.channels.isEmpty()
                && options.shard.isEmpty();
    }

    private ExitCode play(
            RunRequest request,
            Timings loading,
            Baselining baselining,
            Gate gate,
            List<ReportFormat> formats,
            Path folder,
            JournalWriter journal)
            throws IOException, InterruptedException {
        Terminal terminal = Terminal.ofStandardOutput(shell.environment());
        Instant started = Instant.now();
        try (Chronicle chronicle = new Chronicle(folder, journal, terminal, shell.err())) {
            Harness harness = new Harness(request, chronicle);
            Interruption interruption = Interruption.stopping(harness::stop);
            try {
                Run run = harness.play().spending(loading);
                chronicle.ends(run);
                return new Reporting(shell, options.timings).write(run, baselining, gate, formats, folder);
            } finally {
                interruption.over();
            }
        } catch (UnusableTarget e) {
            Run run = unusable(request, started, String.valueOf(e.getMessage()));
            shell.err().println("pop3spec: " + e.getMessage());
            try {
                new ReportWriter(folder).write(run, gate, formats);
            } catch (UnwrittenReports notWritten) {
                shell.err().println("pop3spec: " + Breakdowns.line(notWritten));
            }
            return ExitCode.UNUSABLE;
        }
    }

    private static Run unusable(RunRequest request, Instant started, String why) {
        Target target = request.target();
        TargetDescription description = new TargetDescription(
                target.name(),
                target.kind().name().toLowerCase(Locale.ROOT),
                target.addresses(),
                Optional.empty(),
                target.version(),
                Map.of(),
                List.of(),
                target.delivery());
        return new Run(
                Run.SCHEMA,
                UUID.randomUUID().toString(),
                request.tool(),
                description,
                started,
                Optional.of(Instant.now()),
                true,
                request.choices().seed(),
                request.choices().part(),
                request.arguments(),
                request.scenarios().size(),
                List.of(),
                Optional.of(why),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private Choices choices() throws Refusal {
        List<String> variants = new ArrayList<>();
        LoginVariants known = new LoginVariants();
        boolean all = options.variants.contains("all");
        if (all && options.variants.size() > 1) {
            throw Refusal.usage("--variant: 'all' stands alone");
        }
        if (options.cross && !all && !options.variants.isEmpty()) {
            throw Refusal.usage("--cross is about all variants: without --variant, or with --variant all");
        }
        for (String name : all ? List.<String>of() : options.variants) {
            if (known.named(name).isEmpty()) {
                throw Refusal.usage("--variant: '" + name + "' is none of all, "
                        + known.all().stream().map(v -> v.name()).collect(Collectors.joining(", ")));
            }
            variants.add(name);
        }
        List<Channel> channels = new ArrayList<>();
        for (String name : options.channels) {
            channels.add(channel(name));
        }
        if (options.jobs.filter(jobs -> jobs < 1).isPresent()) {
            throw Refusal.usage("--jobs: expected a number from 1");
        }
        Optional<Duration> timeout = Optional.empty();
        if (!options.timeout.isEmpty()) {
            timeout = Optional.of(TargetFile.duration(options.timeout)
                    .orElseThrow(() -> Refusal.usage("--timeout: expected a time such as 500ms, 30s or 2m")));
        }
        long seed = options.seed.orElseGet(() -> ThreadLocalRandom.current().nextLong(1, 1_000_000_000));
        return new Choices(variants, channels, options.jobs, timeout, seed, options.slow, options.cross).of(shard());
    }

    private Shard shard() throws Refusal {
        try {
            return options.shard.isEmpty() ? Shard.WHOLE : Shard.parse(options.shard);
        } catch (IllegalArgumentException e) {
            throw Refusal.usage("--shard: " + e.getMessage());
        }
    }

    private static Channel channel(String name) throws Refusal {
        return Arrays.stream(Channel.values())
                .filter(channel -> channel.word().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.usage("--channel: '" + name + "' is none of cleartext, stls, tls"));
    }
}
