package org.pop3spec.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.pop3spec.result.AuditFinding.Setting;
import org.pop3spec.result.Severity;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Every weakness that an audit looks for: the texts are data, in {@code audit/weaknesses.yaml}. */
final class Weaknesses {
    private static final String RESOURCE = "/audit/weaknesses.yaml";

    private final Map<String, Weakness> byId = new LinkedHashMap<>();

    private Weaknesses() {}

    /** Those of this build; read once, for there may be thousands of audits. */
    static Weaknesses bundled() {
        return Bundled.ALL;
    }

    /** Read when the first audit asks. */
    private static final class Bundled {
        private static final Weaknesses ALL = read();
    }

    private static Weaknesses read() {
        Weaknesses weaknesses = new Weaknesses();
        try (InputStream in = Weaknesses.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + RESOURCE);
            }
            Object yaml = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            for (Object entry : (List<?>) yaml) {
                weaknesses.add((Map<?, ?>) entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return weaknesses;
    }

    private void add(Map<?, ?> entry) {
        String id = text(entry, "id");
        List<Setting> settings = entry.containsKey("settings")
                ? ((List<?>) entry.get("settings"))
                        .stream().map(s -> setting((Map<?, ?>) s)).toList()
                : List.of();
        Weakness weakness = new Weakness(
                id,
                text(entry, "area"),
                Severity.valueOf(text(entry, "severity").toUpperCase(Locale.ROOT)),
                text(entry, "title"),
                text(entry, "gain"),
                text(entry, "remedy"),
                settings,
                ((List<?>) entry.get("references"))
                        .stream().map(String::valueOf).toList());
        if (byId.put(id, weakness) != null) {
            throw new IllegalStateException(id + " is there twice");
        }
    }

    private static Setting setting(Map<?, ?> entry) {
        String software = text(entry, "software");
        String setting = text(entry, "setting");
        String document = text(entry, "document");
        return entry.containsKey("tried")
                ? Setting.tried(software, setting, document, text(entry, "tried"))
                : new Setting(software, setting, document);
    }

    private static String text(Map<?, ?> entry, String key) {
        if (!(entry.get(key) instanceof String text)) {
            throw new IllegalStateException("a weakness without " + key + ": " + entry);
        }
        return text.strip();
    }

    /** In the order in which reports have them. */
    List<Weakness> all() {
        return List.copyOf(byId.values());
    }

    Optional<Weakness> named(String id) {
        return Optional.ofNullable(byId.get(id));
    }
}
