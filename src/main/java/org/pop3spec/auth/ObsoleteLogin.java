package org.pop3spec.auth;

/** LOGIN: name and password in two responses; never more than a draft (draft-murchison-sasl-login), and everywhere. */
final class ObsoleteLogin implements Mechanism {
    @Override
    public String name() {
        return "LOGIN";
    }

    @Override
    public boolean clientFirst() {
        return false;
    }

    /** What the challenges say does not matter: servers differ in that. */
    @Override
    public SaslExchange begin(SaslSettings settings) {
        return new SaslExchange() {
            private int answered;

            @Override
            public String respond(String challenge) throws SaslObjection {
                answered++;
                return switch (answered) {
                    case 1 -> settings.user();
                    case 2 -> settings.password();
                    default -> throw new SaslObjection("LOGIN has two responses, and the server asks for another");
                };
            }

            @Override
            public boolean settled() {
                return answered == 2;
            }
        };
    }
}
