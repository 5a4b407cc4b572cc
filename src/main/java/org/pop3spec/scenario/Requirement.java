package org.pop3spec.scenario;

import java.util.Locale;
import java.util.Optional;
import org.pop3spec.result.Level;

/**
 * One statement of a specification that a server can keep or break.
 *
 * @param id which scenarios name; it stays when sections are read anew, so its number says nothing about order
 * @param document such as {@code RFC1939}
 * @param section number or heading in that document
 * @param tier 1: stated in the text and visible to a client; 2: the same, but inferred; 3: informational, slow, historic, or
 *     visible only where a server is set up for it
 * @param statement in own words, true of a conformant server
 * @param exemption why no scenario has to check it; empty where one has to
 */
public record Requirement(
        String id,
        String document,
        String section,
        Level level,
        int tier,
        String statement,
        Optional<Exemption> exemption) {
    /**
     * Why no scenario checks it.
     *
     * @param because the reason in a sentence; may be empty where the word says it all
     */
    public record Exemption(Reason reason, String because) {}

    /** The closed list of reasons. */
    public enum Reason {
        /** No client can see whether a server keeps it. Never without a sentence. */
        NOT_OBSERVABLE,
        /** It binds the client; tests of the harness hold it to that. */
        CLIENT_SIDE,
        /** It leaves servers the choice and gives nothing to look at. */
        LEFT_OPEN,
        /** It shows only on a server that was set up for it. */
        NEEDS_SETUP,
        /** It takes too long to see. */
        SLOW,
        /** Of a protocol or command that no server has any more. */
        HISTORIC,
        /** A scenario is to be written. */
        NOT_YET;

        /** As it is written. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
