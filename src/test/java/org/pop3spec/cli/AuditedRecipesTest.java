package org.pop3spec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.Relay;
import org.pop3spec.Requires;
import org.pop3spec.mailbox.Delivery;
import org.pop3spec.mailbox.DeliveryException;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Limits;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditJson;
import org.pop3spec.result.AuditResult;
import org.pop3spec.scenario.Channel;
import org.pop3spec.target.Account;
import org.pop3spec.target.Entrance;
import org.pop3spec.target.Recipes;
import org.pop3spec.target.RunningRecipe;

/** Real servers are audited with an account: what they keep for it is read beside POP3, before and after. */
@Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AuditedRecipesTest {
    /** The connection in which an audit logs in first, where there is one port: the one before looks what is offered. */
    private static final int LOGIN = 2;

    /** After the two or three parts of the handshake: USER, PASS, STAT, UIDL and QUIT. */
    private static final List<Integer> STAGES = List.of(4, 5, 6, 7);

    @TempDir
    Path folder;

    /** A recipe, and the script that reads what it keeps. */
    private enum Kept {
        DOVECOT("dovecot", "dovecot.sh", true),
        CYRUS("cyrus", "cyrus.sh", false),
        COURIER("courier", "maildir.sh", true),
        POPA3D("popa3d", "mbox.sh", false),
        MAILUTILS("mailutils", "mbox.sh", false),
        SOLID_POP3("solid-pop3d", "mbox.sh", false);

        private final String recipe;
        private final String script;
        /** Whether every login, whatever is done after it, takes that mark from messages (RFC 3501 section 2.3.2). */
        private final boolean loginEndsRecent;

        Kept(String recipe, String script, boolean loginEndsRecent) {
            this.recipe = recipe;
            this.script = script;
            this.loginEndsRecent = loginEndsRecent;
        }
    }

    /**
     * What a server keeps for alice.
     *
     * @param messages with octets, names and flags
     * @param recent how many nobody has been told of
     */
    private record Content(String messages, int recent) {
        static Content of(Kept kept, RunningRecipe recipe) throws IOException, InterruptedException {
            String said = run(kept, recipe, "read");
            int end = said.lastIndexOf("recent ");
            assertThat(said.substring(0, end)).contains("X-Pop3spec-Message: ten.10.", "X-Pop3spec-Message: three.3.");
            return new Content(
                    said.substring(0, end),
                    Integer.parseInt(
                            said.substring(end).replaceFirst("recent ", "").strip()));
        }
    }

    /** With messages, some of which somebody has seen. */
    private RunningRecipe started(Kept kept, String name) throws Exception {
        Requires.docker();
        RunningRecipe recipe = new Recipes().find(name).start();
        try {
            deliver(recipe, "ten");
            run(kept, recipe, "prepare");
            deliver(recipe, "three");
            Files.writeString(folder.resolve("ca.pem"), recipe.authorityPem());
            return recipe;
        } catch (Exception e) {
            recipe.close();
            throw e;
        }
    }

    private void deliver(RunningRecipe recipe, String mailbox) throws DeliveryException {
        recipe.delivery()
                .map(door -> Delivery.parse(door, folder))
                .orElseGet(() -> recipe.store().orElseThrow())
                .deliver(alice(recipe).user(), Mailboxes.of(7).named(mailbox).orElseThrow());
    }

    private static Account alice(RunningRecipe recipe) {
        return recipe.accounts().get(0);
    }

    /** What a script says that runs in the container. */
    private static String run(Kept kept, RunningRecipe recipe, String what) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Requires.command("docker").toString(), "exec", "-i", recipe.id(), "sh", "-s", what)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream script = AuditedRecipesTest.class.getResourceAsStream("kept/" + kept.script);
                OutputStream in = process.getOutputStream()) {
            Objects.requireNonNull(script).transferTo(in);
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor()).isZero();
        return said;
    }

    private List<String> arguments(RunningRecipe recipe) {
        return new ArrayList<>(List.of(
                "audit",
                "--rate",
                "1000",
                "--deadline",
                "9m",
                "--trust",
                "ca.pem",
                "--user",
                alice(recipe).user(),
                "--password-env",
                "ALICE"));
    }

    private AuditResult audit(RunningRecipe recipe, String... more) throws IOException {
        List<String> all = arguments(recipe);
        all.addAll(List.of(more));
        all.add("pop3://" + recipe.pop3());
        recipe.pop3s().ifPresent(port -> all.add("pop3s://" + port));
        PrintStream nobody = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        ByteArrayOutputStream mistakes = new ByteArrayOutputStream();
        int code = Pop3spec.run(new Shell(
                all,
                nobody,
                new PrintStream(mistakes, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]),
                Map.of("ALICE", alice(recipe).password().reveal()),
                folder,
                false));
        AuditResult result = AuditJson.read(Files.readAllBytes(folder.resolve("reports/audit/audit.json")));
        assertThat(code).as(mistakes.toString(StandardCharsets.UTF_8)).isEqualTo(result.changedMail() ? 1 : 0);
        return result;
    }

    @ParameterizedTest
    @EnumSource
    void what_the_server_keeps_is_as_it_was(Kept kept) throws Exception {
        try (RunningRecipe recipe = started(kept, kept.recipe)) {
            if (kept == Kept.MAILUTILS) {
                // the first UIDL that anybody sends has unique-ids written into the file; an audit tells that
                assertThat(audit(recipe).changedMail()).isTrue();
            }
            Content before = Content.of(kept, recipe);

            AuditResult usual = audit(recipe);

            Content after = Content.of(kept, recipe);
            assertThat(after.messages()).isEqualTo(before.messages());
            assertThat(after.recent()).isEqualTo(kept.loginEndsRecent ? 0 : before.recent());
            assertThat(usual.complete()).isTrue();
            assertThat(usual.maildrop().flatMap(m -> m.unchanged())).contains(true);
            assertFound(kept.recipe, usual);

            // ten minutes without a command would take ten minutes
            AuditResult everything = audit(recipe, "--slow", "--allow-failed-logins", "3", "--connections", "20");

            assertThat(Content.of(kept, recipe).messages()).isEqualTo(before.messages());
            assertThat(everything.maildrop().flatMap(m -> m.unchanged())).contains(true);
            assertThat(everything.notTested())
                    .extracting(gap -> gap.id())
                    .doesNotContain("lock-kept", "failed-logins-not-slowed", "connections-not-limited");
        }
    }

    /** Nothing else than docs/audit-checked.md says, and all of that, but for what a busy machine left no time for. */
    private static void assertFound(String recipe, AuditResult audit) throws IOException {
        List<String> documented = documented(recipe);
        assertThat(audit.findings())
                .extracting(AuditFinding::id)
                .isNotEmpty()
                // by what addresses this machine's Docker can be reached is nothing of the server's
                .filteredOn(id -> !id.equals("addresses-differ"))
                .allSatisfy(id -> assertThat(documented).contains(id));
        assertThat(audit.sound()).doesNotContainAnyElementsOf(documented);
    }

    private static List<String> documented(String recipe) throws IOException {
        String row = Files.readAllLines(Path.of("docs", "audit-checked.md")).stream()
                .filter(line -> line.startsWith("| `" + recipe + "` | "))
                .findFirst()
                .orElseThrow();
        return Pattern.compile("`([^`]+)`")
                .matcher(row)
                .results()
                .map(id -> id.group(1))
                .skip(1)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"greenmail", "james"})
    void at_a_server_in_java_is_found_what_the_docs_say_and_its_maildrop_is_as_it_was(String name) throws Exception {
        Requires.command("mvn");
        try (RunningRecipe recipe = new Recipes().find(name).start()) {
            deliver(recipe, "three");
            Files.writeString(folder.resolve("ca.pem"), recipe.authorityPem());

            AuditResult audit = audit(recipe);

            assertThat(audit.complete()).isTrue();
            assertThat(audit.maildrop().flatMap(m -> m.unchanged())).contains(true);
            assertFound(name, audit);
        }
    }

    @Test
    void it_is_as_it_was_and_free_wherever_the_audit_is_killed() throws Exception {
        Kept kept = Kept.DOVECOT;
        try (RunningRecipe recipe = started(kept, "dovecot:lock")) {
            String before = Content.of(kept, recipe).messages();
            for (int stage : STAGES) {
                kill(recipe, stage);

                assertThat(Content.of(kept, recipe).messages()).isEqualTo(before);
                Entrance.byPassword(recipe.pop3(), Channel.CLEARTEXT, TlsSettings.trustingAnyone(), Limits.standard())
                        .enter(alice(recipe), Deadline.in(Duration.ofSeconds(60)))
                        .close();
            }
        }
    }

    /** Before what it sends then in the session in which it logs in comes to the server. */
    private void kill(RunningRecipe recipe, int stage) throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        Relay.Hearing hearing = (connection, part) -> {
            if (connection == LOGIN && part == stage) {
                reached.countDown();
                try {
                    killed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        try (Relay relay = Relay.telling(recipe.pop3s().orElseThrow().port(), hearing)) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Pop3spec.class.getName()));
            command.addAll(arguments(recipe));
            command.add("pop3s://localhost:" + relay.port());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("console").toFile());
            builder.environment().put("ALICE", alice(recipe).password().reveal());
            Process process = builder.start();
            try {
                assertThat(reached.await(2, TimeUnit.MINUTES))
                        .as("stage %d: %s", stage, Files.readString(folder.resolve("console")))
                        .isTrue();
            } finally {
                process.destroyForcibly().waitFor();
                killed.countDown();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"courier:no-sasl, mechanism-unsalted", "mailutils:tls-required, cleartext-login"})
    void a_setting_that_is_said_to_have_been_tried_helps(String name, String weakness) throws Exception {
        Requires.docker();
        try (RunningRecipe recipe = new Recipes().find(name).start()) {
            Files.writeString(folder.resolve("ca.pem"), recipe.authorityPem());

            assertThat(audit(recipe).sound()).contains(weakness);
        }
    }

    @Test
    void a_hardened_dovecot_is_left_with_what_it_has_no_setting_for() throws Exception {
        Requires.docker();
        try (RunningRecipe recipe = new Recipes().find("dovecot:hardened").start()) {
            Files.writeString(folder.resolve("ca.pem"), recipe.authorityPem());

            AuditResult audit = audit(recipe, "--allow-failed-logins", "3");

            assertFound("dovecot:hardened", audit);
        }
    }
}
