package org.pop3spec.scenario;

import java.math.BigInteger;
import java.util.List;

/** The kinds of values that expressions know, and their rules. */
final class Values {
    private static final int LARGEST_BITS = 4096;
    private static final int MOST_DIGITS = 1000;

    private Values() {}

    /** The one form of a value that is kept: integers are Long where they fit, BigInteger elsewhere. */
    static Object normal(Object value) {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigInteger big) {
            if (big.bitLength() > LARGEST_BITS) {
                throw new Fault("the number is too large");
            }
            return big.bitLength() < Long.SIZE ? (Object) big.longValue() : big;
        }
        if (value instanceof Long || value instanceof String || value instanceof Boolean || value instanceof List) {
            return value;
        }
        throw new Fault("a value is neither text, number, true or false, nor a list");
    }

    /** The kind of a value in words. */
    static String kind(Object value) {
        if (value instanceof String) {
            return "a string";
        }
        if (isInteger(value)) {
            return "a number";
        }
        if (value instanceof Boolean) {
            return "true or false";
        }
        return value instanceof List ? "a list" : "something else";
    }

    static boolean isInteger(Object value) {
        return value instanceof Long || value instanceof Integer || value instanceof BigInteger;
    }

    static BigInteger big(Object integer) {
        return integer instanceof BigInteger b ? b : BigInteger.valueOf(((Number) integer).longValue());
    }

    /** Decimal digits to an integer. */
    static Object integer(String digits) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Fault("the string is not a number in decimal digits");
        }
        if (digits.length() > MOST_DIGITS) {
            throw new Fault("the number has more than " + MOST_DIGITS + " digits");
        }
        return digits.length() <= 18 ? (Object) Long.valueOf(digits) : normal(new BigInteger(digits));
    }

    static boolean isDecimal(Object value) {
        return value instanceof String s
                && !s.isEmpty()
                && s.length() <= MOST_DIGITS
                && s.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** As text, for putting into a line; lists have none. */
    static String text(Object value) {
        if (value instanceof String s) {
            return s;
        }
        if (isInteger(value) || value instanceof Boolean) {
            return value.toString();
        }
        throw new Fault("a list can't stand in a line; use join(list, sep) or an index");
    }

    /** Equality: a string of decimal digits equals the number that it stands for. */
    static boolean equal(Object a, Object b, Meter meter) {
        meter.work(1);
        if (isInteger(a) && isInteger(b)) {
            return big(a).equals(big(b));
        }
        if (isInteger(a) && isDecimal(b)) {
            return big(a).equals(new BigInteger((String) b));
        }
        if (isDecimal(a) && isInteger(b)) {
            return equal(b, a, meter);
        }
        if (a instanceof String s && b instanceof String t) {
            meter.work(Math.min(s.length(), t.length()));
            return s.equals(t);
        }
        if (a instanceof List<?> s && b instanceof List<?> t) {
            if (s.size() != t.size()) {
                return false;
            }
            for (int i = 0; i < s.size(); i++) {
                if (!equal(s.get(i), t.get(i), meter)) {
                    return false;
                }
            }
            return true;
        }
        return a.equals(b);
    }

    /** Order of numbers (strings of digits count as such beside a number) and of strings by octets. */
    static int order(Object a, Object b, Meter meter) {
        if ((isInteger(a) || isDecimal(a)) && (isInteger(b) || isDecimal(b)) && (isInteger(a) || isInteger(b))) {
            meter.work(1);
            return asBig(a).compareTo(asBig(b));
        }
        if (a instanceof String s && b instanceof String t) {
            meter.work(Math.min(s.length(), t.length()));
            return s.compareTo(t);
        }
        throw new Fault("can't tell which is larger of " + kind(a) + " and " + kind(b));
    }

    private static BigInteger asBig(Object value) {
        return value instanceof String s ? new BigInteger(s) : big(value);
    }
}
