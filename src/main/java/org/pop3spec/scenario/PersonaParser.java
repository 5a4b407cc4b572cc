package org.pop3spec.scenario;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pop3spec.result.ClientMode;
import org.pop3spec.result.Persona;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads which mail client a scenario plays: all that there is to know of it, and not without where that is from. */
final class PersonaParser {
    private static final List<String> KEYS = List.of("client", "version", "mode", "capture", "source");
    private static final String EXPECTED = "client, version, mode, and capture or source";

    private final YamlText yaml;
    private final Mistakes mistakes;
    private final Map<String, ScalarNode> values = new LinkedHashMap<>();

    PersonaParser(YamlText yaml, Mistakes mistakes) {
        this.yaml = yaml;
        this.mistakes = mistakes;
    }

    /** Empty when there is a mistake in it, which is told. */
    Optional<Persona> read(Node node) {
        if (!(node instanceof MappingNode mapping)) {
            mistakes.add(yaml.at(node, "a persona is made of keys and values", EXPECTED, ""));
            return Optional.empty();
        }
        mapping.getValue().forEach(this::key);
        List<String> missing = List.of("client", "version", "mode").stream()
                .filter(key -> !values.containsKey(key))
                .toList();
        if (!missing.isEmpty()) {
            mistakes.add(yaml.at(node, "the persona has no " + String.join(", no ", missing), EXPECTED, ""));
        } else if (values.containsKey("capture") == values.containsKey("source")) {
            mistakes.add(yaml.at(
                    node,
                    "how a client is known to do this has to be told, once",
                    "capture: the shell script that made it, or source: where it is documented",
                    ""));
        } else {
            return mode().map(mode ->
                    new Persona(value("client"), value("version"), mode, optional("capture"), optional("source")));
        }
        return Optional.empty();
    }

    private void key(NodeTuple tuple) {
        String word = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
        if (!KEYS.contains(word)) {
            mistakes.add(yaml.at(
                    tuple.getKeyNode(),
                    "a persona has no key '" + word + "'",
                    "one of " + String.join(", ", KEYS),
                    Nearest.to(word, KEYS).orElse("")));
        } else if (!(tuple.getValueNode() instanceof ScalarNode value)
                || value.getValue().isBlank()) {
            mistakes.add(yaml.at(tuple.getValueNode(), "'" + word + "' has no value", "a value after the colon", ""));
        } else if (values.putIfAbsent(word, value) != null) {
            mistakes.add(yaml.at(tuple.getKeyNode(), "the key '" + word + "' is there twice", "each key once", ""));
        }
    }

    private String value(String key) {
        return optional(key).orElse("");
    }

    private Optional<String> optional(String key) {
        return Optional.ofNullable(values.get(key)).map(node -> node.getValue().strip());
    }

    private Optional<ClientMode> mode() {
        String written = value("mode");
        Optional<ClientMode> mode = Arrays.stream(ClientMode.values())
                .filter(m -> m.word().equals(written))
                .findFirst();
        if (mode.isEmpty()) {
            List<String> valid =
                    Arrays.stream(ClientMode.values()).map(ClientMode::word).toList();
            mistakes.add(yaml.at(
                    values.get("mode"),
                    "there is no mode '" + written + "'",
                    "one of " + String.join(", ", valid),
                    Nearest.to(written, valid).orElse("")));
        }
        return mode;
    }
}
