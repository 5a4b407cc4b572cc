package org.pop3spec.scenario;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Expressions so simple that no library is needed: a name, a small number, and {@code octets} or {@code random} of one. */
record Trivial(Optional<String> function, Optional<String> name, Optional<Long> number, int nameOffset) {
    private static final Pattern FORM =
            Pattern.compile("(?:(octets|random)\\( *)?(?:([A-Za-z][A-Za-z0-9_]{0,99})|(0|[1-9][0-9]{0,8}))( *\\))?");

    static Optional<Trivial> of(String source) {
        Matcher m = FORM.matcher(source);
        if (!m.matches() || (m.group(1) == null) != (m.group(4) == null)) {
            return Optional.empty();
        }
        Optional<String> name = Optional.ofNullable(m.group(2));
        if (name.isPresent() && Names.RESERVED.contains(name.get())) {
            return Optional.empty();
        }
        return Optional.of(new Trivial(
                Optional.ofNullable(m.group(1)),
                name,
                Optional.ofNullable(m.group(3)).map(Long::valueOf),
                m.start(2)));
    }

    Object evaluate(Bindings bindings, Meter meter) {
        Object value = number.isPresent() ? number.get() : Names.value(name.orElseThrow(), bindings);
        return function.isPresent()
                ? BuiltIns.call(function.get(), List.of(value), bindings.surroundings(), meter)
                : value;
    }

    ExpressionUse use() {
        return new ExpressionUse(
                name.map(n -> List.of(new ExpressionUse.NameUse(n, nameOffset))).orElse(List.of()),
                function.map(Set::of).orElse(Set.of()));
    }
}
