package org.pop3spec.result;

import java.util.Locale;

/** How one scenario ended. */
public enum Verdict {
    /** The server did what the requirement asks. */
    PASS,
    /** The text, as written, forbids what the server did. */
    FAIL,
    /** The server did what a SHOULD advises against. */
    WARN,
    /** Not played, for a stated reason. */
    SKIP,
    /** The run itself went wrong; says nothing about the server's conformance. */
    ERROR;

    /** As a person reads it in a sentence. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
