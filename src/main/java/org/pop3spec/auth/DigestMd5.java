package org.pop3spec.auth;

import java.util.Set;

/** DIGEST-MD5: RFC 2831, historic since RFC 6331. */
final class DigestMd5 implements Mechanism {
    @Override
    public String name() {
        return "DIGEST-MD5";
    }

    @Override
    public boolean clientFirst() {
        return false;
    }

    /**
     * {@code realm}, {@code qop} and {@code uri} in place of the server's first realm, {@code auth} and {@code pop/} with the
     * host; {@code count}: the nonce count, eight hexadecimal digits, in place of {@code 00000001}; {@code answered}: the nonce
     * in place of the server's. {@code layer}: the security layer to be negotiated, {@code auth-int} or a cipher of {@code
     * auth-conf}, {@code des}, {@code 3des} or {@code rc4}; none without it. {@code maxbuf}: the largest buffer that is taken under it.
     */
    @Override
    public Set<String> settings() {
        return Set.of("realm", "qop", "uri", "count", "answered", "layer", "maxbuf");
    }

    @Override
    public SaslExchange begin(SaslSettings settings) throws SaslObjection {
        String layer = settings.change("layer").orElse(DigestProtection.NONE.word());
        return new DigestMd5Exchange(
                settings,
                DigestProtection.named(layer)
                        .orElseThrow(() -> new SaslObjection("there is no layer '" + layer + "' of DIGEST-MD5 here")));
    }
}
