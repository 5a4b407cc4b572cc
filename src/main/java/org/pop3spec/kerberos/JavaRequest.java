package org.pop3spec.kerberos;

import java.util.Optional;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.MessageProp;

/**
 * An AP-REQ that Java's own Kerberos made, for keys of types that the library does not know (RFC 8009). Its authenticator is that
 * of a GSS-API context, which KPOP servers take too: they do not look at its checksum.
 */
final class JavaRequest implements ApRequest, GssContext {
    private final GSSContext context;
    private final String octets;
    private final boolean mutual;
    private String judged = "";

    private JavaRequest(GSSContext context, String octets, boolean mutual) {
        this.context = context;
        this.octets = octets;
        this.mutual = mutual;
    }

    /** The one with which a context begins, which the caller's subject has to have a ticket for. */
    static JavaRequest of(GSSContext context, boolean mutual) throws GSSException {
        String token = Wire.octets(context.initSecContext(new byte[0], 0, 0));
        String octets = GssToken.REQUEST.in(token).orElseThrow(() -> new GSSException(GSSException.DEFECTIVE_TOKEN));
        return new JavaRequest(context, octets, mutual);
    }

    @Override
    public String octets() {
        return octets;
    }

    @Override
    public boolean mutual() {
        return mutual;
    }

    /** The context counts by itself. */
    @Override
    public int sequence() {
        return 0;
    }

    @Override
    public synchronized boolean provenBy(String answer) {
        if (judged.isEmpty()) {
            judged = answer;
            try {
                byte[] token = Wire.bytes(GssToken.REPLY.of(answer));
                context.initSecContext(token, 0, token.length);
            } catch (GSSException e) {
                // no AP-REP, or sealed with another key
                return false;
            }
        }
        return mutual && context.isEstablished() && judged.equals(answer);
    }

    @Override
    public Optional<GssContext> context(String answer) {
        return provenBy(answer) ? Optional.of(this) : Optional.empty();
    }

    @Override
    public String wrapped(Side by, long sequence, String plain) throws KerberosTrouble {
        if (by == Side.ACCEPTOR) {
            throw new KerberosTrouble("Java's Kerberos seals nothing in the server's name");
        }
        byte[] message = Wire.bytes(plain);
        try {
            return Wire.octets(context.wrap(message, 0, message.length, new MessageProp(false)));
        } catch (GSSException e) {
            throw new KerberosTrouble("Java's Kerberos can't seal: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<String> unwrapped(Side by, String token) {
        byte[] message = Wire.bytes(token);
        try {
            return by == Side.INITIATOR
                    ? Optional.empty()
                    : Optional.of(Wire.octets(context.unwrap(message, 0, message.length, new MessageProp(false))));
        } catch (GSSException e) {
            // not as it was sealed
            return Optional.empty();
        }
    }

    /** Never a key. */
    @Override
    public String toString() {
        return "AP-REQ of " + octets.length() + " octets";
    }
}
