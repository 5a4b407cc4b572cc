package org.pop3spec.scenario;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Evaluates the expressions of scenarios in a sandbox: they see the values of their {@link Bindings} and the functions of the
 * language reference, nothing else, and end after a bounded number of steps. Safe for use by several threads. Names and the
 * commonest calls are evaluated without loading the expression library, which costs more at start than a short scenario.
 */
public final class Expressions {
    private final Jexl.OnDemand jexl = new Jexl.OnDemand();

    /**
     * The value of an expression: String, Long, BigInteger, Boolean or List.
     *
     * @throws EvaluationException when it has none
     */
    public Object evaluate(Expression expression, Bindings bindings) {
        try {
            Meter meter = new Meter();
            Optional<Trivial> trivial = Trivial.of(expression.source());
            return trivial.isPresent()
                    ? trivial.get().evaluate(bindings, meter)
                    : jexl.get().evaluate(expression.source(), bindings, meter);
        } catch (Fault | EvaluationException e) {
            // what the surroundings could not answer has no place in the text
            throw new EvaluationException(expression.at(), String.valueOf(e.getMessage()));
        }
    }

    /**
     * Whether a condition holds.
     *
     * @throws EvaluationException also when it is neither true nor false
     */
    public boolean test(Expression condition, Bindings bindings) {
        if (evaluate(condition, bindings) instanceof Boolean holds) {
            return holds;
        }
        throw new EvaluationException(condition.at(), "the condition is neither true nor false");
    }

    /**
     * An integer between two bounds, both allowed.
     *
     * @throws EvaluationException also when it is no integer or outside
     */
    public int integer(Expression expression, Bindings bindings, int least, int most) {
        Object value = evaluate(expression, bindings);
        if (Values.isDecimal(value)) {
            value = Values.integer((String) value);
        }
        if (value instanceof Long number && number >= least && number <= most) {
            return number.intValue();
        }
        throw new EvaluationException(
                expression.at(), "the value is not a number from " + least + " to " + most + " but " + shown(value));
    }

    /**
     * The value as text to be put into a line, one char per octet.
     *
     * @throws EvaluationException also for a list
     */
    public String text(Expression expression, Bindings bindings) {
        Object value = evaluate(expression, bindings);
        try {
            return Values.text(value);
        } catch (Fault e) {
            throw new EvaluationException(expression.at(), e.getMessage());
        }
    }

    /**
     * The text of a template with its values put in, one char per octet.
     *
     * @throws EvaluationException when a value can't be had
     */
    public String text(Template template, Bindings bindings) {
        StringBuilder text = new StringBuilder();
        for (Template.Part part : template.parts()) {
            if (part instanceof Template.Text t) {
                text.append(t.octets());
            } else if (part instanceof Template.Value v) {
                text.append(text(v.expression(), bindings));
            }
        }
        return text.toString();
    }

    /** Every function of the language and how many values it takes. */
    public static Map<String, Integer> functions() {
        return BuiltIns.arities();
    }

    /**
     * What an expression uses, once its syntax and its functions are found right.
     *
     * @throws RefusedExpression when they are not
     */
    ExpressionUse check(String source) {
        Optional<Trivial> trivial = Trivial.of(source);
        if (trivial.isPresent()) {
            return trivial.get().use();
        }
        return jexl.get().check(source);
    }

    private static String shown(Object value) {
        return value instanceof Long ? value.toString() : value instanceof List ? "a list" : Values.kind(value);
    }
}
