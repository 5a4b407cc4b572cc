package org.pop3spec.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.pop3spec.auth.Credentials;
import org.pop3spec.auth.LoginResult;
import org.pop3spec.auth.LoginVariant;
import org.pop3spec.auth.Mechanism;
import org.pop3spec.auth.SaslObjection;
import org.pop3spec.auth.SaslSettings;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Received;
import org.pop3spec.result.Failure;
import org.pop3spec.result.SourcePosition;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Expressions;
import org.pop3spec.scenario.Statement;

/** Opens maildrops for {@code login}, waiting where an earlier session of the account is not yet over. */
final class Logins {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Setting setting;
    private final Connections connections;
    private final Guard guard;

    Logins(Setting setting, Connections connections, Guard guard) {
        this.setting = setting;
        this.connections = connections;
        this.guard = guard;
    }

    /** Logs in, or ends the scenario: with an error unless the login is its subject. */
    void login(Statement.Login login) throws InterruptedException {
        int number = login.connection();
        int account = login.account();
        SourcePosition at = login.at();
        LoginVariant variant = login.variant()
                .map(name -> setting.variants().named(name).orElseThrow())
                .orElse(setting.variant());
        if (account > setting.accounts().size()) {
            throw Ending.trouble(failure("there is no account " + account, at), true);
        }
        Credentials credentials = setting.accounts().get(account - 1);
        Deadline deadline = Deadline.in(setting.patience());
        Duration pause = FIRST_PAUSE;
        Approach approach = Approach.by(setting.channel(), variant, account);
        Dialogue dialogue = connections.ready(number, approach, at);
        guard.between(dialogue, at);
        if (dialogue.channel() == Channel.TLS && !dialogue.connection().encrypted()) {
            throw Ending.trouble(
                    failure("a login before the handshake would send the password in the clear", at), true);
        }
        if (!dialogue.approach().suits(approach)) {
            throw Ending.trouble(
                    failure("connection " + number + " was not opened for login by " + variant.name(), at), true);
        }
        boolean fresh = !dialogue.touched();
        while (true) {
            setting.turns().await(account);
            LoginResult result = variant.open(dialogue, credentials);
            if (result instanceof LoginResult.Opened) {
                setting.turns().taken(account);
                dialogue.opened();
                return;
            }
            if (!fresh || !mayPass(result) || deadline.passed()) {
                throw failed(login, variant, result);
            }
            Thread.sleep(Math.min(pause.toMillis(), Math.max(1, deadline.remaining() / 1_000_000)));
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            connections.open(number, dialogue.approach(), at);
            dialogue = connections.ready(number, at);
        }
    }

    /**
     * How a scenario ends whose login failed. Where the login is its subject, a refusal is no violation, for a server may
     * refuse whom it likes, but it must be told: it offers what does not work. An exchange that breaks its own rules is one.
     */
    private static Ending failed(Statement.Login login, LoginVariant variant, LoginResult result) {
        if (result instanceof LoginResult.Impossible impossible) {
            return Ending.conclusion(Verdict.SKIP, Optional.empty(), impossible.reason());
        }
        Failure failure = failure("login by " + variant.name() + " failed: " + describe(result), login.at());
        if (!login.strict()) {
            return Ending.trouble(failure, false);
        } else if (result instanceof LoginResult.Rejected) {
            return Ending.conclusion(Verdict.WARN, Optional.of(failure), failure.message());
        }
        boolean certain = result instanceof LoginResult.BrokenOff
                || (result instanceof LoginResult.Broken broken && broken.received() instanceof Received.Line);
        return Ending.expectation(failure, certain);
    }

    /** Begins the SASL exchange that a script goes through by itself. */
    void begin(Statement.Sasl sasl, Variables variables, Expressions expressions) throws InterruptedException {
        if (sasl.account() > setting.accounts().size()) {
            throw Ending.trouble(failure("there is no account " + sasl.account(), sasl.at()), true);
        }
        Mechanism mechanism =
                setting.variants().mechanisms().named(sasl.mechanism()).orElseThrow();
        Credentials credentials = setting.accounts().get(sasl.account() - 1);
        Map<String, String> changes = new HashMap<>();
        sasl.settings().forEach((name, value) -> changes.put(name, expressions.text(value, variables)));
        Dialogue dialogue = connections.ready(sasl.connection(), sasl.at());
        try {
            SaslSettings settings = new SaslSettings(credentials, dialogue, dialogue.nonce(), changes);
            variables.begin(guard.watched(dialogue, mechanism, settings));
        } catch (SaslObjection e) {
            // the connection lacks what the exchange needs, such as a channel binding: that says nothing about the
            // server
            throw Ending.conclusion(Verdict.SKIP, Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    /** Whether waiting may help: the credentials are right, so a refusal that speaks of a lock, or of haste, will pass. */
    private boolean mayPass(LoginResult result) {
        if (!(result instanceof LoginResult.Rejected rejected)) {
            return false;
        }
        String text = rejected.text().toUpperCase(Locale.ROOT);
        return willPass("-ERR " + text)
                || text.contains("LOCK")
                || text.contains("IN USE")
                || text.contains("BUSY")
                || connections.all().stream().anyMatch(Dialogue::open);
    }

    /** Whether a status line says that the maildrop can't be opened only now: RFC 2449 section 8.1, RFC 3206 section 4. */
    static boolean willPass(String line) {
        return line.startsWith("-ERR ")
                && Stream.of("IN-USE", "LOGIN-DELAY", "SYS/TEMP")
                        .anyMatch(code -> Expecting.carries(line.substring("-ERR ".length()), code));
    }

    static String describe(LoginResult result) {
        if (result instanceof LoginResult.Rejected rejected) {
            return "the server refused it: " + Expecting.quoted(rejected.text());
        } else if (result instanceof LoginResult.Broken broken) {
            return "no proper answer to " + broken.step() + ": " + Connections.describe(broken.received());
        } else if (result instanceof LoginResult.BrokenOff off) {
            return off.reason();
        } else if (result instanceof LoginResult.Impossible impossible) {
            return impossible.reason();
        }
        return "";
    }

    private static Failure failure(String message, SourcePosition at) {
        return new Failure(message, "", "", Optional.of(at), Optional.empty());
    }
}
