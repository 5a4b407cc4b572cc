package org.pop3spec.session;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pop3spec.net.Secrets;
import org.pop3spec.scenario.Expression;

/** Follows passwords, SASL responses and AP-REQs through the expressions of a script: what is made from one is a secret too, such as a digest. */
final class Taint {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*");
    private static final Pattern PASSWORD = Pattern.compile("password[0-9]*|response|ap_req");

    private final Secrets secrets;
    private final Set<String> names = new HashSet<>();

    Taint(Secrets secrets) {
        this.secrets = secrets;
    }

    /** A value was given a name. */
    void named(String name, Expression expression, Object value) {
        if (tainted(expression) && hide(value)) {
            names.add(name);
        } else {
            names.remove(name);
        }
    }

    /** A value is about to be sent. */
    void used(Expression expression, String value) {
        if (tainted(expression)) {
            secrets.add(value);
        }
    }

    private boolean tainted(Expression expression) {
        Matcher matcher = NAME.matcher(expression.source());
        while (matcher.find()) {
            String name = matcher.group();
            if (names.contains(name) || PASSWORD.matches(name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is of a kind that can carry a secret. */
    private boolean hide(Object value) {
        if (value instanceof String text) {
            secrets.add(text);
            return true;
        }
        return value instanceof List;
    }
}
