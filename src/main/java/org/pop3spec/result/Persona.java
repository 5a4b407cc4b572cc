package org.pop3spec.result;

import java.util.Optional;

/**
 * A mail client as it was seen: who sends what a scenario has its client send, and how that is known. One of the last two is
 * there.
 *
 * @param client such as {@code fetchmail}
 * @param version the one that was watched or read
 * @param mode what its user has it do
 * @param capture the shell script that made it send this, so that it can be made to again
 * @param source where it is documented: an address, or a repository with path and commit
 */
public record Persona(
        String client, String version, ClientMode mode, Optional<String> capture, Optional<String> source) {}
