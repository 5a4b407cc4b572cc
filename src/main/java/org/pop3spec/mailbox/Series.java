package org.pop3spec.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Starts the messages of one mailbox. Every message has pseudo-random numbers of its own, made of the seed, the
 * mailbox's name and the message's place, so a change in one set changes no other.
 */
final class Series {
    private final long seed;
    private final String name;

    Series(long seed, String name) {
        this.seed = seed;
        this.name = name;
    }

    /** The id of a message: readable for people, and telling seeds apart. */
    String id(int number) {
        return String.format(Locale.ROOT, "%s.%d.%08x", name, number, mixed(number) & 0xffffffffL);
    }

    Random random(int number) {
        return new Random(mixed(number));
    }

    /** A message with the usual header fields, no Content-Type and no empty line yet. */
    Draft message(int number) {
        return new Draft(id(number), random(number)).header("pop3spec " + name + " " + number);
    }

    /** A message that begins with no header field at all. */
    Draft bare(int number) {
        return new Draft(id(number), random(number));
    }

    /** Messages of plain ASCII text, one for each body given. */
    @SafeVarargs
    final List<Message> plain(UnaryOperator<Draft>... bodies) {
        List<Message> messages = new ArrayList<>();
        for (UnaryOperator<Draft> body : bodies) {
            messages.add(body.apply(message(messages.size() + 1).plain()).finish());
        }
        return messages;
    }

    /** SplitMix64's finalizer: near numbers give unlike ones. String.hashCode is laid down by its documentation. */
    private long mixed(int number) {
        long z = seed + 0x9e3779b97f4a7c15L * (31L * name.hashCode() + number);
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
