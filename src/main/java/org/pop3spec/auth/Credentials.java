package org.pop3spec.auth;

/**
 * What an account proves itself with.
 *
 * @param user the name as sent to the server, one char per octet
 * @param password the shared secret, one char per octet
 */
public record Credentials(String user, String password) {
    @Override
    public String toString() {
        return "credentials of " + user;
    }
}
