package org.pop3spec.scenario;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The functions that expressions have; nothing else can be called. */
final class BuiltIns {
    /** What the expression library knows the function size as; no name begins like this. */
    static final String SIZE = "_ize";

    /** The function that learns sizes by POP3. */
    static final String OCTETS = "octets";

    /** The function that shows the ticket of an account. */
    static final String AP_REQ = "ap_req";

    private static final int MOST_RANDOM = 65_536;
    private static final int HMAC_BLOCK = 64;
    /** In standard deviations. */
    private static final double BEYOND_CHANCE = 4;

    private static final Map<String, Function> ALL = Map.ofEntries(
            function(OCTETS, 1, a -> a.surroundings.octets(a.index(0))),
            function("intact", 2, a -> a.surroundings.intact(a.index(0), a.string(1))),
            function("random", 1, BuiltIns::random),
            function("response", 1, a -> a.made(a.surroundings.response(a.string(0)))),
            function("frame", 1, BuiltIns::frame),
            function(AP_REQ, 1, a -> a.made(a.surroundings.apRequest(a.string(0)))),
            function("ap_rep", 1, a -> a.surroundings.provesServer(a.worked(a.string(0)))),
            function("krb_error", 1, a -> a.surroundings.kerberosError(a.worked(a.string(0)))),
            function("waited", 0, a -> a.surroundings.waited()),
            function("apart", 2, BuiltIns::apart),
            function("quoted", 1, BuiltIns::quoted),
            function("replace", 3, BuiltIns::replace),
            function("flip", 2, BuiltIns::flip),
            function(
                    "size",
                    1,
                    a -> a.value(0) instanceof List<?> l
                            ? (Object) l.size()
                            : a.string(0).length()),
            function("sum", 1, BuiltIns::sum),
            function("unique", 1, a -> new ArrayList<>(a.byValue(a.list(0)).values())),
            function("has", 2, BuiltIns::has),
            function("without", 2, BuiltIns::without),
            function("sorted", 1, BuiltIns::sorted),
            function("range", 2, BuiltIns::range),
            function("number", 1, a -> Values.isInteger(a.value(0)) ? a.value(0) : Values.integer(a.string(0))),
            function("match", 2, BuiltIns::match),
            function("matches", 2, a -> a.matcher(a.string(0), a.regex(1)).matches()),
            function("find", 2, BuiltIns::find),
            function("code", 1, BuiltIns::code),
            function("upper", 1, a -> a.made(ascii(a.string(0), 'a', 'z', -32))),
            function("lower", 1, a -> a.made(ascii(a.string(0), 'A', 'Z', 32))),
            function("repeat", 2, BuiltIns::repeat),
            function("join", 2, BuiltIns::join),
            function("split", 2, BuiltIns::split),
            function("slice", 3, BuiltIns::slice),
            function("md5", 1, a -> HexFormat.of().formatHex(digest(Octets.bytes(a.worked(a.string(0)))))),
            function("hmac_md5", 2, BuiltIns::hmacMd5),
            function("hex", 1, BuiltIns::hex),
            function("unhex", 1, BuiltIns::unhex),
            function("utf8", 1, BuiltIns::utf8),
            function("base64", 1, BuiltIns::base64),
            function("unbase64", 1, BuiltIns::unbase64));

    private BuiltIns() {}

    /** Every function's name and how many values it takes, by name. */
    static Map<String, Integer> arities() {
        Map<String, Integer> arities = new TreeMap<>();
        ALL.forEach((name, f) -> arities.put(name, f.arity));
        return Collections.unmodifiableMap(arities);
    }

    static boolean has(String name) {
        return ALL.containsKey(publicName(name));
    }

    static String publicName(String name) {
        return name.equals(SIZE) ? "size" : name;
    }

