package org.pop3spec.refserver;

import com.ongres.saslprep.SASLprep;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text beyond ASCII: on the wire it is UTF-8, which in here is a string with one char per octet. */
final class Utf8 {
    private Utf8() {}

    /** The characters that octets stand for; empty where they are not UTF-8 (RFC 3629). */
    static Optional<String> decoded(String octets) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1));
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(buffer).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The octets of characters. */
    static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** A name or password as SASLprep makes it for comparison (RFC 4013); empty where it may have no such characters. */
    static Optional<String> prepared(String text) {
        try {
            return Optional.of(new SASLprep().prepareQuery(text)).filter(prepared -> !prepared.isEmpty());
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // the latter where nothing is left, which the library does not foresee
            return Optional.empty();
        }
    }
}
