package org.pop3spec.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What TOP sends, and what it leaves behind. It is asked for no lines of the body, and of a few small messages only, since there
 * are servers that send the whole message all the same. Nothing of a message gets into the evidence but the names of fields.
 */
final class TopCheck {
    static final String UNBOUNDED = "top-unbounded";
    static final String MARKS = "top-leaves-mark";

    /** So many messages are looked at, and no more. */
    static final int MOST_MESSAGES = 3;
    /** None that is larger, in octets. */
    static final long MOST_OCTETS = 64 << 10;

    private static final Pattern LISTING = Pattern.compile("([1-9][0-9]{0,8}) ([0-9]{1,18})(?: .*)?");
    private static final Pattern UNIQUE_ID = Pattern.compile("([1-9][0-9]{0,8}) +([!-~]{1,70})");
    private static final Pattern FIELD = Pattern.compile("([!-9;-~]{1,77}):.*");

    /** A message that may be looked at, and the answer to TOP. */
    private record Top(int number, long size, List<String> lines) {
        List<String> header() {
            int end = lines.indexOf("");
            return end < 0 ? lines : lines.subList(0, end);
        }

        /** Behind the header and the empty line. An empty one more is no part of a body that anybody would miss. */
        long linesOfBody() {
            return lines.stream()
                    .skip(header().size())
                    .filter(line -> !line.isEmpty())
                    .count();
        }

        boolean hasBody() {
            return size > header().stream().mapToLong(line -> line.length() + 2).sum() + 4;
        }

        Set<String> fields() {
            return header().stream()
                    .map(FIELD::matcher)
                    .filter(Matcher::matches)
                    .map(field -> field.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private TopCheck() {}

    /** Looks in one session, and in a second one whether it shows. */
    static void look(OwnAccount account, Notebook notes) throws Trouble, InterruptedException {
        if (account.offer().filter(OfferCheck::expiresAtOnce).isPresent()) {
            throw new Trouble("the server announces EXPIRE 0, and might remove what was looked at");
        }
        String where = account.where();
        Map<String, Top> first = session(account);
        if (first.isEmpty()) {
            throw new Trouble("there is no message of at most " + (MOST_OCTETS >> 10) + " KiB to look at");
        }
        bounded(where, first, notes);
        Map<String, Top> again = session(account);
        again.keySet().retainAll(first.keySet());
        if (again.isEmpty()) {
            notes.notTested(MARKS, where, "the messages that were looked at are not there any more");
            return;
        }
        List<String> evidence = new ArrayList<>();
        again.forEach((id, later) -> evidence.addAll(marks(first.get(id), later)));
        notes.judged(MARKS, where, !evidence.isEmpty(), evidence);
    }

    private static void bounded(String where, Map<String, Top> tops, Notebook notes) {
        List<String> evidence = new ArrayList<>();
        for (Top top : tops.values()) {
            if (top.linesOfBody() > 0) {
                evidence.add("C: TOP " + top.number() + " 0");
                evidence.add("-- " + top.linesOfBody() + " lines of the body come with the header");
            }
        }
        if (evidence.isEmpty() && tops.values().stream().noneMatch(Top::hasBody)) {
            notes.notTested(UNBOUNDED, where, "by their sizes the messages that were looked at have no body");
        } else {
            notes.judged(UNBOUNDED, where, !evidence.isEmpty(), evidence);
        }
    }

    private static List<String> marks(Top before, Top after) {
        if (before.header().equals(after.header())) {
            return List.of();
        }
        Set<String> come = after.fields();
        come.removeAll(before.fields());
        Set<String> gone = before.fields();
        gone.removeAll(after.fields());
        return List.of(
                "C: TOP " + after.number() + " 0",
                "-- in the second session its header is another"
                        + (come.isEmpty() ? "" : "; new in it: " + String.join(", ", come))
                        + (gone.isEmpty() ? "" : "; gone from it: " + String.join(", ", gone)));
    }

    /** The headers of a few small messages, by their unique-ids, or their numbers where the server has none. */
    private static Map<String, Top> session(OwnAccount account) throws Trouble, InterruptedException {
        Map<String, Top> tops = new LinkedHashMap<>();
        try (Visit visit = account.enter()) {
            Map<Integer, String> ids = uniqueIds(visit);
            for (Map.Entry<Integer, Long> small : small(visit)) {
                int number = small.getKey();
                List<String> lines =
                        visit.lines("TOP " + number + " 0").orElseThrow(() -> new Trouble("TOP is refused"));
                tops.put(ids.getOrDefault(number, String.valueOf(number)), new Top(number, small.getValue(), lines));
            }
            visit.leave();
        }
        return tops;
    }

    private static Map<Integer, String> uniqueIds(Visit visit) throws Trouble, InterruptedException {
        Map<Integer, String> ids = new HashMap<>();
        for (String line : visit.lines("UIDL").orElse(List.of())) {
            Matcher id = UNIQUE_ID.matcher(line);
            if (id.matches()) {
                ids.put(Integer.valueOf(id.group(1)), id.group(2));
            }
        }
        return ids;
    }

    /** The first of the messages that are small enough, with their sizes; the smallest may have no body. */
    private static List<Map.Entry<Integer, Long>> small(Visit visit) throws Trouble, InterruptedException {
        Map<Integer, Long> sizes = new HashMap<>();
        for (String line : visit.lines("LIST").orElse(List.of())) {
            Matcher listing = LISTING.matcher(line);
            if (listing.matches() && Long.parseLong(listing.group(2)) <= MOST_OCTETS) {
                sizes.put(Integer.valueOf(listing.group(1)), Long.valueOf(listing.group(2)));
            }
        }
        return sizes.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .limit(MOST_MESSAGES)
                .toList();
    }
}
