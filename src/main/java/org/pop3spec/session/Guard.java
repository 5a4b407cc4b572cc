package org.pop3spec.session;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.auth.Credentials;
import org.pop3spec.result.Failure;
import org.pop3spec.result.SourcePosition;
import org.pop3spec.scenario.Touch;

/** A second fence behind the plan: what the user has not allowed is not sent, be it ever so well hidden in a script. */
final class Guard {
    private final Set<Touch> allowed;
    private final List<Credentials> accounts;

    Guard(Set<Touch> allowed, List<Credentials> accounts) {
        this.allowed = allowed;
        this.accounts = accounts;
    }

    /** Refuses octets of which a line, together with what was written before it, must not be sent. */
    void octets(Dialogue dialogue, String octets, SourcePosition at) {
        // a bare CR ends a line for some servers
        for (String line : (dialogue.unfinished() + octets).split("[\\r\\n]", -1)) {
            check(dialogue, line, at);
        }
    }

    /** Refuses a line that must not be sent. */
    void line(Dialogue dialogue, String line, SourcePosition at) {
        octets(dialogue, line, at);
    }

    /** Refuses to put mail into the maildrop. */
    void delivery(SourcePosition at) {
        if (!may(Touch.MAILDROP)) {
            throw notAllowed("deliver mail", at);
        }
    }

    private void check(Dialogue dialogue, String line, SourcePosition at) {
        String keyword = Dialogue.keyword(line);
        switch (keyword) {
            case "DELE" -> require(!dialogue.perhapsOpen() || may(Touch.MAILDROP), keyword, at);
            case "RETR", "TOP" ->
                require(!dialogue.perhapsOpen() || may(Touch.FLAGS) || may(Touch.MAILDROP), keyword, at);
            case "PASS" -> require(may(Touch.LOGIN_FAILURES) || isPassword(line), "a wrong password", at);
            default -> {
                // touches nothing
            }
        }
    }

    private boolean may(Touch touch) {
        return allowed.contains(touch);
    }

    private boolean isPassword(String line) {
        String command = line.stripLeading();
        String argument = command.length() > "PASS ".length() ? command.substring("PASS ".length()) : "";
        return accounts.stream().anyMatch(account -> account.password().equals(argument));
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
}
