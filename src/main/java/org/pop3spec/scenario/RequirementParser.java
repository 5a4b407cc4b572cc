package org.pop3spec.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pop3spec.result.Level;
import org.pop3spec.scenario.Requirement.Exemption;
import org.pop3spec.scenario.Requirement.Reason;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads a catalogue of requirements: {@code requirements:}, and a list of entries under it. */
final class RequirementParser {
    private static final String ROOT = "requirements";
    private static final List<String> NEEDED = List.of("id", "document", "section", "level", "tier", "statement");
    private static final List<String> KEYS =
            List.of("id", "document", "section", "level", "tier", "statement", "why", "because");
    private static final List<String> TIERS = List.of("1", "2", "3");
    private static final int MOST_BRACKETS = 1000;

    private final Source source;
    private final Mistakes mistakes = new Mistakes();
    private final YamlText yaml;
    private final Set<String> ids = new HashSet<>();

    RequirementParser(SourceFile file) {
        source = Source.of(file);
        yaml = new YamlText(source, 1, MOST_BRACKETS, mistakes);
    }

    /**
     * The entries in their order.
     *
     * @throws ScenarioException with every mistake
     */
    List<Requirement> parse() throws ScenarioException {
        List<Requirement> requirements = new ArrayList<>();
        Optional<MappingNode> root =
                yaml.mapping(source.lines().size() + 1, "the catalogue", ROOT + ": and a list of entries");
        for (NodeTuple tuple : root.map(MappingNode::getValue).orElse(List.of())) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)
                    || !key.getValue().equals(ROOT)) {
                refuse(tuple.getKeyNode(), "there is no such key", ROOT, List.of());
            } else if (tuple.getValueNode() instanceof SequenceNode sequence) {
                sequence.getValue().forEach(node -> entry(node).ifPresent(requirements::add));
            } else {
                refuse(
                        tuple.getValueNode(),
                        "this is no list",
                        "- id: and so on, once for each requirement",
                        List.of());
            }
        }
        if (!mistakes.isEmpty()) {
            throw mistakes.refusal();
        }
        return requirements;
    }

    private Optional<Requirement> entry(Node node) {
        if (!(node instanceof MappingNode mapping)) {
            refuse(node, "a requirement is made of keys and values", String.join(", ", KEYS), List.of());
            return Optional.empty();
        }
        Map<String, ScalarNode> values = values(mapping);
        for (String key : NEEDED) {
            if (!values.containsKey(key)) {
                refuse(mapping, "the requirement has no " + key, key + ": ...", List.of());
                return Optional.empty();
            }
        }
        String id = values.get("id").getValue();
        String document = values.get("document").getValue();
        if (!id.startsWith(document + "-")) {
            refuse(values.get("id"), "an id begins with its document", document + "-...", List.of());
        }
        if (!ids.add(id)) {
            refuse(values.get("id"), "the id '" + id + "' is there twice", "each once", List.of());
        }
        Optional<Level> level = oneOf(values, "level", Level.values(), Level::name);
        Optional<String> tier = oneOf(values, "tier", TIERS.toArray(String[]::new), Function.identity());
        Optional<Exemption> exemption = exemption(values);
        if (level.isEmpty() || tier.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Requirement(
                id,
                document,
                values.get("section").getValue(),
                level.get(),
                Integer.parseInt(tier.get()),
                values.get("statement").getValue(),
                exemption));
    }

    private Map<String, ScalarNode> values(MappingNode mapping) {
        Map<String, ScalarNode> values = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (!KEYS.contains(key)) {
                refuse(tuple.getKeyNode(), "there is no key '" + key + "'", String.join(", ", KEYS), KEYS);
            } else if (!(tuple.getValueNode() instanceof ScalarNode value)
                    || value.getValue().isBlank()) {
                refuse(tuple.getValueNode(), "'" + key + "' has one value", "a value after the colon", List.of());
            } else if (values.putIfAbsent(key, value) != null) {
                refuse(tuple.getKeyNode(), "the key '" + key + "' is there twice", "each key once", List.of());
            }
        }
        return values;
    }

    private Optional<Exemption> exemption(Map<String, ScalarNode> values) {
        String because = Optional.ofNullable(values.get("because"))
                .map(ScalarNode::getValue)
                .orElse("");
        if (!values.containsKey("why")) {
            if (!because.isEmpty()) {
                refuse(values.get("because"), "a sentence without its reason", "why: and its word", List.of());
            }
            return Optional.empty();
        }
        Optional<Reason> reason = oneOf(values, "why", Reason.values(), Reason::word);
        if (reason.filter(r -> r == Reason.NOT_OBSERVABLE).isPresent() && because.isEmpty()) {
            refuse(values.get("why"), "not-observable without a sentence", "because: why nobody sees it", List.of());
        }
        return reason.map(r -> new Exemption(r, because));
    }

    private <T> Optional<T> oneOf(Map<String, ScalarNode> values, String key, T[] choice, Function<T, String> word) {
        ScalarNode node = values.get(key);
        List<String> valid = Arrays.stream(choice).map(word).toList();
        int index = node == null ? -1 : valid.indexOf(node.getValue());
        if (index < 0) {
            refuse(node, "there is no such " + key, "one of " + String.join(", ", valid), valid);
            return Optional.empty();
        }
        return Optional.of(choice[index]);
    }

    private void refuse(@Nullable Node node, String message, String expected, List<String> valid) {
        String written = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        mistakes.add(yaml.at(node, message, expected, Nearest.to(written, valid).orElse("")));
    }
}
