package org.pop3spec.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.ClasspathResourceSource;
import org.junit.platform.engine.support.descriptor.FileSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;
import org.pop3spec.refserver.Account;
import org.pop3spec.refserver.Faults;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.target.Account.Allowance;

class Pop3ConformanceTest {
    private static final String USER = "alice";
    private static final String PASSWORD = "open sesame";

    /** What the class below hands to JUnit; a test is never run beside another of this class. */
    private static Pop3Conformance conformance;

    private static boolean published;

    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private ReferenceServer server;

    /** What a user writes. JUnit runs it inside the tests. */
    static final class Front {
        @TestFactory
        Stream<DynamicNode> pop3(TestReporter reporter) {
            return published ? conformance.publishing(reporter).dynamicTests() : conformance.dynamicTests();
        }
    }

    @BeforeEach
    void start() throws IOException {
        published = false;
        start(List.of());
    }

    private void start(List<String> faults) throws IOException {
        if (server != null) {
            server.close();
        }
        server = ReferenceServer.start(ServerSettings.builder()
                .accounts(List.of(new Account(USER, PASSWORD), new Account("bob", PASSWORD)))
                .faults(faults.stream()
                        .map(name -> Faults.named(name).orElseThrow())
                        .toList())
                .heard(heard::add)
                .build());
        conformance = guest().disposable().delivery("smtp://127.0.0.1:" + server.smtpPort());
    }

