package org.pop3spec.auth;

import java.util.Set;
import org.pop3spec.kerberos.ApFlaw;
import org.pop3spec.kerberos.ApRequests;
import org.pop3spec.kerberos.KerberosTrouble;

/**
 * GSSAPI: a Kerberos ticket, a server that proves itself, and the choice of a security layer, of which there is none afterwards
 * (RFC 4752). Own code, for the GSS-API that Java has reads its settings from the whole process, and makes right tokens only.
 */
final class Gssapi implements Mechanism {
    @Override
    public String name() {
        return "GSSAPI";
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    @Override
    public Set<String> needs() {
        return Set.of("kerberos");
    }

    /**
     * {@code ticket}: the kind of AP-REQ, as {@code ap_req()} has them; {@code layer} and {@code size}: what the client chooses, two numbers; {@code seal}: {@code flipped} for a last
     * message with one bit turned, {@code acceptor} for one that says it is the server's, {@code bare} for one that is not
     * sealed; {@code verify}: {@code size} to break off where the server offers no layer and a size of messages, which a client
     * must, and which keeps out of servers that are as wrong in nothing else.
     */
    @Override
    public Set<String> settings() {
        return Set.of("ticket", "layer", "size", "seal", "verify");
    }

    @Override
    public SaslExchange begin(SaslSettings settings) throws SaslObjection {
        ApRequests requests = new ApRequests(settings.credentials()
                .kerberos()
                .orElseThrow(() -> new SaslObjection("the account has no Kerberos principal")));
        String word = settings.change("ticket").orElse(ApFlaw.MUTUAL.word());
        ApFlaw kind = ApFlaw.named(word)
                .orElseThrow(() -> new SaslObjection(
                        "there is no AP-REQ '" + word + "', but " + String.join(", ", ApFlaw.words())));
        try {
            return new GssapiExchange(requests.make(kind, ApRequests.Purpose.GSS), settings);
        } catch (KerberosTrouble e) {
            // without a ticket nothing can be said of the server
            throw new SaslObjection(String.valueOf(e.getMessage()), e);
        }
    }
}
