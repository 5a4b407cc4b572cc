package org.pop3spec.audit;

import java.util.List;
import org.pop3spec.target.PlainSession;

/** Whether USER tells which names there are: it is asked for one that nobody has, and no password follows. */
final class NamesCheck implements Check {
    static final String ENUMERATION = "user-enumeration";
    static final String WHY_IS_NOT_KNOWN = "USER is refused, and whether that is for the name is not known";

    @Override
    public List<String> ids() {
        return List.of(ENUMERATION);
    }

    @Override
    public List<Way> places(Survey survey) {
        return survey.safest(Seen::hasUser).map(Seen::way).stream().toList();
    }

    @Override
    public String without() {
        return "there is no session";
    }

    @Override
    public void look(Way way, Survey survey, Guest guest, Notebook notes) throws Trouble, InterruptedException {
        boolean listed = survey.seen(way).filter(s -> s.lists("USER")).isPresent();
        try (Visit visit = guest.enter(way)) {
            PlainSession.Status status = visit.command("USER " + Names.nobody());
            List<String> evidence = visit.evidence();
            visit.leave();
            ErrorTexts.look(way.label(), List.of(status), evidence, notes);
            if (!listed && !status.ok()) {
                throw new Trouble(WHY_IS_NOT_KNOWN);
            }
            notes.judged(ENUMERATION, way.label(), !status.ok(), evidence);
        }
    }
}
