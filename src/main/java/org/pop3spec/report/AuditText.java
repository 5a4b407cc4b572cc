package org.pop3spec.report;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditFinding.Setting;
import org.pop3spec.result.AuditFinding.Sighting;
import org.pop3spec.result.AuditMaildrop;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.Grade;
import org.pop3spec.result.Severity;
import org.pop3spec.result.SpecReference;

/** What several reports on an audit say in the same words; all of it is visible. */
final class AuditText {
    private AuditText() {}

    /** Grade, server and software in a line. */
    static String headline(AuditResult audit) {
        String server = Visible.text(audit.server())
                + audit.software().map(s -> " (" + Visible.text(s) + ")").orElse("");
        if (audit.unusable().isPresent()) {
            return server + ": " + Visible.text(audit.unusable().get());
        }
        return server + ": " + grade(audit);
    }

    /** How many findings there are, with the word, and how many of them are ignored. */
    static String findings(AuditResult audit) {
        int number = audit.findings().size();
        long ignored =
                audit.findings().stream().filter(f -> f.ignored().isPresent()).count();
        return (number == 1 ? "1 finding" : number + " findings") + (ignored > 0 ? " (" + ignored + " ignored)" : "");
    }

    /** By whom and when the audit was made, and how long it took. */
    static String made(AuditResult audit) {
        String took = audit.finished()
                .map(end -> ", in "
                        + Math.max(1, Duration.between(audit.started(), end).toSeconds()) + " s")
                .orElse("");
        return "Made by " + Visible.text(audit.tool()) + ", begun " + time(audit.started()) + took;
    }

    /** To the second: nobody asks for less of when an audit was. */
    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The day, by UTC. */
    static String day(Instant instant) {
        return time(instant).substring(0, "2026-12-01".length());
    }

    /** The grade, and what it is given for. */
    static String grade(AuditResult audit) {
        if (audit.grade().isPresent()) {
            return "grade " + audit.grade().get() + " (" + audit.grade().get().rule() + ")";
        }
        return "no grade";
    }

    /** How many weaknesses are not there, with the word. */
    static String sound(AuditResult audit) {
        int number = audit.sound().size();
        return number == 1 ? "1 weakness" : number + " weaknesses";
    }

    /** How the grade is shown: good, bad or undecided. */
    static String tone(AuditResult audit) {
        return tone(audit.grade());
    }

    static String tone(Optional<Grade> of) {
        return of.map(grade -> switch (grade) {
                    case A, B -> "good";
                    case C, D -> "undecided";
                    case E, F -> "bad";
                })
                .orElse("undecided");
    }

    /** What became of the maildrop, as a sentence. */
    static String maildropSentence(AuditMaildrop maildrop) {
        return "T" + maildrop(maildrop).substring(1) + ".";
    }

    /** What became of the maildrop, in a line. */
    static String maildrop(AuditMaildrop maildrop) {
        String how = maildrop.unchanged()
                .map(same -> same ? "the maildrop is as it was: " : "the maildrop is not as it was: ")
                .orElse("the maildrop was not compared: ");
        return how + Visible.text(maildrop.told());
    }

    /** A finding in full, a line each. */
    static List<String> lines(AuditFinding finding) {
        List<String> lines = new ArrayList<>();
        for (Sighting sighting : finding.sightings()) {
            lines.add("seen at: "
                    + (sighting.where().isEmpty() ? "the server as a whole" : Visible.text(sighting.where())));
            sighting.evidence().forEach(line -> lines.add("  " + Visible.text(line)));
        }
        lines.add("gain:    " + Visible.text(finding.gain()));
        lines.add("remedy:  " + Visible.text(finding.remedy()));
        finding.settings().forEach(s -> lines.add("setting: " + setting(s)));
        lines.add("see:     " + Visible.text(String.join(", ", finding.references())));
        finding.ignored().ifPresent(reason -> lines.add("ignored: " + Visible.text(reason)));
        return lines;
    }

    static String setting(Setting setting) {
        String tried = setting.triedWith()
                .map(version -> "tried with " + Visible.text(version))
                .orElse("not tried");
        return Visible.text(setting.software() + ": " + setting.setting()) + " (" + tried + "; "
                + Visible.text(setting.document()) + ")";
    }

    /** Where a reference stands on the web; empty for what is neither an RFC nor a CVE nor a CWE. */
    static String url(String reference) {
        if (reference.matches("CVE-[0-9]{4}-[0-9]{4,7}")) {
            return "https://www.cve.org/CVERecord?id=" + reference;
        }
        if (reference.matches("CWE-[0-9]{1,5}")) {
            return "https://cwe.mitre.org/data/definitions/" + reference.substring("CWE-".length()) + ".html";
        }
        return SpecReference.parse(reference).flatMap(SpecReference::url).orElse("");
    }

    /** Which findings make the audit fail, in a line; empty where none does. */
    static Optional<String> failing(AuditResult audit, Optional<Severity> gate) {
        List<String> ids = audit.findings().stream()
                .filter(f -> fails(f, gate))
                .map(f -> Visible.text(f.id()))
                .toList();
        return ids.isEmpty()
                ? Optional.empty()
                : gate.map(least -> "failed by --fail-on " + word(least) + ": " + String.join(", ", ids));
    }

    static String word(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    /** Whether a finding makes the audit fail. */
    static boolean fails(AuditFinding finding, Optional<Severity> gate) {
        return finding.ignored().isEmpty()
                && gate.filter(least -> finding.severity().compareTo(least) >= 0)
                        .isPresent();
    }
}
