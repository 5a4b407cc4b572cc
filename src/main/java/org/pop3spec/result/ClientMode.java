package org.pop3spec.result;

import java.util.Locale;

/** What people have their mail clients do, in the order in which reports show it. */
public enum ClientMode {
    /** Fetch everything, and delete it at the server. */
    DOWNLOAD_AND_DELETE,
    /** Fetch everything, and leave it there; unique-ids tell what was fetched. */
    LEAVE_ON_SERVER,
    /** Leave it there for some days, and delete then what was fetched. */
    LEAVE_FOR_DAYS,
    /** Fetch headers by TOP, and messages as they are wanted. */
    HEADERS_FIRST,
    /** Leave large messages where they are, or fetch their beginning only. */
    LARGE_MESSAGES,
    /** Come while another client has the maildrop. */
    TWO_AT_ONCE,
    /** Lose the line in the middle of a message, and come again. */
    DROPPED_LINE,
    /** Come again later, and fetch what is new. */
    NEXT_DAY;

    /** As front matter has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As a report has it. */
    public String title() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
