package org.pop3spec.refserver;

/**
 * One account of the reference server.
 *
 * @param name printable ASCII without blanks, as USER and APOP take it (RFC 1939 section 3)
 * @param password printable ASCII, not empty; blanks may occur (RFC 1939 section 7, PASS)
 */
public record Account(String name, String password) {
    /** @throws IllegalArgumentException when a client could not send the name or the password */
    public Account {
        if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("An account name is printable ASCII without blanks: \"" + name + "\"");
        }
        if (password.isEmpty() || !password.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("The password of " + name + " is not printable ASCII, or empty");
        }
    }

    /** The name only: a password never gets into a log by accident. */
    @Override
    public String toString() {
        return "Account[" + name + "]";
    }
}
