package org.pop3spec.result;

import java.util.Optional;

/**
 * What became of the maildrop of the account that an audit logged in with.
 *
 * @param unchanged whether everything that was there before is there afterwards; empty where that is not known
 * @param told one line
 */
public record AuditMaildrop(Optional<Boolean> unchanged, String told) {}
