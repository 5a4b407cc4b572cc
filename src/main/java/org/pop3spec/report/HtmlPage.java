package org.pop3spec.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.pop3spec.result.Finding;
import org.pop3spec.result.Gate;
import org.pop3spec.result.Level;
import org.pop3spec.result.Observation;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SpecReference;
import org.pop3spec.result.Verdict;

/** What the HTML report shows, in its order. Texts are visible already; escaping them for HTML is left to the template. */
record HtmlPage(
        Run run,
        Anchors anchors,
        Headline headline,
        List<Tally> tallies,
        List<Problem> problems,
        Optional<BaselineView> baseline,
        List<FindingView> findings,
        List<Fact> target,
        List<VariantRow> variants,
        Optional<CrossTable> cross,
        CapabilityTable capabilities,
        ClientTable clients,
        List<Skips> skips,
        List<DocumentView> documents,
        List<ObservationView> observations,
        List<Fact> facts) {
    /** Names of the page's own parts, which no scenario's anchor may take. */
    static final Set<String> PARTS = Set.of(
            "problems",
            "baseline",
            "findings",
            "server",
            "scenarios",
            "observations",
            "clients",
            "run",
            "search",
            "shown",
            "bar");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** How many have a verdict. */
    record Tally(Verdict verdict, long number) {
        String word() {
            return verdict.name().toLowerCase(Locale.ROOT);
        }

        String past() {
            return switch (verdict) {
                case PASS -> "passed";
                case FAIL -> "failed";
                case WARN -> "warned";
                case SKIP -> "skipped";
                case ERROR -> "in error";
            };
        }

        String symbol() {
            return Symbols.of(verdict);
        }
    }

    /** A cause: the first scenario that saw it, and the others. */
    record Problem(ScenarioView first, List<ScenarioView> others) {}

    record Fact(String label, String text) {}

    /**
     * A way of logging in.
     *
     * @param offered whether the server offers it
     */
    record VariantRow(String name, boolean offered, List<Tally> tallies) {
        long number(Verdict verdict) {
            return tallies.stream()
                    .filter(t -> t.verdict() == verdict)
                    .mapToLong(Tally::number)
                    .sum();
        }
    }

    record FindingView(String severity, String id, String evidence, List<ScenarioView> seenIn) {}

    record ObservationView(String name, Map<String, List<ScenarioView>> values) {}

    /** One specification. */
    record DocumentView(
            String name, String title, Optional<String> url, List<Tally> tallies, List<SectionView> sections) {}

    /** One section of it. */
    record SectionView(String number, String topics, Optional<String> url, List<ScenarioView> scenarios) {}

    static HtmlPage of(Run run, Gate gate) {
        List<ScenarioResult> inOrder = Outline.results(run);
        Anchors anchors = new Anchors(inOrder, PARTS);
        return new HtmlPage(
                run,
                anchors,
                Headline.of(run, gate),
                tallies(run.results()),
                Cause.of(run).stream().map(c -> problem(c, anchors)).toList(),
                BaselineView.of(run),
                findings(inOrder, anchors),
                target(run),
                variants(run),
                CrossTable.of(run, anchors),
                CapabilityTable.of(run.target().capabilities()),
                ClientTable.of(run),
                Skips.of(run),
                Outline.of(run).stream().map(d -> document(d, anchors)).toList(),
                observations(inOrder, anchors),
                facts(run));
    }

    /** The name by which the page links to a result. */
    String anchor(ScenarioResult result) {
        return anchors.of(result);
    }

    String title() {
        return Visible.text(run.target().name()) + ": " + headline.text();
    }

    String tone() {
        return headline.tone().name().toLowerCase(Locale.ROOT);
    }

    /** The levels that a filter can choose from. */
    List<Level> levels() {
        return Arrays.stream(Level.values())
                .filter(level -> run.results().stream().anyMatch(r -> r.level() == level))
                .toList();
    }

    /** Where the part of a tally begins in a bar that is {@code width} wide, and where it ends. */
    double[] stretch(Tally tally, double width) {
        double all = Math.max(1, run.results().size());
        double before = 0;
        for (Tally other : tallies) {
            if (other.verdict() == tally.verdict()) {
                break;
            }
            before += other.number();
        }
        return new double[] {before * width / all, (before + tally.number()) * width / all};
    }

    private static Problem problem(Cause cause, Anchors anchors) {
        return new Problem(
                ScenarioView.of(cause.first(), anchors),
                cause.others().stream().map(r -> ScenarioView.of(r, anchors)).toList());
    }

    static List<Tally> tallies(List<ScenarioResult> results) {
        return List.of(Verdict.FAIL, Verdict.ERROR, Verdict.WARN, Verdict.PASS, Verdict.SKIP).stream()
                .map(v -> new Tally(
                        v, results.stream().filter(r -> r.verdict() == v).count()))
                .toList();
    }

    private static List<FindingView> findings(List<ScenarioResult> results, Anchors anchors) {
        Map<Finding, List<ScenarioView>> seen = new LinkedHashMap<>();
        for (ScenarioResult result : results) {
            result.findings()
                    .forEach(
                            f -> seen.computeIfAbsent(f, x -> new ArrayList<>()).add(ScenarioView.of(result, anchors)));
        }
        return seen.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Finding, List<ScenarioView>> e) ->
                                e.getKey().severity())
                        .reversed())
                .map(e -> new FindingView(
                        e.getKey().severity().name().toLowerCase(Locale.ROOT),
                        Visible.text(e.getKey().id()),
                        Visible.text(e.getKey().evidence()),
                        e.getValue()))
                .toList();
    }

    private static List<ObservationView> observations(List<ScenarioResult> results, Anchors anchors) {
        Map<String, Map<String, List<ScenarioView>>> byName = new TreeMap<>();
        for (ScenarioResult result : results) {
            for (Observation observation : result.observations()) {
                byName.computeIfAbsent(Visible.text(observation.name()), n -> new LinkedHashMap<>())
                        .computeIfAbsent(Visible.text(observation.value()), v -> new ArrayList<>())
                        .add(ScenarioView.of(result, anchors));
            }
        }
        List<ObservationView> views = new ArrayList<>();
        byName.forEach((name, values) -> views.add(new ObservationView(name, values)));
        return views;
    }

    private static List<Fact> target(Run run) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(
                "Software", run.target().software().map(Visible::octets).orElse("does not say")));
        run.target().version().ifPresent(version -> facts.add(new Fact("Version", Visible.text(version))));
        facts.add(new Fact(
                "Endpoints", Visible.text(String.join(", ", run.target().endpoints()))));
        facts.add(new Fact("Kind", Visible.text(run.target().kind())));
        facts.add(new Fact("Delivery", Visible.text(run.target().delivery())));
        return facts;
    }

    private static List<VariantRow> variants(Run run) {
        Set<String> names = new LinkedHashSet<>(run.target().variants());
        run.results().forEach(r -> names.add(r.variant()));
        return names.stream()
                .map(name -> new VariantRow(
                        Visible.text(name),
                        run.target().variants().contains(name),
                        tallies(run.results().stream()
                                .filter(r -> r.variant().equals(name))
                                .toList())))
                .toList();
    }

    private static DocumentView document(Outline.Document document, Anchors anchors) {
        if (document.name().isEmpty()) {
            return new DocumentView(
                    "Other scenarios",
                    "of no specification",
                    Optional.empty(),
                    tallies(document.results()),
                    sections(document, anchors));
        }
        return new DocumentView(
                Visible.text(Specifications.name(document.name())),
                Specifications.title(document.name()).orElse(""),
                new SpecReference(document.name(), "", "").url(),
                tallies(document.results()),
                sections(document, anchors));
    }

    private static List<SectionView> sections(Outline.Document document, Anchors anchors) {
        return document.sections().stream()
                .map(section -> new SectionView(
                        Visible.text(section.number()),
                        topics(section),
                        section.results().stream()
                                .flatMap(r -> r.spec().stream())
                                .findFirst()
                                .flatMap(SpecReference::url),
                        section.results().stream()
                                .map(r -> ScenarioView.of(r, anchors))
                                .toList()))
                .toList();
    }

    private static String topics(Outline.Section section) {
        return section.results().stream()
                .flatMap(r -> r.spec().stream())
                .map(SpecReference::topic)
                .filter(topic -> !topic.isEmpty())
                .map(Visible::text)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static List<Fact> facts(Run run) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Started", TIME.format(run.started())));
        facts.add(new Fact(
                "Took",
                run.finished()
                        .map(end -> Durations.ofMicros(run.started().until(end, ChronoUnit.MICROS)))
                        .orElse("never came to its end")));
        run.timings()
                .ifPresent(timings -> facts.add(new Fact(
                        "Of all players together",
                        Durations.ofMicros(timings.serverMicros()) + " server, "
                                + Durations.ofMicros(timings.deliveryMicros()) + " delivery, "
                                + Durations.ofMicros(timings.harnessMicros()) + " harness")));
        facts.add(new Fact("Scenarios", run.results().size() + " with a result, " + run.planned() + " planned"));
        facts.add(new Fact("Made by", Visible.text(run.tool())));
        facts.add(new Fact("Command line", Visible.text("pop3spec " + String.join(" ", run.arguments()))));
        facts.add(new Fact("Seed", String.valueOf(run.seed())));
        facts.add(new Fact("Run", Visible.text(run.id())));
        return facts;
    }
}
