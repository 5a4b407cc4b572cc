package org.pop3spec.refserver;

/** One message in a maildrop, in the form in which RETR sends it before byte-stuffing (RFC 1939 section 11). */
public final class StoredMessage {
    private final String uniqueId;
    private final Octets content;

    StoredMessage(String uniqueId, Octets content) {
        this.uniqueId = uniqueId;
        this.content = content;
    }

    /** What UIDL tells: unique in the maildrop, never used again (RFC 1939 section 7, UIDL). */
    public String uniqueId() {
        return uniqueId;
    }

    /** The octets, every line ended with CRLF; a copy. */
    public byte[] octets() {
        return content.copy();
    }

    /** The exact size as LIST tells it, in octets. */
    public int size() {
        return content.length();
    }

    Octets content() {
        return content;
    }

    /** Whether its header has strings beyond ASCII (RFC 6532), which are sent in UTF-8 mode only (RFC 6856 section 2.1). */
    boolean international() {
        Octets header = top(0);
        for (int i = 0; i < header.length(); i++) {
            if (header.at(i) < 0) {
                return true;
            }
        }
        return false;
    }

    /** Header, separating empty line and that many lines of the body; all of it when the body is shorter. */
    Octets top(long bodyLines) {
        int at = 0;
        while (at < content.length()) {
            int next = content.lineEnd(at);
            boolean separator = next - at == 2;
            at = next;
            if (separator) {
                break;
            }
        }
        for (long line = 0; line < bodyLines && at < content.length(); line++) {
            at = content.lineEnd(at);
        }
        return content.slice(0, at);
    }

    @Override
    public String toString() {
        return "StoredMessage[" + uniqueId + ", " + content + "]";
    }
}
