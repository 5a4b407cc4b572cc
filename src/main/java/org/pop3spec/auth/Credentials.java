package org.pop3spec.auth;

/**
 * What an account proves itself with. Strings have one char per octet.
 *
 * @param user the name as sent to the server
 * @param password the shared secret
 */
public record Credentials(String user, String password) {
    @Override
    public String toString() {
        return "credentials of " + user;
    }
}
