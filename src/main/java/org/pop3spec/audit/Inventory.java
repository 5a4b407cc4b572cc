package org.pop3spec.audit;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.result.AuditMaildrop;

/**
 * What is in a maildrop, seen without fetching anything.
 *
 * @param stat the answer to STAT: how many messages, and their octets
 * @param uniqueIds from UIDL, in their order; empty where the server has none
 */
record Inventory(String stat, Optional<List<String>> uniqueIds) {
    /** Asks in a session that has logged in, and ends it. */
    static Inventory of(Visit visit) throws Trouble, InterruptedException {
        String stat = visit.command("STAT").text();
        Optional<List<String>> ids = visit.lines("UIDL")
                .map(lines -> lines.stream()
                        .map(line -> line.replaceFirst("^[0-9]+ +", ""))
                        .toList());
        visit.leave();
        return new Inventory(stat, ids);
    }

    private String numbers() {
        return stat.matches("[0-9]{1,10} [0-9]{1,19}.*")
                ? stat.replaceFirst("^([0-9]+) ([0-9]+).*", "$1 messages, $2 octets")
                : "an answer to STAT that is none";
    }

    /** Compares with what is there now. Mail that came in meanwhile is no change of what was there. */
    AuditMaildrop compare(Inventory now) {
        if (uniqueIds.isEmpty() || now.uniqueIds.isEmpty()) {
            boolean same = stat.equals(now.stat);
            return new AuditMaildrop(
                    same ? Optional.of(true) : Optional.empty(),
                    same
                            ? numbers() + ", before and after; the server has no unique-ids"
                            : numbers() + " before and " + now.numbers()
                                    + " after; without unique-ids it is not known why");
        }
        Set<String> gone = new HashSet<>(uniqueIds.get());
        now.uniqueIds.get().forEach(gone::remove);
        if (!gone.isEmpty()) {
            return new AuditMaildrop(
                    Optional.of(false), gone.size() + " messages that were there before are not there after");
        }
        if (uniqueIds.get().equals(now.uniqueIds.get())) {
            return stat.equals(now.stat)
                    ? new AuditMaildrop(Optional.of(true), numbers() + ", the same unique-ids before and after")
                    : new AuditMaildrop(
                            Optional.of(false),
                            numbers() + " before and " + now.numbers() + " after, with the same ids");
        }
        int more = now.uniqueIds.get().size() - uniqueIds.get().size();
        return new AuditMaildrop(
                Optional.of(true),
                numbers() + ", and the same unique-ids after, with " + more + " messages that came in meanwhile");
    }
}
