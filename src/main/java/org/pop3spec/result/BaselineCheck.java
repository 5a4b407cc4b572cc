package org.pop3spec.result;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What became of the entries of a baseline in a run.
 *
 * @param file as the user named it
 * @param entries all of them, in the order of the file
 */
public record BaselineCheck(String file, List<Entry> entries) {
    public BaselineCheck {
        entries = List.copyOf(entries);
    }

    /** What a run showed of an entry. */
    public enum Showing {
        /** A result is as the entry says. */
        SHOWN,
        /** Scenarios that the entry is about were played, and none is as it says. */
        ABSENT,
        /** None of its scenarios reached a verdict. */
        UNTRIED
    }

    /**
     * One entry.
     *
     * @param line where it stands, from 1
     * @param text what it is about, in one line
     * @param flaky whether it is expected to come and go
     * @param expired the last day on which it counted, where that is over
     */
    public record Entry(int line, String text, boolean flaky, Optional<LocalDate> expired, Showing showing) {
        /** Whether it should be taken out: what it says no longer shows, and need not come back. */
        public boolean stale() {
            return showing == Showing.ABSENT && !flaky;
        }

        Entry showing(Showing other) {
            return new Entry(line, text, flaky, expired, other);
        }

        /** Whether both are the same entry, whatever was seen of it. */
        boolean same(Entry other) {
            return other.showing(showing).equals(this);
        }
    }

    /** The entries that no longer show. */
    public List<Entry> stale() {
        return entries.stream().filter(Entry::stale).toList();
    }

    /** The entries whose time is over, whether they show or not. */
    public List<Entry> expired() {
        return entries.stream().filter(entry -> entry.expired().isPresent()).toList();
    }

    /** How many entries this run says nothing about. */
    public long untried() {
        return entries.stream()
                .filter(entry -> entry.showing() == Showing.UNTRIED)
                .count();
    }

    /** Two parts of one run: what one of them shows is shown. Empty where they were held against different entries. */
    Optional<BaselineCheck> with(BaselineCheck other) {
        if (entries.size() != other.entries().size()) {
            return Optional.empty();
        }
        Entry[] together = new Entry[entries.size()];
        for (int i = 0; i < together.length; i++) {
            Entry here = entries.get(i);
            Entry there = other.entries().get(i);
            if (!here.same(there)) {
                return Optional.empty();
            }
            together[i] = here.showing().compareTo(there.showing()) <= 0 ? here : there;
        }
        return Optional.of(new BaselineCheck(file, List.of(together)));
    }
}
