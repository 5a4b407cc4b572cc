package org.pop3spec.result;

/**
 * A place in a scenario file or another text.
 *
 * @param file the name as the user knows it
 * @param line from 1
 * @param column from 1, in characters
 */
public record SourcePosition(String file, int line, int column) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
