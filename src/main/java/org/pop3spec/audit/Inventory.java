package org.pop3spec.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pop3spec.result.AuditMaildrop;
import org.pop3spec.target.PlainSession;

/**
 * What is in a maildrop, seen without fetching anything.
 *
 * @param stat what STAT says: how many messages, and their octets, with a blank between
 * @param uniqueIds from UIDL, in their order; empty where the server has none
 */
record Inventory(String stat, Optional<List<String>> uniqueIds) {
    private static final Pattern STAT = Pattern.compile("([0-9]{1,10} [0-9]{1,19})(?: .*)?");

    /**
     * Asks in a session that has logged in, and ends it.
     *
     * @throws Trouble also when STAT is refused, or answered with something else
     */
    static Inventory of(Visit visit) throws Trouble, InterruptedException {
        PlainSession.Status answer = visit.command("STAT");
        Matcher numbers = STAT.matcher(answer.text());
        if (!answer.ok() || !numbers.matches()) {
            throw new Trouble("STAT does not say what is in the maildrop");
        }
        Optional<List<String>> ids = visit.lines("UIDL")
                .map(lines -> lines.stream()
                        .map(line -> line.replaceFirst("^[0-9]+ +", ""))
                        .toList());
        visit.leave();
        return new Inventory(numbers.group(1), ids);
    }

    private String numbers() {
        return stat.replace(" ", " messages, ") + " octets";
    }

    /** Compares with what is there now. Mail that came in meanwhile is no change of what was there. */
    AuditMaildrop compare(Inventory now) {
        if (uniqueIds.isEmpty() || now.uniqueIds.isEmpty()) {
            boolean same = stat.equals(now.stat);
            return new AuditMaildrop(
                    same ? Optional.of(true) : Optional.empty(),
                    same
                            ? numbers() + " before and after, by STAT; the server has no unique-ids"
                            : numbers() + " before and " + now.numbers()
                                    + " after; without unique-ids it is not known why");
        }
        long gone = missing(uniqueIds.get(), now.uniqueIds.get());
        if (gone > 0) {
            return new AuditMaildrop(
                    Optional.of(false),
                    messages(gone)
                            + (gone == 1 ? " that was there before is" : " that were there before are")
                            + " not there after, by UIDL");
        }
        int come = now.uniqueIds.get().size() - uniqueIds.get().size();
        if (come > 0) {
            return new AuditMaildrop(
                    Optional.of(true),
                    numbers() + ", and the same unique-ids after, with " + messages(come) + " that came in meanwhile");
        }
        return stat.equals(now.stat)
                ? new AuditMaildrop(
                        Optional.of(true), numbers() + " and the same unique-ids, before and after, by STAT and UIDL")
                : new AuditMaildrop(
                        Optional.of(false),
                        numbers() + " before and " + now.numbers() + " after, with the same unique-ids; there are"
                                + " servers that write into messages when they are asked for unique-ids");
    }

    /** How many of these are not among those; identical messages may share an id (RFC 1939 section 7). */
    private static long missing(List<String> these, List<String> those) {
        Map<String, Integer> left = new HashMap<>();
        those.forEach(id -> left.merge(id, 1, Integer::sum));
        return these.stream().filter(id -> left.merge(id, -1, Integer::sum) < 0).count();
    }

    private static String messages(long number) {
        return number == 1 ? "1 message" : number + " messages";
    }
}
