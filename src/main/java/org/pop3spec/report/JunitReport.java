package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamException;
import org.pop3spec.result.BaselineCheck;
import org.pop3spec.result.Gate;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;

/**
 * JUnit XML, in the form that Jenkins, GitLab, GitHub's reporters and Maven's tools have in common: one suite for each
 * specification, one case for each scenario and the way it was played. A fail is a {@code failure}, an error an {@code
 * error}, a skip {@code skipped}, and so is a deviation that the baseline lists; warnings and findings are failures where they fail the run, else text of a passed case. A
 * run that was interrupted or whose target was unusable has one case more, in error, so that what is missing is not taken
 * for passed.
 */
final class JunitReport {
    private static final String RUN_SUITE = "run";
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Run run;
    private final Gate gate;

    private JunitReport(Run run, Gate gate) {
        this.run = run;
        this.gate = gate;
    }

    /** Writes the report; does not close {@code out}. */
    static void write(Run run, Gate gate, OutputStream out) throws IOException {
        JunitXml.write(out, new JunitReport(run, gate)::document);
    }

    private void document(JunitXml junit) throws XMLStreamException {
        Map<String, String> missing = missing();
        junit.suites(counts("pop3spec: " + run.target().name(), run.results(), missing.size()), root -> {
            for (Outline.Document document : Outline.of(run)) {
                root.suite(suite(document), cases -> cases(document, cases));
            }
            if (!missing.isEmpty()) {
                root.suite(begun(counts(RUN_SUITE, List.of(), missing.size())), cases -> cases(missing, cases));
            }
        });
    }

    private Map<String, String> suite(Outline.Document document) {
        return begun(counts(document.name().isEmpty() ? "own" : document.name(), document.results(), 0));
    }

    private Map<String, String> begun(Map<String, String> attributes) {
        attributes.put("timestamp", TIMESTAMP.format(run.started()));
        return attributes;
    }

    private void cases(Outline.Document document, JunitXml suite) throws XMLStreamException {
        suite.properties(properties());
        for (ScenarioResult result : document.results()) {
            suite.testcase(named(result), outcome -> outcome(result, outcome));
        }
    }

    /** What would be missed if the cases alone were looked at. */
    private Map<String, String> missing() {
        Map<String, String> missing = new LinkedHashMap<>();
        stale().ifPresent(stale -> missing.put("The baseline is up to date", stale));
        run.unusable().ifPresent(why -> missing.put("The target is usable", why));
        if (!run.complete()) {
            missing.put(
                    "The run is complete",
                    "it is incomplete: " + run.results().size() + " of " + run.planned() + " scenarios have a result");
        }
        return missing;
    }

    private Optional<String> stale() {
        return run.baseline()
                .map(BaselineCheck::stale)
                .filter(entries -> !entries.isEmpty())
                .map(entries -> entries.stream()
                        .map(entry -> "line " + entry.line() + " no longer shows: " + entry.text())
                        .collect(Collectors.joining("\n")));
    }

    private void cases(Map<String, String> missing, JunitXml suite) throws XMLStreamException {
        suite.properties(properties());
        for (Map.Entry<String, String> entry : missing.entrySet()) {
            Map<String, String> names = JunitXml.named(RUN_SUITE, entry.getKey());
            names.put("time", seconds(0));
            suite.testcase(names, error -> error.outcome("error", entry.getValue(), "error", entry.getValue()));
        }
    }

    private Map<String, String> counts(String name, List<ScenarioResult> results, int moreErrors) {
        Map<TestOutcome, Long> outcomes =
                results.stream().collect(Collectors.groupingBy(r -> TestOutcome.of(r, gate), Collectors.counting()));
        Map<String, String> counts = JunitXml.counts(
                name,
                results.size() + moreErrors,
                outcomes.getOrDefault(TestOutcome.FAILED, 0L),
                outcomes.getOrDefault(TestOutcome.ERROR, 0L) + moreErrors,
                outcomes.getOrDefault(TestOutcome.SKIPPED, 0L));
        counts.put(
                "time",
                seconds(results.stream()
                        .mapToLong(ScenarioResult::durationMicros)
                        .sum()));
        return counts;
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("pop3spec.tool", run.tool());
        properties.put("pop3spec.run", run.id());
        properties.put("pop3spec.seed", String.valueOf(run.seed()));
        properties.put("pop3spec.complete", String.valueOf(run.complete()));
        properties.put("target.name", run.target().name());
        properties.put("target.kind", run.target().kind());
        properties.put("target.endpoints", String.join(" ", run.target().endpoints()));
        properties.put("target.software", run.target().software().orElse("unknown"));
        BaselineView.of(run).ifPresent(view -> properties.put("baseline", view.file() + ": " + view.counts()));
        run.target().version().ifPresent(version -> properties.put("target.version", version));
        return properties;
    }

    private static Map<String, String> named(ScenarioResult result) {
        Map<String, String> names = JunitXml.named(
                result.id().replace('/', '.'),
                result.title() + " (" + result.variant() + ", " + result.channel() + ")");
        names.put("file", result.scriptFile());
        names.put("time", seconds(result.durationMicros()));
        return names;
    }

    private void outcome(ScenarioResult result, JunitXml junit) throws XMLStreamException {
        switch (TestOutcome.of(result, gate)) {
            case FAILED ->
                junit.outcome("failure", ResultText.message(result, gate), type(result), ResultText.detail(result));
            case ERROR -> junit.outcome("error", ResultText.message(result, gate), "error", ResultText.detail(result));
            case SKIPPED -> {
                junit.skipped(ResultText.reason(result));
                if (result.expected()) {
                    junit.output(ResultText.detail(result));
                }
            }
            case PASSED -> {
                String said = ResultText.remarks(result);
                if (!said.isEmpty()) {
                    junit.output(said);
                }
            }
        }
    }

    private String type(ScenarioResult result) {
        if (result.verdict() == Verdict.FAIL || result.verdict() == Verdict.SKIP) {
            return result.verdict().word();
        }
        return result.findings().stream().anyMatch(gate::fails) ? "finding" : "warn";
    }

    private static String seconds(long micros) {
        return String.format(Locale.ROOT, "%.6f", micros / 1e6);
    }
}
