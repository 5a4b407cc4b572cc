package org.pop3spec.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.pop3spec.result.SourcePosition;

/** Reads {@code sasl MECHANISM [as N] [on N] {"name=value"}}. */
final class SaslStatement {
    private final Cursor cursor;
    private final TextParser text;
    private final Parsing parsing;
    private final Map<String, Template> settings = new LinkedHashMap<>();

    SaslStatement(Cursor cursor, TextParser text, Parsing parsing) {
        this.cursor = cursor;
        this.text = text;
        this.parsing = parsing;
    }

    /** The cursor stands behind {@code sasl}. */
    Statement read(SourcePosition at) {
        cursor.skipBlanks();
        int from = cursor.offset();
        String written = cursor.token();
        Map<String, Set<String>> mechanisms = parsing.vocabulary().mechanisms();
        Set<String> known = mechanisms.get(written.toLowerCase(Locale.ROOT));
        if (known == null) {
            throw cursor.unknown(
                    from,
                    written,
                    "there is no SASL mechanism '" + written + "'",
                    mechanisms.keySet().stream().sorted().toList());
        }
        int account = 1;
        int connection = 1;
        for (cursor.skipBlanks(); !cursor.atEnd(); cursor.skipBlanks()) {
            int place = cursor.offset();
            if (cursor.peek() == '"') {
                setting(known);
                continue;
            }
            String word = cursor.token();
            cursor.skipBlanks();
            int number = cursor.offset();
            switch (word) {
                case "as" -> {
                    account = cursor.oneToNine("account");
                    parsing.needAccount(cursor, account, number, 1);
                }
                case "on" -> connection = cursor.oneToNine("connection");
                default -> throw cursor.unknown(place, word, "'" + word + "' can't stand here", List.of("as", "on"));
            }
        }
        parsing.needAccount(cursor, account, from, written.length());
        return new Statement.Sasl(at, connection, written.toUpperCase(Locale.ROOT), account, settings);
    }

    private void setting(Set<String> known) {
        int from = cursor.offset() + 1;
        Template whole = text.string("the setting");
        String start =
                whole.parts().isEmpty() || !(whole.parts().get(0) instanceof Template.Text first) ? "" : first.octets();
        int equals = start.indexOf('=');
        if (equals < 0) {
            throw cursor.mistake(from, 1, "a setting has a name and a value", "\"name=value\"");
        }
        String name = start.substring(0, equals);
        if (!known.contains(name)) {
            throw cursor.unknown(
                    from, name, "the mechanism has no setting '" + name + "'", List.copyOf(new TreeSet<>(known)));
        }
        List<Template.Part> parts = new ArrayList<>(whole.parts());
        parts.set(0, new Template.Text(start.substring(equals + 1)));
        settings.put(name, new Template(parts, whole.at()));
    }
}
