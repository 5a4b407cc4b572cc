package org.pop3spec.audit;

import java.util.List;
import java.util.Set;
import org.pop3spec.target.PlainSession;

/** Whether a password can be sent, or is even asked for, where everybody on the way can read it. */
final class CleartextCheck implements Check {
    static final String OFFERED = "cleartext-login";
    static final String UNANNOUNCED = "cleartext-login-unannounced";

    /** Who has what these send can log in with it. */
    private static final Set<String> READABLE = Set.of("PLAIN", "LOGIN", "OAUTHBEARER", "XOAUTH2");

    @Override
    public List<String> ids() {
        return List.of(OFFERED, UNANNOUNCED);
    }

    @Override
    public List<Way> places(Survey survey) {
        return survey.inTheClear().stream().map(Seen::way).toList();
    }

    @Override
    public String without() {
        return "there is no port without TLS";
    }

    @Override
    public void look(Way way, Survey survey, Guest guest, Notebook notes) throws Trouble, InterruptedException {
        Seen seen = survey.seen(way).orElseThrow();
        boolean offered = seen.lists("USER") || seen.mechanisms().stream().anyMatch(READABLE::contains);
        if (offered) {
            notes.found(OFFERED, way.label(), seen.evidence());
            notes.sound(UNANNOUNCED, way.label());
            return;
        }
        try (Visit visit = guest.enter(way)) {
            PlainSession.Status status = visit.command("USER " + Names.nobody());
            List<String> evidence = visit.evidence();
            visit.leave();
            boolean listed = seen.capabilities().isPresent();
            notes.judged(OFFERED, way.label(), status.ok() && !listed, evidence);
            notes.judged(UNANNOUNCED, way.label(), status.ok() && listed, evidence);
        }
    }
}
