package org.pop3spec.scenario;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.jexl3.JexlArithmetic;
import org.apache.commons.jexl3.JexlContext;
import org.jspecify.annotations.Nullable;

/** The rules of calculation: integers without bound, strings of octets, nothing converted that isn't obviously meant. */
final class OctetArithmetic extends JexlArithmetic {
    private final Meter meter;

    OctetArithmetic(Meter meter) {
        super(true);
        this.meter = meter;
    }

    /** One per evaluation, so that each counts for itself. */
    @Override
    public JexlArithmetic options(JexlContext context) {
        return context instanceof Jexl.Context c ? new OctetArithmetic(c.meter()) : this;
    }

    @Override
    public Object add(Object left, Object right) {
        if (left instanceof String || right instanceof String) {
            String a = Values.text(left);
            String b = Values.text(right);
            meter.growth((long) a.length() + b.length());
            return a.concat(b);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            meter.elements((long) a.size() + b.size());
            List<Object> both = new ArrayList<>(a);
            both.addAll(b);
            return both;
        }
        return result(number(left, "+").add(number(right, "+")));
    }

    @Override
    public Object subtract(Object left, Object right) {
        return result(number(left, "-").subtract(number(right, "-")));
    }

    @Override
    public Object multiply(Object left, Object right) {
        return result(number(left, "*").multiply(number(right, "*")));
    }

    @Override
    public Object divide(Object left, Object right) {
        return result(number(left, "/").divide(divisor(right, "/")));
    }

    @Override
    public Object mod(Object left, Object right) {
        return result(number(left, "%").remainder(divisor(right, "%")));
    }

    @Override
    public Object negate(Object value) {
        return result(number(value, "-").negate());
    }

    @Override
    public Object positivize(Object value) {
        return result(number(value, "+"));
    }

    @Override
    public boolean equals(Object left, Object right) {
        return Values.equal(left, right, meter);
    }

    @Override
    public boolean lessThan(Object left, Object right) {
        return Values.order(left, right, meter) < 0;
    }

    @Override
    public boolean lessThanOrEqual(Object left, Object right) {
        return Values.order(left, right, meter) <= 0;
    }

    @Override
    public boolean greaterThan(Object left, Object right) {
        return Values.order(left, right, meter) > 0;
    }

    @Override
    public boolean greaterThanOrEqual(Object left, Object right) {
        return Values.order(left, right, meter) >= 0;
    }

    @Override
    public boolean toBoolean(@Nullable Object value) {
        if (value instanceof Boolean b) {
            return b;
        }
        throw new Fault("a condition is " + (value == null ? "nothing" : Values.kind(value)) + ", not true or false");
    }

    @Override
    protected boolean toBoolean(boolean strict, Object value) {
        return toBoolean(value);
    }

    @Override
    public boolean testPredicate(Object value) {
        return toBoolean(value);
    }

    @Override
    public Object not(Object value) {
        return !toBoolean(value);
    }

    @Override
    public ArrayBuilder arrayBuilder(int size, boolean extended) {
        meter.elements(size);
        List<Object> elements = new ArrayList<>(size);
        return new ArrayBuilder() {
            @Override
            public void add(Object value) {
                elements.add(Values.normal(value));
            }

            @Override
            public Object create(boolean wanted) {
                return elements;
            }
        };
    }

    private Object result(BigInteger number) {
        return Values.normal(number);
    }

    private BigInteger number(Object value, String operator) {
        meter.work(1);
        if (Values.isInteger(value)) {
            return Values.big(value);
        }
        if (Values.isDecimal(value)) {
            return new BigInteger((String) value);
        }
        throw new Fault("'" + operator + "' has " + Values.kind(value) + " beside it, not a number");
    }

    private BigInteger divisor(Object value, String operator) {
        BigInteger divisor = number(value, operator);
        if (divisor.signum() == 0) {
            throw new Fault("a division by zero");
        }
        return divisor;
    }
}
