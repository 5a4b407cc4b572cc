package org.pop3spec.scenario;

import java.util.Iterator;
import java.util.List;
import org.apache.commons.jexl3.JexlArithmetic;
import org.apache.commons.jexl3.JexlOperator;
import org.apache.commons.jexl3.introspection.JexlMethod;
import org.apache.commons.jexl3.introspection.JexlPropertyGet;
import org.apache.commons.jexl3.introspection.JexlPropertySet;
import org.apache.commons.jexl3.introspection.JexlUberspect;
import org.jspecify.annotations.Nullable;

/**
 * What expressions can reach of Java: nothing. There is no reflection behind it; the functions of the language are called by
 * name, and lists and strings have elements.
 */
final class ClosedIntrospection implements JexlUberspect {
    @Override
    public JexlArithmetic.Uberspect getArithmetic(JexlArithmetic arithmetic) {
        return new JexlArithmetic.Uberspect() {
            @Override
            public @Nullable JexlMethod getOperator(JexlOperator operator, Object... args) {
                return null;
            }

            @Override
            public boolean overloads(JexlOperator operator) {
                return false;
            }
        };
    }

    @Override
    public @Nullable Class<?> getClassByName(String className) {
        return null;
    }

    @Override
    public @Nullable ClassLoader getClassLoader() {
        return null;
    }

    @Override
    public @Nullable JexlMethod getConstructor(Object constructor, Object... args) {
        return null;
    }

    @Override
    public @Nullable Iterator<?> getIterator(Object object) {
        return null;
    }

    @Override
    public @Nullable JexlMethod getMethod(Object object, String method, Object... args) {
        return object instanceof Jexl.Call && BuiltIns.has(method) ? new FunctionCall(method) : null;
    }

    @Override
    public @Nullable JexlPropertyGet getPropertyGet(
            List<PropertyResolver> resolvers, Object object, Object identifier) {
        return getPropertyGet(object, identifier);
    }

    @Override
    public @Nullable JexlPropertyGet getPropertyGet(Object object, Object identifier) {
        return object instanceof List || object instanceof String ? new Element(identifier) : null;
    }

    @Override
    public @Nullable JexlPropertySet getPropertySet(
            List<PropertyResolver> resolvers, Object object, Object identifier, Object value) {
        return null;
    }

    @Override
    public @Nullable JexlPropertySet getPropertySet(Object object, Object identifier, Object value) {
        return null;
    }

    @Override
    public List<PropertyResolver> getResolvers(JexlOperator operator, Object object) {
        return List.of();
    }

    @Override
    public int getVersion() {
        return 0;
    }

    @Override
    public void setClassLoader(ClassLoader loader) {
        // classes are never loaded
    }

    private record FunctionCall(String name) implements JexlMethod {
        @Override
        public Class<?> getReturnType() {
            return Object.class;
        }

        @Override
        public Object invoke(Object target, Object... values) {
            return ((Jexl.Call) target).context().call(name, values);
        }

        @Override
        public boolean isCacheable() {
            return false;
        }

        @Override
        public boolean tryFailed(@Nullable Object value) {
            return false;
        }

        @Override
        public Object tryInvoke(String method, Object target, Object... values) {
            return invoke(target, values);
        }
    }

    private record Element(Object index) implements JexlPropertyGet {
        @Override
        public Object invoke(Object object) {
            if (!(Values.isInteger(index) && index instanceof Number number)) {
                throw new Fault("an index in brackets is a number");
            }
            long at = number.longValue();
            int size = object instanceof List<?> l ? l.size() : ((String) object).length();
            if (at < 0 || at >= size) {
                throw new Fault("there is no element " + at + "; the first of " + size + " is number 0");
            }
            return object instanceof List<?> l ? l.get((int) at) : ((String) object).substring((int) at, (int) at + 1);
        }

        @Override
        public boolean isCacheable() {
            return false;
        }

        @Override
        public boolean tryFailed(@Nullable Object value) {
            return false;
        }

        @Override
        public Object tryInvoke(Object object, Object key) {
            return invoke(object);
        }
    }
}
