package org.pop3spec.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.pop3spec.result.SourcePosition;
import org.pop3spec.scenario.Diagnostic;
import org.pop3spec.scenario.Nearest;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** What is wrong in a file, gathered so that the user hears all of it at once. */
public final class Complaints {
    private record Complaint(SourcePosition at, int length, String message, String expected, String nearest) {}

    private final String file;
    private final List<StringBuilder> lines;
    private final List<Complaint> complaints = new ArrayList<>();

    /**
     * @param file what messages call it
     * @param text all of it
     */
    public Complaints(String file, String text) {
        this.file = file;
        this.lines = text.lines().map(StringBuilder::new).toList();
    }

    /** Whether anything is wrong. */
    public boolean any() {
        return !complaints.isEmpty();
    }

    /** Something that is wrong with the file as a whole. */
    public void addAtStart(String message) {
        complaints.add(new Complaint(new SourcePosition(file, 1, 1), 1, message, "", ""));
    }

    /** Something that is wrong at a node. */
    public void add(Node at, String message) {
        complaints.add(new Complaint(position(at.getStartMark()), length(at), message, "", ""));
    }

    /** Something that is wrong at a place; at the beginning where there is none. */
    public void add(Optional<Mark> at, String message) {
        complaints.add(new Complaint(position(at), 1, message, "", ""));
    }

    /** A word that is none of the known ones. */
    public void addUnknown(Node at, String message, String word, List<String> known) {
        complaints.add(new Complaint(
                position(at.getStartMark()),
                length(at),
                message,
                String.join(", ", known),
                Nearest.to(word, known).orElse("")));
    }

    /** Makes a value unreadable in what is shown: it may be a password that was written under a wrong key. */
    public void mask(Node value) {
        if (value instanceof ScalarNode) {
            value.getStartMark().ifPresent(start -> value.getEndMark().ifPresent(end -> mask(start, end)));
        } else if (value instanceof MappingNode mapping) {
            mapping.getValue().stream().map(NodeTuple::getValueNode).forEach(this::mask);
        }
    }

    private void mask(Mark start, Mark end) {
        for (int number = start.getLine(); number <= Math.min(end.getLine(), lines.size() - 1); number++) {
            StringBuilder line = lines.get(number);
            int from = number == start.getLine() ? line.offsetByCodePoints(0, start.getColumn()) : 0;
            int to = number == end.getLine() ? line.offsetByCodePoints(0, end.getColumn()) : line.length();
            for (int at = from; at < to; at++) {
                line.setCharAt(at, '*');
            }
        }
    }

    /** Positions count characters, marks count code points. */
    private SourcePosition position(Optional<Mark> mark) {
        if (mark.isEmpty()) {
            return new SourcePosition(file, 1, 1);
        }
        int line = mark.get().getLine();
        int column = mark.get().getColumn();
        if (line < lines.size() && column <= lines.get(line).codePoints().count()) {
            column = lines.get(line).offsetByCodePoints(0, column);
        }
        return new SourcePosition(file, line + 1, column + 1);
    }

    private static int length(Node node) {
        return node instanceof ScalarNode scalar ? Math.max(1, scalar.getValue().length()) : 1;
    }

    /** All of them, in the order of the file, each with its line and a mark under the place. */
    public String rendered() {
        return String.join(
                "\n",
                complaints.stream()
                        .sorted(Comparator.comparingInt((Complaint c) -> c.at().line())
                                .thenComparingInt(c -> c.at().column()))
                        .map(this::diagnostic)
                        .map(Diagnostic::rendered)
                        .toList());
    }

    private Diagnostic diagnostic(Complaint complaint) {
        int number = complaint.at().line() - 1;
        String line = number < lines.size() ? lines.get(number).toString() : "";
        return new Diagnostic(
                complaint.at(),
                complaint.length(),
                complaint.message(),
                complaint.expected(),
                complaint.nearest(),
                line);
    }
}
