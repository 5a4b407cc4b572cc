package org.pop3spec.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

    /** What the library's own parser would take too long over, or read in a way that nobody means. */
    private static void refuseUnreadable(String source) {
        if (source.length() > LONGEST) {
            throw new RefusedExpression(
                    0, source.length(), "the expression is longer than " + LONGEST + " characters", "", "");
        }
        int depth = 0;
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '\'') {
                i = endOfString(source, i);
            } else if (c == '"' || c == '`') {
                throw new RefusedExpression(
                        i, 1, "strings in expressions stand in single quotes", "a string such as 'text'", "");
            } else if (c == '(' || c == '[') {
                if (++depth > DEEPEST) {
                    throw new RefusedExpression(i, 1, "the expression is nested too deeply", "", "");
                }
            } else if (c == ')' || c == ']') {
                depth--;
            } else if ("{};#@$~&|^\\".indexOf(c) >= 0 || c >= 0x80 || (c < ' ' && c != '\t')) {
                if ((c == '&' || c == '|') && i + 1 < source.length() && source.charAt(i + 1) == c) {
                    i++;
                } else {
                    throw new RefusedExpression(
                            i, 1, "'" + Visible.of(c) + "' has no meaning in an expression", "", "");
                }
            } else if (c == '_' && !isWordPart(source, i - 1)) {
                throw new RefusedExpression(i, 1, "a name begins with a letter", "", "");
            } else if (c == '0' && isDigit(source, i + 1) && !isWordPart(source, i - 1)) {
                throw new RefusedExpression(i, 1, "a number must not begin with 0", "", "");
            }
        }
    }

    private static boolean isDigit(String s, int i) {
        return i < s.length() && s.charAt(i) >= '0' && s.charAt(i) <= '9';
    }

    private static boolean isWordPart(String s, int i) {
        return i >= 0 && i < s.length() && (Character.isLetterOrDigit(s.charAt(i)) || s.charAt(i) == '_');
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
        String rest = source.substring(offset).strip();
        String what = rest.isEmpty() ? "the expression ends too early" : "the expression can't be read from here on";
        return new RefusedExpression(
                offset, 1, what, "an expression such as count + 1, size(list) == 3, matches(line, 'x.*')", "");
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
