package org.pop3spec.refserver;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * ANONYMOUS, RFC 4505. It is there only where there is an account {@value #ACCOUNT}. Each visitor has an empty maildrop, so that
 * none keeps another one out.
 */
final class ServerAnonymous implements ServerMechanism {
    /** Whoever has this name lets visitors in. */
    static final String ACCOUNT = "anonymous";

    private static final int LONGEST_TRACE = 255;

    @Override
    public String name() {
        return "ANONYMOUS";
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    @Override
    public boolean offered(Pop3Session session) {
        return session.admitsLogin() && session.accounts().find(ACCOUNT).isPresent();
    }

    @Override
    public ServerExchange begin(Pop3Session session) {
        return response -> {
            if (!session.conduct().holds(session, SaslCheck.TRACE_FORM, isTrace(response))) {
                return ServerExchange.malformed("Not a trace of up to 255 characters");
            }
            return new ServerExchange.Success(new Account(ACCOUNT + "-" + session.serial(), "none"), "");
        };
    }

    private static boolean isTrace(String response) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Digested.bytes(response)))
                    .toString();
            return text.codePointCount(0, text.length()) <= LONGEST_TRACE && text.indexOf('\0') < 0;
        } catch (CharacterCodingException e) {
            // not UTF-8
            return false;
        }
    }
}
