package org.pop3spec.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.pop3spec.report.FindingsMarkdown;
import org.pop3spec.report.MatrixHtml;
import org.pop3spec.report.RunReader;
import org.pop3spec.report.ServerRun;
import org.pop3spec.report.Visible;
import org.pop3spec.result.ExitCode;
import org.pop3spec.result.Run;
import org.pop3spec.result.RunMerger;
import org.pop3spec.result.Verdict;
import org.pop3spec.target.RecipeSummary;
import org.pop3spec.target.Recipes;

/** Plays against the recipes of a matrix, some at a time, and puts all runs into one report. */
final class MatrixRuns {
    private static final String ALL = "all";
    /** The name of each run's own report. */
    private static final String PAGE = "index.html";

    private final MatrixCommand options;
    private final Shell shell;
    private final Path folder;
    private volatile boolean interrupted;

    MatrixRuns(MatrixCommand options) {
        this.options = options;
        this.shell = options.shell;
        this.folder = shell.folder().resolve(options.output);
    }

    ExitCode run() throws Refusal, IOException, InterruptedException {
        List<String> recipes = recipes();
        if (options.jobs.filter(jobs -> jobs < 1).isPresent()) {
            throw Refusal.usage("--jobs: expected a number from 1");
        }
        List<ServerRun> earlier = earlier();
        Output.folder(folder);
        Output.file("--findings", findings());
        // each run that is being played sees to itself; then there is a report on them
        Interruption interruption = Interruption.stopping(() -> interrupted = true);
        try {
            return run(recipes, earlier);
        } finally {
            interruption.over();
        }
    }

    private ExitCode run(List<String> recipes, List<ServerRun> earlier)
            throws Refusal, IOException, InterruptedException {
        List<ServerRun> all = new ArrayList<>(played(recipes));
        all.addAll(earlier);
        if (all.isEmpty()) {
            shell.err().println("pop3spec: no server could be played against");
            return ExitCode.UNUSABLE;
        }
        Path report = MatrixHtml.write(all, Instant.now(), folder);
        FindingsMarkdown.write(all, findings());
        all.forEach(one -> shell.out().println(line(one.run())));
        shell.out().println("Report: " + report);
        boolean whole = all.size() == recipes.size() + earlier.size()
                && all.stream()
                        .allMatch(one ->
                                one.run().complete() && one.run().unusable().isEmpty());
        return whole ? ExitCode.CONFORMANT : ExitCode.UNUSABLE;
    }

    private Path findings() {
        return options.findings.map(shell.folder()::resolve).orElseGet(() -> folder.resolve("findings.md"));
    }

    /** What was played elsewhere; the shards of one server are one run. */
    private List<ServerRun> earlier() throws Refusal, IOException {
        Map<String, List<ServerRun>> parts = new LinkedHashMap<>();
        for (Path place : options.places) {
            Path resolved = shell.folder().resolve(place);
            if (!Files.exists(resolved) && isRecipe(place.toString())) {
                throw Refusal.usage(place + ": there is no such folder; the recipe is named by --recipe " + place);
            }
            ServerRun part = read(resolved);
            boolean shard = part.run().shard().isPresent();
            parts.computeIfAbsent(
                            shard ? "shards of " + part.run().target().name() : "whole " + resolved,
                            name -> new ArrayList<>())
                    .add(part);
        }
        List<ServerRun> runs = new ArrayList<>();
        for (List<ServerRun> of : parts.values()) {
            runs.add(together(of));
        }
        return runs;
    }

    private static boolean isRecipe(String word) {
        return new Recipes().list().stream().anyMatch(recipe -> recipe.name().equals(word));
    }

    /** Shards have no report of their own that has all of them. */
    private static ServerRun together(List<ServerRun> parts) throws Refusal {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        try {
            return new ServerRun(
                    RunMerger.merge(parts.stream().map(ServerRun::run).toList()), "");
        } catch (IllegalArgumentException e) {
            throw Refusal.usage(Visible.text(String.valueOf(e.getMessage())));
        }
    }

    private List<String> recipes() throws Refusal {
        boolean every = options.recipes.equals(List.of(ALL)) || (options.recipes.isEmpty() && options.places.isEmpty());
        if (every) {
            return new Recipes().list().stream().map(RecipeSummary::name).toList();
        }
        Set<String> names = new LinkedHashSet<>();
        for (String name : options.recipes) {
            names.add(TargetChoice.recipe(name, shell).name());
        }
        return List.copyOf(names);
    }

