package org.pop3spec.audit;

import java.time.Duration;
import java.util.Locale;
import org.pop3spec.net.Limits;

/**
 * What an audit takes of a server.
 *
 * @param connections how many may be open at a time, at least 1
 * @param perSecond how many may be opened in a second, more than 0
 * @param deadline how long the whole audit of a server may take, with what name servers are asked before it
 * @param limits for each connection
 */
public record Manners(int connections, double perSecond, Duration deadline, Limits limits) {
    /** What is used where the user says nothing. */
    public static final Manners GENTLE =
            new Manners(2, 4, Duration.ofMinutes(5), Limits.standard().withAnswer(Duration.ofSeconds(15)));

    /** @throws IllegalArgumentException when nothing could be asked with them */
    public Manners {
        if (connections < 1 || !(perSecond > 0)) {
            throw new IllegalArgumentException("At least one connection, and some each second");
        }
    }

    /** In a line. */
    public String told() {
        return String.format(
                Locale.ROOT,
                "at most %d connections at a time and %s a second, and at most %d s in all",
                connections,
                Double.toString(perSecond).replaceFirst("\\.0$", ""),
                deadline.toSeconds());
    }
}
