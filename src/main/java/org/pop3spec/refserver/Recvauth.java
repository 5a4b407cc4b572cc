package org.pop3spec.refserver;

import java.io.IOException;
import java.util.Optional;
import org.apache.kerby.kerberos.kerb.KrbException;

/**
 * What a KPOP server does before its greeting: the server's side of the exchange that MIT's and Heimdal's libraries know as
 * krb5_recvauth. Frames are a length of four octets and so many octets; the first answer is one octet without a frame.
 */
final class Recvauth {
    private static final String VERSION = "KRB5_SENDAUTH_V1.0\0";
    private static final String APPLICATION = "KPOPV1.0\0";
    private static final String KERBEROS_4 = "KPOPV0.1\0";
    private static final int LONGEST_FRAME = 1 << 16;

    private final ClientConnection connection;
    private final Conduct conduct;
    private final TicketCheck check;

    Recvauth(ClientConnection connection, Conduct conduct, TicketCheck check) {
        this.connection = connection;
        this.conduct = conduct;
        this.check = check;
    }

    /** The client's principal; empty when it is not let in, and has been told. */
    Optional<String> client() throws IOException {
        if (!versions()) {
            return Optional.empty();
        }
        Optional<String> request = frame();
        if (request.isEmpty()) {
            return Optional.empty();
        }
        TicketCheck.Verdict verdict = check.judge(request.get());
        if (verdict instanceof TicketCheck.Refused refused) {
            if (conduct.observes(TicketRule.REFUSAL_TOLD)) {
                sendFrame(told(refused));
            }
            return conduct.observes(TicketRule.REFUSAL_ENDS) ? Optional.empty() : Optional.of("");
        }
        TicketCheck.Accepted accepted = (TicketCheck.Accepted) verdict;
        sendFrame("");
        if (accepted.proof().isPresent() && conduct.observes(TicketRule.PROOF_SENT)) {
            sendFrame(accepted.proof().get());
        }
        return Optional.of(accepted.client());
    }

    /** Both strings are read before either is judged, as MIT's library does. */
    private boolean versions() throws IOException {
        Optional<String> version = frame();
        Optional<String> application = version.isEmpty() ? version : frame();
        if (application.isEmpty()) {
            return false;
        }
        char result = 0;
        if (conduct.observes(TicketRule.VERSIONS)) {
            result = (char) (!same(version.get(), VERSION) ? 1 : takes(application.get()) ? 0 : 2);
        }
        if (result != 0 || conduct.observes(TicketRule.VERSIONS_ANSWERED)) {
            send(String.valueOf(result));
        }
        return result == 0;
    }

    private boolean takes(String application) {
        return same(application, APPLICATION)
                || (application.isEmpty() && !conduct.observes(TicketRule.VERSION_THERE))
                || (application.equals(KERBEROS_4) && !conduct.observes(TicketRule.VERSION_OF_KERBEROS_5));
    }

    private boolean same(String sent, String right) {
        return sent.equals(right) || (right.equals(sent + "\0") && !conduct.observes(TicketRule.NUL_COUNTS));
    }

    private String told(TicketCheck.Refused refused) throws IOException {
        try {
            return check.told(refused);
        } catch (KrbException e) {
            throw new IOException("a KRB-ERROR can't be written", e);
        }
    }

    /** The next frame; empty at the end of the stream, or when it is longer than any client has reason for. */
    private Optional<String> frame() throws IOException {
        boolean inOnePiece = !conduct.observes(TicketRule.FRAME_BY_LENGTH);
        if (inOnePiece && (!connection.lines().fill() || connection.lines().buffered() < Integer.BYTES)) {
            return Optional.empty();
        }
        long length = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            int octet = connection.lines().read();
            if (octet < 0) {
                return Optional.empty();
            }
            length = length << 8 | octet;
        }
        if (length > LONGEST_FRAME || (inOnePiece && connection.lines().buffered() < length)) {
            return Optional.empty();
        }
        StringBuilder octets = new StringBuilder((int) length);
        while (octets.length() < length) {
            int octet = connection.lines().read();
            if (octet < 0) {
                return Optional.empty();
            }
            octets.append((char) octet);
        }
        connection.touch();
        return Optional.of(octets.toString());
    }

    private void sendFrame(String octets) throws IOException {
        StringBuilder framed = new StringBuilder();
        for (int shift = 24; shift >= 0; shift -= 8) {
            framed.append((char) (octets.length() >>> shift & 0xff));
        }
        send(framed.append(octets).toString());
    }

    private void send(String octets) throws IOException {
        Conduct.write(connection.out(), octets);
        connection.out().flush();
    }
}
