package org.pop3spec.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pop3spec.ReservedPort;
import org.pop3spec.kerberos.Keytabs;
import org.pop3spec.kerberos.ServiceKey;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditJson;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.Grade;
import org.pop3spec.result.ResultJson;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;

/** The reference server for others, as {@code serve} starts it. */
@Timeout(300)
class ServeCommandTest {
    @TempDir
    private Path folder;

    @Test
    void a_run_with_the_target_file_logs_in_in_every_way_there_is() throws Exception {
        try (LastingCommand serving =
                serve("--rpop", "--user", "alice", "--user", "b/o\"b", "--target-file", "served.yaml")) {
            int code = Pop3spec.run(shell(
                    OutputStream.nullOutputStream(),
                    "run",
                    "--target",
                    "served.yaml",
                    "--only",
                    "each-variant,kpop/**,ntlm/**,rfc1225/**",
                    "--output",
                    "out"));

            Run run = ResultJson.read(Files.readAllBytes(folder.resolve("out/results.json")));
            assertThat(code).as(() -> serving.said() + failed(run)).isZero();
            assertThat(run.results())
                    .filteredOn(result -> result.verdict() == Verdict.PASS)
                    .extracting(ScenarioResult::variant)
                    .contains("user-pass", "apop", "kpop", "sasl-gssapi", "sasl-external", "sasl-oauthbearer");
            assertThat(run.results()).extracting(ScenarioResult::verdict).containsOnly(Verdict.PASS, Verdict.SKIP);
            if (ReservedPort.possible()) {
                assertThat(run.results()).extracting(ScenarioResult::variant).contains("rpop");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"'', A, ''", "'version-in-greeting', B, 'version-in-greeting'"})
    void what_an_audit_finds_on_a_hardened_server_are_its_faults(String faults, Grade grade, String found)
            throws Exception {
        List<String> options = new ArrayList<>(List.of("--hardened", "--target-file", "served.yaml"));
        if (!faults.isEmpty()) {
            options.addAll(List.of("--fault", faults));
        }
        try (LastingCommand serving = serve(options.toArray(String[]::new))) {
            String target = Files.readString(folder.resolve("served.yaml"));
            List<String> audit = new ArrayList<>(List.of("audit", "--rate", "1000", "--trust", "served.yaml.ca.pem"));
            Pattern.compile("(?m)^(pop3s?): \"(\\S+)\"$")
                    .matcher(target)
                    .results()
                    .forEach(door -> audit.add(door.group(1) + "://" + door.group(2)));

            int code = Pop3spec.run(shell(OutputStream.nullOutputStream(), audit.toArray(String[]::new)));

            AuditResult result = AuditJson.read(Files.readAllBytes(folder.resolve("reports/audit/audit.json")));
            assertThat(code).as(serving.said()).isZero();
            assertThat(result.doors()).hasSize(2);
            assertThat(result.grade()).contains(grade);
            assertThat(String.join(
                            ",",
                            result.findings().stream().map(AuditFinding::id).toList()))
                    .isEqualTo(found);
        }
    }

    @Test
    void what_opens_an_account_is_for_nobody_elses_eyes() throws Exception {
        serve("--target-file", "served.yaml").close();

        for (String ending : List.of(".secret", ".keytab", ".1.pem", ".1.token")) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve("served.yaml" + ending))))
                    .as(ending)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void a_keytab_without_the_keys_of_one_pop_service_is_refused() throws Exception {
        Path keytab = folder.resolve("two.keytab");
        List<ServiceKey> keys = new ArrayList<>(ServiceKey.random("pop/a.example@EXAMPLE.TEST"));
        keys.addAll(ServiceKey.random("pop/b.example@EXAMPLE.TEST"));
        Files.write(keytab, Keytabs.write(keys));
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        assertThat(Pop3spec.run(shell(said, "serve", "--keytab", "two.keytab"))).isEqualTo(2);
        assertThat(said.toString(UTF_8)).contains("two.keytab", "pop/HOST");
        assertThat(Pop3spec.run(shell(said, "serve", "--keytab", "none.keytab")))
                .isEqualTo(2);
        assertThat(said.toString(UTF_8)).contains("none.keytab");
    }

    private LastingCommand serve(String... options) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("serve"));
        arguments.addAll(Arrays.asList(options));
        return LastingCommand.started(folder, "run --target", arguments);
    }

    private static String failed(Run run) {
        return run.results().stream()
                .filter(result -> result.verdict() == Verdict.FAIL || result.verdict() == Verdict.ERROR)
                .map(result -> result.id() + " " + result.failure())
                .toList()
                .toString();
    }

    private Shell shell(OutputStream out, String... arguments) {
        return LastingCommand.shell(out, folder, List.of(arguments));
    }
}
