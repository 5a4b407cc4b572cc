package org.pop3spec.scenario;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.pop3spec.result.SourcePosition;

/** Reads the parts of a line that stand for text: templates, patterns, strings and expressions. */
final class TextParser {
    private static final java.util.regex.Pattern BARE =
            java.util.regex.Pattern.compile("\\s*([A-Za-z][A-Za-z0-9_]*)\\s*(?::\\s*(\\S*)\\s*)?");
    /** The end of an expression that must go on. */
    private static final java.util.regex.Pattern UNFINISHED =
            java.util.regex.Pattern.compile("(?:[=+*/%<>!&|?:,(\\[-]|\\b(?:and|or|not))\\s*$");

    private static final List<String> TYPES =
            Stream.of(CaptureType.values()).map(CaptureType::word).toList();

    private final Cursor cursor;
    private final Parsing parsing;
    private final String line;

    TextParser(Cursor cursor, Parsing parsing) {
        this.cursor = cursor;
        this.parsing = parsing;
        this.line = cursor.line();
    }

    /** The rest of the line as it is, with values put in. */
    Template restOfLine() {
        int from = cursor.offset();
        refuseTrailingBlank(from);
        cursor.moveTo(line.length());
        return template(from, line.length(), false);
    }

    /** A string in double quotes, with escapes. */
    Template string(String what) {
        cursor.skipBlanks();
        int open = cursor.offset();
        if (!cursor.skip('"')) {
            throw cursor.mistake(open, 1, what + " is missing", "a string in double quotes");
        }
        int i = open + 1;
        while (i < line.length() && line.charAt(i) != '"') {
            if (line.charAt(i) == '\\') {
                i += 2;
            } else if (isValue(i)) {
                i = closing(i) + 1;
            } else {
                i += line.startsWith("$${", i) ? 3 : 1;
            }
        }
        if (i >= line.length()) {
            throw cursor.mistake(open, line.length() - open, "the string is not closed", "\" at its end");
        }
        cursor.moveTo(i + 1);
        return template(open + 1, i, true);
    }

    /** A string, if there is one before the end of the line. */
    Optional<Template> optionalString() {
        cursor.skipBlanks();
        return cursor.atEnd() ? Optional.empty() : Optional.of(string("the message"));
    }

    /** An expression that goes on to the end of the line or to the string after it. */
    Expression expression(String what) {
        cursor.skipBlanks();
        int from = cursor.offset();
        int to = from;
        while (to < line.length() && line.charAt(to) != '"') {
            if (line.charAt(to) == '\'') {
                to = endOfQuoted(to);
            }
            to++;
        }
        to = Math.min(to, line.length());
        if (line.substring(from, to).isBlank()) {
            throw cursor.mistake(from, 1, what + " is missing", "an expression");
        }
        if (to < line.length() && UNFINISHED.matcher(line.substring(from, to)).find()) {
            throw cursor.mistake(
                    to, line.length() - to, "strings in expressions stand in single quotes", "a string such as 'text'");
        }
        cursor.moveTo(to);
        return expression(from, to);
    }

    /** An expression that ends at that place. */
    Expression expressionUpTo(int to, String what) {
        cursor.skipBlanks();
        int from = Math.min(cursor.offset(), to);
        if (line.substring(from, to).isBlank()) {
            throw cursor.mistake(from, 1, what + " is missing", "an expression");
        }
        cursor.moveTo(line.length());
        return expression(from, to);
    }

    /** A number, a name or an expression in <code>${}</code>. */
    Expression argument(String what) {
        cursor.skipBlanks();
        int from = cursor.offset();
        if (isValue(from)) {
            int close = closing(from);
            cursor.moveTo(close + 1);
            return expression(from + 2, close);
        }
        String word = cursor.token();
        if (word.isEmpty() || !(Names.isName(word) || word.chars().allMatch(c -> c >= '0' && c <= '9'))) {
            throw cursor.mistake(
                    from,
                    word.length(),
                    word.isEmpty() ? what + " is missing" : "'" + word + "' is neither a number nor a name",
                    "a number, a name or ${expression}");
        }
        return expression(from, cursor.offset());
    }

