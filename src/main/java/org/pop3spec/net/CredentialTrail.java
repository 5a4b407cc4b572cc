package org.pop3spec.net;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Follows what goes over one connection, octet by octet and so whatever the segments, and knows which octets of the client's
 * are credentials by where they stand: the argument of PASS, the digest of APOP, the initial response of AUTH, what follows the
 * user in HELO (RFC 937: a backslash there quotes what follows it), and every line while a SASL exchange is open (RFC 5034: until the server's status line). Of the
 * server's it knows what is computed from a password.
 */
final class CredentialTrail {
    private static final int LONGEST_KEYWORD = 8;
    /** A longer piece is a token of many octets that no server sends back in one line. */
    private static final int LONGEST_PIECE = 4096;

    private static final int SHORTEST_PIECE = 8;
    private static final Pattern QUOTED = Pattern.compile("\\\\(.)", Pattern.DOTALL);
    private static final List<String> PROOFS_OF_SERVERS = List.of("v=", "rspauth=");

    private final Secrets secrets;
    private final StringBuilder keyword = new StringBuilder();
    private final StringBuilder piece = new StringBuilder();
    private final StringBuilder serverLine = new StringBuilder();
    /** Arguments begun on the client's line: 0 while in the keyword. */
    private int argument;

    private boolean inBlank = true;
    private boolean quoted;
    private boolean afterCr;
    private boolean exchange;
    private boolean lineIsContinuation;
    private long offset;
    private long hiddenFrom = -1;
    /** By offset in the client's stream. */
    private final BitSet hidden = new BitSet();

    CredentialTrail(Secrets secrets) {
        this.secrets = secrets;
    }

    /** Octets from the client. */
    void sent(String octets) {
        for (int i = 0; i < octets.length(); i++, offset++) {
            sent(octets.charAt(i));
        }
        // what is still open counts, should nothing follow
        hide();
    }

    private void sent(char c) {
        if (c == '\n') {
            endOfLine();
            return;
        }
        if (afterCr) {
            // the CR before was not a line end
            afterCr = false;
            octet('\r', offset - 1);
        }
        if (c == '\r') {
            afterCr = true;
            return;
        }
        octet(c, offset);
    }

    private void octet(char c, long at) {
        if (lineIsContinuation) {
            secret(c, at);
            return;
        }
        boolean blank = c == ' ' || c == '\t';
        if (argument == 0) {
            if (!blank) {
                inBlank = false;
                if (keyword.length() < LONGEST_KEYWORD) {
                    keyword.append(Character.toUpperCase(c));
                }
            } else if (!inBlank) {
                argument = 1;
                inBlank = true;
            }
            return;
        }
        String command = keyword.toString();
        if (command.equals("PASS")) {
            // blanks belong to a password (RFC 1939 section 7)
            secret(c, at);
            return;
        }
        if (command.equals("HELO") && argument == 2) {
            secret(c, at);
            return;
        }
        if (blank && !inBlank && !quoted && argument < 2) {
            argument++;
        }
        inBlank = blank && !quoted;
        quoted = !quoted && c == '\\' && command.equals("HELO");
        if (!blank && argument == 2 && (command.equals("APOP") || command.equals("AUTH"))) {
            secret(c, at);
        }
    }

    private void secret(char c, long at) {
        if (hiddenFrom < 0) {
            hiddenFrom = at;
        }
        if (piece.length() <= LONGEST_PIECE) {
            piece.append(c);
        }
    }

    private void hide() {
        if (hiddenFrom >= 0 && offset <= Integer.MAX_VALUE) {
            hidden.set((int) hiddenFrom, (int) (afterCr ? offset - 1 : offset));
        }
    }

    private void endOfLine() {
        hide();
        String command = keyword.toString();
        boolean token = lineIsContinuation || !(command.equals("PASS") || command.equals("HELO"));
        if (token && piece.length() >= SHORTEST_PIECE && piece.length() <= LONGEST_PIECE) {
            // so that a server that sends it back shows nothing either
            secrets.add(piece.toString());
        } else if (!token) {
            String written = piece.toString();
            secrets.addPiece(command.equals("HELO") ? QUOTED.matcher(written).replaceAll("$1") : written, written);
        }
        if (command.equals("AUTH") && argument > 0 && !lineIsContinuation) {
            exchange = true;
            serverLine.setLength(0);
        }
        lineIsContinuation = exchange;
        hiddenFrom = -1;
        piece.setLength(0);
        keyword.setLength(0);
        argument = 0;
        inBlank = true;
        quoted = false;
        afterCr = false;
    }

    /** Octets from the server. Outside an exchange, where long answers are, they say nothing. */
    void received(String octets) {
        for (int i = 0; exchange && i < octets.length(); i++) {
            char c = octets.charAt(i);
            if (c == '\n') {
                challenge(serverLine.toString().strip());
                serverLine.setLength(0);
            } else if (serverLine.length() < LONGEST_PIECE) {
                serverLine.append(c);
                if (isStatus(serverLine)) {
                    exchange = false;
                    lineIsContinuation &= argument > 0 || hiddenFrom >= 0;
                }
            }
        }
    }

    /**
     * What a server proves that it knows the password with is computed from that: guesses can be tried on it by whoever also sees
     * the salt (RFC 5802 section 7, RFC 2831 section 2.1.3).
     */
    private void challenge(String line) {
        if (!line.startsWith("+ ")) {
            return;
        }
        String coded = line.substring(2);
        String text = decoded(coded);
        for (String begin : PROOFS_OF_SERVERS) {
            if (text.startsWith(begin)) {
                secrets.add(coded);
                secrets.add(text.substring(begin.length()));
            }
        }
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            // whatever it is, it is no proof
            return "";
        }
    }

    private static boolean isStatus(CharSequence line) {
        return line.length() <= "-ERR".length()
                && ("+OK".equalsIgnoreCase(line.toString()) || "-ERR".equalsIgnoreCase(line.toString()));
    }

    /** Whether this octet of the client's stream is a credential. */
    boolean hides(long at) {
        return at <= Integer.MAX_VALUE && hidden.get((int) at);
    }
}
