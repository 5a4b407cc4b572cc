package org.pop3spec.result;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of a message is the same in each run: all of it, or all before what differs from run to run. */
public final class Gist {
    /** Addresses of messages and sessions, base64, long numbers. */
    private static final Pattern VOLATILE = Pattern.compile(
            "<[^<>\\s]*[0-9][^<>\\s]*>?|(?=[A-Za-z0-9+/]*[a-z0-9+/][A-Z])[A-Za-z0-9+/]{16,}={0,2}|[0-9]{5,}");

    /** With less than that it would stand for too much. */
    private static final int LEAST = 16;

    private static final int MOST = 200;

    private Gist() {}

    /** At most 200 characters from its beginning. */
    public static String of(String message) {
        Matcher found = VOLATILE.matcher(message);
        int end = message.length();
        if (found.find() && found.start() >= LEAST) {
            end = found.start();
        }
        end = Math.min(end, MOST);
        // half a character is none
        boolean cut = end < message.length() && end > 0 && Character.isHighSurrogate(message.charAt(end - 1));
        return message.substring(0, cut ? end - 1 : end);
    }
}