    /** Text to send or show. */
    private Template template(int from, int to, boolean escapes) {
        List<Template.Part> parts = new ArrayList<>();
        pieces(
                from,
                to,
                escapes,
                text -> parts.add(new Template.Text(text)),
                (start, end) -> parts.add(new Template.Value(expression(start, end))));
        return new Template(parts, cursor.position(from));
    }

    /** What a line must look like, from here to the end of the line. Its captures are known afterwards. */
    LinePattern pattern() {
        int from = cursor.offset();
        refuseTrailingBlank(from);
        cursor.moveTo(line.length());
        if (line.startsWith("/", from)) {
            return regex(from);
        }
        List<LinePattern.Part> parts = new ArrayList<>();
        Map<String, SourcePosition> captured = new LinkedHashMap<>();
        pieces(
                from,
                line.length(),
                false,
                text -> parts.add(new LinePattern.Text(text)),
                (start, end) -> parts.add(patternPart(start, end, captured)));
        captured.forEach(parsing.scope()::bind);
        return new LinePattern.Composed(parts, line.substring(from), cursor.position(from));
    }

    private LinePattern.Part patternPart(int from, int to, Map<String, SourcePosition> captured) {
        java.util.regex.Matcher bare = BARE.matcher(line).region(from, to);
        if (!bare.matches() || (Names.RESERVED.contains(bare.group(1)) && bare.group(2) == null)) {
            return new LinePattern.Value(patternExpression(from, to, captured));
        }
        String name = bare.group(1);
        int offset = bare.start(1);
        CaptureType type = bare.group(2) == null ? CaptureType.TEXT : type(bare.group(2), bare.start(2));
        if (captured.containsKey(name)) {
            throw cursor.mistake(
                    offset, name.length(), "'" + name + "' is captured in this line already", "another name");
        }
        if (parsing.compares(name, cursor, offset)) {
            String source = type == CaptureType.BASE64 ? "base64(" + name + ")" : name;
            return new LinePattern.Value(new Expression(source, cursor.position(offset)));
        }
        parsing.newName(name, cursor, offset);
        captured.put(name, cursor.position(offset));
        return new LinePattern.Capture(name, type);
    }

    private Expression patternExpression(int from, int to, Map<String, SourcePosition> captured) {
        ExpressionUse use = check(from, to);
        for (ExpressionUse.NameUse name : use.names()) {
            if (captured.containsKey(name.name()) && !parsing.isKnown(name.name())) {
                throw cursor.mistake(
                        start(from, to) + name.offset(),
                        name.name().length(),
                        "'" + name.name() + "' is captured in this very line, and known only after it",
                        "an assert after this statement");
            }
        }
        return expression(from, to);
    }

    private CaptureType type(String word, int offset) {
        for (CaptureType type : CaptureType.values()) {
            if (type.word().equals(word)) {
                return type;
            }
        }
        throw cursor.unknown(offset, word, "there is no type '" + word + "'", TYPES);
    }

    private LinePattern regex(int from) {
        String written = line.substring(from);
        if (written.length() < 2 || !written.endsWith("/")) {
            throw cursor.mistake(from, written.length(), "the regular expression is not closed", "/ at its end");
        }
        String expression = written.substring(1, written.length() - 1);
        Pattern compiled;
        try {
            compiled = LinearRegex.compile(Octets.of(expression));
        } catch (IllegalArgumentException e) {
            throw cursor.mistake(from + 1, expression.length(), e.getMessage(), "a regular expression of RE2");
        }
        List<String> groups = compiled.namedGroups().entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .toList();
        for (String group : groups) {
            int offset = Math.max(from, line.indexOf("<" + group + ">", from) + 1);
            if (parsing.isKnown(group)) {
                throw cursor.mistake(
                        offset,
                        group.length(),
                        "'" + group + "' has a value already, and a group can only capture",
                        "another name");
            }
            parsing.compares(group, cursor, offset);
            parsing.newName(group, cursor, offset);
        }
        groups.forEach(group -> parsing.scope().bind(group, cursor.position(from)));
        return new LinePattern.Regex(expression, groups, written, cursor.position(from));
    }

