package org.pop3spec.audit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Servers that are recognised by what they say: only to name their settings, never to find anything, for whoever packages a
 * server may have mended it without another version. Where an administrator has changed the greeting, their error texts still
 * tell some apart.
 */
enum Software {
    DOVECOT("Dovecot", "dovecot", "unknown command.", "[auth] unsupported authentication mechanism."),
    CYRUS("Cyrus", "cyrus pop3", "unrecognized command", "[auth] authenticating: no mechanism available"),
    COURIER("Courier", "\\+ok hello there\\.", "invalid command.", ""),
    /** It calls itself so after login only; before, its greeting is as good as its name. */
    MAILUTILS("GNU Mailutils", "gnu mailutils|\\+ok pop3 ready <[0-9]+\\.[0-9]+@"),
    EXCHANGE("Exchange", "microsoft exchange"),
    ZIMBRA("Zimbra", "zimbra pop3"),
    JAMES("James", "james (?:protocols )?pop3"),
    GREENMAIL("GreenMail", "pop3 greenmail", "command not recognized", ""),
    SOLID("Solid POP3", "solid pop3 server"),
    GMAIL("Gmail", "gpop ready"),
    QPOPPER("Qpopper", "qpopper"),
    HMAILSERVER("hMailServer", "hmailserver"),
    MDAEMON("MDaemon", "mdaemon");

    private final String title;
    private final Pattern name;
    private final String toUnknown;
    private final String toMechanism;

    Software(String title, String name) {
        this(title, name, "", "");
    }

    /**
     * @param name what is in its greeting, or in what it calls its implementation, in lower case
     * @param toUnknown what it answers to a command that nobody knows, in lower case; empty where that tells nothing
     * @param toMechanism the same of a mechanism; empty where the other is enough
     */
    Software(String title, String name, String toUnknown, String toMechanism) {
        this.title = title;
        this.name = Pattern.compile(name);
        this.toUnknown = toUnknown;
        this.toMechanism = toMechanism;
    }

    String title() {
        return title;
    }

    /** Whether that is its name, perhaps with a version behind it. */
    boolean isMeantBy(String name) {
        return name.equals(title) || name.startsWith(title + " ");
    }

    /**
     * What says these texts.
     *
     * @param descriptions greetings, and IMPLEMENTATION
     * @param refusals what stands behind {@code -ERR}; of interest only where no description tells
     */
    static Optional<Software> of(List<String> descriptions, List<String> refusals) {
        List<String> said = lower(descriptions);
        List<String> refused = lower(refusals);
        return first(software -> said.stream()
                        .anyMatch(text -> software.name.matcher(text).find()))
                .or(() -> first(software -> software.answers(refused)));
    }

    private static Optional<Software> first(Predicate<Software> fits) {
        return Arrays.stream(values()).filter(fits).findFirst();
    }

    private boolean answers(List<String> refused) {
        return !toUnknown.isEmpty()
                && refused.contains(toUnknown)
                && (toMechanism.isEmpty() || refused.contains(toMechanism));
    }

    private static List<String> lower(List<String> texts) {
        return texts.stream().map(text -> text.strip().toLowerCase(Locale.ROOT)).toList();
    }
}
