package org.pop3spec.audit;

import java.util.List;

/** Looks at what the server says to somebody who has not logged in, once, by the safest way there is. */
interface StrangersCheck extends Check {
    @Override
    default List<Way> places(Survey survey) {
        return survey.safest().map(Seen::way).stream().toList();
    }

    @Override
    default String without() {
        return "there is no session";
    }
}
