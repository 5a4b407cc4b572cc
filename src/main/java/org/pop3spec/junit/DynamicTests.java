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
import org.pop3spec.run.StepByStep;
import org.pop3spec.run.StepByStep.Turn;
import org.pop3spec.scenario.FrontMatter;

/** The turns of a run as dynamic tests. */
final class DynamicTests {
    private final StepByStep run;
    private final Function<String, URI> source;
    private final Judging judging;
    private final Remarks remarks;

    /** @param source where an IDE finds the file of a scenario, by its id */
    DynamicTests(StepByStep run, Function<String, URI> source, Judging judging, Remarks remarks) {
        this.run = run;
        this.source = source;
        this.judging = judging;
        this.remarks = remarks;
    }

    /** Sanity first and last, everything else between, nested as the scenarios' folders are. */
    Stream<DynamicNode> all() {
        List<Turn> sanity = run.turns().stream().filter(Turn::sanity).toList();
        List<Turn> others = run.turns().stream().filter(turn -> !turn.sanity()).toList();
        List<DynamicNode> nodes = new ArrayList<>(nested(sanity, 0));
        nodes.addAll(nested(others, 0));
        List<DynamicNode> last = new ArrayList<>();
        if (!others.isEmpty()) {
            sanity.forEach(turn -> last.add(test(turn, () -> judging.judge(run.resultAtTheEnd(turn), run.run()))));
        }
        if (judging.hasBaseline()) {
            last.add(DynamicTest.dynamicTest(
                    "The baseline lists nothing that no longer shows", () -> judging.judgeBaseline(run.run())));
        }
        if (!last.isEmpty()) {
            nodes.add(DynamicContainer.dynamicContainer("at the end", last));
        }
        remarks.publish("left out or noticed", String.join("\n", run.notes()));
        return nodes.stream().onClose(() -> remarks.publish("left behind", String.join("\n", run.leave())));
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
                nodes.add(test(turn, () -> judging.judge(run.result(turn), run.run())));
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
        return header.title() + " (" + turn.variant() + ", "
                + turn.channel().word() + ")"
                + header.tags().stream().map(tag -> " #" + tag).collect(Collectors.joining());
    }
}
