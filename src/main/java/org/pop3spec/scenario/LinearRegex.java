package org.pop3spec.scenario;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Compiles regular expressions that match in linear time (RE2) and whose program is bounded. A dot matches any octet. */
final class LinearRegex {
    private static final int LONGEST = 4096;
    private static final int LARGEST = 100_000;
    private static final int DEEPEST = 100;

    private LinearRegex() {}

    /** @throws IllegalArgumentException with the reason in words when it can't be used */
    static Pattern compile(String regex) {
        if (regex.length() > LONGEST) {
            throw new IllegalArgumentException("the regular expression is longer than " + LONGEST + " characters");
        }
        if (size(regex) > LARGEST) {
            throw new IllegalArgumentException("the regular expression repeats too much");
        }
        try {
            return Pattern.compile(regex, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not a regular expression: " + e.getDescription(), e);
        }
    }

    /** About how many instructions it compiles to; the library itself expands nested counts without a bound. */
    private static long size(String regex) {
        Deque<Long> outer = new ArrayDeque<>();
        long sum = 0;
        long atom = 0;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '(') {
                outer.push(sum + atom);
                sum = 0;
                atom = 0;
                if (outer.size() > DEEPEST) {
                    throw new IllegalArgumentException("the regular expression is nested too deeply");
                }
            } else if (c == ')' && !outer.isEmpty()) {
                atom = sum + atom + 1;
                sum = outer.pop();
            } else if (c == '{') {
                long times = largestCount(regex, i);
                if (times > 0) {
                    atom = Math.min(Math.multiplyExact(Math.min(atom, Integer.MAX_VALUE), times), Integer.MAX_VALUE);
                    i = regex.indexOf('}', i);
                }
            } else {
                sum += atom;
                atom = 1;
                if (c == '\\') {
                    i++;
                } else if (c == '[') {
                    i = endOfClass(regex, i);
                }
            }
        }
        while (!outer.isEmpty()) {
            sum += outer.pop();
        }
        return sum + atom;
    }

    /** The larger number of a repetition such as {@code {2,7}} at that place; 0 when it is none. */
    private static long largestCount(String regex, int open) {
        int close = regex.indexOf('}', open);
        if (close < 0 || close - open > 12) {
            return 0;
        }
        long largest = 0;
        for (String number : regex.substring(open + 1, close).split(",", -1)) {
            if (!number.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return 0;
            }
            largest = Math.max(largest, number.isEmpty() ? 0 : Long.parseLong(number));
        }
        return largest;
    }

    private static int endOfClass(String regex, int open) {
        int i = open + 1;
        if (i < regex.length() && regex.charAt(i) == '^') {
            i++;
        }
        if (i < regex.length() && regex.charAt(i) == ']') {
            i++;
        }
        while (i < regex.length() && regex.charAt(i) != ']') {
            if (regex.charAt(i) == '\\') {
                i++;
            } else if (regex.startsWith("[:", i)) {
                int end = regex.indexOf(":]", i);
                i = end < 0 ? i : end + 1;
            }
            i++;
        }
        return i;
    }
}
