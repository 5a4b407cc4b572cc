package org.pop3spec.audit;

import java.util.List;
import java.util.regex.Pattern;
import org.pop3spec.target.PlainSession;

/** Whether USER tells which names there are: it is asked for one that nobody has, and no password follows. */
final class NamesCheck implements Check {
    static final String ENUMERATION = "user-enumeration";
    static final String WHY_IS_NOT_KNOWN = "USER is refused, and whether that is for the name is not known";

    /** By this a refusal of USER is about the name, and others would be taken. */
    private static final Pattern FOR_THE_NAME =
            Pattern.compile("(?i)no such (?:user|account|mailbox)|unknown (?:user|account|mailbox)"
                    + "|(?:unable to|can ?not|can't|could not|couldn't) find\\b[^.]{0,40}\\b(?:user|account|mailbox)"
                    + "|(?:user|account|mailbox)\\b[^.]{0,80}(?: unknown| not found|(?:not|n't) exist)");

    /** Whether a refusal of USER is for the name. */
    static boolean isAboutTheName(String text) {
        return FOR_THE_NAME.matcher(text).find();
    }

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
            if (!listed && !status.ok() && !isAboutTheName(status.text())) {
                throw new Trouble(WHY_IS_NOT_KNOWN);
            }
            notes.judged(ENUMERATION, way.label(), !status.ok(), evidence);
        }
    }
}
