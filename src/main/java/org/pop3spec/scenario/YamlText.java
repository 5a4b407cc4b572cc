package org.pop3spec.scenario;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** YAML that is a file or a part of one: read with bounds, its mistakes at their place in the file. */
final class YamlText {
    private final Source source;
    private final int firstLine;
    private final int mostBrackets;
    private final Mistakes mistakes;

    /**
     * @param firstLine the line of the file that is the first of the YAML
     * @param mostBrackets how many brackets may open in it, which bounds its depth
     */
    YamlText(Source source, int firstLine, int mostBrackets, Mistakes mistakes) {
        this.source = source;
        this.firstLine = firstLine;
        this.mostBrackets = mostBrackets;
        this.mistakes = mistakes;
    }

    private Optional<Node> compose(int end) {
        String yaml = String.join("\n", source.lines().subList(firstLine - 1, end - 1)) + "\n";
        LoadSettings settings = LoadSettings.builder()
                .setMaxAliasesForCollections(0)
                .setAllowRecursiveKeys(false)
                .setAllowNonScalarKeys(false)
                .setParseComments(false)
                .build();
        try {
            if (yaml.chars().filter(c -> c == '[' || c == '{').count() > mostBrackets) {
                throw new YamlEngineException("nested too deeply");
            }
            return new Compose(settings).composeString(yaml);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(m -> m.getLine() + firstLine).orElse(firstLine);
            int column = e.getProblemMark().map(m -> m.getColumn() + 1).orElse(1);
            String problem = e.getProblem() == null ? "this is not YAML" : "this is not YAML: " + e.getProblem();
            mistakes.add(source.diagnostic(
                    Math.min(line, end), column, 1, problem, "key: value; quote a value that has ': ' in it", ""));
        } catch (YamlEngineException | StackOverflowError e) {
            mistakes.add(source.diagnostic(firstLine, 1, 1, "this is not YAML that can be read", "key: value", ""));
        }
        return Optional.empty();
    }

    /**
     * The keys and values in the lines up to one of them; empty where there is a mistake in them, or nothing.
     *
     * @param end the first line that is no longer YAML
     * @param what for messages
     */
    Optional<MappingNode> mapping(int end, String what, String expected) {
        Optional<Node> root = compose(end);
        if (root.isPresent() && !(root.get() instanceof MappingNode)) {
            mistakes.add(at(root.get(), what + " is not made of keys and values", expected, ""));
        }
        return root.filter(MappingNode.class::isInstance).map(MappingNode.class::cast);
    }

    /** A mistake at a node; at the beginning of the file where there is none. */
    Diagnostic at(@Nullable Node node, String message, String expected, String suggestion) {
        int line = 1;
        int column = 1;
        int length = 1;
        if (node != null && node.getStartMark().isPresent()) {
            line = node.getStartMark().get().getLine() + firstLine;
            column = node.getStartMark().get().getColumn() + 1;
            String rest = source.line(line)
                    .substring(Math.min(column - 1, source.line(line).length()));
            boolean oneLine = node.getEndMark()
                    .filter(m -> m.getLine() == node.getStartMark().get().getLine())
                    .isPresent();
            length = oneLine
                    ? node.getEndMark().get().getColumn() + 1 - column
                    : rest.stripTrailing().length();
        }
        return source.diagnostic(line, column, Math.max(1, length), message, expected, suggestion);
    }
}
