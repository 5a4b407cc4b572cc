package org.pop3spec.net;

import java.io.IOException;
import java.util.Locale;

/** Says in one line what went wrong with TLS. */
final class TlsTrouble {
    private TlsTrouble() {}

    static TlsFailure explain(IOException e) {
        if (e instanceof TlsFailure failure) {
            return failure;
        }
        if (e instanceof TlsLayer.EndedInHandshake) {
            return new TlsFailure(
                    TlsFailure.Reason.CLOSED, "the server closed the connection during the TLS handshake", e);
        }
        if (e instanceof TlsLayer.SlowHandshake) {
            return new TlsFailure(TlsFailure.Reason.TIMED_OUT, "the TLS handshake did not end in time", e);
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ExplainingTrust.Refused refused) {
                return new TlsFailure(refused.reason(), String.valueOf(refused.getMessage()), e);
            }
        }
        // JSSE has no types for these: the alert's or its own words are all there is
        String message = String.valueOf(e.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("unrecognized ssl message") || lower.contains("unsupported or unrecognized")) {
            return new TlsFailure(TlsFailure.Reason.NOT_TLS, "the server does not answer with TLS", e);
        }
        if (lower.contains("protocol_version")
                || lower.contains("handshake_failure")
                || lower.contains("insufficient_security")
                || lower.contains("no appropriate protocol")
                || lower.contains("chosen protocol version")) {
            return new TlsFailure(
                    TlsFailure.Reason.NO_COMMON_VERSION,
                    "no TLS version or cipher suite in common (" + Printable.line(message) + ")",
                    e);
        }
        return new TlsFailure(TlsFailure.Reason.OTHER, "TLS: " + Printable.line(message), e);
    }
}
