package org.pop3spec.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.pop3spec.target.PlainSession;

/** What a server answers to commands that are mistakes: what its error texts have in them, and whether it knows RPOP. */
final class MistakesCheck implements StrangersCheck {
    static final String RPOP = "rpop-offered";

    /** Nobody knows it. */
    private static final String UNKNOWN = "XPOP3SPEC";
    /** Without the name that RFC 1081 wants with it, it opens nothing. */
    private static final String COMMAND = "RPOP";

    private static final String APOP = "APOP";

    /** In this order, for there are servers that answer otherwise once there were several. */
    private static final List<String> MISTAKES = List.of(UNKNOWN, COMMAND, "AUTH " + UNKNOWN, APOP);

    /** What is said of a command that is not there, or switched off. */
    private static final Pattern REFUSED =
            Pattern.compile("(?i)unknown|unrecogni[sz]ed|unimplemented|unsupported|invalid command|bad command"
                    + "|illegal|disabled|no such command|too many|\\bnot\\b");

    @Override
    public List<String> ids() {
        return List.of(ErrorTexts.LEAK, RPOP);
    }

    @Override
    public void look(Way way, Survey survey, Guest guest, Notebook notes) throws Trouble, InterruptedException {
        Map<String, PlainSession.Status> answers = new LinkedHashMap<>();
        List<String> evidence = new ArrayList<>();
        try (Visit visit = guest.enter(way)) {
            for (String mistake : MISTAKES) {
                answers.put(mistake, visit.command(mistake));
            }
            evidence.addAll(visit.evidence());
            visit.leave();
        }
        answers.values().stream().filter(answer -> !answer.ok()).forEach(answer -> notes.refused(answer.text()));
        ErrorTexts.look(way.label(), answers.values(), evidence, notes);
        boolean listed = survey.seen(way).filter(s -> s.lists(COMMAND)).isPresent();
        notes.judged(RPOP, way.label(), listed || known(COMMAND, answers), evidence);
        if (survey.seen().stream().anyMatch(s -> s.timestamp().isPresent()) && !isToldFromUnknown(APOP, answers)) {
            // clients go by the timestamp (RFC 1939 section 7), and send their digests all the same
            notes.observed(APOP, "answered like a command that nobody knows, though the greeting has a timestamp");
        }
    }

    /** Whether it is answered otherwise than a command that nobody knows. */
    private static boolean known(String command, Map<String, PlainSession.Status> answers) {
        String text = answers.get(command).text();
        return !text.isEmpty()
                && isToldFromUnknown(command, answers)
                && !REFUSED.matcher(text).find();
    }

    private static boolean isToldFromUnknown(String command, Map<String, PlainSession.Status> answers) {
        return !constant(answers.get(command).text(), command)
                .equals(constant(answers.get(UNKNOWN).text(), UNKNOWN));
    }

    /** The words that do not name the command, nor count or tell the time. */
    private static List<String> constant(String text, String command) {
        return Stream.of(text.toUpperCase(Locale.ROOT).split("\\s+"))
                .filter(word -> !word.contains(command))
                .filter(word -> word.chars().noneMatch(c -> c >= '0' && c <= '9'))
                .toList();
    }
}
