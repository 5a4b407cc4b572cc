package org.pop3spec.auth;

import java.util.Optional;
import org.pop3spec.kerberos.ApFlaw;
import org.pop3spec.kerberos.ApRequest;
import org.pop3spec.kerberos.ApRequests;
import org.pop3spec.kerberos.ErrorReply;
import org.pop3spec.kerberos.KerberosIdentity;
import org.pop3spec.kerberos.KerberosTrouble;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Received;
import org.pop3spec.net.Secrets;

/**
 * What a KPOP client does before the greeting: the exchange that MIT's and Heimdal's libraries know as krb5_sendauth. No RFC
 * has it. Frames are a length of four octets and so many octets; the server's first answer is one octet without a frame.
 */
public final class Sendauth {
    /** The version of the exchange; the NUL belongs to it. */
    public static final String VERSION = "KRB5_SENDAUTH_V1.0\0";
    /** The version of KPOP with Kerberos 5; the NUL belongs to it. */
    public static final String APPLICATION = "KPOPV1.0\0";
    /** The longest frame that is taken from a server: more than any AP-REP or KRB-ERROR has. */
    public static final int LONGEST_FRAME = 64 * 1024;

    private static final int LENGTH_OCTETS = 4;
    private static final int SHOWN = 40;

    private final Connection connection;
    private final Secrets secrets;

    /** @param secrets gets what of the exchange could be used by whoever reads it */
    public Sendauth(Connection connection, Secrets secrets) {
        this.connection = connection;
        this.secrets = secrets;
    }

    /**
     * Shows a ticket, and has the server prove itself.
     *
     * @return empty when both sides are satisfied, and the greeting comes next; else what went wrong
     */
    public Optional<LoginResult> show(KerberosIdentity identity) throws InterruptedException {
        ApRequest request;
        try {
            request = new ApRequests(identity).make(ApFlaw.MUTUAL);
        } catch (KerberosTrouble e) {
            return Optional.of(new LoginResult.Impossible(String.valueOf(e.getMessage())));
        }
        secrets.add(request.octets());
        write(frame(VERSION) + frame(APPLICATION));
        Received result = connection.octets(1, deadline());
        if (!(result instanceof Received.Octets octet)) {
            return broken("the version strings of sendauth", result);
        }
        switch (octet.octets().charAt(0)) {
            case 0 -> write(frame(request.octets()));
            case 1 -> {
                return rejected("it does not take sendauth version " + VERSION.strip());
            }
            case 2 -> {
                return rejected("it does not take application version " + APPLICATION.strip());
            }
            default -> {
                return brokenOff("the server answers the version strings of sendauth with neither 0, 1 nor 2");
            }
        }
        Received verdict = frame();
        if (!(verdict instanceof Received.Octets error)) {
            return broken("the AP-REQ", verdict);
        }
        if (!error.octets().isEmpty()) {
            return ErrorReply.read(error.octets())
                    .map(reply -> rejected("KRB-ERROR " + reply.code() + ": " + reply.text()))
                    .orElseGet(() -> brokenOff("the answer to the AP-REQ is neither empty nor a KRB-ERROR"));
        }
        Received proof = frame();
        if (!(proof instanceof Received.Octets reply)) {
            return broken("the AP-REQ that asks for mutual authentication", proof);
        }
        return request.provenBy(reply.octets()) ? Optional.empty() : brokenOff("the server's AP-REP proves nothing");
    }

    private void write(String octets) throws InterruptedException {
        // a server that does not read shows when the answer does not come
        connection.write(octets, Deadline.in(connection.limits().answer()));
    }

    private Received frame() throws InterruptedException {
        return frame(connection, deadline());
    }

    private Deadline deadline() {
        return connection.limits().answerDeadline();
    }

    /** Octets as a frame. */
    public static String frame(String octets) {
        int length = octets.length();
        return "" + (char) (length >>> 24) + (char) (length >>> 16 & 0xff) + (char) (length >>> 8 & 0xff)
                + (char) (length & 0xff) + octets;
    }

    /**
     * The octets of the next frame, without its length.
     *
     * @return {@link Received.Octets}, {@link Received.TooLong} above {@value #LONGEST_FRAME} octets, or what came instead
     */
    public static Received frame(Connection connection, Deadline deadline) throws InterruptedException {
        Received length = connection.octets(LENGTH_OCTETS, deadline);
        if (!(length instanceof Received.Octets four)) {
            return length;
        }
        long count = 0;
        for (int i = 0; i < LENGTH_OCTETS; i++) {
            count = count << 8 | four.octets().charAt(i);
        }
        if (count > LONGEST_FRAME) {
            String unread = connection.unread();
            String start = four.octets() + unread.substring(0, Math.min(SHOWN, unread.length()));
            return new Received.TooLong(start, LONGEST_FRAME);
        }
        return count == 0 ? new Received.Octets("") : connection.octets((int) count, deadline);
    }

    private static Optional<LoginResult> broken(String step, Received received) {
        return Optional.of(new LoginResult.Broken(step, received));
    }

    private static Optional<LoginResult> rejected(String text) {
        return Optional.of(new LoginResult.Rejected(text));
    }

    private static Optional<LoginResult> brokenOff(String reason) {
        return Optional.of(new LoginResult.BrokenOff(reason));
    }
}
