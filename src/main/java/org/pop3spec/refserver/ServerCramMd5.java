package org.pop3spec.refserver;

import java.util.Optional;

/** CRAM-MD5, RFC 2195. */
final class ServerCramMd5 implements ServerMechanism {
    @Override
    public String name() {
        return "CRAM-MD5";
    }

    @Override
    public boolean clientFirst() {
        return false;
    }

    @Override
    public ServerExchange begin(Pop3Session session) {
        String challenge =
                session.conduct().made(session, SaslValue.CRAM_CHALLENGE, "<" + session.nonce() + "@pop3spec.invalid>");
        return new ServerExchange() {
            private boolean asked;

            @Override
            public Step next(String response) {
                if (!asked) {
                    asked = true;
                    return new Challenge(challenge);
                }
                // a name may have blanks in it, the digest has none
                int blank = response.lastIndexOf(' ');
                if (blank <= 0) {
                    return ServerExchange.malformed("Not a name and a digest");
                }
                Optional<Account> account = session.accounts().find(response.substring(0, blank));
                String secret = account.map(Account::password).orElse("none");
                String right = Digested.hex(Digested.hmac("HmacMD5", secret, challenge));
                boolean same = Digested.same(right, response.substring(blank + 1));
                boolean holds = session.conduct().holds(session, SaslCheck.CRAM_DIGEST, same);
                return account.filter(known -> holds)
                        .<Step>map(known -> new Success(known, ""))
                        .orElseGet(ServerExchange::denied);
            }
        };
    }
}
