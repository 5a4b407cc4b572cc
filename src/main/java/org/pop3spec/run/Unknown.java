package org.pop3spec.run;

import java.util.Optional;
import org.pop3spec.session.KnownMessages;

/** So many messages of which nothing is known. */
record Unknown(int count) implements KnownMessages {
    @Override
    public Optional<Mismatch> difference(int number, String octets) {
        return Optional.empty();
    }

    @Override
    public Optional<Mismatch> topDifference(int number, int bodyLines, String octets) {
        return Optional.empty();
    }
}
