package org.pop3spec.junit;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;
import org.pop3spec.report.ResultText;
import org.pop3spec.report.Visible;
import org.pop3spec.result.Gate;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;
import org.pop3spec.run.StepByStep;
import org.pop3spec.run.StepByStep.Turn;
import org.pop3spec.scenario.FrontMatter;

/** The turns of a run as dynamic tests, and verdicts as what JUnit makes of exceptions. */
final class DynamicTests {
    private static final String AT_THE_END = "at the end";

    private final StepByStep run;
    private final Function<String, URI> source;
    private final Gate gate;
    private final Remarks remarks;

    /** @param source where an IDE finds the file of a scenario, by its id */
    DynamicTests(StepByStep run, Function<String, URI> source, Gate gate, Remarks remarks) {
        this.run = run;
        this.source = source;
        this.gate = gate;
        this.remarks = remarks;
    }

    /** Sanity first and last, everything else between, nested as the scenarios' folders are. */
    Stream<DynamicNode> all() {
        List<Turn> sanity = run.turns().stream().filter(Turn::sanity).toList();
        List<Turn> others = run.turns().stream().filter(turn -> !turn.sanity()).toList();
        List<DynamicNode> nodes = new ArrayList<>(nested(sanity, 0));
        nodes.addAll(nested(others, 0));
        if (!sanity.isEmpty() && !others.isEmpty()) {
            nodes.add(DynamicContainer.dynamicContainer(
                    AT_THE_END, sanity.stream().map(turn -> test(turn, () -> judge(turn, run.resultAtTheEnd(turn))))));
        }
        publish("left out or noticed", run.notes());
        return nodes.stream().onClose(() -> publish("left behind", run.leave()));
    }

    /** @param depth how many folders of the ids stand above already */
    private List<DynamicNode> nested(List<Turn> turns, int depth) {
        Map<String, List<Turn>> folders = new LinkedHashMap<>();
        List<DynamicNode> nodes = new ArrayList<>();
        for (Turn turn : turns) {
            String[] path = turn.scenario().id().split("/", -1);
            if (path.length > depth + 1) {
                folders.computeIfAbsent(path[depth], name -> new ArrayList<>()).add(turn);
            } else {
                nodes.add(test(turn, () -> judge(turn, run.result(turn))));
            }
        }
        folders.forEach(
                (name, inside) -> nodes.add(DynamicContainer.dynamicContainer(name, nested(inside, depth + 1))));
        return nodes;
    }

    private DynamicTest test(Turn turn, Executable playing) {
        return DynamicTest.dynamicTest(name(turn), source.apply(turn.scenario().id()), playing);
    }

    /** With its tags: JUnit 5 has none for dynamic tests. */
    private static String name(Turn turn) {
        FrontMatter header = turn.scenario().header();
        return header.title()
                + way(turn)
                + header.tags().stream().map(tag -> " #" + tag).collect(Collectors.joining());
    }

    private static String way(Turn turn) {
        return " (" + turn.variant() + ", " + turn.channel().word() + ")";
    }

    private void judge(Turn turn, ScenarioResult result) {
        if (gate.fails(result)) {
            throw failure(result);
        }
        if (result.verdict() == Verdict.ERROR) {
            throw new Unjudged(text(result));
        }
        if (result.verdict() == Verdict.SKIP) {
            throw new TestAbortedException(
                    Visible.text(result.skip().map(SkipReason::text).orElse("")));
        }
        String said = ResultText.remarks(result);
        if (!said.isEmpty()) {
            remarks.publish(turn.scenario().id() + way(turn), said);
        }
    }

    private AssertionFailedError failure(ScenarioResult result) {
        return result.failure()
                .filter(failure -> !failure.expected().isEmpty())
                .map(failure -> new AssertionFailedError(
                        text(result), Visible.lines(failure.expected()), Visible.octets(failure.received())))
                .orElseGet(() -> new AssertionFailedError(text(result)));
    }

    private String text(ScenarioResult result) {
        return Visible.text(ResultText.message(result, gate)) + "\n" + ResultText.detail(result);
    }

    private void publish(String about, List<String> lines) {
        if (!lines.isEmpty()) {
            remarks.publish(about, String.join("\n", lines));
        }
    }
}
