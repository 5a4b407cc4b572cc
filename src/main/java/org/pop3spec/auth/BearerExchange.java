package org.pop3spec.auth;

/** An exchange in which the client shows a token and, where that is refused, is told why before the server says no. */
final class BearerExchange implements SaslExchange {
    private final String message;
    private final String afterError;
    private int step;

    /**
     * @param message the one message that there is where all goes well
     * @param afterError what is answered to the server's error
     */
    BearerExchange(String message, String afterError) {
        this.message = message;
        this.afterError = afterError;
    }

    /** @throws SaslObjection when there is none */
    static String token(SaslSettings settings) throws SaslObjection {
        return settings.change("token")
                .or(settings.credentials()::token)
                .orElseThrow(() -> new SaslObjection(
                        "the account " + settings.credentials().user() + " has no token"));
    }

    @Override
    public String respond(String challenge) throws SaslObjection {
        step++;
        if (step == 1) {
            if (!challenge.isEmpty()) {
                throw new SaslObjection("the client speaks first with a token, and the server did");
            }
            return message;
        }
        if (step > 2 || !challenge.strip().startsWith("{")) {
            throw new SaslObjection("the server asks for more than the token");
        }
        return afterError;
    }
}
