package org.pop3spec.auth;

import java.util.Set;
import org.pop3spec.scenario.Opening;

/** EXTERNAL: what the client proved before POP3 began counts, here the certificate of the TLS handshake (RFC 4422 appendix A). */
final class External implements Mechanism {
    @Override
    public String name() {
        return "EXTERNAL";
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    @Override
    public Opening opening() {
        return Opening.CERTIFICATE;
    }

    @Override
    public Set<String> needs() {
        return Set.of("client-certificate");
    }

    @Override
    public SaslExchange begin(SaslSettings settings) {
        return challenge -> {
            if (!challenge.isEmpty()) {
                throw new SaslObjection("EXTERNAL has one response, and the server asks for another");
            }
            return settings.authzid();
        };
    }
}
