package org.pop3spec.refserver;

/**
 * One line that a client sent.
 *
 * @param text its octets as Latin-1, without CRLF; empty unless it fits
 * @param length how it stands to the limit that it was read with
 */
record Line(String text, Length length) {
    enum Length {
        FITS,
        /** Its octets were thrown away up to its CRLF. */
        TOO_LONG,
        /** So long that reading on to its CRLF makes no sense. */
        ENDLESS
    }

    static Line of(String text) {
        return new Line(text, Length.FITS);
    }
}
