package org.pop3spec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pop3spec.Requires;
import org.pop3spec.audit.SmallDnsServer;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.report.AuditLog;
import org.pop3spec.report.AuditReader;
import org.pop3spec.report.Sarif;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditJson;
import org.pop3spec.result.ExitCode;
import org.pop3spec.result.Observation;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code audit --targets}, and {@code report} on what it leaves. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class AuditManyTest {
    private static final int SERVERS = 24;

    @TempDir
    Path folder;

    private SmallServers servers = new SmallServers();

    private record Said(int code, String out, String err) {}

    @BeforeEach
    void start() throws IOException {
        servers = SmallServers.start(SERVERS);
        list(servers.names());
    }

    @AfterEach
    void stop() throws IOException {
        servers.close();
    }

    private void list(List<String> lines) throws IOException {
        Files.write(folder.resolve("servers.txt"), lines);
    }

    private Said audit(String... arguments) {
        List<String> all = new ArrayList<>(List.of("audit", "--rate", "1000"));
        all.addAll(List.of(arguments));
        return command("", all.toArray(String[]::new));
    }

    private Said command(String standardInput, String... arguments) {
        return command(new ByteArrayInputStream(standardInput.getBytes(StandardCharsets.UTF_8)), arguments);
    }

    private Said command(InputStream standardInput, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Pop3spec.run(new Shell(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                standardInput,
                Map.of(),
                folder,
                false));
        return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void a_list_that_takes_more_memory_than_there_is_is_told_in_a_line() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                throw new OutOfMemoryError("Java heap space");
            }

            @Override
            public int read(byte[] octets, int offset, int length) {
                return read();
            }
        };

        Said said = command(endless, "audit", "--targets", "-");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err())
                .isEqualTo("pop3spec: this takes more memory than Java may have (Java heap space);"
                        + " POP3SPEC_JAVA_OPTS=-Xmx2g gives it two gigabytes\n");
    }

    private Path log(String output) {
        return folder.resolve(output).resolve(AuditLog.FILE);
    }

    /** What was found at each server; fails where one is there twice. */
    private Map<String, String> found(String... outputs) throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (String output : outputs) {
            AuditReader.read(List.of(folder.resolve(output)), audit -> {
                String ids = audit.grade() + " " + audit.sound() + " "
                        + audit.findings().stream().map(AuditFinding::id).toList();
                assertThat(found.put(audit.server(), ids)).as(audit.server()).isNull();
            });
        }
        return found;
    }

    @Test
    void each_server_of_a_list_has_its_line_and_all_of_them_an_overview() throws Exception {
        Said said = audit("--targets", "servers.txt");

        assertThat(said.code()).isZero();
        assertThat(said.err())
                .contains("24 servers", "16 at a time", "1000 a second", "auditing 24 servers", "100 %  24 of 24");
        assertThat(said.out())
                .contains("     8  HIGH    Passwords can be sent without TLS  cleartext-login")
                .contains("24 servers, by grade: ");
        assertThat(found("reports/audit").keySet()).containsExactlyInAnyOrderElementsOf(servers.names());
        Schema schema = schema();
        for (String line : Files.readAllLines(log("reports/audit"))) {
            assertThat(schema.validate(line, InputFormat.JSON)).isEmpty();
        }
        assertThat(folder.resolve("reports/audit"))
                .isDirectoryContaining("glob:**/index.html")
                .isDirectoryContaining("glob:**/junit.xml")
                .isDirectoryContaining("glob:**/summary.md")
                .isDirectoryContaining("glob:**/audit.prom");
    }

    private static Schema schema() throws IOException {
        try (InputStream in = AuditJson.class.getResourceAsStream(AuditJson.SCHEMA_RESOURCE)) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void a_list_may_come_by_standard_input() throws Exception {
        String list = "# two\n" + servers.names().get(0) + "\n"
                + servers.names().get(1) + "\n" + servers.names().get(0) + "\n";

        Said said = command(list, "audit", "--rate", "1000", "--targets", "-", "--output", "out");

        assertThat(said.code()).isZero();
        assertThat(said.err()).contains("2 servers, 1 line names one of them again");
        assertThat(found("out")).hasSize(2);
    }

    @Test
    void what_name_servers_say_of_a_domain_of_a_list_stands_in_its_line() throws Exception {
        int port = URI.create(servers.names().get(0)).getPort();
        list(List.of("example.org"));
        try (SmallDnsServer dns =
                SmallDnsServer.of(Map.of("_pop3._tcp.example.org", List.of("0 0 .", "1 " + port + " localhost")))) {
            audit("--targets", "servers.txt", "--resolver", dns.endpoint().toString(), "--output", "out");
        }

        assertThat(AuditJson.read(Files.readAllBytes(log("out"))).observations())
                .contains(
                        new Observation("_pop3._tcp.example.org", "pop3://localhost:" + port),
                        new Observation("_pop3._tcp.example.org", "not offered there"));
    }

    @Test
    void a_list_may_come_from_windows() throws Exception {
        Files.writeString(
                folder.resolve("servers.txt"),
                "\uFEFF" + servers.names().get(0) + "\r\n# none\r\n"
                        + servers.names().get(1) + "\r\n");

        assertThat(audit("--targets", "servers.txt", "--output", "out").code()).isZero();

        assertThat(found("out").keySet())
                .containsExactlyInAnyOrder(
                        servers.names().get(0), servers.names().get(1));
    }

    @Test
    void a_list_with_a_mistake_is_refused_before_anything_is_sent() throws Exception {
        list(List.of(servers.names().get(0), "", "imap://here", "there:0"));

        Said said = audit("--targets", "servers.txt");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err())
                .contains("servers.txt:3:1: imap://here: 'imap' is none of")
                .contains("servers.txt:4:1: there:0");
        assertThat(servers.connections()).containsOnly(0);
        assertThat(folder.resolve("reports")).doesNotExist();
    }

    @Test
    void mistakes_on_the_command_line_end_in_2() throws Exception {
        assertThat(audit("--targets", "gone.txt").err()).contains("no such file or folder: ");
        assertThat(audit("--targets", ".").err()).contains("--targets: it is a folder, and no file: ");
        assertThat(audit("--targets", "servers.txt", "here").err()).contains("either on the command line or by");
        assertThat(audit("--targets", "servers.txt", "--user", "alice").err()).contains("to one server only");
        assertThat(audit("--targets", "servers.txt", "--jobs", "0").err()).contains("--jobs: expected a number from 1");
        assertThat(audit("--targets", "servers.txt", "--shard", "3/2").err()).contains("--shard: of 2 shards");
        assertThat(audit("--targets", "servers.txt", "--format", "json").err())
                .contains("'json' is none of html, sarif, junit, markdown, prometheus");
        assertThat(audit("--targets", "servers.txt", "--allow-top").err()).contains("about the account of --user");
        assertThat(audit("--targets", "servers.txt", "--allow-failed-logins", "1")
                        .err())
                .contains("about the account of --user");
        assertThat(audit("--shard", "1/2", "here").err()).contains("--targets");
        Files.writeString(folder.resolve("empty.txt"), "# nothing\n");
        assertThat(audit("--targets", "empty.txt")).satisfies(said -> {
            assertThat(said.code()).isEqualTo(2);
            assertThat(said.err()).contains("there is no server in empty.txt");
        });
        assertThat(servers.connections()).containsOnly(0);
    }

    @Test
    void a_dry_run_connects_to_nobody() {
        Said said = audit("--targets", "servers.txt", "--dry-run");

        assertThat(said.code()).isZero();
        assertThat(said.err()).contains("24 servers").contains("at each at most 2 connections at a time");
        assertThat(servers.connections()).containsOnly(0);
        assertThat(folder.resolve("reports")).doesNotExist();
    }

    @Test
    void what_an_earlier_audit_found_is_not_written_over() throws Exception {
        audit("--targets", "servers.txt");
        byte[] before = Files.readAllBytes(log("reports/audit"));

        Said said = audit("--targets", "servers.txt");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("--resume goes on with it");
        assertThat(Files.readAllBytes(log("reports/audit"))).isEqualTo(before);
    }

    @Test
    void a_finding_of_the_severity_asked_for_ends_in_1_and_servers_that_nobody_reaches_in_3() throws Exception {
        assertThat(audit("--targets", "servers.txt", "--fail-on", "high").code())
                .isEqualTo(1);
        servers.close();

        Said said = audit("--targets", "servers.txt", "--output", "later");

        assertThat(said.code()).isEqualTo(3);
        assertThat(said.out()).contains("24 servers could not be audited");
        assertThat(found("later")).hasSize(SERVERS);
    }

    @Test
    void after_a_kill_in_the_middle_of_a_line_resume_audits_what_is_left_and_nothing_twice() throws Exception {
        audit("--targets", "servers.txt", "--output", "whole");
        list(servers.names().subList(0, 10));
        audit("--targets", "servers.txt", "--output", "out");
        List<String> lines = Files.readAllLines(log("out"));
        String half = lines.get(9).substring(0, 700);
        Files.writeString(log("out"), String.join("\n", lines.subList(0, 9)) + "\n" + half);
        Set<String> done = new HashSet<>(found("out").keySet());
        List<Integer> before = servers.connections();
        list(servers.names());

        Said said = audit("--targets", "servers.txt", "--output", "out", "--resume");

        assertThat(said.code()).isZero();
        assertThat(said.err())
                .contains(AuditLog.FILE + ": line 10 is damaged and was left out")
                .contains("9 of them were audited before");
        assertThat(found("out")).isEqualTo(found("whole"));
        for (int i = 0; i < SERVERS; i++) {
            assertThat(servers.connections().get(i) > before.get(i))
                    .as(servers.names().get(i))
                    .isEqualTo(!done.contains(servers.names().get(i)));
        }
    }

    @Test
    void with_nothing_left_resume_makes_the_reports_again_and_connects_to_nobody() throws Exception {
        audit("--targets", "servers.txt");
        String page = Files.readString(folder.resolve("reports/audit/index.html"));
        List<Integer> before = servers.connections();
        Files.delete(folder.resolve("reports/audit/index.html"));

        assertThat(audit("--targets", "servers.txt", "--resume").code()).isZero();

        assertThat(Files.readString(folder.resolve("reports/audit/index.html"))).isEqualTo(page);
        assertThat(servers.connections()).isEqualTo(before);
    }

    private Process auditInAProcess() throws IOException {
        Path env = Requires.command("env");
        Files.createDirectories(folder.resolve("temporary"));
        // whoever starts this test may have told its children to ignore Ctrl-C
        return new ProcessBuilder(
                        env.toString(),
                        "--default-signal=INT,TERM",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + folder.resolve("temporary"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Pop3spec.class.getName(),
                        "audit",
                        "--targets",
                        "servers.txt",
                        "--output",
                        "out",
                        "--jobs",
                        "2",
                        "--rate",
                        "1000")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("console").toFile())
                .start();
    }

    private void signal(Process process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .start()
                .waitFor();
    }

    /** After ten servers both jobs are busy with one that answers nothing. */
    private void withServersThatHang() throws IOException {
        List<String> names = new ArrayList<>(servers.names());
        for (int i = 0; i < 2; i++) {
            names.add(10 + i, "pop3://" + servers.add(ScriptedServer.Peer::idle).endpoint());
        }
        list(names);
    }

    private void awaitLines(Process process, int number) throws IOException, InterruptedException {
        while (process.isAlive()) {
            if (Files.exists(log("out")) && Files.readAllLines(log("out")).size() >= number) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new AssertionError("the audit ended: " + Files.readString(folder.resolve("console")));
    }

    @Test
    void after_kill_9_resume_gives_the_union_without_double_audits() throws Exception {
        audit("--targets", "servers.txt", "--output", "whole");
        withServersThatHang();
        Process process = auditInAProcess();
        try {
            awaitLines(process, 10);
            signal(process, "KILL");
            process.waitFor();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(folder.resolve("temporary")).isDirectoryNotContaining("glob:**.list");
        Set<String> done = new HashSet<>(found("out").keySet());
        List<Integer> before = servers.connections();
        list(servers.names().subList(0, SERVERS));

        assertThat(audit("--targets", "servers.txt", "--output", "out", "--resume")
                        .code())
                .isZero();

        assertThat(done).hasSize(10);
        assertThat(found("out")).isEqualTo(found("whole"));
        for (int i = 0; i < SERVERS; i++) {
            if (done.contains(servers.names().get(i))) {
                assertThat(servers.connections().get(i)).isEqualTo(before.get(i));
            }
        }
    }

    @Test
    void ctrl_c_leaves_whole_lines_and_the_reports_on_them() throws Exception {
        withServersThatHang();
        Process process = auditInAProcess();
        try {
            awaitLines(process, 10);
            signal(process, "INT");
            assertThat(process.waitFor()).isEqualTo(ExitCode.INTERRUPTED.value());
        } finally {
            process.destroyForcibly().waitFor();
        }

        assertThat(Files.readString(log("out"))).endsWith("}\n");
        assertThat(found("out")).hasSize(10);
        assertThat(Files.readString(folder.resolve("out/index.html"))).contains("10 servers");
        assertThat(Files.readString(folder.resolve("console")))
                .contains("interrupted; --resume goes on with what is left")
                .doesNotContain("Exception", "\tat ");
        assertThat(folder.resolve("temporary")).isDirectoryNotContaining("glob:**.list");
    }

    @Test
    void a_list_of_200_000_is_read_within_32_megabytes() throws Exception {
        list(IntStream.range(0, 200_000)
                .mapToObj(i -> "mail-" + i + ".example.org")
                .toList());
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Pop3spec.class.getName(),
                        "audit",
                        "--targets",
                        "-",
                        "--dry-run")
                .redirectInput(folder.resolve("servers.txt").toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("pop3spec: 200000 servers\n");
    }

    @Test
    void one_server_of_many_is_reported_on_with_all_evidence() throws Exception {
        audit("--targets", "servers.txt");
        String name = servers.names().get(0);

        Said said = command("", "report", "reports/audit", "--server", name, "--output", "one");

        assertThat(said.code()).isZero();
        assertThat(said.out())
                .contains("Passwords can be sent without TLS")
                .contains("S: USER")
                .contains(name + ": grade");
        assertThat(Files.readString(folder.resolve("one/audit.json"))).contains(name);
        assertThat(command("", "report", "reports/audit", "--server", "nobody", "--output", "one")
                        .err())
                .contains("there is no audit of nobody");
        assertThat(command("", "report", "reports/audit", "--server", name).err())
                .contains("--output has to name");
    }

    /** The manifests of docs/scale.md: what each of their machines would call, with this test's folders. */
    @Test
    void the_kubernetes_job_audits_the_union_of_its_shards() throws Exception {
        audit("--targets", "servers.txt", "--output", "whole");
        List<Map<?, ?>> manifests = yaml("docs/scale/kubernetes.yaml");
        Map<?, ?> job = at(named(manifests, "pop3-audit"), "spec");
        assertThat(job.get("completionMode")).isEqualTo("Indexed");
        List<String> outputs = new ArrayList<>();
        for (int i = 0; i < (int) job.get("completions"); i++) {
            List<String> called = called(here(script(job)), Map.of("JOB_COMPLETION_INDEX", String.valueOf(i)));
            assertThat(call(called).code()).isZero();
            outputs.add("audits/" + i);
        }

        Map<?, ?> report = at(named(manifests, "pop3-audit-report"), "spec");
        Said said = call(called(here(script(report)), Map.of()));

        assertUnion(said, outputs, "audits/report");
    }

    @Test
    void the_matrix_of_ci_jobs_audits_the_union_of_its_shards() throws Exception {
        audit("--targets", "servers.txt", "--output", "whole", "--fail-on", "high");
        Map<?, ?> jobs = at(yaml("docs/scale/github-actions.yaml").get(0), "jobs");
        List<String> outputs = new ArrayList<>();
        for (Object shard : (List<?>) at(jobs, "audit", "strategy", "matrix").get("shard")) {
            String run = step(at(jobs, "audit"), "audit").replace("${{ matrix.shard }}", String.valueOf(shard));
            assertThat(call(called(run, Map.of())).code()).isZero();
            outputs.add("audits/" + shard);
        }

        Said said = call(called(step(at(jobs, "report"), "report"), Map.of()));

        assertUnion(said, outputs, "report");
    }

    private void assertUnion(Said said, List<String> shards, String report) throws IOException {
        assertThat(said.out()).contains("24 servers, by grade: ");
        assertThat(found(shards.toArray(String[]::new))).hasSize(SERVERS).isEqualTo(found("whole"));
        for (String file : List.of("index.html", "summary.md", "audit.prom", "junit.xml")) {
            assertThat(atAnyTime(report, file)).isEqualTo(atAnyTime("whole", file));
        }
        assertThat(sarif(report)).hasSizeGreaterThan(SERVERS).containsExactlyInAnyOrderElementsOf(sarif("whole"));
    }

    /** A report without the times at which audits began, for those differ. */
    private String atAnyTime(String output, String file) throws IOException {
        return Files.readString(folder.resolve(output).resolve(file))
                .replaceAll("20[0-9]{2}-[0-9]{2}-[0-9]{2}(T[0-9:]{8}Z|T[0-9]{2}&#58;[0-9]{2}&#58;[0-9]{2}Z)?", "TIME")
                .replaceAll("(started_timestamp_seconds\\{[^}]*}) [0-9]+", "$1 TIME");
    }

    /** Rule, place and level of each result. */
    private List<String> sarif(String output) throws IOException {
        List<String> results = new ArrayList<>();
        String log = Files.readString(folder.resolve(output).resolve("audit.sarif"));
        for (JsonNode result : Sarif.run(log).path("results")) {
            results.add(result.path("ruleId").asText() + " " + Sarif.uri(result) + " "
                    + result.path("level").asText());
        }
        return results;
    }

    @Test
    void a_server_that_is_in_two_folders_has_its_results_in_sarif_once() throws Exception {
        audit("--targets", "servers.txt");
        assertThat(command("", "report", "reports/audit", "reports/audit", "--output", "both", "--format", "sarif")
                        .code())
                .isZero();

        assertThat(sarif("both")).containsExactlyElementsOf(sarif("reports/audit"));
    }

    private static List<Map<?, ?>> yaml(String file) throws IOException {
        List<Map<?, ?>> documents = new ArrayList<>();
        new Load(LoadSettings.builder().build())
                .loadAllFromString(Files.readString(Path.of(file)))
                .forEach(document -> documents.add((Map<?, ?>) document));
        return documents;
    }

    private static Map<?, ?> named(List<Map<?, ?>> manifests, String name) {
        return manifests.stream()
                .filter(manifest -> at(manifest, "metadata").get("name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<?, ?> at(Map<?, ?> map, String... path) {
        Map<?, ?> here = map;
        for (String key : path) {
            here = (Map<?, ?>) here.get(key);
        }
        return here;
    }

    private static String script(Map<?, ?> job) {
        Map<?, ?> container = (Map<?, ?>) ((List<?>) at(job, "template", "spec").get("containers")).get(0);
        List<?> command = (List<?>) container.get("command");
        assertThat(command.subList(0, 2)).isEqualTo(List.of("/bin/sh", "-c"));
        return String.valueOf(command.get(2));
    }

    private static String step(Map<?, ?> job, String name) {
        return ((List<?>) job.get("steps"))
                .stream()
                        .map(step -> (Map<?, ?>) step)
                        .filter(step -> name.equals(step.get("name")))
                        .map(step -> String.valueOf(step.get("run")))
                        .findFirst()
                        .orElseThrow();
    }

    /** What is mounted in a container is in this folder. */
    private String here(String script) {
        return script.replace("/list/", folder + "/").replace("/audits/", folder + "/audits/");
    }

    /** With which arguments a shell calls the harness. */
    private List<String> called(String script, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path fake = folder.resolve("pop3spec");
        Files.writeString(fake, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        fake.toFile().setExecutable(true);
        ProcessBuilder builder = new ProcessBuilder(Requires.command("sh").toString(), "-ec", script)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        builder.environment().merge("PATH", folder.toString(), (path, here) -> here + ":" + path);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said.lines().toList();
    }

    private Said call(List<String> arguments) {
        List<String> quick = new ArrayList<>(arguments);
        if (arguments.get(0).equals("audit")) {
            quick.addAll(List.of("--rate", "1000"));
        }
        return command("", quick.toArray(String[]::new));
    }
}
