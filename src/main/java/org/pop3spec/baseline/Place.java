package org.pop3spec.baseline;

/**
 * Where an entry stands in its file.
 *
 * @param first its first line, from 1
 * @param last its last line
 */
public record Place(int first, int last) {
    /** Of an entry that is in no file yet. */
    static final Place NOWHERE = new Place(0, 0);
}
