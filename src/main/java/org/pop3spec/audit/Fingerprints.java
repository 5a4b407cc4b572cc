package org.pop3spec.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A set of texts of which 64 bits of SHA-256 are kept, so that a million takes 16 MiB of memory. Of a million texts two are taken
 * for the same by mistake in one of 36 million sets. Not to be used from several threads at a time.
 */
public final class Fingerprints {
    private static final int FIRST_SLOTS = 1024;

    private final MessageDigest digest;

    /** At most three quarters are in use; those that are not are 0. */
    private long[] slots = new long[FIRST_SLOTS];

    private int size;

    public Fingerprints() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Adds a text, and says whether it was not there before. */
    public boolean add(String text) {
        long print = of(text);
        int slot = slot(slots, print);
        if (slots[slot] == print) {
            return false;
        }
        slots[slot] = print;
        size++;
        if (size > slots.length / 4 * 3) {
            grow();
        }
        return true;
    }

    /** Whether it was added. */
    public boolean contains(String text) {
        long print = of(text);
        return slots[slot(slots, print)] == print;
    }

    /** How many were added. */
    public int size() {
        return size;
    }

    /** How much of memory this takes, but for some hundred octets. */
    long octets() {
        return (long) slots.length * Long.BYTES;
    }

    private void grow() {
        long[] more = new long[Math.multiplyExact(slots.length, 2)];
        for (long print : slots) {
            if (print != 0) {
                more[slot(more, print)] = print;
            }
        }
        slots = more;
    }

    /** Where it is, or would be. */
    private static int slot(long[] slots, long print) {
        int slot = (int) print & (slots.length - 1);
        while (slots[slot] != 0 && slots[slot] != print) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private long of(String text) {
        long print = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        return print == 0 ? 1 : print;
    }
}
