package org.pop3spec.kerberos;

import java.util.Optional;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.type.base.KrbError;

/**
 * A KRB-ERROR (RFC 4120 section 5.9.1).
 *
 * @param code its error-code (section 7.5.9), such as 37 for a clock that is wrong
 * @param text its e-text; may be empty
 */
public record ErrorReply(int code, String text) {
    private static final int UNKNOWN = 60;

    /** Reads one; empty for anything else. */
    public static Optional<ErrorReply> read(String octets) {
        if (octets.isEmpty() || octets.charAt(0) != 0x7e) {
            return Optional.empty();
        }
        try {
            KrbError error = Wire.decoded(octets, KrbError.class);
            String text = error.getEtext() == null ? "" : error.getEtext().replace("\0", "");
            int code = error.getErrorCode() == null
                    ? UNKNOWN
                    : error.getErrorCode().getValue();
            return Optional.of(new ErrorReply(code, text));
        } catch (KrbException | RuntimeException e) {
            // the first octet promised more than the rest kept
            return Optional.empty();
        }
    }
}
