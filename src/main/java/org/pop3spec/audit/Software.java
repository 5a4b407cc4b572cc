package org.pop3spec.audit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Servers that are recognised by what they say of themselves: only to name their settings, never to find anything, for
 * whoever packages a server may have mended it without another version.
 */
enum Software {
    DOVECOT("Dovecot", "dovecot"),
    CYRUS("Cyrus", "cyrus pop3"),
    EXCHANGE("Exchange", "microsoft exchange"),
    ZIMBRA("Zimbra", "zimbra"),
    JAMES("James", "james"),
    GREENMAIL("GreenMail", "greenmail"),
    COURIER("Courier", "hello there."),
    QPOPPER("Qpopper", "qpop"),
    HMAILSERVER("hMailServer", "hmailserver"),
    MDAEMON("MDaemon", "mdaemon");

    private final String title;
    private final String said;

    Software(String title, String said) {
        this.title = title;
        this.said = said;
    }

    String title() {
        return title;
    }

    /** Whether that is its name, perhaps with a version behind it. */
    boolean isMeantBy(String name) {
        return name.equals(title) || name.startsWith(title + " ");
    }

    /** The first whose words are in one of these texts. */
    static Optional<Software> of(Iterable<String> texts) {
        for (String text : texts) {
            String lower = text.toLowerCase(Locale.ROOT);
            Optional<Software> one =
                    Arrays.stream(values()).filter(s -> lower.contains(s.said)).findFirst();
            if (one.isPresent()) {
                return one;
            }
        }
        return Optional.empty();
    }
}
