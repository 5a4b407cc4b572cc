package org.pop3spec.scenario;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pop3spec.scenario.LinePattern.Capture;
import org.pop3spec.scenario.LinePattern.Composed;
import org.pop3spec.scenario.LinePattern.Part;
import org.pop3spec.scenario.LinePattern.Regex;
import org.pop3spec.scenario.LinePattern.Text;
import org.pop3spec.scenario.LinePattern.Value;

/**
 * A {@link LinePattern} with the values of one moment put in, ready to be held against lines. Takes time linear in the line,
 * whatever a server sends. For one thread. A line is a string with one char per octet, without its line end.
 */
public final class LineMatcher {
    private static final int PIECE = 200;

    private final String shown;
    private final List<Group> groups;
    private final @Nullable String literal;
    private final @Nullable Pattern whole;
    private @Nullable Pattern beginning;

    private LineMatcher(String shown, List<Group> groups, @Nullable String literal, @Nullable String regex) {
        this.shown = shown;
        this.groups = groups;
        this.literal = literal;
        this.whole = regex == null ? null : Pattern.compile(regex, Pattern.DOTALL);
    }

    /**
     * Puts the values in.
     *
     * @throws EvaluationException when a value that the pattern compares with can't be had
     */
    public static LineMatcher of(LinePattern pattern, Expressions expressions, Bindings bindings) {
        if (pattern instanceof Regex regex) {
            List<Group> groups = regex.groups().stream()
                    .map(name -> new Group(name, name, CaptureType.TEXT))
                    .toList();
            return new LineMatcher(regex.written(), groups, null, "(?:" + Octets.of(regex.expression()) + ")");
        }
        Composed composed = (Composed) pattern;
        StringBuilder shown = new StringBuilder();
        StringBuilder regex = new StringBuilder();
        List<Group> groups = new ArrayList<>();
        for (Part part : composed.parts()) {
            if (part instanceof Capture capture) {
                Group group = new Group(capture.name(), "g" + groups.size(), capture.type());
                groups.add(group);
                regex.append("(?P<").append(group.label).append('>');
                regex.append(capture.type().regex()).append(')');
                shown.append("${")
                        .append(capture.name())
                        .append(':')
                        .append(capture.type().word());
                shown.append('}');
            } else {
                String octets = part instanceof Text text
                        ? text.octets()
                        : expressions.text(((Value) part).expression(), bindings);
                quote(octets, regex);
                shown.append(octets);
            }
        }
        return groups.isEmpty()
                ? new LineMatcher(shown.toString(), List.of(), shown.toString(), null)
                : new LineMatcher(shown.toString(), List.copyOf(groups), null, regex.toString());
    }

    /** In pieces with nothing between them, for the library's time to read one literal grows with its square. */
    private static void quote(String octets, StringBuilder regex) {
        for (int from = 0; from < octets.length(); from += PIECE) {
            regex.append(Pattern.quote(octets.substring(from, Math.min(octets.length(), from + PIECE))));
            regex.append("(?:)");
        }
    }

    /** What is expected, with the values put in, for messages; may have a secret in it. */
    public String shown() {
        return shown;
    }

    /** Holds a whole line against it. */
    public Optional<Match> match(String line) {
        if (literal != null) {
            return line.equals(literal) ? Optional.of(Match.EXACT) : Optional.empty();
        }
        return captured(whole, line, false);
    }

    /** Like {@link #match}, but after a blank the line may go on. */
    public Optional<Match> matchWithTrailingText(String line) {
        Optional<Match> exact = match(line);
        if (exact.isPresent()) {
            return exact;
        }
        if (literal != null) {
            boolean goesOn = line.length() > literal.length()
                    && line.charAt(literal.length()) == ' '
                    && line.startsWith(literal);
            return goesOn ? Optional.of(new Match(Map.of(), true)) : Optional.empty();
        }
        if (beginning == null && whole != null) {
            beginning = Pattern.compile("(?:" + whole.pattern() + ") .*", Pattern.DOTALL);
        }
        return captured(beginning, line, true);
    }

    private Optional<Match> captured(@Nullable Pattern pattern, String line, boolean trailing) {
        if (pattern == null) {
            return Optional.empty();
        }
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, Object> captures = new LinkedHashMap<>();
        try {
            for (Group group : groups) {
                String octets = matcher.group(group.label);
                captures.put(group.name, value(octets == null ? "" : octets, group.type));
            }
        } catch (Fault e) {
            // a number too long to be one
            return Optional.empty();
        }
        return Optional.of(new Match(captures, trailing));
    }

    private static Object value(String octets, CaptureType type) {
        return switch (type) {
            case TEXT, WORD, UID -> octets;
            case NUMBER -> Values.integer(octets);
            case BASE64 -> Octets.of(Base64.getDecoder().decode(Octets.bytes(octets)));
        };
    }

    private record Group(String name, String label, CaptureType type) {}

    /**
     * A line that fits.
     *
     * @param captures what was captured, in the order of the pattern: Long or BigInteger for numbers, else strings
     * @param trailingText whether the line went on after a blank
     */
    public record Match(Map<String, Object> captures, boolean trailingText) {
        private static final Match EXACT = new Match(Map.of(), false);

        public Match {
            captures = Collections.unmodifiableMap(new LinkedHashMap<>(captures));
        }
    }
}
