package org.pop3spec.refserver;

/**
 * What the server of an {@link EarlySession} sends.
 *
 * @param octets as they go over the wire: a line with its CRLF, mail as it is, or nothing
 * @param closes whether the connection ends after it
 */
record Answer(Octets octets, boolean closes) {
    static Answer line(String text) {
        return new Answer(Octets.ofLatin1(text + "\r\n"), false);
    }

    static Answer mail(Octets octets) {
        return new Answer(octets, false);
    }

    /** Nothing but the end. */
    static Answer none() {
        return new Answer(Octets.ofLatin1(""), false);
    }

    Answer thenClose() {
        return new Answer(octets, true);
    }

    Answer thenGoOn() {
        return new Answer(octets, false);
    }

    /** With other octets. */
    Answer with(String other) {
        return new Answer(Octets.ofLatin1(other), closes);
    }

    /** With something behind it. */
    Answer followedBy(String more) {
        return with(octets.latin1() + more);
    }
}