    private Expression expression(int from, int to) {
        int start = start(from, to);
        String source = line.substring(from, to).strip();
        ExpressionUse use = check(from, to);
        for (ExpressionUse.NameUse name : use.names()) {
            parsing.use(name.name(), cursor, start + name.offset());
        }
        if (use.functions().contains(BuiltIns.OCTETS)) {
            parsing.onlyPop3(cursor, start, source.length(), BuiltIns.OCTETS + "()");
        }
        if (use.functions().contains(BuiltIns.AP_REQ)) {
            // the ticket is the first account's
            parsing.needAccount(cursor, 1, start, source.length());
        }
        return new Expression(source, cursor.position(start));
    }

    private ExpressionUse check(int from, int to) {
        int start = start(from, to);
        try {
            return parsing.expressions().check(line.substring(from, to).strip());
        } catch (RefusedExpression e) {
            int offset = Math.min(start + e.offset(), line.length());
            throw cursor.mistake(offset, e.length(), e.getMessage(), e.expected(), e.suggestion());
        }
    }

    private int start(int from, int to) {
        String source = line.substring(from, to);
        return from + source.length() - source.stripLeading().length();
    }

    private void pieces(int from, int to, boolean escapes, Consumer<String> text, BiConsumer<Integer, Integer> value) {
        StringBuilder plain = new StringBuilder();
        int i = from;
        while (i < to) {
            if (line.startsWith("$${", i)) {
                plain.append("${");
                i += 3;
            } else if (isValue(i)) {
                if (plain.length() > 0) {
                    text.accept(plain.toString());
                    plain.setLength(0);
                }
                int close = closing(i);
                value.accept(i + 2, close);
                i = close + 1;
            } else if (escapes && line.charAt(i) == '\\') {
                i = escape(i, to, plain);
            } else {
                int end = line.offsetByCodePoints(i, 1);
                plain.append(Octets.of(line.substring(i, end)));
                i = end;
            }
        }
        if (plain.length() > 0) {
            text.accept(plain.toString());
        }
    }

    private int escape(int at, int to, StringBuilder text) {
        char c = at + 1 < to ? line.charAt(at + 1) : ' ';
        switch (c) {
            case 'r' -> text.append('\r');
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case '0' -> text.append('\0');
            case '\\', '"' -> text.append(c);
            case 'x' -> {
                String digits = line.substring(at + 2, Math.min(at + 4, to));
                if (!digits.matches("[0-9A-Fa-f]{2}")) {
                    throw cursor.mistake(
                            at, 2 + digits.length(), "\\x has two hexadecimal digits after it", "\\x00 to \\xFF");
                }
                text.append((char) Integer.parseInt(digits, 16));
                return at + 4;
            }
            default ->
                throw cursor.mistake(
                        at, 2, "there is no escape '\\" + c + "'", "one of \\r \\n \\t \\0 \\\\ \\\" \\xHH");
        }
        return at + 2;
    }

    private boolean isValue(int at) {
        return line.startsWith("${", at);
    }

    /** Where the brace closes that is opened there. */
    private int closing(int open) {
        for (int i = open + 2; i < line.length(); i++) {
            if (line.charAt(i) == '\'') {
                i = endOfQuoted(i);
            } else if (line.charAt(i) == '}') {
                if (line.substring(open + 2, i).isBlank()) {
                    throw cursor.mistake(
                            open, i + 1 - open, "there is nothing between the braces", "a name or an expression");
                }
                return i;
            }
        }
        throw cursor.mistake(open, line.length() - open, "the value is not closed", "} at its end");
    }

    /** The closing quote, or the end of the line. */
    private int endOfQuoted(int open) {
        int i = open + 1;
        while (i < line.length() && line.charAt(i) != '\'') {
            i += line.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i, line.length());
    }

    private void refuseTrailingBlank(int from) {
        int end = line.stripTrailing().length();
        if (end < line.length() && line.length() > from) {
            int start = Math.max(from, end);
            throw cursor.mistake(
                    start,
                    line.length() - start,
                    "a blank at the end of a line can't be seen",
                    "${' '} for a blank that is meant");
        }
    }
}
