package org.pop3spec.scenario;

import java.util.Locale;

/** What a capture takes, and as what value. */
public enum CaptureType {
    /** Any octets, none included; a string. */
    TEXT(".*"),
    /** One or more octets without blank; a string. */
    WORD("[^ \\t]+"),
    /** Decimal digits; an integer of any size. */
    NUMBER("[0-9]+"),
    /** A unique-id of RFC 1939 section 7: one to 70 octets from 0x21 to 0x7E; a string. */
    UID("[\\x21-\\x7E]{1,70}"),
    /** Base64 (RFC 4648 section 4), possibly empty; the decoded octets as a string, one char per octet. */
    BASE64("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");

    private final String regex;

    CaptureType(String regex) {
        this.regex = regex;
    }

    /** The RE2 expression, without groups, of what it takes. */
    public String regex() {
        return regex;
    }

    /** The word in a scenario: {@code ${n:number}}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
