package org.pop3spec.result;

import java.util.List;

/**
 * What a journal tells of its run.
 *
 * @param run with the results that were written; complete only if the journal says that the run came to its end
 * @param notes one line for people on each part that could not be read
 */
public record Journal(Run run, List<String> notes) {
    public Journal {
        notes = List.copyOf(notes);
    }
}
