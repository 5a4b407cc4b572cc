package org.pop3spec.scenario;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.commons.jexl3.JexlBuilder;
import org.apache.commons.jexl3.JexlContext;
import org.apache.commons.jexl3.JexlEngine;
import org.apache.commons.jexl3.JexlException;
import org.apache.commons.jexl3.JexlExpression;
import org.apache.commons.jexl3.JexlFeatures;
import org.apache.commons.jexl3.JexlInfo;
import org.apache.commons.logging.impl.NoOpLog;
import org.jspecify.annotations.Nullable;

/**
 * The expression library, closed on every side: the parser has all features off, only the node types of {@link ExpressionSyntax}
 * pass, values are reached through {@link ClosedIntrospection}, which knows no class, and {@link OctetArithmetic} has its own
 * rules and counts.
 */
final class Jexl {
    private static final int LONGEST = 2000;
    private static final int DEEPEST = 32;

    /** Reserved words that have their meaning here too. */
    private static final Set<String> USED = Set.of("and", "or", "not", "true", "false", "size");

    /** The longer ones first. */
    private static final List<String> OPERATORS = List.of(
            "==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ",", " ", "\t");

    /** Operators of other languages that begin with one of ours, and what is meant by them here; the longer ones first. */
    private static final Map<String, String> FOREIGN = foreign();

    private static final Pattern UNFINISHED = Pattern.compile("(?:^|[=+*/%<>!&|?:,-]|\\b(?:and|or|not))\\s*$");

    private final JexlEngine engine = new JexlBuilder()
            .features(JexlFeatures.createNone()
                    .structuredLiteral(true)
                    .arrayReferenceExpr(true)
                    .comparatorNames(false))
            .uberspect(new ClosedIntrospection())
            .arithmetic(new OctetArithmetic(new Meter()))
            .logger(new NoOpLog())
            .strict(true)
            .silent(false)
            .safe(false)
            .antish(false)
            .debug(false)
            .cancellable(true)
            .create();
    private final Map<String, JexlExpression> parsed = new ConcurrentHashMap<>();

    /** Loads the library when it is first needed. */
    static final class OnDemand {
        private volatile @Nullable Jexl loaded;

        Jexl get() {
            Jexl jexl = loaded;
            if (jexl == null) {
                synchronized (this) {
                    jexl = loaded;
                    if (jexl == null) {
                        jexl = new Jexl();
                        loaded = jexl;
                    }
                }
            }
            return jexl;
        }
    }

    private static Map<String, String> foreign() {
        Map<String, String> foreign = new LinkedHashMap<>();
        String comparison = "one of <, <=, >, >=";
        foreign.put(">>>", comparison);
        foreign.put(">>", comparison);
        foreign.put("<<", comparison);
        foreign.put("<>", "!= for what is not equal");
        foreign.put("->", comparison);
        foreign.put("++", "one +, for an expression changes nothing");
        foreign.put("--", "one -, for an expression changes nothing");
        foreign.put("**", "one *");
        foreign.put("??", "condition ? one : other");
        foreign.put("?:", "condition ? one : other");
        return foreign;
    }

    Object evaluate(String source, Bindings bindings, Meter meter) {
        JexlExpression expression;
        try {
            expression = parsed.computeIfAbsent(source, this::parse);
        } catch (RefusedExpression e) {
            throw new Fault(e.getMessage());
        }
        try {
            return Values.normal(expression.evaluate(new Context(bindings, meter)));
        } catch (JexlException | ArithmeticException e) {
            throw fault(e);
        } catch (StackOverflowError e) {
            throw new Fault("the expression is nested too deeply");
        }
    }

    ExpressionUse check(String source) {
        return new ExpressionSyntax(source).check(parsed.computeIfAbsent(source, this::parse));
    }

    private JexlExpression parse(String source) {
        refuseUnreadable(source);
        try {
            JexlExpression expression =
                    engine.createExpression(new JexlInfo("expression", 1, 1), Octets.of(withoutKeyword(source)));
            new ExpressionSyntax(source).check(expression);
            return expression;
        } catch (JexlException e) {
            throw unreadable(source, e);
        } catch (StackOverflowError e) {
            throw new RefusedExpression(0, source.length(), "the expression is nested too deeply", "", "");
        }
    }

    /**
     * The library's own size() answers 0 where its value can't be had, so it never sees that word.
     */
    private static String withoutKeyword(String source) {
        StringBuilder changed = new StringBuilder(source);
        for (int i = 0; i < source.length(); i++) {
            if (source.charAt(i) == '\'') {
                i = endOfString(source, i);
            } else if (source.startsWith("size", i) && !isWordPart(source, i - 1) && !isWordPart(source, i + 4)) {
                changed.replace(i, i + 4, BuiltIns.SIZE);
            }
        }
        return changed.toString();
    }

    /** What the library's own parser would take too long over, read in a way that nobody means, or refuse unclearly. */
    private static void refuseUnreadable(String source) {
        if (source.length() > LONGEST) {
            throw new RefusedExpression(
                    0, source.length(), "the expression is longer than " + LONGEST + " characters", "", "");
        }
        Deque<Integer> brackets = new ArrayDeque<>();
        int i = 0;
        while (i < source.length()) {
            char c = source.charAt(i);
            if (c == '\'') {
                i = endOfString(source, i) + 1;
            } else if (isWordPart(source, i)) {
                i = word(source, i);
            } else {
                i = mark(source, i, brackets);
            }
        }
        if (!brackets.isEmpty()) {
            throw new RefusedExpression(brackets.peek(), 1, "the bracket is not closed", "", "");
        }
        if (UNFINISHED.matcher(source).find()) {
            throw new RefusedExpression(source.length(), 1, "the expression ends too early", "a value", "");
        }
    }

    /** Passes a name or a number. */
    private static int word(String source, int from) {
        int to = from;
        while (isWordPart(source, to)) {
            to++;
        }
        String word = source.substring(from, to);
        if (word.charAt(0) == '_') {
            throw new RefusedExpression(from, word.length(), "a name begins with a letter", "", "");
        }
        if (isDigit(source, from)) {
            if (to < source.length() && source.charAt(to) == '.' && isDigit(source, to + 1)) {
                throw new RefusedExpression(from, word.length() + 1, "numbers are whole", "", "");
            }
            if (word.length() > 1 && (word.charAt(0) == '0' || !word.chars().allMatch(c -> c >= '0' && c <= '9'))) {
                throw new RefusedExpression(
                        from,
                        word.length(),
                        "'" + word + "' is not a number",
                        "decimal digits that don't begin with 0",
                        "");
            }
        } else if (Names.RESERVED.contains(word) && !USED.contains(word)) {
            throw new RefusedExpression(from, word.length(), "'" + word + "' has no meaning in an expression", "", "");
        }
        return to;
    }

    /** Passes a bracket or an operator, or a character between them. */
    private static int mark(String source, int at, Deque<Integer> brackets) {
        char c = source.charAt(at);
        if (c == '(' || c == '[') {
            brackets.push(at);
            if (brackets.size() > DEEPEST) {
                throw new RefusedExpression(at, 1, "the expression is nested too deeply", "", "");
            }
            return at + 1;
        }
        if (c == ')' || c == ']') {
            if (brackets.isEmpty() || source.charAt(brackets.pop()) != (c == ')' ? '(' : '[')) {
                throw new RefusedExpression(at, 1, "no bracket was opened that this one closes", "", "");
            }
            return at + 1;
        }
        if (source.startsWith("//", at) || source.startsWith("/*", at)) {
            throw new RefusedExpression(at, 2, "an expression has no comments", "", "");
        }
        for (Map.Entry<String, String> foreign : FOREIGN.entrySet()) {
            if (source.startsWith(foreign.getKey(), at)) {
                throw new RefusedExpression(
                        at,
                        foreign.getKey().length(),
                        "'" + foreign.getKey() + "' has no meaning in an expression",
                        foreign.getValue(),
                        "");
            }
        }
        for (String operator : OPERATORS) {
            if (source.startsWith(operator, at)) {
                return at + operator.length();
            }
        }
        if (c == '"' || c == '`') {
            throw new RefusedExpression(
                    at, 1, "strings in expressions stand in single quotes", "a string such as 'text'", "");
        }
        if (source.startsWith("=~", at) || source.startsWith("!~", at)) {
            throw new RefusedExpression(
                    at,
                    2,
                    "'" + source.substring(at, at + 2) + "' has no meaning in an expression",
                    "matches(string, regex) or has(list, value)",
                    "");
        }
        if (c == '=') {
            throw new RefusedExpression(at, 1, "'=' changes a value, which no expression does", "== to compare", "");
        }
        if (c == '.') {
            throw new RefusedExpression(
                    at, 1, "values have no methods or properties", "a function such as size(x)", "");
        }
        throw new RefusedExpression(
                at,
                1,
                "'" + Visible.of(c) + "' has no meaning in an expression",
                "one of + - * / %, a comparison, and, or, not",
                "");
    }

    private static boolean isDigit(String s, int i) {
        return i < s.length() && s.charAt(i) >= '0' && s.charAt(i) <= '9';
    }

    private static boolean isWordPart(String s, int i) {
        char c = i >= 0 && i < s.length() ? s.charAt(i) : ' ';
        return c < 0x80 && (Character.isLetterOrDigit(c) || c == '_');
    }

    private static int endOfString(String source, int open) {
        for (int i = open + 1; i < source.length(); i++) {
            if (source.charAt(i) == '\\') {
                i++;
            } else if (source.charAt(i) == '\'') {
                return i;
            }
        }
        throw new RefusedExpression(open, source.length() - open, "the string is not closed", "'", "");
    }

    private static RefusedExpression unreadable(String source, JexlException e) {
        int offset = e.getInfo() == null ? 0 : e.getInfo().getColumn() - 1;
        offset = Math.max(0, Math.min(offset, source.length()));
        return new RefusedExpression(
                offset,
                1,
                "the expression can't be read here",
                "an expression such as count + 1, size(list) == 3, matches(line, 'x.*')",
                "");
    }

    /** In our words; the library's own carry values and class names. */
    private static Fault fault(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof Fault fault) {
                return fault;
            }
            if (t instanceof ArithmeticException) {
                return new Fault("the calculation has no result, such as a division by zero");
            }
            if (t instanceof JexlException.Cancel) {
                // the library took the mark away
                Thread.currentThread().interrupt();
                return new Fault("the evaluation was interrupted");
            }
            if (t instanceof EvaluationException evaluation) {
                return new Fault(evaluation.getMessage());
            }
            if (t instanceof JexlException.StackOverflow || t instanceof StackOverflowError) {
                return new Fault("the expression is nested too deeply");
            }
        }
        return new Fault("the expression can't be evaluated");
    }

    /** What one evaluation sees. */
    static final class Context implements JexlContext, JexlContext.NamespaceResolver {
        private final Bindings bindings;
        private final Meter meter;

        Context(Bindings bindings, Meter meter) {
            this.bindings = bindings;
            this.meter = meter;
        }

        Meter meter() {
            return meter;
        }

        @Override
        public Object get(String name) {
            return Names.value(name, bindings);
        }

        @Override
        public boolean has(String name) {
            // asked before a function is called: a value of that name must not take its place
            return !BuiltIns.has(name);
        }

        @Override
        public void set(String name, Object value) {
            throw new Fault("an expression changes nothing");
        }

        @Override
        public @Nullable Object resolveNamespace(@Nullable String name) {
            return name == null ? new Call(this) : null;
        }

        Object call(String function, Object[] values) {
            List<Object> normal = new ArrayList<>();
            for (Object value : values) {
                normal.add(Values.normal(value));
            }
            return BuiltIns.call(function, normal, bindings.surroundings(), meter);
        }
    }

    /** The only object that has anything to call. */
    record Call(Context context) {}
}
