package org.pop3spec.refserver;

import java.util.Optional;

/**
 * One account of the reference server.
 *
 * @param name printable ASCII without blanks, as USER and APOP take it (RFC 1939 section 3)
 * @param password printable ASCII, not empty; blanks may occur (RFC 1939 section 7, PASS)
 * @param token an OAuth 2.0 bearer token that stands for it (RFC 6750), if there is one
 */
public record Account(String name, String password, Optional<String> token) {
    /** @throws IllegalArgumentException when a client could not send the name or the password */
    public Account {
        if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("An account name is printable ASCII without blanks: \"" + name + "\"");
        }
        if (password.isEmpty() || !password.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("The password of " + name + " is not printable ASCII, or empty");
        }
    }

    /** An account without a token. */
    public Account(String name, String password) {
        this(name, password, Optional.empty());
    }

    /** The same with a token. */
    public Account withToken(String bearer) {
        return new Account(name, password, Optional.of(bearer));
    }

    /** The name only: a password never gets into a log by accident. */
    @Override
    public String toString() {
        return "Account[" + name + "]";
    }
}
