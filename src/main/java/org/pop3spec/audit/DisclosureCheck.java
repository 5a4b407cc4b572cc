package org.pop3spec.audit;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Optional;
import org.pop3spec.net.Printable;

/** What a server tells strangers about itself: its version. */
final class DisclosureCheck implements StrangersCheck {
    static final String GREETING = "version-in-greeting";
    static final String CAPABILITIES = "version-in-capabilities";

    private static final Pattern TIMESTAMP = Pattern.compile("<[^<>]*>");
    /** As in 2.3.19, v1.1 or 14.3; addresses and host names are no versions. */
    private static final Pattern VERSION =
            Pattern.compile("(?i)(?:^|[^0-9A-Za-z.])v?[0-9]+\\.[0-9]+(?:\\.[0-9]+)?(?:[^0-9.]|$)");

    @Override
    public List<String> ids() {
        return List.of(GREETING, CAPABILITIES);
    }

    @Override
    public void look(Way way, Survey survey, Guest guest, Notebook notes) {
        Seen seen = survey.seen(way).orElseThrow();
        String greeting = TIMESTAMP.matcher(seen.greeting()).replaceAll("");
        notes.judged(
                GREETING,
                way.label(),
                VERSION.matcher(greeting).find(),
                List.of("S: " + Printable.line(seen.greeting())));
        Optional<String> implementation = seen.selfDescriptions().stream()
                .filter(text -> !text.equals(seen.greeting()))
                .findFirst();
        notes.judged(
                CAPABILITIES,
                way.label(),
                implementation.filter(text -> VERSION.matcher(text).find()).isPresent(),
                implementation
                        .map(text -> List.of("C: CAPA", "S: " + Printable.line(text)))
                        .orElse(List.of()));
    }
}
