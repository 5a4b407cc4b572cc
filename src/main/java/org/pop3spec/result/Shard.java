package org.pop3spec.result;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of some work that one of several machines does. Each piece of work is in one part, whatever other pieces there are
 * and on whichever machine that is asked: its name alone decides.
 *
 * @param index from 1 to {@code count}
 * @param count how many parts there are, from 1
 */
public record Shard(int index, int count) {
    /** All of it. */
    public static final Shard WHOLE = new Shard(1, 1);

    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})/([0-9]{1,6})");

    /** @throws IllegalArgumentException when there is no such part; the message is one line */
    public Shard {
        if (index < 1 || index > count) {
            throw new IllegalArgumentException("of " + count + " shards there is no number " + index);
        }
    }

    /**
     * Reads {@code I/N}, such as {@code 2/8}.
     *
     * @throws IllegalArgumentException when it is something else; the message is one line
     */
    public static Shard parse(String written) {
        Matcher matcher = FORM.matcher(written);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected I/N, such as 2/8 for the second of eight shards");
        }
        return new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Whether a piece of work is in this part; the answer is the same in every version. */
    public boolean has(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return Long.remainderUnsigned(ByteBuffer.wrap(digest).getLong(), count) == index - 1;
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** As it is written: {@code I/N}. */
    @Override
    public String toString() {
        return index + "/" + count;
    }
}
