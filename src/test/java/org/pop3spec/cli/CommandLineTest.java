package org.pop3spec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.report.JournalWriter;
import org.pop3spec.result.ResultJson;
import org.pop3spec.result.Run;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CommandLineTest {
    private static final String PASSES = """
            ---
            title: STAT answers
            spec: RFC1939#5 STAT
            tags: short
            ---
            login
            C: STAT
            S: +OK
            """;
    private static final String FAILS = PASSES.replace("S: +OK", "S: -ERR");
    private static final String WARNS = FAILS.replace("tags: short", "level: SHOULD");

    @TempDir
    Path folder;

    private Said said = new Said(-1, "", "");

    /** How a command ended, and what it wrote. */
    private record Said(int code, String out, String err) {}

    @BeforeEach
    void scenarios() throws IOException {
        Files.createDirectories(folder.resolve("mine/deep"));
        Files.writeString(folder.resolve("mine/deep/passes.pop3"), PASSES);
        Files.writeString(folder.resolve("fails.pop3"), FAILS);
        Files.writeString(folder.resolve("warns.pop3"), WARNS);
        Files.writeString(folder.resolve("broken.pop3"), PASSES.replace("C: STAT", "D: STAT"));
    }

    @Test
    void prove_tells_what_one_fault_fails() throws Exception {
        run("prove", "--fault", "stat-with-words", "--only", "sanity/usable");

        assertThat(said.code()).isZero();
        assertThat(said.out()).contains("stat-with-words fails 1 scenario\n  sanity/usable\n");
    }

    @Test
    void prove_knows_what_a_misspelt_fault_may_have_meant() throws Exception {
        run("prove", "--fault", "stat-with-word");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("there is no fault stat-with-word, did you mean stat-with-words?");
    }

    @Test
    void a_scenario_that_passes_ends_in_0_and_writes_every_report() throws Exception {
        run("run", "mine/deep/passes.pop3");

        assertThat(said.code()).isZero();
        assertThat(said.out()).contains("1 passed");
        assertThat(folder.resolve("reports/latest"))
                .isDirectoryContaining("glob:**/index.html")
                .isDirectoryContaining("glob:**/results.json")
                .isDirectoryContaining("glob:**/junit.xml")
                .isDirectoryContaining("glob:**/journal.ndjson");
    }

    @Test
    void when_a_report_cannot_be_written_the_summary_is_told_all_the_same() throws Exception {
        Files.createDirectories(folder.resolve("out/results.json/in the way"));

        run("run", "mine/deep/passes.pop3", "--output", "out");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out()).contains("1 passed").contains("junit.xml").doesNotContain("results.json");
        assertThat(said.err()).contains("pop3spec: a report could not be written: ");
        assertThat(folder.resolve("out/junit.xml")).exists();
    }

    @Test
    void an_output_that_cannot_be_written_is_refused_before_anything_is_played() throws Exception {
        Files.writeString(folder.resolve("out"), "a file");

        run("run", "fails.pop3", "--output", "out");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).isEqualTo("pop3spec: --output: it is no folder: " + folder.resolve("out") + "\n");
    }

    /** What is asked for, and the option that is complained of. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    prove --only sanity/usable --output out/proof.md      | --output
                    matrix --recipe greenmail --output out                | --output
                    matrix --recipe greenmail --findings out/findings.md  | --findings
                    report earlier --output out                           | --output
                    """)
    void an_output_that_cannot_be_written_is_refused_before_anything_begins(String command, String option)
            throws Exception {
        run("run", "mine/deep/passes.pop3", "--output", "earlier");
        Files.writeString(folder.resolve("out"), "a file");

        run(command.split(" "));

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).isEqualTo("pop3spec: " + option + ": it is no folder: " + folder.resolve("out") + "\n");
    }

    @Test
    void a_folder_where_a_file_is_to_be_written_is_refused() throws Exception {
        Path out = Files.createDirectories(folder.resolve("out"));

        run("prove", "--only", "sanity/usable", "--output", "out");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).isEqualTo("pop3spec: --output: it is a folder, and no file: " + out + "\n");
    }

    @Test
    void a_second_run_into_the_same_folder_is_refused() throws Exception {
        Path out = folder.resolve("out");
        JournalWriter other = JournalWriter.claim(out);
        try {
            run("run", "fails.pop3", "--output", "out");
        } finally {
            other.close();
        }

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err())
                .isEqualTo("pop3spec: another run is writing into " + out
                        + "; --output names another folder for this one\n");
    }

    @Test
    void why_a_target_is_not_usable_is_told_where_a_report_cannot_be_written_too() throws Exception {
        Files.createDirectories(folder.resolve("out/results.json/in the way"));

        run(
                "run",
                "mine",
                "--output",
                "out",
                "--target",
                "pop3://127.0.0.1:1",
                "--user",
                "alice",
                "--password-env",
                "SECRET");

        assertThat(said.code()).isEqualTo(3);
        assertThat(said.err()).contains("refuses connections").contains("a report could not be written");
    }

    @Test
    void a_scenario_that_fails_ends_in_1_and_shows_expected_and_received() {
        run("run", "fails.pop3");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out()).contains("FAIL", "fails.pop3:8:1", "-ERR", "+OK");
    }

    @Test
    void a_warning_fails_only_when_asked_for() {
        assertThat(run("run", "warns.pop3").code()).isZero();
        assertThat(run("run", "warns.pop3", "--fail-on", "warn").code()).isEqualTo(1);
    }

    @Test
    void a_broken_scenario_ends_in_2_before_anything_is_sent() {
        run("run", "broken.pop3", "--target", "pop3://127.0.0.1:1");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("broken.pop3:7:1: ", "D: STAT", "^");
    }

    @Test
    void a_filter_that_matches_nothing_ends_in_2() {
        assertThat(run("run", "--scenarios", "mine", "--only", "passed").code()).isEqualTo(2);
        assertThat(said.err()).contains("no scenario matches passed");
        assertThat(run("run", "--scenarios", "mine", "--only", "short", "--skip", "MUST")
                        .code())
                .isEqualTo(2);
        assertThat(run("run", "--scenarios", "mine", "deep/passe").code()).isEqualTo(2);
        assertThat(said.err()).contains("did you mean deep/passes?");
    }

    @Test
    void ids_tags_levels_and_specifications_choose_scenarios() {
        for (String pattern : List.of("deep/*", "short", "MUST", "RFC1939", "RFC1939#5")) {
            assertThat(run("run", "--scenarios", "mine", "--only", pattern).code())
                    .as(pattern)
                    .isZero();
        }
    }

    @Test
    void a_target_that_cannot_be_reached_ends_in_3_with_one_line_and_a_report_that_says_so() throws Exception {
        Files.writeString(folder.resolve("secret"), "guess");

        run("run", "mine", "--target", "pop3://127.0.0.1:1", "--user", "alice", "--password-file", "secret");

        assertThat(said.code()).isEqualTo(3);
        assertThat(said.out()).isEmpty();
        assertThat(said.err())
                .isEqualToIgnoringNewLines(
                        "pop3spec: target 127.0.0.1:1 can't be used: 127.0.0.1:1 refuses connections");
        assertThat(results().unusable()).isPresent();
    }

    @Test
    void a_run_in_which_nothing_reached_a_verdict_ends_in_3() throws Exception {
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults())) {
            assertThat(run("run", "mine", "--target", "pop3://127.0.0.1:" + server.pop3Port())
                            .code())
                    .isEqualTo(3);
        }
    }

    @Test
    void the_password_may_come_from_a_file_the_environment_or_standard_input() throws Exception {
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults())) {
            String target = "pop3://127.0.0.1:" + server.pop3Port();
            Files.writeString(folder.resolve("secret"), "wonderland\r\n");

            assertThat(run("run", "mine", "--target", target, "--user", "alice", "--password-file", "secret")
                            .code())
                    .isZero();
            assertThat(run("run", "mine", "--target", target, "--user", "alice", "--password-env", "SECRET")
                            .code())
                    .isZero();
            assertThat(run("run", "mine", "--target", target, "--user", "alice", "--password-file", "-")
                            .code())
                    .isZero();
            assertThat(run("run", "mine", "--target", target, "--user", "alice").code())
                    .isEqualTo(2);
            assertThat(said.err()).contains("no terminal to ask on");
        }
    }

    @Test
    void ipv6_addresses_stand_in_brackets() throws Exception {
        byte[] one = new byte[16];
        one[15] = 1;
        InetAddress loopback = InetAddress.getByAddress(one);
        assumeThat(NetworkInterface.getByInetAddress(loopback))
                .as("this machine has IPv6")
                .isNotNull();
        try (ReferenceServer server =
                ReferenceServer.start(ServerSettings.builder().bind(loopback).build())) {
            run(
                    "run",
                    "mine",
                    "--target",
                    "pop3://[::1]:" + server.pop3Port(),
                    "--user",
                    "alice",
                    "--password-env",
                    "SECRET");

            assertThat(said.code()).as(said.err()).isZero();
        }
    }

    @Test
    void a_secret_is_in_no_output_and_no_report() throws Exception {
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults())) {
            run(
                    "run",
                    "fails.pop3",
                    "--target",
                    "pop3://127.0.0.1:" + server.pop3Port(),
                    "--user",
                    "alice",
                    "--password-env",
                    "SECRET");
        }

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out() + said.err()).doesNotContain("wonderland");
        try (var files = Files.walk(folder.resolve("reports"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .hasSizeGreaterThan(3)
                    .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain("wonderland"));
        }
    }

    @Test
    void a_target_file_is_refused_with_its_position() throws Exception {
        Files.writeString(folder.resolve("target.yaml"), "pop3: localhost\nacounts: []\n");

        run("run", "mine", "--target", "target.yaml");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("target.yaml:2:1: unknown key 'acounts'", "did you mean 'accounts'?");
    }

    @Test
    void a_fault_of_the_reference_server_is_found() {
        run(
                "run",
                "sanity/*",
                "rfc1939/3-basic-operation/status-indicator-in-upper-case",
                "--fault",
                "status-in-lower-case");

        assertThat(said.code()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "kdc --enctypes des | 'des' is no encryption type of this KDC: aes256-cts-hmac-sha1-96,",
                "kdc --service imap | --service: expected NAME/HOST such as pop/mail.example.org, not 'imap'",
                "kdc --user a@B | --user: 'a@B' is no name of a principal; the realm is added",
                "kdc --realm -x | '-x' is no name of a realm, such as EXAMPLE.TEST",
                "kdc --port 70000 | 70000 is no port",
                "kdc --bind 0.0.0.0 | --bind: nobody reaches a KDC by the address 0.0.0.0: expected --host too",
                "kdc --host a/b | --host: 'a/b' is neither the name of a host nor an address",
                "kdc --bind nowhere.invalid | --bind: nowhere.invalid is no address of this machine",
                "run --target pop3://127.0.0.1:1 --kdc none.conf | --kdc: the Kerberos configuration",
                "run --kdc none.conf | --user, --password-file,",
            })
    void what_is_wrong_with_a_realm_is_told_before_anything_begins(String command, String complaint) {
        run(command.split(" "));

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).startsWith("pop3spec: " + complaint);
    }

    @Test
    void an_unknown_fault_names_the_nearest() {
        assertThat(run("run", "mine", "--fault", "status-in-lowercase").code()).isEqualTo(2);
        assertThat(said.err()).contains("did you mean status-in-lower-case?");
    }

    @Test
    void reports_are_made_again_from_the_journal_alone() throws Exception {
        run("run", "fails.pop3", "mine");
        Run before = results();
        for (String report : List.of("results.json", "index.html", "junit.xml")) {
            Files.delete(folder.resolve("reports/latest").resolve(report));
        }

        run("report", "reports/latest");

        assertThat(said.code()).isEqualTo(1);
        assertThat(results().results()).containsExactlyInAnyOrderElementsOf(before.results());
        assertThat(folder.resolve("reports/latest/index.html")).exists();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "--seed | x | 'x' is not a whole number, such as 42",
                "--seed | 1.5 | '1.5' is not a whole number, such as 42",
                "--seed | 99999999999999999999 | '99999999999999999999' is too large a number",
                "--jobs | 5000000000 | '5000000000' is too large a number",
            })
    void an_option_that_wants_a_number_says_so(String option, String value, String complaint) {
        run("run", option, value);

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err())
                .isEqualTo("pop3spec: Invalid value for option '" + option + "': " + complaint
                        + "\nTry 'pop3spec run --help'.\n");
    }

    @Test
    void reports_of_nothing_are_refused() {
        assertThat(run("report", "mine").code()).isEqualTo(2);
        assertThat(said.err()).contains("mine");
    }

    @Test
    void the_list_is_for_people_and_for_programs() throws Exception {
        run("list", "--scenarios", "mine");
        assertThat(said.out()).isEqualToIgnoringNewLines("deep/passes  MUST      STAT answers");

        run("list", "--scenarios", "mine", "--format", "json");
        JsonNode list = new ObjectMapper().readTree(said.out());
        assertThat(list).hasSize(1);
        assertThat(list.get(0).get("id").asText()).isEqualTo("deep/passes");
        assertThat(list.get(0).get("tags").get(0).asText()).isEqualTo("short");
    }

    @Test
    void a_scenario_is_shown_with_its_script() {
        run("show", "deep/passes", "--scenarios", "mine");

        assertThat(said.code()).isZero();
        assertThat(said.out()).contains("RFC1939#5 STAT", "https://www.rfc-editor.org/rfc/rfc1939#section-5", PASSES);
    }

    @Test
    void files_are_checked_without_a_server() throws Exception {
        Files.writeString(folder.resolve("target.yaml"), "{pop3: h, accounts: [{user: a, password-env: NOT_SET}]}");

        assertThat(run("check", "mine", "fails.pop3", "target.yaml").code()).isZero();
        assertThat(said.out()).contains("environment variable NOT_SET is not set");
        assertThat(run("check", "mine", "broken.pop3").code()).isEqualTo(2);
        assertThat(said.err()).contains("broken.pop3:7:1");
        assertThat(run("check", "nowhere.pop3").code()).isEqualTo(2);
    }

    @Test
    void runs_made_before_stand_side_by_side_in_a_matrix() throws Exception {
        run("run", "--scenarios", "mine", "--output", "one/right");
        run("run", "--scenarios", "mine", "--fault", "stat-with-two-blanks", "--output", "one/faulty run");
        run("run", "--scenarios", "mine", "--shard", "1/2", "--output", "part 1");
        run("run", "--scenarios", "mine", "--shard", "2/2", "--output", "part 2");

        assertThat(run("matrix", "one/right", "one/faulty run", "part 1", "part 2", "--output", "one/matrix")
                        .code())
                .isZero();
        assertThat(said.out()).contains("passed", "Report: ");
        assertThat(Files.readString(folder.resolve("one/matrix/index.html")))
                .contains("3 servers", "href=\"../right/index.html", "href=\"../faulty%20run/index.html")
                .doesNotContain("part%201");
        assertThat(Files.readString(folder.resolve("one/matrix/findings.md")))
                .startsWith("# What real servers do differently");
        assertThat(run("matrix", "one/right", "--alone", "--output", "alone", "--findings", "kept/found.md")
                        .code())
                .isZero();
        assertThat(folder.resolve("kept/found.md")).exists();
        assertThat(folder.resolve("alone/findings.md")).doesNotExist();
        assertThat(Files.readString(folder.resolve("alone/index.html"))).doesNotContain("right/index.html");
    }

    @Test
    void a_matrix_of_what_is_not_there_is_refused() {
        assertThat(run("matrix", "nowhere").code()).isEqualTo(2);
        assertThat(said.err()).contains("nowhere");
        assertThat(run("matrix", "greenmail").err()).contains("the recipe is named by --recipe greenmail");
        assertThat(run("matrix", "--recipe", "dovecat").code()).isEqualTo(2);
        assertThat(said.err()).contains("did you mean dovecot?");
        assertThat(run("matrix", "--recipe", "dovecot", "--jobs", "0").code()).isEqualTo(2);
    }

    @Test
    void a_usage_error_is_short_and_names_the_nearest_option() {
        assertThat(run("run", "--tagret", "x").code()).isEqualTo(2);
        assertThat(said.err()).contains("--tagret", "--target").doesNotContain("\tat ");
        assertThat(run("rum").code()).isEqualTo(2);
        assertThat(said.err()).contains("rum").contains("run");
        assertThat(run().code()).isEqualTo(2);
        assertThat(run("run", "--jobs", "many").code()).isEqualTo(2);
        assertThat(run("run", "mine", "--timeout", "soon").code()).isEqualTo(2);
        assertThat(run("run", "mine", "--fail-on", "everything").code()).isEqualTo(2);
        assertThat(run("run", "mine", "--recipe", "dovecat").code()).isEqualTo(2);
        assertThat(said.err()).contains("did you mean dovecot?");
        assertThat(run("run", "mine", "--user", "alice").code()).isEqualTo(2);
    }

    @Test
    void a_baseline_lets_known_deviations_pass_and_notices_what_is_new_and_what_went_away() throws Exception {
        assertThat(run("run", "fails.pop3", "--baseline", "b.yaml", "--update-baseline")
                        .code())
                .isZero();
        assertThat(said.out()).contains("Nothing new").contains("Baseline b.yaml: 1 added, 0 removed\n  + fail fails");
        String written = Files.readString(folder.resolve("b.yaml"));

        assertThat(run("run", "fails.pop3", "--baseline", "b.yaml").code()).isZero();
        assertThat(said.out()).contains("Baseline b.yaml: 0 new, 1 known").doesNotContain("FAIL");
        assertThat(run("report", "reports/latest").code())
                .as("from results.json")
                .isZero();

        assertThat(run("run", "fails.pop3", "warns.pop3", "--baseline", "b.yaml")
                        .code())
                .isEqualTo(1);
        assertThat(said.out()).contains("new: the baseline does not have it");

        Files.writeString(folder.resolve("fails.pop3"), PASSES);
        assertThat(run("run", "fails.pop3", "--baseline", "b.yaml").code()).isEqualTo(4);
        assertThat(said.out())
                .contains("Nothing new, but the baseline is stale")
                .contains("line 3: fail fails");
        assertThat(folder.resolve("b.yaml")).as("without being asked").hasContent(written);

        assertThat(run("run", "fails.pop3", "--baseline", "b.yaml", "--update-baseline")
                        .code())
                .isZero();
        assertThat(said.out()).contains("0 added, 1 removed\n  - fail fails");
        assertThat(Files.readString(folder.resolve("b.yaml"))).doesNotContain("- scenario");
    }

    @Test
    void an_earlier_run_is_held_against_a_baseline_too() throws Exception {
        run("run", "fails.pop3");

        assertThat(run("report", "reports/latest", "--baseline", "b.yaml", "--update-baseline")
                        .code())
                .isZero();
        assertThat(run("report", "reports/latest", "--baseline", "b.yaml").code())
                .isZero();
        assertThat(results().baseline()).isPresent();
    }

    @Test
    void an_expired_entry_counts_no_longer_and_is_said() throws Exception {
        run("run", "fails.pop3", "--baseline", "b.yaml", "--update-baseline");
        Path file = folder.resolve("b.yaml");
        Files.writeString(
                file,
                Files.readString(file).replace("    verdict: fail\n", "    verdict: fail\n    expires: 2020-01-01\n"));
        String expired = Files.readString(file);

        assertThat(run("run", "fails.pop3", "--baseline", "b.yaml", "--update-baseline")
                        .code())
                .isEqualTo(1);
        assertThat(said.out())
                .contains("line 3 of the baseline expired on 2020-01-01")
                .contains("0 added, 0 removed");
        assertThat(file).hasContent(expired);
    }

    @Test
    void a_baseline_that_is_not_there_or_wrong_is_refused_before_anything_is_played() throws Exception {
        assertThat(run("run", "fails.pop3", "--baseline", "b.yaml").code()).isEqualTo(2);
        assertThat(said.err()).isEqualTo("pop3spec: --baseline: no such file: b.yaml; --update-baseline writes it\n");

        assertThat(run("run", "fails.pop3", "--update-baseline").code()).isEqualTo(2);
        assertThat(said.err()).contains("needs --baseline FILE");

        assertThat(run("run", "fails.pop3", "--baseline", "none/b.yaml", "--update-baseline")
                        .code())
                .isEqualTo(2);
        assertThat(said.err()).contains("can't be written");

        Files.writeString(folder.resolve("b.yaml"), "deviations:\n  - {scenario: a, verdict: fial, says: b}\n");
        assertThat(run("run", "fails.pop3", "--baseline", "b.yaml").code()).isEqualTo(2);
        assertThat(said.err()).contains("b.yaml:2:28: ").contains("did you mean 'fail'?");
        assertThat(said.out()).isEmpty();
    }

    @Test
    void two_runs_are_compared() throws Exception {
        run("run", "fails.pop3", "--output", "a");
        Files.writeString(folder.resolve("fails.pop3"), PASSES);
        run("run", "fails.pop3", "--output", "b");

        assertThat(run("diff", "a", "b/results.json").code()).isZero();
        assertThat(said.out()).contains("Newly fixed: 1\n  fails (user-pass, cleartext): fail to pass");
        assertThat(run("diff", "b", "a").code()).as("whatever differs").isZero();
        assertThat(said.out()).contains("Newly broken: 1\n  fails (user-pass, cleartext): pass to fail");
        assertThat(run("diff", "b", "a", "--fail-on", "broken").code()).isEqualTo(1);
        assertThat(run("diff", "a", "b", "--fail-on", "broken").code()).isZero();
        assertThat(run("diff", "a", "b", "--fail-on", "any").code()).isEqualTo(1);
        assertThat(run("diff", "a", "a", "--fail-on", "any").code()).isZero();
        assertThat(new ObjectMapper()
                        .readTree(run("diff", "a", "b", "--format", "json").out())
                        .at("/changes/0/kind")
                        .asText())
                .isEqualTo("FIXED");
        assertThat(run("diff", "a", "b", "--format", "markdown").out()).contains("### Newly fixed: 1");
    }

    @Test
    void a_comparison_that_cannot_be_made_is_refused() {
        assertThat(run("diff", "a").code()).isEqualTo(2);
        assertThat(run("diff", "a", "b").code()).isEqualTo(2);
        assertThat(said.err()).contains("there is neither results.json nor a journal in");
        assertThat(run("diff", "a", "b", "--format", "html").code()).isEqualTo(2);
        assertThat(said.err()).isEqualTo("pop3spec: --format: 'html' is none of text, markdown, json\n");
        assertThat(run("diff", "a", "b", "--fail-on", "worse").code()).isEqualTo(2);
        assertThat(said.err()).isEqualTo("pop3spec: --fail-on: 'worse' is none of broken, any\n");
    }

    @Test
    void shards_are_put_together_by_the_report() throws Exception {
        run("run", "mine", "fails.pop3", "warns.pop3", "--output", "all");
        for (int shard = 1; shard <= 3; shard++) {
            run("run", "mine", "fails.pop3", "warns.pop3", "--shard", shard + "/3", "--output", "s" + shard);
            assertThat(said.code())
                    .as("a shard with nothing in it is fine: %s", said.out())
                    .isIn(0, 1);
        }

        assertThat(run("report", "s1", "s2", "s3", "--output", "whole").code()).isEqualTo(1);
        assertThat(said.out()).contains("3 scenarios");
        assertThat(run("diff", "all", "whole", "--fail-on", "any").code()).isZero();

        assertThat(run("report", "s1", "s2", "--output", "part").out())
                .contains("shard 3/3 is not among these runs")
                .contains("complete");
    }

    @ParameterizedTest
    @CsvSource({
        "0/3, 'of 3 shards there is no number 0'",
        "4/3, 'of 3 shards there is no number 4'",
        "1/0, 'of 0 shards there is no number 1'",
        "two, 'expected I/N, such as 2/8 for the second of eight shards'",
        "1/1000000000, 'expected I/N, such as 2/8 for the second of eight shards'"
    })
    void a_shard_that_does_not_exist_is_refused(String written, String complaint) {
        assertThat(run("run", "mine", "--shard", written).code()).isEqualTo(2);
        assertThat(said.err()).isEqualTo("pop3spec: --shard: " + complaint + "\n");
    }

    @Test
    void where_the_time_went_is_shown_when_asked_for_and_in_results_json_always() throws Exception {
        assertThat(run("run", "fails.pop3").out()).doesNotContain("Where the time went");
        assertThat(results().timings()).isPresent();
        assertThat(results().results().get(0).timings()).isPresent();

        assertThat(run("run", "fails.pop3", "--timings").out())
                .containsPattern("Where the time went\n  server  .* %  waiting for it")
                .containsPattern("\n  delivery  .* %")
                .containsPattern("\n  harness  .* %  everything else, .* of it for the reports");
        assertThat(run("report", "reports/latest", "--timings").out()).contains("Where the time went");
    }

    @Test
    void recipes_are_told_for_people_and_for_programs() throws Exception {
        run("recipes");
        assertThat(said.code()).isZero();
        assertThat(said.out()).contains("dovecot", "flavours: lock", "GreenMail, needs maven: can");

        run("recipes", "--format", "json");
        JsonNode list = new ObjectMapper().readTree(said.out());
        JsonNode greenmail = StreamSupport.stream(list.spliterator(), false)
                .filter(recipe -> recipe.get("name").asText().equals("greenmail"))
                .findFirst()
                .orElseThrow();
        assertThat(greenmail.get("needs").asText()).isEqualTo("maven");
        assertThat(greenmail.get("versions").get(0).asText()).matches("[0-9.]+");
        assertThat(greenmail.get("otherVersions").asBoolean()).isTrue();

        run("recipes", "--format", "yaml");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("'yaml' is none of text, json");
    }

    @Test
    void a_mistake_in_a_recipe_of_ones_own_is_told_with_its_place() throws Exception {
        run("run", "--recipe", "./mine");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("--recipe: there is no recipe in the folder ./mine: no recipe.yaml");

        Path recipe = folder.resolve("own/recipe.yaml");
        Files.createDirectories(recipe.getParent());
        Files.writeString(recipe, "title: Own\nmaven: {artifact: nothing, main: x}\n");
        run("run", "--recipe", "./own");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("./own/recipe.yaml:2:8: expected a list of texts for versions");
    }

    @Test
    void an_unknown_recipe_or_version_names_what_there_is() {
        run("run", "--recipe", "dovecote");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("--recipe: there is no recipe dovecote, did you mean dovecot?; there are ");

        run("run", "--recipe", "greenmail:newest");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("the recipe greenmail has no version or flavour newest; versions: 2.");
    }

    @Test
    void version_help_and_faults_are_told() {
        assertThat(run("--version").out()).startsWith("pop3spec ");
        assertThat(run("run", "--help").out()).contains("--password-file");
        assertThat(run("help", "serve").out()).contains("--list-faults");
        assertThat(run("serve", "--list-faults").out()).contains("status-in-lower-case");
        assertThat(said.code()).isZero();
    }

    private Said run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = new Shell(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream("wonderland\n".getBytes(StandardCharsets.UTF_8)),
                Map.of("SECRET", "wonderland"),
                folder,
                false);
        int code = Pop3spec.run(shell);
        said = new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        return said;
    }

    private Run results() throws IOException {
        return ResultJson.read(Files.readAllBytes(folder.resolve("reports/latest/results.json")));
    }
}
