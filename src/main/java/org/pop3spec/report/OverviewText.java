package org.pop3spec.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pop3spec.result.AuditOverview;
import org.pop3spec.result.AuditOverview.Found;
import org.pop3spec.result.AuditOverview.Server;
import org.pop3spec.result.Severity;

/** What several reports on the audits of many servers say in the same words; all of it is visible. */
final class OverviewText {
    private OverviewText() {}

    static String servers(long number) {
        return number == 1 ? "1 server" : String.format(Locale.ROOT, "%,d servers", number);
    }

    /** How many are how good, in a line. */
    static String grades(AuditOverview overview) {
        return overview.grades().entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }

    /** What is to be known about the audits themselves; sentences. */
    static List<String> notes(AuditOverview overview) {
        return List.of(
                        note(overview.unusable(), " could not be audited"),
                        note(overview.incomplete(), " took longer than an audit may, so not all was asked"),
                        note(
                                overview.servers().stream()
                                        .filter(Server::changedMail)
                                        .count(),
                                " with a maildrop that is not as it was"))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> note(long number, String what) {
        return number == 0 ? Optional.empty() : Optional.of(servers(number) + what + ".");
    }

    static String severity(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    /** What is there, or why that is not known. */
    static String found(Server server) {
        String found = server.found().stream().map(OverviewText::found).collect(Collectors.joining(" "));
        return server.unusable().map(Visible::text).orElse(found);
    }

    private static String found(Found found) {
        return Visible.text(found.id()) + (found.ignored() ? " (ignored)" : "");
    }

    /** How the whole is shown: by the worst grade, and undecided without one. */
    static String tone(AuditOverview overview) {
        return overview.servers().stream()
                .findFirst()
                .map(worst -> AuditText.tone(worst.grade()))
                .orElse("undecided");
    }

    static String grade(Server server) {
        return server.grade().map(Enum::name).orElse("-");
    }

    /** What part of all servers that is, for people. */
    static String share(long number, AuditOverview overview) {
        int audited = overview.servers().size() - overview.unusable();
        return audited == 0 ? "" : Math.round(100.0 * number / audited) + " %";
    }
}
