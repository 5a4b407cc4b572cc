package org.pop3spec.refserver;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** ANONYMOUS, RFC 4505. It opens the maildrop of the account {@value #ACCOUNT}, and is there only where that is. */
final class ServerAnonymous implements ServerMechanism {
    /** Who has this name shares the maildrop with everybody. */
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
            return session.accounts()
                    .find(ACCOUNT)
                    .<ServerExchange.Step>map(account -> new ServerExchange.Success(account, ""))
                    .orElseGet(ServerExchange::denied);
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
