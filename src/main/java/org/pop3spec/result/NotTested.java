package org.pop3spec.result;

/**
 * A question of an audit that has no answer.
 *
 * @param id that of the finding that there could have been
 * @param where such as {@code mail.example.org:995}; empty for the server as a whole
 * @param reason one line
 */
public record NotTested(String id, String area, String where, String reason) {}
