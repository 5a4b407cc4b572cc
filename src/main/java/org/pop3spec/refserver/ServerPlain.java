package org.pop3spec.refserver;

import java.util.List;

/** PLAIN, RFC 4616. */
final class ServerPlain implements ServerMechanism {
    @Override
    public String name() {
        return "PLAIN";
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    @Override
    public boolean offered(Pop3Session session) {
        return session.admitsPasswords();
    }

    @Override
    public ServerExchange begin(Pop3Session session) {
        return response -> {
            List<String> parts = List.of(response.split("\0", -1));
            boolean three = session.conduct().holds(session, SaslCheck.MESSAGE_FORM, parts.size() == 3);
            if (!three
                    || parts.size() < 3
                    || parts.get(1).isEmpty()
                    || parts.get(2).isEmpty()) {
                return ServerExchange.malformed("Not a message of PLAIN");
            }
            return session.accounts()
                    .find(parts.get(1))
                    .filter(account -> session.conduct().verifies(account, parts.get(2)))
                    .<ServerExchange.Step>map(account -> new ServerExchange.Success(account, parts.get(0)))
                    .orElseGet(ServerExchange::denied);
        };
    }
}
