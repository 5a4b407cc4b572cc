package org.pop3spec.mailbox;

/**
 * What decides by which way a message can travel.
 *
 * @param size octets
 * @param endsWithLineEnd whether the last line has a line end
 * @param eightBitHeader whether the header has octets above 127
 * @param eightBitBody whether the body has octets above 127
 * @param nul whether a NUL octet stands anywhere
 * @param longestLine octets of the longest line, its line end not counted
 */
record Traits(
        int size, boolean endsWithLineEnd, boolean eightBitHeader, boolean eightBitBody, boolean nul, int longestLine) {

    static Traits of(byte[] octets) {
        int bodyOffset = Structure.of(octets).bodyOffset();
        boolean eightBitHeader = false;
        boolean eightBitBody = false;
        boolean nul = false;
        for (int at = 0; at < octets.length; at++) {
            if (octets[at] < 0) {
                eightBitHeader |= at < bodyOffset;
                eightBitBody |= at >= bodyOffset;
            }
            nul |= octets[at] == 0;
        }
        int longest = 0;
        boolean ended = false;
        for (Lines lines = new Lines(octets, 0); lines.advance(); ) {
            longest = Math.max(longest, lines.length());
            ended = lines.isTerminated();
        }
        return new Traits(octets.length, ended, eightBitHeader, eightBitBody, nul, longest);
    }

    boolean eightBit() {
        return eightBitHeader || eightBitBody;
    }
}
