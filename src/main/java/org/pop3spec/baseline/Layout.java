package org.pop3spec.baseline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** On which lines of a file what stands. */
final class Layout {
    private final List<String> lines;

    Layout(String text) {
        this.lines = text.lines().toList();
    }

    /** The lines of an element of a list, the one with its dash first. */
    Place place(Node element) {
        Mark start = element.getStartMark().orElseThrow();
        int first = start.getLine();
        boolean alone = lines.get(first).substring(0, start.getColumn()).isBlank();
        if (alone) {
            first = dashAbove(first).orElse(first);
        }
        return new Place(first + 1, lastLine(element) + 1);
    }

    private Optional<Integer> dashAbove(int line) {
        for (int above = line - 1; above >= 0; above--) {
            if (lines.get(above).strip().startsWith("-")) {
                return Optional.of(above);
            }
        }
        return Optional.empty();
    }

    /**
     * The lists of a document, by their keys: from the line of the key to the last line of its value. Empty where one of them,
     * or the document, is written in brackets.
     */
    static Optional<Map<String, Place>> lists(Node root) {
        if (!(root instanceof MappingNode document) || document.getFlowStyle() == FlowStyle.FLOW) {
            return Optional.empty();
        }
        Map<String, Place> lists = new LinkedHashMap<>();
        for (NodeTuple entry : document.getValue()) {
            Node value = entry.getValueNode();
            boolean block = value.getTag().equals(Tag.NULL)
                    || (value instanceof SequenceNode list && list.getFlowStyle() != FlowStyle.FLOW);
            if (!block || !(entry.getKeyNode() instanceof ScalarNode key)) {
                return Optional.empty();
            }
            int first = key.getStartMark().orElseThrow().getLine();
            int last = value.getTag().equals(Tag.NULL) ? first : lastLine(value);
            lists.put(key.getValue(), new Place(first + 1, last + 1));
        }
        return Optional.of(lists);
    }

    /** From 0. The end of what is in block style is where the next thing begins, so the end of its last part counts. */
    private static int lastLine(Node node) {
        if (node instanceof MappingNode mapping
                && mapping.getFlowStyle() != FlowStyle.FLOW
                && !mapping.getValue().isEmpty()) {
            return lastLine(
                    mapping.getValue().get(mapping.getValue().size() - 1).getValueNode());
        }
        if (node instanceof SequenceNode list
                && list.getFlowStyle() != FlowStyle.FLOW
                && !list.getValue().isEmpty()) {
            return lastLine(list.getValue().get(list.getValue().size() - 1));
        }
        Mark end = node.getEndMark().orElseThrow();
        boolean atBeginning = end.getColumn() == 0 && end.getLine() > 0;
        return atBeginning ? end.getLine() - 1 : end.getLine();
    }
}
