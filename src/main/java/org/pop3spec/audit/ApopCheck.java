package org.pop3spec.audit;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pop3spec.net.Printable;

/** APOP, and the timestamps of several greetings: what a digest is worth depends on them. */
final class ApopCheck implements Check {
    static final String OFFERED = "apop-offered";
    static final String REPEATED = "apop-timestamp-repeated";
    static final String PREDICTABLE = "apop-timestamp-predictable";
    static final String MALFORMED = "apop-timestamp-malformed";

    private static final int GREETINGS = 4;
    /** By which clients tell a timestamp from what somebody in the middle made up to find collisions (CVE-2007-1558). */
    private static final Pattern MESSAGE_ID = Pattern.compile("<[!-;=?A-~^_`-]+@[!-;=?A-~^_`-]+>");

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    /** What a counter or a clock grows by from one greeting to the next. */
    private static final BigInteger SMALL = BigInteger.valueOf(100_000);

    @Override
    public List<String> ids() {
        return List.of(OFFERED, REPEATED, PREDICTABLE, MALFORMED);
    }

    @Override
    public List<Way> places(Survey survey) {
        return survey.seen().stream()
                .filter(s -> s.timestamp().isPresent())
                .findFirst()
                .or(survey::safest)
                .map(Seen::way)
                .stream()
                .toList();
    }

    @Override
    public String without() {
        return "there is no session";
    }

    @Override
    public void look(Way way, Survey survey, Guest guest, Notebook notes) throws Trouble, InterruptedException {
        Seen first = survey.seen(way).orElseThrow();
        if (first.timestamp().isEmpty()) {
            ids().forEach(id -> notes.sound(id, way.label()));
            return;
        }
        notes.found(OFFERED, way.label(), List.of("S: " + Printable.line(first.greeting())));
        List<String> timestamps = new ArrayList<>(List.of(first.timestamp().orElseThrow()));
        while (timestamps.size() < GREETINGS) {
            try (Visit visit = guest.enter(way)) {
                timestamps.add(
                        visit.timestamp().orElseThrow(() -> new Trouble("some of its greetings have no timestamp")));
                visit.leave();
            }
        }
        List<String> evidence =
                timestamps.stream().map(t -> "S: +OK ... " + Printable.line(t)).toList();
        boolean repeated = new HashSet<>(timestamps).size() < timestamps.size();
        notes.judged(REPEATED, way.label(), repeated, evidence);
        notes.judged(PREDICTABLE, way.label(), !repeated && predictable(timestamps), evidence);
        notes.judged(
                MALFORMED,
                way.label(),
                timestamps.stream().anyMatch(t -> !MESSAGE_ID.matcher(t).matches()),
                evidence);
    }

    /** Whether nothing but numbers changes in them, and those by little. */
    static boolean predictable(List<String> timestamps) {
        Optional<List<BigInteger>> before = Optional.empty();
        String frame = DIGITS.matcher(timestamps.get(0)).replaceAll("0");
        for (String timestamp : timestamps) {
            if (!DIGITS.matcher(timestamp).replaceAll("0").equals(frame)) {
                return false;
            }
            List<BigInteger> numbers = new ArrayList<>();
            Matcher matcher = DIGITS.matcher(timestamp);
            while (matcher.find()) {
                numbers.add(new BigInteger(matcher.group()));
            }
            if (before.isPresent() && !near(before.get(), numbers)) {
                return false;
            }
            before = Optional.of(numbers);
        }
        return true;
    }

    private static boolean near(List<BigInteger> before, List<BigInteger> after) {
        for (int i = 0; i < before.size(); i++) {
            if (after.get(i).subtract(before.get(i)).abs().compareTo(SMALL) > 0) {
                return false;
            }
        }
        return true;
    }
}
