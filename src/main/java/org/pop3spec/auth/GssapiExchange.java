package org.pop3spec.auth;

import java.util.Optional;
import org.pop3spec.kerberos.ApRequest;
import org.pop3spec.kerberos.GssContext;
import org.pop3spec.kerberos.GssToken;
import org.pop3spec.kerberos.KerberosTrouble;

/** The client's side of one GSSAPI exchange: RFC 4752 section 3.1. */
final class GssapiExchange implements SaslExchange {
    /** No security layer. */
    private static final int NO_LAYER = 1;

    private static final int OFFER_OCTETS = 4;

    private final ApRequest request;
    private final SaslSettings settings;
    private boolean begun;
    private Optional<GssContext> context = Optional.empty();
    private boolean settled;

    /** @param request an AP-REQ for a GSS-API context, that asks for mutual authentication */
    GssapiExchange(ApRequest request, SaslSettings settings) {
        this.request = request;
        this.settings = settings;
    }

    @Override
    public boolean settled() {
        return settled;
    }

    @Override
    public String respond(String challenge) throws SaslObjection {
        try {
            if (!begun) {
                return first(challenge);
            }
            if (context.isEmpty()) {
                context = proven(challenge);
                return "";
            }
            if (settled) {
                throw new SaslObjection("GSSAPI has no challenge after the choice of a security layer");
            }
            return choice(context.get(), challenge);
        } catch (KerberosTrouble e) {
            throw new SaslObjection(String.valueOf(e.getMessage()), e);
        }
    }

    private String first(String challenge) throws SaslObjection {
        if (!challenge.isEmpty()) {
            throw new SaslObjection("in GSSAPI the client speaks first, and the server did");
        }
        begun = true;
        return GssToken.REQUEST.of(request.octets());
    }

    private Optional<GssContext> proven(String challenge) throws SaslObjection {
        Optional<GssContext> established = GssToken.REPLY.in(challenge).flatMap(request::context);
        if (established.isEmpty()) {
            throw new SaslObjection("the server's token is not the AP-REP that proves that it could read the ticket");
        }
        return established;
    }

    /** The challenge has a bit for each security layer, and the longest message that the server takes. */
    private String choice(GssContext agreed, String challenge) throws SaslObjection, KerberosTrouble {
        String offer = agreed.unwrapped(GssContext.Side.ACCEPTOR, challenge)
                .orElseThrow(
                        () -> new SaslObjection("the server's offer of security layers is not sealed as it must be"));
        if (offer.length() != OFFER_OCTETS) {
            throw new SaslObjection("the server's offer of security layers is not of four octets");
        }
        if ((offer.charAt(0) & NO_LAYER) == 0) {
            throw new SaslObjection("the server insists on a security layer, which this client has not");
        }
        boolean strict = settings.change("verify").filter("size"::equals).isPresent();
        if (strict && offer.equals("\1\0\0\0") != (offer.charAt(0) == NO_LAYER)) {
            throw new SaslObjection("the server offers no security layer, and a size for its messages nevertheless");
        }
        settled = true;
        int size = number("size", 0);
        String chosen = "" + (char) number("layer", NO_LAYER) + (char) (size >>> 16 & 0xFF) + (char) (size >>> 8 & 0xFF)
                + (char) (size & 0xFF) + settings.authzid();
        String seal = settings.change("seal").orElse("");
        int sequence = request.sequence();
        return switch (seal) {
            case "bare" -> chosen;
            case "acceptor" -> agreed.wrapped(GssContext.Side.ACCEPTOR, sequence, chosen);
            case "flipped" -> flipped(agreed.wrapped(GssContext.Side.INITIATOR, sequence, chosen));
            default -> agreed.wrapped(GssContext.Side.INITIATOR, sequence, chosen);
        };
    }

    private int number(String setting, int usual) throws SaslObjection {
        String written = settings.change(setting).orElse(String.valueOf(usual));
        if (!written.matches("[0-9]{1,8}")) {
            throw new SaslObjection(setting + " is no number: " + written);
        }
        return Integer.parseInt(written);
    }

    /** The last octet is one of the checksum. */
    private static String flipped(String token) {
        int last = token.length() - 1;
        return token.substring(0, last) + (char) (token.charAt(last) ^ 1);
    }
}
