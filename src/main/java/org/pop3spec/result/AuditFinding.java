package org.pop3spec.result;

import java.util.List;
import java.util.Optional;

/**
 * A weakness that an audit saw.
 *
 * @param id stable, such as {@code cleartext-login}
 * @param area what it is about, such as {@code login} or {@code tls}; areas are graded apart
 * @param title one line
 * @param sightings where it was seen; at least one
 * @param gain what an attacker gains by it
 * @param remedy what to do about it with any software
 * @param settings what to do with the software that was recognised
 * @param references sections such as {@code RFC8314#4.4}, CVE and CWE numbers
 * @param ignored why the user takes it as it is; empty when it counts
 */
public record AuditFinding(
        String id,
        String area,
        String title,
        Severity severity,
        List<Sighting> sightings,
        String gain,
        String remedy,
        List<Setting> settings,
        List<String> references,
        Optional<String> ignored) {
    public AuditFinding {
        sightings = List.copyOf(sightings);
        settings = List.copyOf(settings);
        references = List.copyOf(references);
    }

    /**
     * One place where a weakness was seen.
     *
     * @param where such as {@code mail.example.org:110 after STLS}
     * @param evidence what went over the wire, printable, secrets masked: client's lines begin with {@code C:}, the server's with
     *     {@code S:}, everything else with {@code --}
     */
    public record Sighting(String where, List<String> evidence) {
        public Sighting {
            evidence = List.copyOf(evidence);
        }
    }

    /**
     * What to set in one software.
     *
     * @param software its name, with a version where the setting is that version's only
     * @param tried whether the project has seen it help; else it is what the document says
     * @param document the vendor's
     * @param triedWith the version with which it was seen to help; empty where it was not tried
     */
    public record Setting(String software, String setting, boolean tried, String document, Optional<String> triedWith) {
        /** One that nobody tried. */
        public Setting(String software, String setting, String document) {
            this(software, setting, false, document, Optional.empty());
        }

        /** One that was seen to help. */
        public static Setting tried(String software, String setting, String document, String version) {
            return new Setting(software, setting, true, document, Optional.of(version));
        }
    }

    /** The same, taken as it is for that reason. */
    public AuditFinding ignoredFor(String reason) {
        return new AuditFinding(
                id, area, title, severity, sightings, gain, remedy, settings, references, Optional.of(reason));
    }
}
