package org.pop3spec.target;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The entries of one mapping in a recipe. What is missing, of another kind or left over is refused with its place. */
final class RecipeEntries {
    private static final int HIGHEST_PORT = 65_535;
    private static final String NUMBER = "[0-9]{1,9}";

    private final String file;
    private final Node itself;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    private RecipeEntries(String file, Node itself) {
        this.file = file;
        this.itself = itself;
        if (!(itself instanceof MappingNode mapping)) {
            throw mistake(itself, "keys and values");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = text(tuple.getKeyNode(), "a key");
            keys.put(key, tuple.getKeyNode());
            values.put(key, tuple.getValueNode());
        }
    }

    /**
     * Reads a file.
     *
     * @param file what messages call it
     * @throws InvalidRecipe when it is not understood, as all methods here do
     */
    static RecipeEntries parse(String file, String text) {
        try {
            LoadSettings settings =
                    LoadSettings.builder().setLabel(file).setUseMarks(true).build();
            Node root = new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> new InvalidRecipe(file + ": expected keys and values"));
            return new RecipeEntries(file, root);
        } catch (MarkedYamlEngineException e) {
            throw new InvalidRecipe(
                    e.getProblemMark().map(mark -> place(file, mark)).orElse(file) + ": " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new InvalidRecipe(file + ": " + e.getMessage());
        }
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    RecipeEntries part(String key) {
        return new RecipeEntries(file, needed(key, "keys and values"));
    }

    Optional<RecipeEntries> partIfThere(String key) {
        return Optional.ofNullable(value(key)).map(value -> new RecipeEntries(file, value));
    }

    String text(String key) {
        return text(needed(key, "a text"), "a text for " + key);
    }

    Optional<String> textIfThere(String key) {
        return Optional.ofNullable(value(key)).map(value -> text(value, "a text for " + key));
    }

    List<String> texts(String key) {
        return texts(needed(key, "a list of texts"), key);
    }

    /** Empty where the key is missing. */
    List<String> textsIfThere(String key) {
        return Optional.ofNullable(value(key)).map(value -> texts(value, key)).orElse(List.of());
    }

    /** All entries, in their order. */
    Map<String, String> allTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        values.keySet().forEach(key -> texts.put(key, text(key)));
        return texts;
    }

    int port(String key) {
        return port(needed(key, "a port"), key);
    }

    Optional<Integer> portIfThere(String key) {
        return Optional.ofNullable(value(key)).map(value -> port(value, key));
    }

    Optional<Duration> secondsIfThere(String key) {
        return textIfThere(key).map(text -> {
            if (text.matches(NUMBER)) {
                return Duration.ofSeconds(Integer.parseInt(text));
            }
            throw mistake("a number of seconds for " + key);
        });
    }

    void refuseOthers() {
        keys.forEach((key, node) -> {
            if (!asked.contains(key)) {
                throw new InvalidRecipe(place(node) + ": unknown key " + key);
            }
        });
    }

    /** What is said of this part where something else was expected. */
    InvalidRecipe mistake(String expected) {
        return mistake(itself, expected);
    }

    private @Nullable Node value(String key) {
        asked.add(key);
        return values.get(key);
    }

    private Node needed(String key, String expected) {
        return Optional.ofNullable(value(key)).orElseThrow(() -> mistake(expected + " for " + key));
    }

    private int port(Node node, String key) {
        String text = text(node, "a port for " + key);
        if (text.matches(NUMBER)) {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= HIGHEST_PORT) {
                return port;
            }
        }
        throw mistake(node, "a port for " + key);
    }

    private List<String> texts(Node node, String key) {
        if (node instanceof SequenceNode list && !list.getValue().isEmpty()) {
            return list.getValue().stream()
                    .map(element -> text(element, "a text for " + key))
                    .toList();
        }
        throw mistake(node, "a list of texts for " + key);
    }

    private String text(Node node, String expected) {
        if (node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
            return scalar.getValue();
        }
        throw mistake(node, expected);
    }

    private InvalidRecipe mistake(Node node, String expected) {
        return new InvalidRecipe(place(node) + ": expected " + expected);
    }

    private String place(Node node) {
        return node.getStartMark().map(mark -> place(file, mark)).orElse(file);
    }

    private static String place(String file, Mark mark) {
        return file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