    static Object call(String name, List<Object> values, Surroundings surroundings, Meter meter) {
        Function function = ALL.get(publicName(name));
        if (function == null) {
            throw new Fault("there is no function '" + name + "'");
        }
        if (values.size() != function.arity) {
            throw new Fault(name + " takes " + function.arity + " values, not " + values.size());
        }
        return Values.normal(function.body.apply(new Arguments(publicName(name), values, surroundings, meter)));
    }

    private static Map.Entry<String, Function> function(String name, int arity, Body body) {
        return Map.entry(name, new Function(arity, body));
    }

    /** As POP2 has arguments with a special character in them (RFC 937, Quoting). */
    private static Object quoted(Arguments a) {
        StringBuilder quoted = new StringBuilder();
        for (char c : a.worked(a.string(0)).toCharArray()) {
            if (c == ' ' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return a.made(quoted.toString());
    }

    private static Object random(Arguments a) {
        int length = a.index(0);
        if (length < 0 || length > MOST_RANDOM) {
            throw new Fault("random makes 0 to " + MOST_RANDOM + " letters");
        }
        a.meter.growth(length);
        return a.surroundings.random(length);
    }

    /** With its length before it, in four octets. */
    private static Object frame(Arguments a) {
        String octets = a.string(0);
        a.meter.growth(octets.length() + 4L);
        StringBuilder framed = new StringBuilder();
        for (int shift = 24; shift >= 0; shift -= 8) {
            framed.append((char) (octets.length() >>> shift & 0xff));
        }
        return framed.append(octets).toString();
    }

    private static Object sum(Arguments a) {
        return a.numbers(0).stream().reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** The test of Mann and Whitney: by chance alone two lists are this far apart in less than one case of ten thousand. */
    private static Object apart(Arguments a) {
        List<BigInteger> one = a.numbers(0);
        List<BigInteger> other = a.numbers(1);
        long pairs = (long) one.size() * other.size();
        a.meter.work(pairs);
        long larger = 0;
        for (BigInteger x : one) {
            for (BigInteger y : other) {
                larger += x.compareTo(y);
            }
        }
        double deviation = Math.sqrt(pairs * (one.size() + other.size() + 1) / 12.0);
        return Math.abs(larger / 2.0) > BEYOND_CHANCE * deviation;
    }

    private static Object has(Arguments a) {
        for (Object element : a.list(0)) {
            if (Values.equal(element, a.value(1), a.meter)) {
                return true;
            }
        }
        return false;
    }

    /** What the second list has not; in time that grows with the lists, not with their product. */
    private static Object without(Arguments a) {
        Map<Object, Object> others = a.byValue(a.list(1));
        List<Object> rest = a.copy(a.list(0));
        rest.removeIf(element -> others.containsKey(Arguments.key(element)));
        return rest;
    }

    private static Object sorted(Arguments a) {
        List<Object> sorted = a.copy(a.list(0));
        sorted.sort((x, y) -> Values.order(x, y, a.meter));
        return sorted;
    }

    private static Object range(Arguments a) {
        long from = a.integer(0);
        long to = a.integer(1);
        List<Object> range = new ArrayList<>();
        if (from <= to) {
            a.meter.elements(Math.addExact(Math.subtractExact(to, from), 1));
            for (long i = from; i <= to; i++) {
                range.add(i);
            }
        }
        return range;
    }

    private static Object match(Arguments a) {
        Matcher m = a.matcher(a.string(0), a.regex(1));
        if (!m.find()) {
            return "";
        }
        String found = m.groupCount() > 0 ? m.group(1) : m.group();
        return found == null ? "" : found;
    }

    /** Every place where a text stands, not a regular expression. */
    private static Object replace(Arguments a) {
        String text = a.worked(a.string(0));
        String old = a.string(1);
        if (old.isEmpty()) {
            throw new Fault("replace: the text to be replaced is empty");
        }
        // the most that it can become
        a.meter.growth(text.length()
                + (long) text.length() / old.length() * a.string(2).length());
        return text.replace(old, a.string(2));
    }

    /** One bit of one octet turned, the lowest; a negative place counts from the end, -1 being the last octet. */
    private static Object flip(Arguments a) {
        String text = a.made(a.string(0));
        int place = a.index(1) < 0 ? text.length() + a.index(1) : a.index(1);
        if (place < 0 || place >= text.length()) {
            throw new Fault("flip: there is no octet " + a.index(1));
        }
        char turned = (char) (text.charAt(place) ^ 1);
        return text.substring(0, place) + turned + text.substring(place + 1);
    }

    private static Object find(Arguments a) {
        Pattern regex = a.regex(1);
        List<Object> found = new ArrayList<>();
        for (Object element : a.list(0)) {
            if (a.matcher(Values.text(element), regex).find()) {
                found.add(element);
            }
        }
        return found;
    }

    private static Object code(Arguments a) {
        String text = a.string(0);
        int end = text.indexOf(']');
        return text.startsWith("[") && end > 0 ? text.substring(1, end) : "";
    }

    /** ASCII letters only, for octets beyond have no case. */
    private static String ascii(String s, char from, char to, int shift) {
        char[] chars = s.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] >= from && chars[i] <= to) {
                chars[i] = (char) (chars[i] + shift);
            }
        }
        return new String(chars);
    }

