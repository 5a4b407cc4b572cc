package org.pop3spec.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.net.pop3.POP3Client;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.pop3spec.Requires;

/** GreenMail as a process beside the harness, which has to end with it whichever way that ends. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProgramLaunchTest {
    private static final String BROKEN = """
            title: Broken
            maven: {artifact: "info.picocli:picocli", versions: [4.7.7], main: org.example.NotThere}
            ports: [pop3, smtp]
            properties: {}
            accounts: {names: [alice], list: {entry: "${user}:${password}", separator: ","}}
            """;

    @BeforeAll
    static void needs() {
        Requires.command("mvn");
    }

    @Test
    void it_can_be_entered_and_leaves_nothing() throws Exception {
        RunningRecipe greenmail = new Recipes().find("greenmail").start();
        ProcessHandle server = server(greenmail.id());
        Path folder = folder(server);
        try (greenmail) {
            assertThat(greenmail.version()).matches("GreenMail [0-9.]+");
            assertThat(greenmail.delivery()).get().asString().startsWith("smtp://127.0.0.1:");
            POP3Client client = new POP3Client();
            client.connect(greenmail.pop3().host(), greenmail.pop3().port());
            Account bob = greenmail.accounts().get(1);
            assertThat(client.login("bob", bob.password().reveal())).isTrue();
            client.disconnect();
        }

        assertThat(server.isAlive()).isFalse();
        assertThat(folder).doesNotExist();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such permissions")
    void no_password_is_on_a_command_line_or_where_others_could_read_it() throws Exception {
        try (RunningRecipe greenmail = new Recipes().find("greenmail").start()) {
            ProcessHandle server = server(greenmail.id());
            List<String> passwords = greenmail.accounts().stream()
                    .map(account -> account.password().reveal())
                    .toList();

            assertThat(server.info().commandLine().orElseThrow()).doesNotContain(passwords);
            assertThat(greenmail.toString()).doesNotContain(passwords);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder(server))))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
    void a_signal_that_ends_the_harness_ends_it() throws Exception {
        RecipeStarter starter = RecipeStarter.of("greenmail");
        ProcessHandle server = server(starter.started());
        Path folder = folder(server);
        starter.process().toHandle().destroy();

        assertThat(starter.process().waitFor()).isEqualTo(128 + 15);
        assertThat(server.isAlive()).isFalse();
        assertThat(folder).doesNotExist();
    }

    @Test
    void a_harness_that_is_killed_outright_takes_it_along() throws Exception {
        RecipeStarter starter = RecipeStarter.of("greenmail");
        ProcessHandle server = server(starter.started());
        Path folder = folder(server);
        starter.process().destroyForcibly().waitFor();

        server.onExit().get(30, TimeUnit.SECONDS);
        assertThat(folder).doesNotExist();
    }

    @Test
    void a_program_that_ends_at_once_is_explained_by_its_last_lines_and_leaves_no_folder(@TempDir Path temporary) {
        ProgramRecipe broken = (ProgramRecipe) Recipe.read("broken", file -> BROKEN.getBytes(StandardCharsets.UTF_8));
        MavenArtifact artifact = new MavenArtifact(broken.artifact(), "4.7.7");

        assertThatExceptionOfType(UnusableTarget.class)
                .isThrownBy(() -> new ProgramLaunch(broken, artifact, "broken", List.of("alice"), temporary).start())
                .withMessageStartingWith(
                        "the recipe broken does not start: the server ended with exit code 1;" + " last lines: ")
                .withMessageContaining("org.example.NotThere");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void a_version_that_is_not_there_is_told_in_the_words_of_maven() {
        assertThatExceptionOfType(UnusableTarget.class)
                .isThrownBy(() -> new Recipes().find("greenmail:0.0.0").start())
                .withMessageStartingWith("Maven does not get com.icegreen:greenmail-standalone:0.0.0: ")
                .extracting(Throwable::getMessage)
                .asString()
                .hasLineCount(1)
                .contains("greenmail-standalone:jar:0.0.0");
    }

    private static ProcessHandle server(String number) {
        ProcessHandle server = ProcessHandle.of(Long.parseLong(number)).orElseThrow();
        assertThat(server.isAlive()).isTrue();
        return server;
    }

    /** Where it works: the folder of the file that its arguments are in. */
    private static Path folder(ProcessHandle server) {
        String argument = server.info().arguments().orElseThrow()[0];
        Path folder = Path.of(argument.substring(1)).getParent();
        assertThat(folder).isDirectory();
        return folder;
    }
}
