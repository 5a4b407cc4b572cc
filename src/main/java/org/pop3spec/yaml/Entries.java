package org.pop3spec.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The entries of one YAML mapping, of which only certain keys are known. */
public final class Entries {
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Complaints complaints;

    private Entries(Complaints complaints) {
        this.complaints = complaints;
    }

    /** Reads a mapping; what is no mapping, or has other keys, is complained about. */
    public static Entries of(Node node, String what, List<String> known, Complaints complaints) {
        Entries entries = new Entries(complaints);
        if (!(node instanceof MappingNode mapping)) {
            complaints.add(node, "expected " + what + " as keys and values: " + String.join(", ", known));
            return entries;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            entries.take(tuple, what, known);
        }
        return entries;
    }

    private void take(NodeTuple tuple, String what, List<String> known) {
        if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
            complaints.add(tuple.getKeyNode(), "a key must be a word");
            return;
        }
        String key = scalar.getValue();
        if (!known.contains(key)) {
            complaints.mask(tuple.getValueNode());
            complaints.addUnknown(scalar, "unknown key " + quoted(key) + " in " + what, key, known);
        } else if (keys.putIfAbsent(key, scalar) == null) {
            values.put(key, tuple.getValueNode());
        } else {
            complaints.add(scalar, "the key " + key + " stands here a second time");
        }
    }

    /** What stands behind a key. */
    public Optional<Node> node(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** The key itself, for complaints about what is missing beside it. */
    public Optional<Node> key(String key) {
        return Optional.ofNullable(keys.get(key));
    }

    /** A text; numbers and the like are taken as they are written. */
    public Optional<String> text(String key) {
        return node(key).flatMap(node -> textOf(node, key, complaints));
    }

    /** The text of a node; anything else is complained about. */
    public static Optional<String> textOf(Node node, String what, Complaints complaints) {
        if (node instanceof ScalarNode scalar
                && !scalar.getTag().equals(Tag.NULL)
                && !scalar.getValue().isBlank()) {
            return Optional.of(scalar.getValue());
        }
        complaints.add(node, what + ": expected a text");
        return Optional.empty();
    }

    /** {@code true} or {@code false}. */
    public Optional<Boolean> flag(String key) {
        return text(key).flatMap(text -> {
            if (text.equals("true") || text.equals("false")) {
                return Optional.of(text.equals("true"));
            }
            complaints.add(values.get(key), key + ": expected true or false");
            return Optional.empty();
        });
    }

    /** A whole number in a range. */
    public Optional<Integer> number(String key, int lowest, int highest) {
        return text(key).flatMap(text -> {
            if (text.matches("[0-9]{1,9}")) {
                int number = Integer.parseInt(text);
                if (number >= lowest && number <= highest) {
                    return Optional.of(number);
                }
            }
            complaints.add(values.get(key), key + ": expected a number from " + lowest + " to " + highest);
            return Optional.empty();
        });
    }

    /** A list, or one value that stands for a list of one. */
    public List<Node> list(String key) {
        return node(key)
                .map(node -> node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node))
                .orElse(List.of());
    }

    private static String quoted(String key) {
        return "'" + (key.length() > 40 ? key.substring(0, 40) + "..." : key) + "'";
    }
}
