package org.pop3spec.auth;

import java.util.Set;

/** DIGEST-MD5: RFC 2831, historic since RFC 6331. Without security layers, which nobody uses in POP3. */
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
     * in place of the server's.
     */
    @Override
    public Set<String> settings() {
        return Set.of("realm", "qop", "uri", "count", "answered");
    }

    @Override
    public SaslExchange begin(SaslSettings settings) {
        return new DigestMd5Exchange(settings);
    }
}
