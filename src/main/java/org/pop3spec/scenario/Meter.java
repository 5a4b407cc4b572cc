package org.pop3spec.scenario;

/** What one evaluation may cost: it ends every expression, however a scenario from elsewhere is made. */
final class Meter {
    /** Octets handled plus values visited. */
    private static final long MOST_WORK = 256L << 20;
    /** Octets of new strings, and 16 for every element of a new list. */
    private static final long MOST_GROWTH = 64L << 20;

    private long work;
    private long growth;

    /** Counts octets and elements that are gone through. */
    void work(long units) {
        work += units + 1;
        if (work > MOST_WORK) {
            throw new Fault("the expression takes too many steps");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new Fault("the evaluation was interrupted");
        }
    }

    /** Counts octets of values that are about to be made. */
    void growth(long octets) {
        growth += octets;
        if (octets > MOST_GROWTH || growth > MOST_GROWTH) {
            throw new Fault("the expression makes more than 64 MiB of text");
        }
        work(octets);
    }

    void elements(long count) {
        growth(count > MOST_GROWTH ? count : count * 16);
    }
}