    private List<ServerRun> played(List<String> recipes) throws Refusal, InterruptedException, IOException {
        int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        ExecutorService crew = Executors.newFixedThreadPool(options.jobs.orElse(most));
        List<ServerRun> runs = new ArrayList<>();
        try {
            List<Callable<Path>> tasks = recipes.stream()
                    .<Callable<Path>>map(name -> () -> play(name))
                    .toList();
            List<Future<Path>> played = crew.invokeAll(tasks);
            for (int i = 0; i < played.size(); i++) {
                try {
                    runs.add(read(played.get(i).get()));
                } catch (ExecutionException e) {
                    Exception why = e.getCause() instanceof Exception cause ? cause : e;
                    shell.err().println("pop3spec: " + recipes.get(i) + ": " + line(why));
                }
            }
        } finally {
            crew.shutdownNow();
        }
        return runs;
    }

    private static String line(Exception why) {
        return why instanceof Refusal
                ? String.valueOf(why.getMessage()).replaceFirst("^pop3spec: ", "")
                : Breakdowns.line(why);
    }

    /** One recipe, as {@code run} would play it; what that says goes into a file beside its reports. */
    private Path play(String recipe) throws Exception {
        if (interrupted) {
            throw new Refusal(ExitCode.UNUSABLE, "not begun, for the matrix was interrupted");
        }
        Path own = folder.resolve(recipe.replaceAll("[^A-Za-z0-9._-]+", "-"));
        Files.createDirectories(own);
        shell.err().println("playing " + recipe);
        try (PrintStream said =
                new PrintStream(Files.newOutputStream(own.resolve("console.txt")), true, StandardCharsets.UTF_8)) {
            List<String> arguments = List.of("run", "--recipe", recipe);
            RunCommand command = new RunCommand(
                    new Shell(arguments, said, said, shell.in(), shell.environment(), shell.folder(), false));
            command.target.recipe = recipe;
            command.selection = options.selection;
            command.shard = options.shard;
            command.baseline.file = baseline(recipe);
            command.output = options.output.resolve(own.getFileName());
            try {
                new Running(command).run();
            } catch (Refusal refused) {
                said.println(refused.getMessage());
                throw refused;
            }
        }
        shell.err().println("done with " + recipe);
        return own;
    }

    /**
     * The file among the baselines that has the recipe's name, with a dash for each colon; where there is none, that of the same
     * without the last of version and flavour; nothing where there is none either.
     */
    private String baseline(String recipe) {
        if (options.baselines.toString().isEmpty()) {
            return "";
        }
        List<String> words = List.of(recipe.split(":", -1));
        return IntStream.range(0, words.size())
                .mapToObj(without -> String.join("-", words.subList(0, words.size() - without)) + ".yaml")
                .map(options.baselines::resolve)
                .filter(file -> Files.isRegularFile(shell.folder().resolve(file)))
                .findFirst()
                .map(Path::toString)
                .orElse("");
    }

    private ServerRun read(Path place) throws Refusal, IOException {
        RunReader.Found found = Reporting.read(List.of(place));
        found.notes().forEach(note -> shell.err().println("pop3spec: " + note));
        Path page = (place.toFile().isDirectory() ? place : place.resolveSibling("")).resolve(PAGE);
        boolean linked = !options.alone && Files.exists(page);
        return new ServerRun(found.run(), linked ? reference(page) : "");
    }

    /** From the matrix's folder to a file, as a relative reference: each name of the path encoded. */
    private String reference(Path file) {
        Path relative = folder.toAbsolutePath()
                .normalize()
                .relativize(file.toAbsolutePath().normalize());
        return StreamSupport.stream(relative.spliterator(), false)
                .map(name -> URLEncoder.encode(name.toString(), StandardCharsets.UTF_8)
                        .replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }

    private static String line(Run run) {
        String name = Visible.text(run.target().name()
                + run.target().version().map(v -> " (" + v + ")").orElse(""));
        return String.format(
                Locale.ROOT,
                "  %-45s %4d passed %4d failed %4d warned %4d skipped%s",
                name,
                run.count(Verdict.PASS),
                run.count(Verdict.FAIL),
                run.count(Verdict.WARN),
                run.count(Verdict.SKIP),
                run.count(Verdict.ERROR) == 0 ? "" : " " + run.count(Verdict.ERROR) + " in error");
    }
}
