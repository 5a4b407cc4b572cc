package org.pop3spec.refserver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** The server's side of one NTLM exchange: MS-NLMP section 3.2.5.1. It is of no domain, and takes any that a client names. */
final class ServerNtlmExchange implements ServerExchange {
    private static final String NAME = "LOCALHOST";

    /** Target is a server, target information, extended session security, always sign, NTLM, target name requested. */
    private static final int CHOSEN = 0x8a8204;

    private static final int OEM = 0x2;
    private static final int HEADER = 48;
    private static final int FLAGS = 6;
    private static final int INTEGRITY_PROVIDED = 0x2;
    private static final int CODE_AT = 72;
    private static final int CODE_LENGTH = 16;
    private static final int PROOF = 16;
    /** What of a response of version 2 stands before the pairs that come from the server. */
    private static final int BEFORE_PAIRS = PROOF + 28;

    /** In seconds. */
    private static final long FROM_1601_TO_1970 = 11_644_473_600L;

    /** How long the responses of version 1 and of LAN Manager are. */
    private static final int OLD_RESPONSE = 24;

    private final Pop3Session session;
    private final String nonce;
    private String negotiation = "";
    private String challenge = "";
    private int step;

    ServerNtlmExchange(Pop3Session session) {
        this.session = session;
        byte[] random = new byte[Long.BYTES];
        new SecureRandom().nextBytes(random);
        nonce = made(SaslValue.NTLM_NONCE, Digested.latin1(random));
    }

    @Override
    public Step next(String response) {
        NtlmMessage message = new NtlmMessage(response);
        step++;
        if (!holds(SaslCheck.NTLM_SIGNATURE, message.signed())
                || !holds(SaslCheck.NTLM_TYPE, message.isOfType(step == 1 ? 1 : 3))) {
            return ServerExchange.malformed("Not the message of NTLM that is next");
        }
        return step == 1 ? negotiated(message) : authenticated(message);
    }

    private Step negotiated(NtlmMessage message) {
        if (!holds(SaslCheck.NTLM_FIELDS, message.wholeNegotiation())) {
            return ServerExchange.malformed("The message of NTLM is not whole");
        }
        negotiation = message.octets();
        boolean unicode = (message.negotiated() & NtlmMessage.UNICODE) != 0;
        int flags = CHOSEN | (unicode ? NtlmMessage.UNICODE : OEM);
        String target = unicode ? NtlmProof.utf16(NAME) : NAME;
        String information = made(SaslValue.NTLM_INFORMATION, information());
        String head = NtlmMessage.SIGNATURE
                + number(2, 4)
                + pointer(HEADER, target)
                + number(flags, 4)
                + nonce
                + "\0".repeat(Long.BYTES)
                + pointer(HEADER + target.length(), information);
        challenge = made(SaslValue.NTLM_CHALLENGE, head + target + information);
        return new Challenge(challenge);
    }

    /** The names of domain and computer, which are the same here, and the time (MS-NLMP section 2.2.2.1). */
    private static String information() {
        Instant now = Instant.now();
        long ticks = (now.getEpochSecond() + FROM_1601_TO_1970) * 10_000_000 + now.getNano() / 100;
        return pair(2, NtlmProof.utf16(NAME))
                + pair(1, NtlmProof.utf16(NAME))
                + pair(7, number(ticks, Long.BYTES))
                + pair(0, "");
    }

    private Step authenticated(NtlmMessage message) {
        if (!holds(SaslCheck.NTLM_FIELDS, message.wholeAuthentication())) {
            return ServerExchange.malformed("The message of NTLM is not whole");
        }
        Optional<Account> account = session.accounts().find(message.user());
        String password = account.map(Account::password).orElse("none");
        boolean right = proves(message, password);
        return account.filter(known -> right)
                .<Step>map(known -> new Success(known, ""))
                .orElseGet(ServerExchange::denied);
    }

    private boolean proves(NtlmMessage message, String password) {
        String response = message.response();
        if (response.isEmpty()) {
            return message.lanManagerResponse().isEmpty()
                    ? holds(SaslCheck.NTLM_RESPONSE_THERE, false)
                    : holds(SaslCheck.NTLM_LAN_MANAGER, false)
                            && is(NtlmProof.lanManager(password, nonce), message.lanManagerResponse());
        }
        if (response.length() == OLD_RESPONSE) {
            return holds(SaslCheck.NTLM_VERSION, false) && is(NtlmProof.first(password, nonce), response);
        }
        if (response.length() < BEFORE_PAIRS) {
            return false;
        }
        String name = made(SaslValue.NTLM_NAME, message.user().toUpperCase(Locale.ROOT));
        String key = NtlmProof.key(password, name + message.domain());
        String proof = NtlmProof.keyed(key, nonce + response.substring(PROOF));
        return is(proof, response.substring(0, PROOF)) && whole(message, NtlmProof.keyed(key, proof));
    }

    private boolean is(String right, String given) {
        return holds(SaslCheck.NTLM_RESPONSE, Digested.same(right, given));
    }

    /** Whether the three messages are those that the client means, if it says that it shows that. */
    private boolean whole(NtlmMessage message, String key) {
        String octets = message.octets();
        if (!codeProvided(message.response()) || octets.length() < CODE_AT + CODE_LENGTH) {
            return true;
        }
        String blank =
                octets.substring(0, CODE_AT) + "\0".repeat(CODE_LENGTH) + octets.substring(CODE_AT + CODE_LENGTH);
        String code = NtlmProof.keyed(key, negotiation + challenge + blank);
        return holds(SaslCheck.NTLM_INTEGRITY, Digested.same(code, octets.substring(CODE_AT, CODE_AT + CODE_LENGTH)));
    }

    private static boolean codeProvided(String response) {
        ByteBuffer pairs = ByteBuffer.wrap(Digested.bytes(response.substring(BEFORE_PAIRS)))
                .order(ByteOrder.LITTLE_ENDIAN);
        while (pairs.remaining() >= 2 * Integer.BYTES) {
            int type = pairs.getShort();
            int length = pairs.getShort() & 0xffff;
            if (type == FLAGS && length == Integer.BYTES) {
                return (pairs.getInt() & INTEGRITY_PROVIDED) != 0;
            }
            pairs.position(Math.min(pairs.limit(), pairs.position() + length));
        }
        return false;
    }

    private static String pair(int type, String value) {
        return number(type, 2) + number(value.length(), 2) + value;
    }

    private static String pointer(int offset, String to) {
        return number(to.length(), 2) + number(to.length(), 2) + number(offset, 4);
    }

    /** The least significant octet first. */
    private static String number(long value, int octets) {
        StringBuilder number = new StringBuilder();
        for (int i = 0; i < octets; i++) {
            number.append((char) ((value >>> (i * Byte.SIZE)) & 0xff));
        }
        return number.toString();
    }

    private boolean holds(SaslCheck check, boolean right) {
        return session.conduct().holds(session, check, right);
    }

    private String made(SaslValue value, String right) {
        return session.conduct().made(session, value, right);
    }
}
