package org.pop3spec.auth;

import org.bouncycastle.crypto.digests.MD5Digest;

/** CRAM-MD5: a keyed digest over the server's challenge, RFC 2195. */
final class CramMd5 implements Mechanism {
    @Override
    public String name() {
        return "CRAM-MD5";
    }

    @Override
    public boolean clientFirst() {
        return false;
    }

    @Override
    public SaslExchange begin(SaslSettings settings) {
        return new SaslExchange() {
            private boolean answered;

            @Override
            public String respond(String challenge) throws SaslObjection {
                if (answered) {
                    throw new SaslObjection("CRAM-MD5 has one response, and the server asks for another");
                }
                if (challenge.isEmpty()) {
                    throw new SaslObjection("the challenge of CRAM-MD5 is empty");
                }
                answered = true;
                return settings.user() + " "
                        + Digests.hex(Digests.hmac(new MD5Digest(), settings.password(), challenge));
            }

            @Override
            public boolean settled() {
                return answered;
            }
        };
    }
}
