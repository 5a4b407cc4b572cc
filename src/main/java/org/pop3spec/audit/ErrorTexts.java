package org.pop3spec.audit;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.pop3spec.target.PlainSession;

/** What refusals have in them that is nobody's business. */
final class ErrorTexts {
    static final String LEAK = "error-text-leaks";

    private static final Pattern INSIDE =
            Pattern.compile("(?i)(?:^|[\\s\"'(=:])/(?:usr|etc|var|home|opt|srv|root|lib|tmp)/"
                    + "|[a-z]:\\\\[a-z]|exception\\b|\\bat [a-z]+\\.[a-z]|\\.(?:c|cc|cpp|java|py|pl|php|go|rs):[0-9]+"
                    + "|\\b(?:sql|mysql|postgres|sqlite|ldap)\\b|\\berrno\\b|segmentation|traceback|stack ?trace");

    private ErrorTexts() {}

    /** Looks through refusals; what was found at a place is not told again. */
    static void look(String where, Collection<PlainSession.Status> answers, List<String> evidence, Notebook notes) {
        boolean leaks = answers.stream()
                .anyMatch(
                        answer -> !answer.ok() && INSIDE.matcher(answer.text()).find());
        boolean known = notes.sightings(LEAK).stream().anyMatch(s -> s.where().equals(where));
        if (!known) {
            notes.judged(LEAK, where, leaks, evidence);
        }
    }
}
