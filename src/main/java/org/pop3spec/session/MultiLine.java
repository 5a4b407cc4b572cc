package org.pop3spec.session;

import java.util.ArrayList;
import java.util.List;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Limits;
import org.pop3spec.net.Received;

/** The lines of a multi-line answer up to the terminating dot (RFC 1939 section 3), within the limits. */
final class MultiLine {
    private MultiLine() {}

    /** How reading it ended. */
    sealed interface Result {}

    /**
     * It came whole.
     *
     * @param lines as they are on the wire, without line ends
     */
    record Whole(List<String> lines) implements Result {}

    /**
     * It came whole, as a text.
     *
     * @param octets dot-stuffing undone, with line ends, one char per octet
     */
    record Text(String octets) implements Result {}

    /**
     * It did not end.
     *
     * @param received what came instead of the next line
     * @param lines how many lines had come
     */
    record Cut(Received received, int lines) implements Result {}

    /** Reads it line by line; a line ended by LF alone stops it. */
    static Result lines(Connection connection, Deadline deadline) throws InterruptedException {
        Limits limits = connection.limits();
        List<String> lines = new ArrayList<>();
        long octets = 0;
        while (lines.size() < limits.answerLines() && octets < limits.answerOctets()) {
            Received received = connection.line(deadline);
            if (!(received instanceof Received.Line line) || line.terminator() != Received.Terminator.CRLF) {
                return new Cut(received, lines.size());
            }
            if (line.octets().equals(".")) {
                return new Whole(lines);
            }
            octets += line.octets().length() + 2L;
            lines.add(line.octets());
        }
        return new Cut(new Received.TooLong("", limits.answerOctets()), lines.size());
    }

    /** Reads it as a text, in which an LF alone is an octet like any other. */
    static Result text(Connection connection, Deadline deadline) throws InterruptedException {
        Limits limits = connection.limits();
        StringBuilder text = new StringBuilder();
        int lines = 0;
        while (text.length() < limits.answerOctets()) {
            Received received = connection.textLine(deadline, limits.answerOctets() - text.length());
            if (!(received instanceof Received.Line line) || line.terminator() != Received.Terminator.CRLF) {
                return new Cut(received, lines);
            }
            String octets = line.octets();
            if (octets.equals(".")) {
                return new Text(text.toString());
            }
            text.append(octets, octets.startsWith(".") ? 1 : 0, octets.length()).append("\r\n");
            lines++;
        }
        return new Cut(new Received.TooLong("", limits.answerOctets()), lines);
    }
}
