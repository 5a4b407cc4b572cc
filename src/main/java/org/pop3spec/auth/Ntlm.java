package org.pop3spec.auth;

import java.util.Set;

/**
 * NTLM, as MS-NLMP has it: three messages, of which the client sends the first and the third. Own code, for what the JDK has
 * decides on everything by itself, while a test sends each field as it likes. There is no session security behind it.
 */
final class Ntlm implements Mechanism {
    @Override
    public String name() {
        return "NTLM";
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    /**
     * {@code domain}: the domain of the user, in place of what stands before the backslash of its name, which is mostly
     * nothing; {@code workstation}: the name of the client's machine; {@code version}: {@code 2} for the response of NTLMv2,
     * {@code 1} for that of NTLMv1, {@code lm} for that of LAN Manager only, {@code none} for no response at all; {@code
     * challenge}: eight octets to answer in place of what the server sent; {@code time}: eight octets in place of the time;
     * {@code code}: {@code none} for no message integrity code, also where the server asks for one.
     * The client's own challenge is the first eight octets of {@code nonce}.
     */
    @Override
    public Set<String> settings() {
        return Set.of("domain", "workstation", "version", "challenge", "time", "code");
    }

    @Override
    public SaslExchange begin(SaslSettings settings) {
        return new NtlmExchange(settings);
    }
}