    private Pop3Conformance guest() {
        return Pop3Conformance.against("127.0.0.1", server.pop3Port())
                .tls(server.pop3sPort())
                .trusting(server.caCertificatePem())
                .account(USER, PASSWORD);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static EngineExecutionResults execute() {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Front.class))
                .execute();
    }

    private static AbstractThrowableAssert<?, ?> assertThatFactoryThrows() {
        return assertThat(execute().containerEvents().failed().stream()
                .findFirst()
                .orElseThrow()
                .getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow());
    }

    private static Throwable thrown(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
    }

    @Test
    void a_correct_server_passes_every_test_once_for_each_scenario() throws IOException {
        conformance.select("rfc1939/5-transaction/dele-*");

        EngineExecutionResults results = execute();

        long scenarios;
        try (Stream<Path> files = Files.walk(Path.of("scenarios", "rfc1939", "5-transaction"))) {
            scenarios = files.filter(file -> file.getFileName().toString().matches("dele-.*\\.pop3"))
                    .count();
        }
        assertThat(scenarios).isPositive();
        results.testEvents().assertStatistics(stats -> stats.started(scenarios).succeeded(scenarios));
    }

    @Test
    void tests_are_nested_as_the_folders_are() {
        conformance.select("rfc1939/5-transaction/dele-*");

        Event test = execute().testEvents().succeeded().stream().findFirst().orElseThrow();

        TestDescriptor folder = test.getTestDescriptor().getParent().orElseThrow();
        assertThat(folder.getDisplayName()).isEqualTo("5-transaction");
        assertThat(folder.getParent().orElseThrow().getDisplayName()).isEqualTo("rfc1939");
        assertThat(test.getTestDescriptor().getDisplayName()).endsWith(" (user-pass, cleartext)");
    }

    @Test
    void a_scenario_for_each_variant_is_a_test_for_each_variant_and_shows_its_tag() {
        conformance.select("each-variant").variants("user-pass", "apop");

        assertThat(execute().testEvents().started().stream()
                        .map(event -> event.getTestDescriptor().getDisplayName()))
                .hasSizeGreaterThan(1)
                .anyMatch(name -> name.contains("(user-pass, "))
                .anyMatch(name -> name.contains("(apop, "))
                .allMatch(name -> name.endsWith(" #each-variant"));
    }

    @Test
    void sanity_comes_first_and_once_more_at_the_end() {
        conformance.select("sanity", "*/noop-changes-nothing");

        List<String> folders = execute().testEvents().started().stream()
                .map(event ->
                        event.getTestDescriptor().getParent().orElseThrow().getDisplayName())
                .distinct()
                .toList();

        assertThat(folders).startsWith("sanity").endsWith("at the end");
    }

    @Test
    void a_broken_must_fails_its_test_with_section_and_masked_transcript() throws IOException {
        start(List.of("rset-keeps-marks"));
        conformance.select("*/rset-takes-back-all-marks");

        EngineExecutionResults results = execute();

        assertThat(results.testEvents().failed().stream().map(Pop3ConformanceTest::thrown))
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(AssertionFailedError.class)
                        .hasMessageContaining("RFC 1939, section 5")
                        .hasMessageContaining("PASS ****")
                        .hasMessageContaining("RSET\\r\\n")
                        .hasMessageNotContaining(PASSWORD));
    }

    @Test
    void what_was_expected_and_what_came_is_there_for_an_ide_to_compare() throws IOException {
        start(List.of("rset-keeps-marks"));
        conformance.select("*/rset-takes-back-all-marks");

        assertThat(execute().testEvents().failed().stream()
                        .map(Pop3ConformanceTest::thrown)
                        .map(AssertionFailedError.class::cast)
                        .filter(AssertionFailedError::isActualDefined))
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure.getActual().getStringRepresentation())
                        .matches("[ -~]+"));
    }

    @Test
    void what_a_guest_may_not_do_is_an_aborted_test_that_says_what_would_allow_it() {
        conformance = guest().select("*/dele-only-marks");

        EngineExecutionResults results = execute();

        assertThat(results.testEvents().aborted().stream().map(Pop3ConformanceTest::thrown))
                .isNotEmpty()
                .allSatisfy(reason -> assertThat(reason)
                        .isInstanceOf(TestAbortedException.class)
                        .hasMessageContaining("allow"));
        assertThat(heard).noneMatch(line -> line.startsWith("DELE"));
    }

    @Test
    void a_guest_that_may_change_mail_leaves_none_behind() {
        conformance = guest().allow(Allowance.READ, Allowance.CHANGE)
                .delivery("smtp://127.0.0.1:" + server.smtpPort())
                .select("rfc1939/5-transaction/stat-*");

        execute().testEvents().assertStatistics(stats -> stats.failed(0));

        assertThat(heard).anyMatch(line -> line.startsWith("DELE"));
        assertThat(server.maildrop(USER).messages()).isEmpty();
    }

    @Test
    void when_the_run_goes_wrong_the_test_ends_in_an_error_that_is_no_assertion() {
        conformance.delivery((user, message) -> {
            throw new IOException("the disk is full");
        });
        conformance.select("*/dele-only-marks").delivery("none");

        assertThat(execute().testEvents().failed().stream().map(Pop3ConformanceTest::thrown))
                .isNotEmpty()
                .allSatisfy(error -> assertThat(error)
                        .isInstanceOf(Unjudged.class)
                        .isNotInstanceOf(AssertionError.class)
                        .hasMessageContaining("the disk is full"));
    }

    @Test
    void a_server_that_is_not_there_is_an_error_of_the_factory() {
        server.close();

        assertThatFactoryThrows().isInstanceOf(Unjudged.class).hasMessageContaining("the server can't be used");
    }

    @Test
    void messages_can_be_put_in_by_the_test_itself() {
        conformance = guest().disposable()
                .delivery((user, message) -> server.maildrop(user).put(message))
                .select("rfc1939/5-transaction/stat-*");

        execute().testEvents().assertStatistics(stats -> stats.failed(0).aborted(0));
    }

    @Test
    void a_broken_should_fails_no_test_and_is_published() throws IOException {
        start(List.of("top-adds-a-field"));
        published = true;
        conformance.select("*/header-is-that-of-the-message");

        EngineExecutionResults results = execute();

        assertThat(results.testEvents().failed().stream()).isEmpty();
        assertThat(results.allEvents().reportingEntryPublished().stream()).isNotEmpty();
    }

    @Test
    void nothing_is_sent_before_the_tests_run_and_nothing_played_before_its_own_test() {
        conformance.select("rfc1939/5-transaction/dele-*", "*/noop-changes-nothing");

        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Front.class))
                .discover();
        assertThat(heard).isEmpty();

        try (Stream<DynamicNode> tests = conformance.dynamicTests()) {
            assertThat(tests).isNotEmpty();
        }
        assertThat(heard).noneMatch(line -> line.startsWith("DELE"));
    }

    @Test
    void a_test_that_is_run_alone_plays_its_scenario_alone() {
        conformance.select("rfc1939/5-transaction/dele-*");
        UniqueId one = execute().testEvents().started().stream()
                .findFirst()
                .orElseThrow()
                .getTestDescriptor()
                .getUniqueId();
        long all = heard.stream().filter(line -> line.startsWith("PASS")).count();
        heard.clear();

        EngineExecutionResults alone = EngineTestKit.engine("junit-jupiter")
                .selectors(selectUniqueId(one))
                .execute();

        alone.testEvents().assertStatistics(stats -> stats.started(1).succeeded(1));
        assertThat(heard).filteredOn(line -> line.startsWith("PASS")).hasSizeLessThan((int) all);
    }

    @Test
    void a_test_has_the_scenarios_file_as_its_source() {
        conformance.select("*/noop-changes-nothing");

        assertThat(execute().testEvents().started().stream()
                        .map(event -> event.getTestDescriptor().getSource().orElseThrow()))
                .isNotEmpty()
                .allSatisfy(source -> assertThat(Pop3Conformance.class
                                .getClassLoader()
                                .getResource(((ClasspathResourceSource) source).getClasspathResourceName()))
                        .isNotNull());
    }

    @Test
    void scenarios_of_ones_own_are_found_in_their_folder(@TempDir Path folder) throws IOException {
        Path file = Files.createDirectories(folder.resolve("mine")).resolve("noop.pop3");
        Files.writeString(file, "---\ntitle: NOOP does nothing\n---\nlogin\nC: NOOP\nS: +OK\n");
        conformance.scenarios(folder);

        Event test = execute().testEvents().succeeded().stream().findFirst().orElseThrow();

        assertThat(test.getTestDescriptor().getDisplayName()).startsWith("NOOP does nothing");
        assertThat(((FileSource) test.getTestDescriptor().getSource().orElseThrow()).getFile())
                .isEqualTo(file.toFile());
    }

    @Test
    void a_scenario_whose_dependency_failed_is_aborted_and_says_so(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("a.pop3"), "---\ntitle: it depends\ndepends-on: [b]\n---\nlogin\nC: NOOP\nS: +OK\n");
        Files.writeString(folder.resolve("b.pop3"), "---\ntitle: it fails\n---\nlogin\nC: NOOP\nS: -ERR\n");
        conformance.scenarios(folder);

        EngineExecutionResults results = execute();

        results.testEvents().assertStatistics(stats -> stats.aborted(1).failed(1));
        assertThat(results.testEvents().aborted().stream().map(Pop3ConformanceTest::thrown))
                .singleElement()
                .satisfies(reason -> assertThat(reason).hasMessage("depends on b, which did not pass"));
    }

    @Test
    void a_test_that_runs_after_its_factory_is_over_is_refused() {
        conformance.select("*/noop-changes-nothing");
        Stream<DynamicNode> tests = conformance.dynamicTests();
        List<DynamicNode> kept = tests.toList();
        tests.close();

        assertThat(kept)
                .singleElement()
                .satisfies(node -> assertThatThrownBy(() -> Leaves.of(node)
                                .findFirst()
                                .orElseThrow()
                                .getExecutable()
                                .execute())
                        .isInstanceOf(IllegalStateException.class));
    }

    @Test
    void mistakes_are_told_before_anything_is_sent() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> conformance.select("rfc1939/noop-changes-nothin").dynamicTests())
                .withMessageContaining("no scenario matches rfc1939/noop-changes-nothin");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> conformance.variants("user-pas"))
                .withMessageContaining("there is no login variant user-pas");
        assertThatIllegalArgumentException().isThrownBy(() -> conformance.delivery("ftp://localhost"));
        assertThatIllegalArgumentException().isThrownBy(() -> conformance.failOn("everything"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pop3Conformance.against("localhost", 110).dynamicTests())
                .withMessageContaining("account");
        assertThat(heard).isEmpty();
    }

    @Test
    void what_the_baseline_expects_is_an_aborted_test_with_the_reason(@TempDir Path folder) throws IOException {
        start(List.of("rset-keeps-marks"));
        conformance
                .select("*/rset-takes-back-all-marks")
                .baseline(baseline(folder, "rset-takes-back-all-marks", "fail"));

        EngineExecutionResults results = execute();

        results.testEvents()
                .assertStatistics(stats -> stats.failed(0).aborted(1).succeeded(1));
        assertThat(results.testEvents().aborted().stream().map(Pop3ConformanceTest::thrown))
                .singleElement()
                .satisfies(reason -> assertThat(reason).hasMessageContaining("we hardly use RSET"));
    }

    @Test
    void what_the_baseline_does_not_expect_fails_although_it_has_one(@TempDir Path folder) throws IOException {
        start(List.of("rset-keeps-marks"));
        conformance.select("*/rset-takes-back-all-marks").baseline(baseline(folder, "rset-without-marks", "fail"));

        assertThat(execute().testEvents().failed().stream().map(Pop3ConformanceTest::thrown))
                .singleElement()
                .satisfies(failure -> assertThat(failure).isInstanceOf(AssertionFailedError.class));
    }

    @Test
    void what_the_baseline_lists_and_no_longer_shows_fails_a_test_at_the_end(@TempDir Path folder) throws IOException {
        conformance
                .select("*/rset-takes-back-all-marks")
                .baseline(baseline(folder, "rset-takes-back-all-marks", "fail"));

        EngineExecutionResults results = execute();

        results.testEvents().assertStatistics(stats -> stats.succeeded(1).failed(1));
        assertThat(results.testEvents().failed().stream().map(Pop3ConformanceTest::thrown))
                .singleElement()
                .satisfies(
                        failure -> assertThat(failure).hasMessageContaining("line 2 of the baseline no longer shows"));
    }

    private static Path baseline(Path folder, String scenario, String verdict) throws IOException {
        return Files.writeString(
                folder.resolve("baseline.yaml"),
                "deviations:\n  - {scenario: rfc1939/5-transaction/" + scenario + ", verdict: " + verdict
                        + ", says: [the text after +OK], reason: we hardly use RSET}\n");
    }
}
