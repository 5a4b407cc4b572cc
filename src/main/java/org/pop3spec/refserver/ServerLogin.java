package org.pop3spec.refserver;

import java.util.Optional;

/** LOGIN, of draft-murchison-sasl-login: name and password, one response each. */
final class ServerLogin implements ServerMechanism {
    @Override
    public String name() {
        return "LOGIN";
    }

    @Override
    public boolean clientFirst() {
        return false;
    }

    @Override
    public boolean offered(Pop3Session session) {
        return session.admitsPasswords();
    }

    @Override
    public ServerExchange begin(Pop3Session session) {
        return new ServerExchange() {
            private int step;
            private String name = "";

            @Override
            public Step next(String response) {
                step++;
                switch (step) {
                    case 1:
                        return new Challenge("Username:");
                    case 2:
                        name = response;
                        return response.isEmpty() ? ServerExchange.malformed("No name") : new Challenge("Password:");
                    default:
                        Optional<Account> account = session.accounts().find(name);
                        return account.filter(known -> session.conduct().verifies(known, response))
                                .<Step>map(known -> new Success(known, ""))
                                .orElseGet(ServerExchange::denied);
                }
            }
        };
    }
}
