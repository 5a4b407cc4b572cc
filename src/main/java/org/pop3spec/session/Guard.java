package org.pop3spec.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.auth.Credentials;
import org.pop3spec.auth.Mechanism;
import org.pop3spec.auth.Mechanisms;
import org.pop3spec.auth.SaslExchange;
import org.pop3spec.auth.SaslObjection;
import org.pop3spec.auth.SaslSettings;
import org.pop3spec.net.SecurityLayer;
import org.pop3spec.result.Failure;
import org.pop3spec.result.SourcePosition;
import org.pop3spec.scenario.Expectation;
import org.pop3spec.scenario.Touch;

/**
 * A second fence behind the plan: what the user has not allowed is not sent, be it ever so well hidden in a script. It looks
 * at the octets only, not at how they were put together, and reads them as every kind of server would.
 */
final class Guard {
    private final Set<Touch> allowed;
    private final List<Credentials> accounts;
    private final Mechanisms mechanisms;
    private final Map<Dialogue, List<Reader>> readers = new HashMap<>();
    private final Map<Dialogue, List<Attempt.Made>> made = new HashMap<>();

    Guard(Setting setting) {
        this.allowed = setting.allowed();
        this.accounts = setting.accounts();
        this.mechanisms = setting.variants().mechanisms();
    }

    /**
     * Refuses octets of which a line, together with what was sent before it, must not be sent. What they end in counts as a
     * line too, for so it does for a server when nothing follows.
     */
    void octets(Dialogue dialogue, String octets, SourcePosition at) {
        for (Reader reader : readers(dialogue)) {
            for (String line : reader.lines().add(octets)) {
                check(dialogue, reader.attempt(), line, at);
                reader.attempt().said(line);
            }
            String begun = reader.lines().begun();
            if (!begun.isEmpty()) {
                check(dialogue, reader.attempt(), begun, at);
            }
        }
    }

    /** Where frames were written so far, what follows them is no part of their last line. */
    void framesEnd(Dialogue dialogue) {
        if (dialogue.framed()) {
            readers.remove(dialogue);
        }
    }

    /** The server's status line, but for the greeting. */
    void answered(Dialogue dialogue, Expectation.Outcome indicator, String text) {
        readers(dialogue).forEach(reader -> reader.attempt().answered(indicator, text));
    }

    /** Refuses to have the client go on by itself where the server would take that for part of a line or an exchange. */
    void between(Dialogue dialogue, SourcePosition at) {
        for (Reader reader : readers(dialogue)) {
            boolean free = reader.lines().begun().isEmpty() && !reader.attempt().inExchange();
            require(free || may(Touch.LOGIN_FAILURES), "credentials in the middle of something else", at);
        }
    }

    /** The exchange, watched: what it makes of the account's own credentials may be sent as the answer to that challenge. */
    SaslExchange watched(Dialogue dialogue, Mechanism mechanism, SaslSettings settings) throws SaslObjection {
        SaslExchange exchange = mechanism.begin(settings);
        if (!settings.unchanged()) {
            return exchange;
        }
        List<Attempt.Made> responses = made(dialogue);
        return new SaslExchange() {
            @Override
            public String respond(String challenge) throws SaslObjection {
                String response = exchange.respond(challenge);
                responses.add(new Attempt.Made(mechanism.name(), challenge, response));
                return response;
            }

            @Override
            public boolean settled() {
                return exchange.settled();
            }

            @Override
            public Optional<SecurityLayer> layer() {
                return exchange.layer();
            }
        };
    }

    /** Refuses to put mail into the maildrop. */
    void delivery(SourcePosition at) {
        if (!may(Touch.MAILDROP)) {
            throw notAllowed("deliver mail", at);
        }
    }

    private void check(Dialogue dialogue, Attempt attempt, String line, SourcePosition at) {
        if (!may(Touch.LOGIN_FAILURES)) {
            attempt.wrong(line).ifPresent(what -> require(false, what, at));
        }
        boolean open = dialogue.perhapsOpen() || attempt.tried();
        String keyword = Attempt.keyword(line);
        switch (dialogue.protocol().deed(keyword)) {
            case DELETE -> require(!open || may(Touch.MAILDROP), keyword, at);
            case FETCH -> require(!open || may(Touch.FLAGS) || may(Touch.MAILDROP), keyword, at);
            default -> {
                // touches nothing
            }
        }
    }

    private List<Reader> readers(Dialogue dialogue) {
        return readers.computeIfAbsent(dialogue, d -> List.of(reader(d, false), reader(d, true)));
    }

    private Reader reader(Dialogue dialogue, boolean bareCr) {
        return new Reader(new SpokenLines(bareCr), new Attempt(dialogue, accounts, mechanisms, made(dialogue)));
    }

    private List<Attempt.Made> made(Dialogue dialogue) {
        return made.computeIfAbsent(dialogue, d -> new ArrayList<>());
    }

    private boolean may(Touch touch) {
        return allowed.contains(touch);
    }

    private static void require(boolean condition, String what, SourcePosition at) {
        if (!condition) {
            throw notAllowed("send " + what, at);
        }
    }

    private static Ending notAllowed(String deed, SourcePosition at) {
        return Ending.trouble(
                new Failure(
                        "the scenario would " + deed + ", which is not allowed on this account",
                        "",
                        "",
                        Optional.of(at),
                        Optional.empty()),
                true);
    }

    /** One way in which a server may read what is sent on a connection. */
    private record Reader(SpokenLines lines, Attempt attempt) {}
}
