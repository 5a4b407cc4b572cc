package org.pop3spec.refserver;

import java.util.List;
import java.util.Optional;

/** PLAIN, RFC 4616. */
final class ServerPlain implements ServerMechanism {
    /** What names and passwords are prepared for. */
    static final Command COMMAND = Command.parse("AUTH PLAIN");

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
            Optional<String> password = session.conduct().prepared(COMMAND, parts.get(2));
            return session.conduct()
                    .prepared(COMMAND, parts.get(1))
                    .flatMap(session.accounts()::find)
                    .filter(account -> password.filter(
                                    given -> session.conduct().verifies(account, given))
                            .isPresent())
                    .<ServerExchange.Step>map(account -> new ServerExchange.Success(account, parts.get(0)))
                    .orElseGet(ServerExchange::denied);
        };
    }
}
