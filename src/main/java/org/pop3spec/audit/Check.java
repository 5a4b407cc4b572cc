package org.pop3spec.audit;

import java.util.List;

/** Looks for some weaknesses, by one way at a time. It sends nothing that changes a maildrop or counts as a failed login. */
interface Check {
    /** What it can find, by the ids of {@link Weaknesses}. */
    List<String> ids();

    /** Where it looks. */
    List<Way> places(Survey survey);

    /** Where it would look, were it not for Java, which does not come to terms with the server's TLS there. */
    default List<Way> outOfReach(Survey survey) {
        return List.of();
    }

    /** Why there is nothing to look at, where {@link #places} is empty; one line. */
    String without();

    /**
     * Looks, and writes down what it saw.
     *
     * @throws Trouble when it could not come to an end: what was not written down is not known then
     */
    void look(Way way, Survey survey, Guest guest, Notebook notes) throws Trouble, InterruptedException;
}
