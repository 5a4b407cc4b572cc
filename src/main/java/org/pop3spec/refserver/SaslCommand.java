package org.pop3spec.refserver;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** AUTH: RFC 5034 section 4. One per session, for it holds the exchange that is under way. */
final class SaslCommand {
    /** What a response is an answer to. */
    static final Command COMMAND = Command.parse("AUTH");

    /** What a mechanism gets that is not there. */
    static final String NOT_OFFERED = "That mechanism is not offered";

    private @Nullable ServerExchange exchange;
    private Optional<ServerLayer> layer = Optional.empty();

    boolean underWay() {
        return exchange != null;
    }

    /** The security layer that the latest exchange negotiated. */
    Optional<ServerLayer> layer() {
        return layer;
    }

    /** The command itself, with or without an initial response. */
    Reply begin(Pop3Session session, Command command) {
        String name = command.argument(0);
        Optional<ServerMechanism> known = session.mechanisms().stream()
                .filter(mechanism -> mechanism.name().equalsIgnoreCase(name) && mechanism.offered(session))
                .findFirst();
        if (known.isEmpty()) {
            return Reply.error(NOT_OFFERED);
        }
        ServerMechanism mechanism = known.get();
        List<String> arguments = command.arguments();
        boolean initial = arguments.size() > 1;
        if (initial && !mechanism.clientFirst()) {
            return Reply.error("The server speaks first");
        }
        exchange = session.conduct().begin(session, mechanism);
        if (initial) {
            // a single equals sign is an initial response of no octets
            return arguments.get(1).equals("=") ? step(session, "") : decode(session, arguments.get(1));
        }
        return mechanism.clientFirst() ? Reply.challenge("") : step(session, "");
    }

    /** A line that came in answer to a challenge. */
    Reply respond(Pop3Session session, String line) {
        if (session.conduct().cancels(session, line)) {
            return abandon("Authentication cancelled");
        }
        return decode(session, line);
    }

    /** Ends the exchange without a login. */
    Reply abandon(String text) {
        exchange = null;
        return Reply.error(text);
    }

    private Reply decode(Pop3Session session, String coded) {
        return session.conduct()
                .decoded(coded)
                .map(octets -> step(session, octets))
                .orElseGet(() -> abandon("Not base64"));
    }

    private Reply step(Pop3Session session, String response) {
        ServerExchange now = exchange;
        if (now == null) {
            return Reply.error("No exchange is under way");
        }
        ServerExchange.Step step = now.next(response);
        if (step instanceof ServerExchange.Challenge challenge) {
            return Reply.challenge(challenge.octets());
        }
        exchange = null;
        if (step instanceof ServerExchange.Success success) {
            layer = success.layer();
            Reply reply = session.conduct()
                    .acting(session, success.account(), success.authorizationId())
                    .map(account -> Pop3Commands.open(session, account))
                    .orElseGet(() -> Reply.error("AUTH", "Not permitted to act as that user"));
            return reply.positive() && layer.isPresent() ? reply.thenDo(Reply.Then.START_LAYER) : reply;
        }
        ServerExchange.Failure failure = (ServerExchange.Failure) step;
        return failure.credentials() ? Reply.error("AUTH", failure.text()) : Reply.error(failure.text());
    }
}
