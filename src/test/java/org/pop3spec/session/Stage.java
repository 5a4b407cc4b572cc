package org.pop3spec.session;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.auth.Credentials;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.kerberos.MintedRealm;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.net.Secrets;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Expressions;
import org.pop3spec.scenario.IncludeSource;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.ScenarioException;
import org.pop3spec.scenario.ScenarioParser;
import org.pop3spec.scenario.SourceFile;
import org.pop3spec.scenario.Touch;
import org.pop3spec.scenario.Vocabulary;

/** Scenarios as text, settings to play them with, and servers that answer what a test wants. */
final class Stage {
    static final Credentials ALICE = new Credentials("alice", "wonderland").withKerberos(MintedRealm.identity("alice"));
    static final Credentials BOB = new Credentials("bob", "builder-77").withKerberos(MintedRealm.identity("bob"));
    /** For what must not take long although the server keeps silent. */
    static final Duration SHORT = Duration.ofMillis(300);

    static final String GREETING = "+OK ready <1896.697170952@example.org>\r\n";

    private static final Limits PATIENT = Limits.standard().withAnswer(Duration.ofSeconds(20));

    private Stage() {}

    /** A scenario that may touch everything; {@code header} has further lines of front matter. */
    static Scenario scenario(String header, String session) {
        String text = "---\ntitle: It is so\ntouches: [flags, maildrop, login-failures]\n" + header + "---\n" + session;
        Vocabulary vocabulary = new LoginVariants().vocabulary(Set.of("three"));
        try {
            return new ScenarioParser(vocabulary, new Expressions())
                    .parse("test/it", new SourceFile("it.pop3", text), IncludeSource.NONE);
        } catch (ScenarioException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    static Scenario scenario(String session) {
        return scenario("", session);
    }

    /** Cleartext, patient, everything allowed. */
    static Setting setting(Endpoint endpoint) {
        return setting(endpoint, PATIENT);
    }

    static Setting setting(Endpoint endpoint, Limits limits) {
        return setting(endpoint, limits, Channel.CLEARTEXT, EnumSet.allOf(Touch.class), KnownMessages.NONE);
    }

    static Setting setting(
            Endpoint endpoint, Limits limits, Channel channel, Set<Touch> allowed, KnownMessages messages) {
        return setting(endpoint, TlsSettings.trustingAnyone(), limits, channel, allowed, messages);
    }

    /** Cleartext, patient, everything allowed, with one account that is that. */
    static Setting setting(Endpoint endpoint, Credentials account) {
        return setting(
                endpoint,
                TlsSettings.trustingAnyone(),
                PATIENT,
                Channel.CLEARTEXT,
                EnumSet.allOf(Touch.class),
                KnownMessages.NONE,
                List.of(account));
    }

    /** Cleartext, patient, everything allowed, but not every certificate is trusted. */
    static Setting setting(Endpoint endpoint, TlsSettings trust) {
        return setting(endpoint, trust, PATIENT, Channel.CLEARTEXT, EnumSet.allOf(Touch.class), KnownMessages.NONE);
    }

    private static Setting setting(
            Endpoint endpoint,
            TlsSettings trust,
            Limits limits,
            Channel channel,
            Set<Touch> allowed,
            KnownMessages messages) {
        return setting(endpoint, trust, limits, channel, allowed, messages, List.of(ALICE, BOB));
    }

    private static Setting setting(
            Endpoint endpoint,
            TlsSettings trust,
            Limits limits,
            Channel channel,
            Set<Touch> allowed,
            KnownMessages messages,
            List<Credentials> accounts) {
        LoginVariants variants = new LoginVariants();
        return new Setting(
                Optional.of(endpoint),
                Optional.of(endpoint),
                Optional.of(endpoint),
                Optional.of(endpoint),
                trust,
                limits,
                channel,
                variants.named("user-pass").orElseThrow(),
                variants,
                accounts,
                secrets(accounts.toArray(Credentials[]::new)),
                messages,
                new MessageSizes(),
                allowed,
                1,
                Optional.empty(),
                LoginTurns.AT_ONCE,
                Duration.ofMillis(500),
                1);
    }

    private static Secrets secrets(Credentials... accounts) {
        Secrets secrets = new Secrets();
        for (Credentials account : accounts) {
            secrets.addPassword(account.password());
        }
        return secrets;
    }

    /** Limits under which silence is noticed soon. */
    static Limits hasty() {
        return PATIENT.withAnswer(SHORT).withConnect(SHORT);
    }

    static Outcome play(String session, ScriptedServer server) throws InterruptedException {
        return play(session, server.endpoint());
    }

    static Outcome play(String session, Endpoint endpoint) throws InterruptedException {
        return new ScenarioPlayer().play(scenario(session), setting(endpoint));
    }

    static Outcome playHastily(String session, ScriptedServer server) throws InterruptedException {
        return new ScenarioPlayer().play(scenario(session), setting(server.endpoint(), hasty()));
    }

    /**
     * A server that greets and then answers each line: by the whole line, or else by its first word. USER, PASS and QUIT are
     * answered well, after QUIT it closes; anything else is answered {@code -ERR}. Two words have a meaning of their own as
     * answers: {@code CLOSE} closes the connection, {@code NOTHING} says nothing.
     *
     * @param answers alternately a line or word, and the octets that answer it
     */
    static ScriptedServer answering(String... answers) throws IOException {
        return new ScriptedServer(conversation(answers));
    }

    static ScriptedServer.Behaviour conversation(String... answers) {
        Map<String, String> known = new HashMap<>(Map.of(
                "GREETING", GREETING, "USER", "+OK\r\n", "PASS", "+OK\r\n", "RSET", "+OK\r\n", "QUIT", "+OK\r\n"));
        for (int i = 0; i < answers.length; i += 2) {
            known.put(answers[i], answers[i + 1]);
        }
        return peer -> {
            peer.say(known.get("GREETING"));
            converse(peer, known);
        };
    }

    private static void converse(ScriptedServer.Peer peer, Map<String, String> known) throws IOException {
        for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
            String word = line.split(" ", 2)[0];
            String answer = known.getOrDefault(line, known.getOrDefault(word, "-ERR\r\n"));
            if (answer.equals("CLOSE")) {
                return;
            }
            if (!answer.equals("NOTHING")) {
                peer.say(answer);
            }
            if (word.equals("QUIT")) {
                return;
            }
        }
    }

    /** Three short messages. */
    static final KnownMessages THREE = new KnownMessages() {
        @Override
        public int count() {
            return 3;
        }

        @Override
        public Optional<Mismatch> difference(int number, String octets) {
            String wanted = "Subject: " + number + "\r\n\r\nbody\r\n.dot\r\n";
            return octets.equals(wanted)
                    ? Optional.empty()
                    : Optional.of(new Mismatch("the body differs", wanted, octets));
        }

        @Override
        public Optional<Mismatch> topDifference(int number, int bodyLines, String octets) {
            String wanted = "Subject: " + number + "\r\n\r\n" + (bodyLines > 0 ? "body\r\n" : "");
            return octets.equals(wanted)
                    ? Optional.empty()
                    : Optional.of(new Mismatch("the body is cut elsewhere", wanted, octets));
        }
    };
}