    private static Object repeat(Arguments a) {
        String s = a.string(0);
        long times = a.integer(1);
        if (times < 0) {
            throw new Fault("repeat: a negative count");
        }
        try {
            a.meter.growth(Math.multiplyExact(times, (long) s.length()));
        } catch (ArithmeticException e) {
            throw new Fault("repeat: the count is too large");
        }
        return s.isEmpty() ? s : s.repeat((int) times);
    }

    private static Object join(Arguments a) {
        List<?> list = a.list(0);
        String separator = a.string(1);
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < list.size(); i++) {
            String element = Values.text(list.get(i));
            String before = i == 0 ? "" : separator;
            a.meter.growth(element.length() + (long) before.length());
            joined.append(before).append(element);
        }
        return joined.toString();
    }

    private static Object split(Arguments a) {
        String s = a.worked(a.string(0));
        String separator = a.string(1);
        if (separator.isEmpty()) {
            throw new Fault("split: the separator is empty");
        }
        List<Object> pieces = new ArrayList<>();
        int from = 0;
        for (int at = s.indexOf(separator); at >= 0; at = s.indexOf(separator, from)) {
            a.meter.growth(16L + at - from);
            pieces.add(s.substring(from, at));
            from = at + separator.length();
        }
        pieces.add(s.substring(from));
        return pieces;
    }

    /** From the first place, counted from 0, up to but without the second; places beyond the end are the end. */
    private static Object slice(Arguments a) {
        Object whole = a.value(0);
        int length = whole instanceof List<?> l ? l.size() : a.string(0).length();
        long from = a.integer(1);
        long to = Math.min(a.integer(2), length);
        if (from < 0 || to < 0) {
            throw new Fault("slice: places are counted from 0");
        }
        from = Math.min(from, to);
        if (whole instanceof List<?> l) {
            a.meter.elements(to - from);
            return new ArrayList<>(l.subList((int) from, (int) to));
        }
        a.meter.growth(to - from);
        return a.string(0).substring((int) from, (int) to);
    }

    private static Object hmacMd5(Arguments a) {
        byte[] key = Octets.bytes(a.worked(a.string(0)));
        if (key.length > HMAC_BLOCK) {
            key = digest(key);
        }
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            // an empty key is the key of zero octets, which the JDK refuses
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacMD5"));
            return HexFormat.of().formatHex(mac.doFinal(Octets.bytes(a.worked(a.string(1)))));
        } catch (GeneralSecurityException e) {
            throw new Fault("this Java has no HMAC-MD5");
        }
    }

    private static byte[] digest(byte[] octets) {
        try {
            return MessageDigest.getInstance("MD5").digest(octets);
        } catch (GeneralSecurityException e) {
            throw new Fault("this Java has no MD5");
        }
    }

    private static Object hex(Arguments a) {
        a.meter.growth(2L * a.string(0).length());
        return HexFormat.of().formatHex(Octets.bytes(a.string(0)));
    }

    private static Object unhex(Arguments a) {
        try {
            return a.made(Octets.of(HexFormat.of().parseHex(a.worked(a.string(0)))));
        } catch (IllegalArgumentException e) {
            throw new Fault("unhex: the string is not made of pairs of hexadecimal digits");
        }
    }

    private static Object utf8(Arguments a) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Octets.bytes(a.worked(a.string(0)))));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static Object base64(Arguments a) {
        a.meter.growth(4L * (a.string(0).length() / 3 + 1));
        return Base64.getEncoder().encodeToString(Octets.bytes(a.string(0)));
    }

    private static Object unbase64(Arguments a) {
        try {
            return a.made(Octets.of(Base64.getDecoder().decode(Octets.bytes(a.worked(a.string(0))))));
        } catch (IllegalArgumentException e) {
            throw new Fault("unbase64: the string is not base64");
        }
    }

    private interface Body {
        Object apply(Arguments arguments);
    }

    private record Function(int arity, Body body) {}

    /** The values of one call, with checks of their kinds. */
    private record Arguments(String function, List<Object> values, Surroundings surroundings, Meter meter) {
        Object value(int i) {
            return values.get(i);
        }

        String string(int i) {
            if (values.get(i) instanceof String s) {
                return s;
            }
            throw wrongKind(i, "a string");
        }

        List<?> list(int i) {
            if (values.get(i) instanceof List<?> l) {
                meter.work(l.size());
                return l;
            }
            throw wrongKind(i, "a list");
        }

        List<BigInteger> numbers(int i) {
            List<BigInteger> numbers = new ArrayList<>();
            for (Object element : list(i)) {
                Object number = Values.isDecimal(element) ? new BigInteger((String) element) : element;
                if (!Values.isInteger(number)) {
                    throw new Fault(function + ": the list has " + Values.kind(element) + " in it, not only numbers");
                }
                numbers.add(Values.big(number));
            }
            return numbers;
        }

        long integer(int i) {
            Object value = values.get(i);
            if (Values.isDecimal(value)) {
                value = Values.integer((String) value);
            }
            if (value instanceof Long || value instanceof Integer) {
                return ((Number) value).longValue();
            }
            throw wrongKind(i, value instanceof BigInteger ? "a smaller number" : "a number");
        }

        int index(int i) {
            long value = integer(i);
            if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
                throw wrongKind(i, "a smaller number");
            }
            return (int) value;
        }

        Pattern regex(int i) {
            try {
                return LinearRegex.compile(string(i));
            } catch (IllegalArgumentException e) {
                throw new Fault(function + ": " + e.getMessage());
            }
        }

        /** Linear in the text, but the more so the larger the expression is. */
        Matcher matcher(String text, Pattern regex) {
            meter.work(text.length() * (1L + regex.programSize() / 16));
            return regex.matcher(text);
        }

        String worked(String s) {
            meter.work(s.length());
            return s;
        }

        String made(String s) {
            meter.growth(s.length());
            return s;
        }

        List<Object> copy(List<?> list) {
            meter.elements(list.size());
            return new ArrayList<>(list);
        }

        /** The elements without those that equal an earlier one. */
        Map<Object, Object> byValue(List<?> list) {
            meter.elements(list.size());
            Map<Object, Object> first = new LinkedHashMap<>();
            for (Object element : list) {
                first.putIfAbsent(key(element), element);
            }
            return first;
        }

        /** Strings as they are: the unique-ids 07 and 7 are two. */
        static Object key(Object element) {
            return Values.isInteger(element) ? Values.text(element) : element;
        }

        private Fault wrongKind(int i, String wanted) {
            String which = values.size() == 1 ? "its value" : "value " + (i + 1);
            return new Fault(function + ": " + which + " is " + Values.kind(values.get(i)) + ", not " + wanted);
        }
    }
}
