package org.pop3spec.auth;

import java.time.Instant;

/** The client's side of one NTLM exchange: MS-NLMP section 3.1.5.1. */
final class NtlmExchange implements SaslExchange {
    private static final int UNICODE = 0x1;
    private static final int EXTENDED_SECURITY = 0x80000;
    /** Unicode, OEM, target requested, NTLM, always sign, extended session security (MS-NLMP section 2.2.2.5). */
    private static final int OFFERED = 0x88207;

    private static final int INTEGRITY_PROVIDED = 0x2;

    /** Where the message integrity code stands, and how long a header with it is (MS-NLMP section 2.2.1.3). */
    private static final int CODE_AT = 72;

    private static final int CODE_LENGTH = 16;
    /** In seconds. */
    private static final long FROM_1601_TO_1970 = 11_644_473_600L;

    private final SaslSettings settings;
    private final String version;
    private final String user;
    private final String domain;
    private int step;
    private String negotiation = "";
    private boolean settled;

    NtlmExchange(SaslSettings settings) {
        this.settings = settings;
        this.version = settings.change("version").orElse("2");
        int backslash = settings.user().indexOf('\\');
        this.user = SaslSettings.text(settings.user().substring(backslash + 1));
        this.domain = SaslSettings.text(
                settings.change("domain").orElse(settings.user().substring(0, Math.max(backslash, 0))));
    }

    @Override
    public String respond(String challenge) throws SaslObjection {
        step++;
        if (step == 1) {
            if (!challenge.isEmpty()) {
                throw new SaslObjection("in NTLM the client speaks first, and the server did");
            }
            negotiation = negotiation();
            return negotiation;
        }
        if (step > 2) {
            throw new SaslObjection("NTLM has one challenge, and the server asks again");
        }
        String response = authentication(challenge);
        // nothing in NTLM tells a client that the server knows the password
        settled = true;
        return response;
    }

    @Override
    public boolean settled() {
        return settled;
    }

    private int offered() {
        // with it a client that knows version 1 only would have to do otherwise
        return version.equals("2") ? OFFERED : OFFERED & ~EXTENDED_SECURITY;
    }

    private String negotiation() {
        return NtlmFields.SIGNATURE + NtlmFields.number(1) + NtlmFields.number(offered()) + "\0".repeat(16);
    }

    private String authentication(String challenge) throws SaslObjection {
        NtlmChallenge asked = NtlmChallenge.of(challenge);
        String nonce = settings.change("challenge").orElse(asked.nonce());
        boolean unicode = (asked.flags() & UNICODE) != 0;
        String key = NtlmHash.keyOfVersion2(password(), user, domain);
        boolean coded = version.equals("2")
                && asked.time().isPresent()
                && settings.change("code").isEmpty();
        String proof = "";
        String lm = "";
        String nt = "";
        switch (version) {
            case "2" -> {
                String rest = rest(asked, coded);
                proof = NtlmHash.keyed(key, nonce + rest);
                nt = proof + rest;
                lm = coded ? "\0".repeat(24) : NtlmHash.keyed(key, nonce + own()) + own();
            }
            case "1" -> {
                nt = NtlmHash.encrypted(NtlmHash.ofPassword(password()), nonce);
                lm = NtlmHash.encrypted(NtlmHash.ofPasswordInCapitals(settings.password()), nonce);
            }
            case "lm" -> lm = NtlmHash.encrypted(NtlmHash.ofPasswordInCapitals(settings.password()), nonce);
            case "none" -> lm = "";
            default -> throw new SaslObjection("NTLM has no version " + version);
        }
        NtlmFields fields = new NtlmFields(coded ? CODE_AT + CODE_LENGTH : 64);
        fields.put(28, coded(domain, unicode));
        fields.put(36, coded(user, unicode));
        fields.put(12, lm);
        fields.put(20, nt);
        fields.put(52, "");
        fields.put(
                44, coded(settings.change("workstation").map(SaslSettings::text).orElse("POP3SPEC"), unicode));
        String message = fields.message(3, 60, asked.flags() & offered());
        if (!coded) {
            return message;
        }
        String code = NtlmHash.keyed(NtlmHash.keyed(key, proof), negotiation + challenge + message);
        return message.substring(0, CODE_AT) + code + message.substring(CODE_AT + CODE_LENGTH);
    }

    private String password() {
        return SaslSettings.text(settings.password());
    }

    /** The client's challenge. */
    private String own() {
        return (settings.nonce() + "\0".repeat(8)).substring(0, 8);
    }

    /** What the proof of version 2 is over, behind the server's challenge (MS-NLMP section 3.3.2). */
    private String rest(NtlmChallenge asked, boolean coded) {
        String time = settings.change("time").or(asked::time).orElseGet(NtlmExchange::now);
        return "\1\1" + "\0".repeat(6) + time + own() + "\0".repeat(4)
                + (coded ? asked.answered(INTEGRITY_PROVIDED) : asked.information())
                + "\0".repeat(4);
    }

    /** In tenths of a microsecond since 1601. */
    private static String now() {
        Instant now = Instant.now();
        long ticks = (now.getEpochSecond() + FROM_1601_TO_1970) * 10_000_000 + now.getNano() / 100;
        return NtlmFields.number((int) ticks) + NtlmFields.number((int) (ticks >>> Integer.SIZE));
    }

    private static String coded(String text, boolean unicode) {
        return unicode ? NtlmHash.utf16(text) : SaslSettings.octets(text);
    }
}
