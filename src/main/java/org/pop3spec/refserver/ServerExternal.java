package org.pop3spec.refserver;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** EXTERNAL by the certificate that the client showed in the TLS handshake: RFC 4422 appendix A. */
final class ServerExternal implements ServerMechanism {
    @Override
    public String name() {
        return "EXTERNAL";
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    /** Only to clients that have something to show for themselves (RFC 2595 section 4). */
    @Override
    public boolean offered(Pop3Session session) {
        return session.certified().isPresent();
    }

    @Override
    public ServerExchange begin(Pop3Session session) {
        return response -> {
            if (!session.conduct().holds(session, SaslCheck.EXTERNAL_FORM, isName(response))) {
                return ServerExchange.malformed("Not a name in UTF-8");
            }
            return session.certified()
                    .flatMap(session.accounts()::find)
                    .<ServerExchange.Step>map(account -> new ServerExchange.Success(account, written(response)))
                    .orElseGet(ServerExchange::denied);
        };
    }

    private static boolean isName(String response) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Digested.bytes(response)));
            return response.indexOf('\0') < 0;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** What stands behind a NUL gets here with a fault only. */
    private static String written(String response) {
        return response.replaceFirst("(?s)\0.*", "");
    }
}
