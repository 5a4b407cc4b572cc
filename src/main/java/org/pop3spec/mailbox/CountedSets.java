package org.pop3spec.mailbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Mailboxes that are about number and size. */
final class CountedSets {
    /** 25 MiB, exactly. */
    static final int LARGE = 25 * 1024 * 1024;

    private static final byte[] ALPHABET = "abcdefghijklmnopqrstuvwxyz012345".getBytes(StandardCharsets.US_ASCII);
    private static final int LARGE_LINE = 78;

    private CountedSets() {}

    /** So many messages, each of two lines more than the one before, so that all sizes differ. */
    static List<Message> some(Series series, int count) {
        List<Message> messages = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            Draft draft = series.message(number).plain();
            for (int line = 0; line < 1 + 2 * number; line++) {
                draft.wordsOf(50);
            }
            messages.add(draft.finish());
        }
        return messages;
    }

    /** So many messages of three lines. */
    static List<Message> small(Series series, int count) {
        List<Message> messages = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            messages.add(series.message(number).plain().words(3).finish());
        }
        return messages;
    }

    static List<Message> twins(Series series) {
        Message twin = series.message(1).plain().words(5).finish();
        return List.of(twin, twin);
    }

    static List<Message> numbered(Series series, int lines) {
        return series.plain(draft -> {
            for (int number = 1; number <= lines; number++) {
                draft.line(String.format(Locale.ROOT, "line %03d ", number) + Draft.words(draft.random(), 30));
            }
            return draft;
        });
    }

    static List<Message> large(Series series) {
        return List.of(Message.lazily(series.id(1), () -> largeOctets(series)));
    }

    private static byte[] largeOctets(Series series) {
        Draft draft = series.message(1).plain();
        byte[] header = draft.toOctets();
        byte[] octets = Arrays.copyOf(header, LARGE);
        Random random = draft.random();
        int at = header.length;
        int number = 1;
        while (at < LARGE) {
            // the last line takes the rest; a rest too short for a line is never left over
            int left = LARGE - at;
            int length = left < 2 * LARGE_LINE ? left : LARGE_LINE;
            fill(octets, at, length, number++, random);
            at += length;
        }
        return octets;
    }

    private static void fill(byte[] octets, int from, int length, int number, Random random) {
        int end = from + length - 2;
        int at = from;
        for (int divisor = 1_000_000; divisor > 0; divisor /= 10) {
            octets[at++] = (byte) ('0' + number / divisor % 10);
        }
        octets[at++] = ' ';
        while (at < end) {
            int bits = random.nextInt();
            for (int n = 0; n < 6 && at < end; n++) {
                octets[at++] = ALPHABET[bits & 31];
                bits >>>= 5;
            }
        }
        octets[end] = '\r';
        octets[end + 1] = '\n';
    }
}
