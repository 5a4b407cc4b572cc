package org.pop3spec.result;

/**
 * A weakness that no text forbids.
 *
 * @param id stable, such as {@code cleartext-login}
 * @param evidence what was seen, secrets masked
 */
public record Finding(String id, Severity severity, String evidence) {}
