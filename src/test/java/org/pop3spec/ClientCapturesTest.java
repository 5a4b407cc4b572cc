package org.pop3spec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.mailbox.Message;
import org.pop3spec.refserver.Account;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.ClientMode;
import org.pop3spec.result.Event;
import org.pop3spec.result.Persona;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;
import org.pop3spec.run.Trial;
import org.pop3spec.scenario.BundledRoot;
import org.pop3spec.scenario.Expressions;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.ScenarioFilter;
import org.pop3spec.scenario.ScenarioLibrary;
import org.pop3spec.scenario.ScenarioParser;

/**
 * Every captured persona still is what its client does: the script that made the client send this is run again, and what is sent
 * is compared with what the scenario sends, both to the fault-free reference server. Thunderbird is left to be captured by hand:
 * now and then it waits for an answer to a question that nobody sees without a window.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ClientCapturesTest {
    private static final Mailboxes MAILBOXES = Mailboxes.of(1);
    /** In the middle of the second of the messages that are there for a line to drop. */
    private static final int DROPPED_BEHIND = 100_000;

    private static final String LONG_MESSAGES = "dots-at-buffer-edges";

    private static final String BY_HAND = "Thunderbird";

    @TempDir
    private Path folder;

    static Stream<Scenario> personas() throws Exception {
        ScenarioParser parser =
                new ScenarioParser(new LoginVariants().vocabulary(MAILBOXES.names()), new Expressions());
        return ScenarioLibrary.open(new BundledRoot(), parser).load(ScenarioFilter.ALL).stream()
                .filter(scenario -> scenario.header()
                        .persona()
                        .filter(persona -> !persona.client().equals(BY_HAND))
                        .flatMap(Persona::capture)
                        .isPresent());
    }

    @ParameterizedTest
    @MethodSource("personas")
    void a_client_still_sends_what_its_persona_sends(Scenario scenario) throws Exception {
        Persona persona = scenario.header().persona().orElseThrow();
        Requires.command(persona.client());

        assertThat(captured(persona, scenario.header().mailbox().orElseThrow())).isEqualTo(played(scenario));
    }

    /** What the scenario sends, by connection. */
    private static List<List<String>> played(Scenario scenario) throws Exception {
        ScenarioResult result = new Trial(ServerSettings.defaults(), 1)
                .play(List.of(scenario), List.of())
                .get(0);
        assertThat(result.verdict()).as("%s", result.failure()).isEqualTo(Verdict.PASS);
        Map<Integer, StringBuilder> sent = new TreeMap<>();
        for (Event event : result.transcript().events()) {
            if (event.kind() == Event.Kind.SENT) {
                sent.computeIfAbsent(event.connection(), c -> new StringBuilder())
                        .append(event.octets());
            }
        }
        boolean second = scenario.header().persona().orElseThrow().mode() == ClientMode.TWO_AT_ONCE;
        return sent.values().stream()
                .skip(second ? 1 : 0)
                .map(StringBuilder::toString)
                .map(ClientCapturesTest::commands)
                .toList();
    }

    private List<List<String>> captured(Persona persona, String mailbox) throws Exception {
        boolean drops = persona.mode() == ClientMode.DROPPED_LINE;
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.builder()
                        .accounts(List.of(new Account("alice", "wonderland")))
                        .build());
                Relay relay = drops ? Relay.dropping(server.pop3Port(), DROPPED_BEHIND) : Relay.to(server.pop3Port())) {
            for (Message message : MAILBOXES
                    .named(drops ? LONG_MESSAGES : mailbox)
                    .orElseThrow()
                    .messages()
                    .subList(0, mailbox.equals("three") ? 3 : 1)) {
                server.maildrop("alice").put(message.octets());
            }
            String output;
            if (persona.mode() == ClientMode.TWO_AT_ONCE) {
                try (OtherClient first = OtherClient.at(server.pop3Port())) {
                    output = run(persona, relay.port(), server.smtpPort());
                    first.command("NOOP");
                }
            } else {
                output = run(persona, relay.port(), server.smtpPort());
            }
            List<List<String>> commands =
                    relay.sent().stream().map(ClientCapturesTest::commands).toList();
            assertThat(commands).as(output).isNotEmpty();
            return commands;
        }
    }

    private String run(Persona persona, int port, int smtpPort) throws IOException, InterruptedException {
        Path script =
                Files.writeString(folder.resolve("capture"), persona.capture().orElseThrow(), ISO_8859_1);
        Path work = Files.createDirectory(folder.resolve("work"));
        File output = folder.resolve("output").toFile();
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString())
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output);
        builder.environment().put("PORT", String.valueOf(port));
        builder.environment().put("SMTP_PORT", String.valueOf(smtpPort));
        builder.environment().put("HOME", work.toString());
        Process process = builder.start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        String said = Files.readString(output.toPath(), ISO_8859_1);
        assertThat(ended).as("%s ends; it said %s", persona.client(), said).isTrue();
        return said;
    }

    /** Lines, where a login is one line, whatever it is by: which one a client takes depends on what it is offered. */
    private static List<String> commands(String sent) {
        List<String> commands = new ArrayList<>();
        boolean exchange = false;
        for (String line : sent.split("\r\n", -1)) {
            boolean login = line.startsWith("PASS ") || line.startsWith("AUTH ");
            if (login) {
                commands.add("(login)");
            } else if (!exchange && !line.isEmpty() && !line.startsWith("USER ")) {
                commands.add(line);
            }
            exchange = line.startsWith("AUTH ");
        }
        return commands;
    }
}
