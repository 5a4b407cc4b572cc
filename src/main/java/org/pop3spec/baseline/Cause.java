package org.pop3spec.baseline;

import java.util.Optional;

/**
 * What is to be said, once, of all deviations that give the same reason.
 *
 * @param reason theirs, word for word
 * @param defence what can be said for the server, and what the text has against it
 * @param upstream what its maintainers say of it, and where; or that nothing was found
 */
public record Cause(String reason, Optional<String> defence, Optional<String> upstream) {}
