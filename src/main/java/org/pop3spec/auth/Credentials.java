package org.pop3spec.auth;

import java.util.Optional;

/**
 * What an account proves itself with. Strings have one char per octet.
 *
 * @param user the name as sent to the server
 * @param password the shared secret
 * @param token an OAuth 2.0 bearer token, for OAUTHBEARER and XOAUTH2
 */
public record Credentials(String user, String password, Optional<String> token) {
    /** A name and a password, and nothing more. */
    public Credentials(String user, String password) {
        this(user, password, Optional.empty());
    }

    @Override
    public String toString() {
        return "credentials of " + user;
    }
}
