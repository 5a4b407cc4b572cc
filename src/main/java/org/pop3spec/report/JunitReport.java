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
    private final IndentedXml xml;

    private JunitReport(Run run, Gate gate, IndentedXml xml) {
        this.run = run;
        this.gate = gate;
        this.xml = xml;
    }

    /** Writes the report; does not close {@code out}. */
    static void write(Run run, Gate gate, OutputStream out) throws IOException {
        try {
            IndentedXml xml = IndentedXml.to(out);
            new JunitReport(run, gate, xml).document();
            xml.finish();
        } catch (XMLStreamException trouble) {
            throw new IOException("junit.xml can't be written: " + trouble.getMessage(), trouble);
        }
    }

    private void document() throws XMLStreamException {
        Map<String, String> missing = missing();
        xml.start(0, "testsuites");
        xml.attribute("name", "pop3spec: " + run.target().name());
        counts(run.results(), missing.size());
        for (Outline.Document document : Outline.of(run)) {
            suite(document);
        }
        if (!missing.isEmpty()) {
            suiteOfRun(missing);
        }
        xml.end(0);
    }

    private void suite(Outline.Document document) throws XMLStreamException {
        xml.start(1, "testsuite");
        xml.attribute("name", document.name().isEmpty() ? "own" : document.name());
        counts(document.results(), 0);
        xml.attribute("timestamp", TIMESTAMP.format(run.started()));
        properties();
        for (ScenarioResult result : document.results()) {
            testcase(result);
        }
        xml.end(1);
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

    private void suiteOfRun(Map<String, String> missing) throws XMLStreamException {
        xml.start(1, "testsuite");
        xml.attribute("name", RUN_SUITE);
        counts(List.of(), missing.size());
        xml.attribute("timestamp", TIMESTAMP.format(run.started()));
        properties();
        for (Map.Entry<String, String> entry : missing.entrySet()) {
            xml.start(2, "testcase");
            xml.attribute("classname", RUN_SUITE);
            xml.attribute("name", entry.getKey());
            xml.attribute("time", seconds(0));
            outcome("error", entry.getValue(), "error", entry.getValue());
            xml.end(2);
        }
        xml.end(1);
    }

    private void counts(List<ScenarioResult> results, int moreErrors) throws XMLStreamException {
        Map<TestOutcome, Long> counts =
                results.stream().collect(Collectors.groupingBy(r -> TestOutcome.of(r, gate), Collectors.counting()));
        xml.attribute("tests", String.valueOf(results.size() + moreErrors));
        xml.attribute("failures", String.valueOf(counts.getOrDefault(TestOutcome.FAILED, 0L)));
        xml.attribute("errors", String.valueOf(counts.getOrDefault(TestOutcome.ERROR, 0L) + moreErrors));
        xml.attribute("skipped", String.valueOf(counts.getOrDefault(TestOutcome.SKIPPED, 0L)));
        xml.attribute(
                "time",
                seconds(results.stream()
                        .mapToLong(ScenarioResult::durationMicros)
                        .sum()));
    }

    private void properties() throws XMLStreamException {
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
        xml.start(2, "properties");
        for (Map.Entry<String, String> property : properties.entrySet()) {
            xml.empty(3, "property");
            xml.attribute("name", property.getKey());
            xml.attribute("value", property.getValue());
        }
        xml.end(2);
    }

    private void testcase(ScenarioResult result) throws XMLStreamException {
        xml.start(2, "testcase");
        xml.attribute("classname", result.id().replace('/', '.'));
        xml.attribute("name", result.title() + " (" + result.variant() + ", " + result.channel() + ")");
        xml.attribute("file", result.scriptFile());
        xml.attribute("time", seconds(result.durationMicros()));
        switch (TestOutcome.of(result, gate)) {
            case FAILED ->
                outcome("failure", ResultText.message(result, gate), type(result), ResultText.detail(result));
            case ERROR -> outcome("error", ResultText.message(result, gate), "error", ResultText.detail(result));
            case SKIPPED -> {
                xml.empty(3, "skipped");
                xml.attribute("message", ResultText.reason(result));
                if (result.expected()) {
                    output(ResultText.detail(result));
                }
            }
            case PASSED -> {
                String said = ResultText.remarks(result);
                if (!said.isEmpty()) {
                    output(said);
                }
            }
        }
        xml.end(2);
    }

    private void output(String text) throws XMLStreamException {
        xml.start(3, "system-out");
        xml.text(Visible.lines(text));
        xml.close();
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

    private void outcome(String element, String message, String type, String text) throws XMLStreamException {
        xml.start(3, element);
        xml.attribute("message", message);
        xml.attribute("type", type);
        xml.text(Visible.lines(text));
        xml.close();
    }
}
