package org.pop3spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The action for GitHub: its script runs here as a runner would run it, with a launcher that only says how it was called. */
class ActionTest {
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{ inputs\\.([a-z-]+) }}");
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    private Map<?, ?> action;

    @BeforeEach
    void read() throws IOException {
        action = yaml(Files.readString(Path.of("action.yml")));
        Path launcher = Files.writeString(folder.resolve("pop3spec"), """
                #!/bin/sh
                printf '%s\\n' "$@" >called
                printf '%s' "$POP3SPEC_PASSWORD" >password
                mkdir -p "$3" && echo "# summary" >"$3/summary.md"
                exit "${WANTED:-0}"
                """);
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
    }

    private static Map<?, ?> yaml(String text) {
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    private Map<?, ?> step() {
        Map<?, ?> runs = (Map<?, ?>) action.get("runs");
        assertThat(runs.get("using")).isEqualTo("composite");
        return (Map<?, ?>) ((List<?>) runs.get("steps")).get(0);
    }

    private Map<?, ?> inputs() {
        return (Map<?, ?>) action.get("inputs");
    }

    private int run(Map<String, String> given, String wanted) throws IOException, InterruptedException {
        Path bash = Requires.command("bash");
        Map<String, String> environment = new HashMap<>();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) step().get("env")).entrySet()) {
            Matcher expression = EXPRESSION.matcher((String) entry.getValue());
            assertThat(expression.matches()).isTrue();
            Map<?, ?> input = (Map<?, ?>) inputs().get(expression.group(1));
            assertThat(input).as(expression.group(1)).isNotNull();
            environment.put(
                    (String) entry.getKey(), given.getOrDefault(expression.group(1), (String) input.get("default")));
        }
        environment.put("GITHUB_ACTION_PATH", folder.toString());
        environment.put("GITHUB_OUTPUT", folder.resolve("output").toString());
        environment.put("GITHUB_STEP_SUMMARY", folder.resolve("summary").toString());
        environment.put("WANTED", wanted);
        Path script = Files.writeString(folder.resolve("script"), (String) step().get("run"));
        ProcessBuilder builder = new ProcessBuilder(
                        bash.toString(), "--noprofile", "--norc", "-eo", "pipefail", script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().putAll(environment);
        return builder.start().waitFor();
    }

    private List<String> called() throws IOException {
        return Files.readAllLines(folder.resolve("called"));
    }

    @Test
    void without_inputs_the_reference_server_is_played_against() throws Exception {
        assertThat(run(Map.of(), "0")).isZero();

        assertThat(called()).containsExactly("run", "--output", "reports/pop3spec");
        assertThat(Files.readString(folder.resolve("summary"))).isEqualTo("# summary\n");
        assertThat(Files.readAllLines(folder.resolve("output")))
                .containsExactly(
                        "exit-code=0", "reports=reports/pop3spec", "junit=reports/pop3spec/junit.xml", "sarif=");
    }

    @Test
    void inputs_become_options_and_the_password_none() throws Exception {
        Map<String, String> given = Map.of(
                "target", "pop3://localhost:3110",
                "user", "al ice",
                "password", "open sesame",
                "baseline", "known.yaml",
                "fail-on", "warn",
                "arguments", "--only rfc1939/* --slow");

        assertThat(run(given, "0")).isZero();

        assertThat(called())
                .containsExactly(
                        "run",
                        "--output",
                        "reports/pop3spec",
                        "--target",
                        "pop3://localhost:3110",
                        "--baseline",
                        "known.yaml",
                        "--user",
                        "al ice",
                        "--password-env",
                        "POP3SPEC_PASSWORD",
                        "--fail-on",
                        "warn",
                        "--only",
                        "rfc1939/*",
                        "--slow");
        assertThat(Files.readString(folder.resolve("password"))).isEqualTo("open sesame");
    }

    @Test
    void an_audit_has_sarif() throws Exception {
        assertThat(run(Map.of("command", "audit", "target", "mail.example.org", "output", "here"), "0"))
                .isZero();

        assertThat(called()).containsExactly("audit", "--output", "here", "mail.example.org");
        assertThat(Files.readAllLines(folder.resolve("output"))).contains("sarif=here/audit.sarif");
    }

    @Test
    void the_step_ends_as_pop3spec_does_and_its_outputs_are_there() throws Exception {
        assertThat(run(Map.of(), "4")).isEqualTo(4);

        assertThat(Files.readAllLines(folder.resolve("output"))).contains("exit-code=4");
        assertThat(folder.resolve("summary")).exists();
    }

    @Test
    void a_mistake_in_the_inputs_is_told_before_anything_is_started() throws Exception {
        assertThat(run(Map.of("command", "rnu"), "0")).isEqualTo(2);
        assertThat(run(Map.of("command", "audit"), "0")).isEqualTo(2);

        assertThat(folder.resolve("called")).doesNotExist();
        assertThat(Files.readString(folder.resolve("log"))).contains("::error::an audit needs a target");
    }

    @Test
    void outputs_are_those_of_the_step() {
        List<String> values = new ArrayList<>();
        ((Map<?, ?>) action.get("outputs"))
                .forEach((name, output) -> values.add(name + " " + ((Map<?, ?>) output).get("value")));

        assertThat(values).isNotEmpty().allSatisfy(value -> {
            String name = value.substring(0, value.indexOf(' '));
            assertThat(value).endsWith("${{ steps." + step().get("id") + ".outputs." + name + " }}");
            assertThat((String) step().get("run")).contains(name + "=");
        });
    }

    @Test
    void the_documentation_gives_the_action_inputs_that_it_has() throws IOException {
        Matcher block = YAML.matcher(Files.readString(Path.of("docs", "ci.md")));
        int uses = 0;
        while (block.find()) {
            if (yaml(block.group(1)).get("jobs") instanceof Map<?, ?> jobs) {
                for (Object job : jobs.values()) {
                    for (Object step : (List<?>) ((Map<?, ?>) job).get("steps")) {
                        Map<?, ?> parts = (Map<?, ?>) step;
                        if (String.valueOf(parts.get("uses")).startsWith("OWNER/pop3spec@")) {
                            uses++;
                            assertThat(((Map<?, ?>) parts.get("with")).keySet())
                                    .allSatisfy(
                                            key -> assertThat(inputs().get(key)).isNotNull());
                        }
                    }
                }
            }
        }
        assertThat(uses).isEqualTo(2);
    }
}
