package org.pop3spec.net;

import java.time.Duration;

/**
 * How long and how much of a server is borne.
 *
 * @param connect how long opening a connection, or a TLS handshake, may take
 * @param answer how long one answer may take as a whole, and how long the server may refuse to read what is written to it
 * @param octetsPerSecond how fast an answer must come to get more time than {@code answer}: so many octets buy a second
 * @param lineOctets the longest line, line end included
 * @param answerOctets the longest multi-line answer
 * @param answerLines the most lines of a multi-line answer that is taken line by line
 */
public record Limits(
        Duration connect, Duration answer, int octetsPerSecond, int lineOctets, int answerOctets, int answerLines) {
    /** What is used where the user says nothing. */
    public static Limits standard() {
        return new Limits(
                Duration.ofSeconds(10), Duration.ofSeconds(30), 64 * 1024, 64 * 1024, 64 * 1024 * 1024, 1_000_000);
    }

    /** The same with another time for an answer. */
    public Limits withAnswer(Duration time) {
        return new Limits(connect, time, octetsPerSecond, lineOctets, answerOctets, answerLines);
    }

    /** The same with another time for opening a connection. */
    public Limits withConnect(Duration time) {
        return new Limits(time, answer, octetsPerSecond, lineOctets, answerOctets, answerLines);
    }

    /**
     * The time for one answer, from now. It is a total: an octet a second does not stretch it; but each second's worth of
     * {@link #octetsPerSecond} that arrives adds a second, so that a big message on a slow line comes through.
     */
    public Deadline answerDeadline() {
        return Deadline.growing(answer, octetsPerSecond);
    }
}
