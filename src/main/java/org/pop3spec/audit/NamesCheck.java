package org.pop3spec.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pop3spec.target.PlainSession;

/**
 * Whether USER tells which names there are: it is asked for one that nobody has, and, where one is known that somebody has, for
 * that too. No password follows.
 */
final class NamesCheck implements Check {
    static final String ENUMERATION = "user-enumeration";
    static final String WHY_IS_NOT_KNOWN = "USER is refused, and whether that is for the name is not known";
    static final String NOTHING_TO_COMPARE =
            "USER is taken for a made-up name; whether one that somebody has gets other words is seen only with --user, where"
                    + " that login succeeds";

    /** By this a refusal of USER is about the name, and others would be taken. */
    private static final Pattern FOR_THE_NAME =
            Pattern.compile("(?i)no such (?:user|account|mailbox)|unknown (?:user|account|mailbox)"
                    + "|(?:unable to|can ?not|can't|could not|couldn't) find\\b[^.]{0,40}\\b(?:user|account|mailbox)"
                    + "|(?:user|account|mailbox)\\b[^.]{0,80}(?: unknown| not found|(?:not|n't) exist)");

    /** Answers as they are, and where these are never twice the same without the words that count or tell the time. */
    private static final List<UnaryOperator<String>> READINGS = List.of(
            text -> text,
            text -> Stream.of(text.split("\\s+"))
                    .filter(word -> word.chars().noneMatch(Character::isDigit))
                    .collect(Collectors.joining(" ")));

    private final Optional<String> known;

    /** @param known a name that somebody has, with one char for each octet; empty where none is known */
    NamesCheck(Optional<String> known) {
        this.known = known;
    }

    /** What was answered to USER, in a session of its own. */
    private record Asked(String name, PlainSession.Status status, List<String> evidence) {
        /** Without the names, which are different. */
        String blanked(List<String> names) {
            String text = (status.ok() ? "+OK " : "-ERR ") + status.text();
            for (String one : names) {
                text = Pattern.compile("(?i)(?<![\\p{L}\\p{N}])" + Pattern.quote(one) + "(?![\\p{L}\\p{N}])")
                        .matcher(text)
                        .replaceAll("*");
            }
            return text;
        }
    }

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
        if (known.isPresent() && way.encrypted()) {
            compare(known.get(), way, guest, notes);
            return;
        }
        Asked nobody = ask(Names.nobody(), way, guest, notes);
        if (nobody.status().ok()) {
            throw new Trouble(Trouble.Kind.NOT_ASKED, NOTHING_TO_COMPARE);
        }
        boolean listed = survey.seen(way).filter(s -> s.lists("USER")).isPresent();
        if (!listed && !isAboutTheName(nobody.status().text())) {
            throw new Trouble(WHY_IS_NOT_KNOWN);
        }
        notes.found(ENUMERATION, way.label(), nobody.evidence());
    }

    private static Asked ask(String name, Way way, Guest guest, Notebook notes) throws Trouble, InterruptedException {
        try (Visit visit = guest.enter(way)) {
            PlainSession.Status status = visit.command("USER " + name);
            List<String> evidence = visit.evidence();
            visit.leave();
            ErrorTexts.look(way.label(), List.of(status), evidence, notes);
            return new Asked(name, status, evidence);
        }
    }

    /** Two made-up names show what is different by chance. */
    private static void compare(String somebody, Way way, Guest guest, Notebook notes)
            throws Trouble, InterruptedException {
        Asked nobody = ask(Names.nobodyBeside(somebody), way, guest, notes);
        Asked real = ask(somebody, way, guest, notes);
        Asked another = ask(Names.nobodyBeside(somebody), way, guest, notes);
        List<String> names = Stream.of(nobody, real, another)
                .map(Asked::name)
                .flatMap(name -> Stream.of(name, Names.localPart(name)))
                .toList();
        for (UnaryOperator<String> reading : READINGS) {
            String toNobody = reading.apply(nobody.blanked(names));
            if (toNobody.equals(reading.apply(another.blanked(names)))) {
                List<String> evidence = new ArrayList<>(nobody.evidence());
                evidence.addAll(real.evidence());
                notes.judged(ENUMERATION, way.label(), !toNobody.equals(reading.apply(real.blanked(names))), evidence);
                return;
            }
        }
        throw new Trouble("USER is answered otherwise each time, whatever the name");
    }
}
