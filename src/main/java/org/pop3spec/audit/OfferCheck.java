package org.pop3spec.audit;

import java.util.List;

/** What the list of capabilities says that clients will find once they have logged in. */
final class OfferCheck implements Check {
    static final String NO_TOP = "top-missing";
    static final String EXPIRES = "mail-expires-at-once";

    private static final String EXPIRE = "EXPIRE";

    @Override
    public List<String> ids() {
        return List.of(NO_TOP, EXPIRES);
    }

    @Override
    public List<Way> places(Survey survey) {
        return survey
                .safest(seen -> seen.capabilities().isPresent())
                .filter(seen -> seen.capabilities().isPresent())
                .map(Seen::way)
                .stream()
                .toList();
    }

    @Override
    public String without() {
        return MechanismCheck.NO_LIST;
    }

    /** Whether what was fetched may be removed at the end of the session (RFC 2449 section 6.7). */
    static boolean expiresAtOnce(Seen seen) {
        return seen.line(EXPIRE)
                .filter(words -> words.size() > 1 && words.get(1).equals("0"))
                .isPresent();
    }

    @Override
    public void look(Way way, Survey survey, Guest guest, Notebook notes) {
        Seen seen = survey.seen(way).orElseThrow();
        notes.judged(NO_TOP, way.label(), !seen.lists("TOP"), seen.evidence());
        notes.judged(EXPIRES, way.label(), expiresAtOnce(seen), seen.evidence());
    }
}
