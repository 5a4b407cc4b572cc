package org.pop3spec.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.pop3spec.result.Level;
import org.pop3spec.result.Observation;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;

/**
 * Several servers side by side. Every list of cells has one for each server, in the order of {@link #servers}. Texts are visible
 * already; escaping them for HTML is left to the template.
 *
 * @param differing scenarios that servers came to different verdicts in: what a text demands comes first
 * @param logins ways of logging in
 * @param observations what texts leave open: what servers differ in comes first
 * @param groups every scenario that some server was played with, by specification
 */
record MatrixPage(
        String made,
        List<Server> servers,
        List<Row> differing,
        List<Login> logins,
        List<Client> clients,
        List<Behaviour> observations,
        CapabilityTable capabilities,
        List<Group> groups) {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final int LONGEST_VALUE = 120;
    private static final List<Verdict> WORST_FIRST = List.of(Verdict.FAIL, Verdict.ERROR, Verdict.WARN, Verdict.PASS);

    /**
     * One run.
     *
     * @param href its own report; empty where there is none
     * @param typical how long half of its scenarios took at most
     */
    record Server(
            String name,
            String version,
            String href,
            List<HtmlPage.Tally> tallies,
            String took,
            String typical,
            String slowest,
            Optional<String> note) {}

    /** One scenario. */
    record Row(String id, String title, Level level, boolean differs, List<Cell> cells) {}

    /**
     * What became of a scenario with a server.
     *
     * @param verdict the worst of those that its login variants and channels led to, as a class of the style sheet
     * @param text why it was not played, or the reason for that verdict
     * @param parts for each verdict the variants that led to it, where they differ
     */
    record Cell(String verdict, String symbol, String href, String text, List<Part> parts) {}

    /** Variants that came to one verdict. */
    record Part(String verdict, String symbol, String variants) {}

    /** One way of logging in. */
    record Login(String variant, List<LoginCell> cells) {}

    /**
     * How scenarios fared that logged in that way.
     *
     * @param text such as {@code 2 of 31 failed}
     */
    record LoginCell(boolean offered, String verdict, String symbol, String text) {}

    /** A mail client in one of its modes. */
    record Client(String name, String mode, List<ClientCell> cells) {}

    /** How it gets along; empty where it was not played. */
    record ClientCell(Optional<ClientTable.Played> played, String href) {}

    /** One observation. */
    record Behaviour(String name, boolean differs, List<String> values) {}

    /** One specification. */
    record Group(String name, String title, List<Row> rows) {}

    /** One run with what links to it. */
    private record Seen(Run run, String name, String href, Anchors anchors, Map<String, List<ScenarioResult>> byId) {
        String link(ScenarioResult result) {
            return href.isEmpty() ? "" : href + "#" + anchors.of(result);
        }
    }

    /** @param runs each with the address of its own report, which may be empty */
    static MatrixPage of(List<ServerRun> runs, Instant made) {
        List<Seen> seen = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (ServerRun one : runs) {
            List<ScenarioResult> results = Outline.results(one.run());
            String name = one.run().target().name();
            String unique = name;
            for (int i = 2; !names.add(unique); i++) {
                unique = name + " (" + i + ")";
            }
            seen.add(new Seen(
                    one.run(),
                    Visible.text(unique),
                    one.href(),
                    new Anchors(results, HtmlPage.PARTS),
                    results.stream()
                            .collect(Collectors.groupingBy(
                                    ScenarioResult::id, LinkedHashMap::new, Collectors.toList()))));
        }
        List<Group> groups = groups(seen);
        return new MatrixPage(
                DAY.format(made),
                seen.stream().map(MatrixPage::server).toList(),
                groups.stream()
                        .flatMap(group -> group.rows().stream())
                        .filter(Row::differs)
                        .sorted(Comparator.comparing(Row::level))
                        .toList(),
                logins(seen),
                clients(seen),
                observations(seen),
                capabilities(seen),
                groups);
    }

    String title() {
        return servers.size() + (servers.size() == 1 ? " server" : " servers");
    }

    String summary() {
        long rows = groups.stream().mapToLong(group -> group.rows().size()).sum();
        return rows + " scenarios; the servers differ in " + differing.size() + " of them, and in "
                + observations.stream().filter(Behaviour::differs).count()
                + " of the things that the specifications leave open.";
    }

    private static Server server(Seen seen) {
        Run run = seen.run();
        List<ScenarioResult> byTime = run.results().stream()
                .filter(result -> result.verdict() != Verdict.SKIP)
                .sorted(Comparator.comparingLong(ScenarioResult::durationMicros))
                .toList();
        Optional<String> note = run.unusable()
                .map(Visible::text)
                .or(() -> run.complete() ? Optional.empty() : Optional.of("did not come to its end"));
        return new Server(
                seen.name(),
                Visible.text(run.target().version().orElse("")),
                seen.href(),
                HtmlPage.tallies(run.results()),
                run.finished()
                        .map(end -> Durations.ofMicros(run.started().until(end, ChronoUnit.MICROS)))
                        .orElse("–"),
                byTime.isEmpty()
                        ? "–"
                        : Durations.ofMicros(byTime.get(byTime.size() / 2).durationMicros()),
                byTime.isEmpty()
                        ? ""
                        : Durations.ofMicros(byTime.get(byTime.size() - 1).durationMicros()) + " "
                                + Visible.text(byTime.get(byTime.size() - 1).id()),
                note);
    }

    private static List<Group> groups(List<Seen> seen) {
        Map<String, Map<String, ScenarioResult>> byDocument = new LinkedHashMap<>();
        seen.stream()
                .flatMap(one -> Outline.of(one.run()).stream())
                .sorted(Comparator.comparing(
                                (Outline.Document document) -> document.name().isEmpty())
                        .thenComparing(Outline.Document::name, Outline.NATURAL))
                .forEach(document -> document.results()
                        .forEach(result -> byDocument
                                .computeIfAbsent(document.name(), name -> new TreeMap<>(Outline.NATURAL))
                                .putIfAbsent(result.id(), result)));
        List<Group> groups = new ArrayList<>();
        byDocument.forEach((name, scenarios) -> groups.add(new Group(
                name.isEmpty() ? "Other scenarios" : Visible.text(Specifications.name(name)),
                Specifications.title(name).orElse(""),
                scenarios.values().stream().map(result -> row(result, seen)).toList())));
        return groups;
    }

    private static Row row(ScenarioResult scenario, List<Seen> seen) {
        List<Cell> cells = seen.stream()
                .map(one -> cell(one, one.byId().getOrDefault(scenario.id(), List.of())))
                .toList();
        long verdicts = cells.stream()
                .map(Cell::verdict)
                .filter(verdict -> !verdict.equals("skip"))
                .distinct()
                .count();
        return new Row(
                Visible.text(scenario.id()), Visible.text(scenario.title()), scenario.level(), verdicts > 1, cells);
    }

    private static Cell cell(Seen seen, List<ScenarioResult> results) {
        for (Verdict verdict : WORST_FIRST) {
            Optional<ScenarioResult> worst = results.stream()
                    .filter(result -> result.verdict() == verdict)
                    .findFirst();
            if (worst.isPresent()) {
                String text = worst.get().messages().stream().findFirst().orElse("");
                return new Cell(
                        word(verdict),
                        Symbols.of(verdict),
                        seen.link(worst.get()),
                        Visible.shortened(Visible.text(text), LONGEST_VALUE),
                        parts(results));
            }
        }
        String why = results.stream()
                .flatMap(result -> result.skip().stream())
                .map(SkipReason::text)
                .findFirst()
                .orElse("not played");
        return new Cell(word(Verdict.SKIP), Symbols.of(Verdict.SKIP), "", Visible.text(why), List.of());
    }

    /** Nothing where all variants led to the same; those that passed are many, and only counted. */
    private static List<Part> parts(List<ScenarioResult> results) {
        Map<Verdict, Set<String>> variants = new LinkedHashMap<>();
        for (Verdict verdict : WORST_FIRST) {
            results.stream()
                    .filter(result -> result.verdict() == verdict)
                    .forEach(result -> variants.computeIfAbsent(verdict, v -> new LinkedHashSet<>())
                            .add(result.variant() + " " + result.channel()));
        }
        if (variants.size() < 2) {
            return List.of();
        }
        List<Part> parts = new ArrayList<>();
        variants.forEach((verdict, names) -> parts.add(new Part(
                word(verdict),
                Symbols.of(verdict),
                verdict == Verdict.PASS ? "the other " + names.size() : Visible.text(String.join(", ", names)))));
        return parts;
    }

    private static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    private static List<Login> logins(List<Seen> seen) {
        Set<String> variants = new LinkedHashSet<>();
        seen.forEach(one -> variants.addAll(one.run().target().variants()));
        return variants.stream()
                .sorted()
                .map(variant -> new Login(
                        Visible.text(variant),
                        seen.stream().map(one -> login(one.run(), variant)).toList()))
                .toList();
    }

    private static LoginCell login(Run run, String variant) {
        List<ScenarioResult> results = run.results().stream()
                .filter(result -> result.variant().equals(variant) && result.verdict() != Verdict.SKIP)
                .toList();
        if (!run.target().variants().contains(variant)) {
            return new LoginCell(false, word(Verdict.SKIP), Symbols.of(Verdict.SKIP), "not offered");
        }
        for (Verdict verdict : List.of(Verdict.FAIL, Verdict.ERROR, Verdict.WARN)) {
            long number = results.stream()
                    .filter(result -> result.verdict() == verdict)
                    .count();
            if (number > 0) {
                return new LoginCell(
                        true,
                        word(verdict),
                        Symbols.of(verdict),
                        number + " of " + results.size() + " " + new HtmlPage.Tally(verdict, number).past());
            }
        }
        return new LoginCell(true, word(Verdict.PASS), Symbols.of(Verdict.PASS), String.valueOf(results.size()));
    }

    private static List<Client> clients(List<Seen> seen) {
        Map<String, Map<String, List<ClientCell>>> cells = new TreeMap<>(Outline.NATURAL);
        for (int i = 0; i < seen.size(); i++) {
            for (ClientTable.Row row : ClientTable.of(seen.get(i).run()).rows()) {
                for (ClientTable.Played played : row.played()) {
                    List<ClientCell> line = cells.computeIfAbsent(row.name(), name -> new LinkedHashMap<>())
                            .computeIfAbsent(
                                    played.mode(),
                                    mode -> new ArrayList<>(seen.stream()
                                            .map(one -> new ClientCell(Optional.empty(), ""))
                                            .toList()));
                    line.set(i, new ClientCell(Optional.of(played), seen.get(i).link(played.result())));
                }
            }
        }
        List<Client> clients = new ArrayList<>();
        cells.forEach((name, modes) -> modes.forEach((mode, line) -> clients.add(new Client(name, mode, line))));
        return clients;
    }

    private static List<Behaviour> observations(List<Seen> seen) {
        Map<String, List<Set<String>>> byName = new TreeMap<>();
        for (int i = 0; i < seen.size(); i++) {
            for (ScenarioResult result : seen.get(i).run().results()) {
                for (Observation observation : result.observations()) {
                    byName.computeIfAbsent(
                                    Visible.text(observation.name()),
                                    name -> seen.stream()
                                            .<Set<String>>map(one -> new LinkedHashSet<>())
                                            .toList())
                            .get(i)
                            .add(Visible.shortened(Visible.text(observation.value()), LONGEST_VALUE));
                }
            }
        }
        List<Behaviour> behaviours = new ArrayList<>();
        byName.forEach((name, values) -> behaviours.add(new Behaviour(
                name,
                values.stream().filter(set -> !set.isEmpty()).distinct().count() > 1,
                values.stream().map(set -> String.join("; ", set)).toList())));
        behaviours.sort(Comparator.comparing(Behaviour::differs).reversed());
        return behaviours;
    }

    private static CapabilityTable capabilities(List<Seen> seen) {
        Map<String, List<String>> announced = new LinkedHashMap<>();
        for (Seen one : seen) {
            announced.put(
                    one.name(),
                    one.run().target().capabilities().values().stream()
                            .flatMap(List::stream)
                            .distinct()
                            .toList());
        }
        return CapabilityTable.of(announced);
    }
}
