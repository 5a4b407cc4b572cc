package org.pop3spec.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pop3spec.auth.Mechanism;
import org.pop3spec.auth.Mechanisms;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.refserver.Faults;
import org.pop3spec.refserver.LawfulServers;
import org.pop3spec.refserver.Maildrop;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.refserver.StoredMessage;
import org.pop3spec.result.Observation;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Timings;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Channel;
import org.pop3spec.target.TargetLimits;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HarnessTest {
    private static final int LONGEST_WAIT_SECONDS = 30;
    private static final String COUNTS_THREE = "login\nC: STAT\nS: +OK 3\n";

    private static final String FETCHES_ONE = "login\nC: RETR 1\nS: +OK\nS message 1\n";

    private final Rig rig = new Rig();

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void a_maildrop_that_nobody_changed_is_not_filled_again() throws Exception {
        Run run = rig.account("alice", 0)
                .disposable()
                .scenario("a", "mailbox: three\n", COUNTS_THREE)
                .scenario("b", "mailbox: three\ntouches: flags\n", FETCHES_ONE)
                .scenario("c", "mailbox: three\ntouches: maildrop\n", "login\nC: DELE 1\nS: +OK\nC: RSET\nS: +OK\n")
                .play();

        assertThat(run.results()).extracting(ScenarioResult::verdict).containsOnly(Verdict.PASS);
        assertThat(deliveredSoFar()).isEqualTo(3);
    }

    @Test
    void where_the_time_went_is_told_of_each_scenario_and_of_all() throws Exception {
        Run run = rig.account("alice", 0)
                .disposable()
                .scenario("filled", "mailbox: three\n", COUNTS_THREE)
                .scenario("waits", "", "login\nwait 50ms\n")
                .scenario("skipped", "requires: kpop\n", COUNTS_THREE)
                .play();

        Timings waits = Rig.result(run, "waits").timings().orElseThrow();
        assertThat(waits.serverMicros()).isGreaterThanOrEqualTo(50_000);
        assertThat(waits.allMicros()).isEqualTo(Rig.result(run, "waits").durationMicros());
        assertThat(Rig.result(run, "filled").timings().orElseThrow().deliveryMicros())
                .isPositive();
        assertThat(Rig.result(run, "skipped").timings()).isEmpty();
        assertThat(run.timings().orElseThrow().allMicros())
                .isGreaterThan(run.results().stream()
                        .mapToLong(ScenarioResult::durationMicros)
                        .sum());
    }

    @Test
    void a_maildrop_that_was_changed_is_filled_again() throws Exception {
        Run run = rig.account("alice", 0)
                .disposable()
                .scenario("a", "mailbox: three\ntouches: maildrop\n", "login\nC: DELE 1\nS: +OK\nC: QUIT\nS: +OK\n")
                .scenario("b", "mailbox: three\ntouches: maildrop\n", "login\nC: DELE 2\nS: +OK\nC: QUIT\nS: +OK\n")
                .play();

        assertThat(run.results()).extracting(ScenarioResult::verdict).containsOnly(Verdict.PASS);
        assertThat(deliveredSoFar()).isEqualTo(6);
    }

    @Test
    void a_maildrop_that_was_read_is_filled_again_where_nothing_may_have_been_read() throws Exception {
        String unread = "mailbox: three\nunread: true\ntouches: flags\n";
        Run run = rig.account("alice", 0)
                .disposable()
                .scenario("a", unread, FETCHES_ONE)
                .scenario("b", "mailbox: three\n", COUNTS_THREE)
                .scenario("c", unread, FETCHES_ONE)
                .play();

        assertThat(run.results()).extracting(ScenarioResult::verdict).containsOnly(Verdict.PASS);
        assertThat(deliveredSoFar()).isEqualTo(6);
    }

    @Test
    void mail_that_takes_its_time_is_waited_for(@TempDir Path folder) throws Exception {
        Path handedOver = folder.resolve("alice");
        rig.account("alice", 0)
                .disposable()
                .delivery("exec:tee " + folder + "/{user}")
                .scenario("a", "mailbox: three\n", COUNTS_THREE);
        CompletableFuture<Run> run = play(rig.harness(Rig.choices(), new Silence()));

        await(() -> Files.exists(handedOver));
        Maildrop maildrop = rig.server().maildrop("alice");
        Mailboxes.of(1).named("three").orElseThrow().messages().forEach(message -> maildrop.put(message.octets()));

        assertThat(run.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS).results())
                .extracting(ScenarioResult::verdict)
                .containsExactly(Verdict.PASS);
    }

    @Test
    void a_delivery_that_does_not_work_is_an_error_and_says_why() throws Exception {
        Run run = rig.account("alice", 0)
                .disposable()
                .delivery("exec:false")
                .scenario("a", "mailbox: three\n", COUNTS_THREE)
                .play();

        assertThat(Rig.result(run, "a").verdict()).isEqualTo(Verdict.ERROR);
        assertThat(Rig.result(run, "a").failure().orElseThrow().message())
                .contains("mailbox three could not be delivered");
    }

    @Test
    void what_the_targets_delivery_cannot_carry_goes_straight_into_the_maildrop() throws Exception {
        try (Rig traced = new Rig(ServerSettings.builder().traceHeaders(true))) {
            Run run = traced.account("alice", 0)
                    .account("bob", 0)
                    .disposable()
                    .direct()
                    .scenario("a", "mailbox: three\n", COUNTS_THREE)
                    .scenario("b", "mailbox: no-final-line-end\ntouches: flags\n", FETCHES_ONE)
                    .play();

            assertThat(run.results()).extracting(ScenarioResult::verdict).containsOnly(Verdict.PASS);
            assertThat(Stream.of("alice", "bob")
                            .flatMap(user -> traced.server().maildrop(user).messages().stream())
                            .filter(message ->
                                    new String(message.octets(), StandardCharsets.US_ASCII).startsWith("Return-Path:")))
                    .as("what came by SMTP")
                    .hasSize(3);
        }
    }

    @Test
    void a_target_without_delivery_is_filled_directly_where_that_is_possible() throws Exception {
        Run run = rig.account("alice", 0)
                .disposable()
                .delivery("none")
                .direct()
                .scenario("a", "mailbox: three\nrequires: delivery\n", COUNTS_THREE)
                .play();

        assertThat(Rig.result(run, "a").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void sanity_is_asked_first_and_last_and_counts_once() throws Exception {
        Run run = rig.account("alice", 0)
                .scenario("z", "tags: sanity\n", "login\n")
                .scenario("a", "", "login\n")
                .play();

        assertThat(rig.heard()).extracting(ScenarioResult::id).containsExactly("z", "a");
        assertThat(run.results()).hasSize(2);
        assertThat(run.complete()).isTrue();
    }

    @Test
    void a_scenario_is_skipped_when_what_it_depends_on_failed() throws Exception {
        Run run = rig.account("alice", 0)
                .scenario("a", "depends-on: b\n", "login\n")
                .scenario("b", "", "login\nC: STAT\nS: -ERR\n")
                .play();

        assertThat(Rig.result(run, "b").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(Rig.result(run, "a").skip().map(SkipReason::code)).contains(SkipReason.Code.DEPENDENCY);
    }

    @Test
    void a_scenario_for_a_protocol_that_the_target_has_no_port_for_is_skipped() throws Exception {
        Run run = rig.account("alice", 0)
                .scenario("early", "protocol: pop2\n", "C: QUIT\nS: +\n")
                .play();

        assertSkip(
                run,
                "early",
                SkipReason.Code.TARGET_LACKS,
                "the target has no port for POP2 (pop2: HOST:PORT in the target file)");
    }

    @Test
    void what_the_target_or_the_server_lacks_is_skipped_with_the_reason() throws Exception {
        Run run = rig.account("alice", 0)
                .limits(new TargetLimits(Optional.of(1), Duration.ofSeconds(10), Optional.empty()))
                .scenario("accounts", "accounts: 2\n", "login\n")
                .scenario("connections", "", "login\nconnect on 2\n")
                .scenario("feature", "requires: [capa, last]\n", "login\n")
                .scenario("unless", "unless: capa\n", "login\n")
                .scenario("slow", "slow: true\n", "login\n")
                .play();

        assertSkip(run, "accounts", SkipReason.Code.TARGET_LACKS, "needs 2 accounts, the target has 1");
        assertSkip(run, "connections", SkipReason.Code.TARGET_LACKS, "opens 2 connections at the same time");
        assertSkip(run, "feature", SkipReason.Code.UNSUPPORTED, "the server does not offer last");
        assertSkip(run, "unless", SkipReason.Code.UNSUPPORTED, "does not apply to a server that offers capa");
        assertSkip(run, "slow", SkipReason.Code.SLOW, "--slow");
    }

    @Test
    void a_server_whose_top_is_broken_is_played_what_is_not_about_top() throws Exception {
        ServerSettings.Builder broken = ServerSettings.builder()
                .faults(List.of(Faults.named("top-without-terminator").orElseThrow()));
        try (Rig server = new Rig(broken)) {
            Run run = server.account("alice", 0)
                    .disposable()
                    .limits(new TargetLimits(Optional.empty(), Duration.ofSeconds(1), Optional.empty()))
                    .scenario("three", "mailbox: three\ntouches: flags\n", "login\nC: RETR 2\nS: +OK\nS message 2\n")
                    .scenario("ten", "mailbox: ten\ntouches: flags\n", "login\nC: RETR 9\nS: +OK\nS message 9\n")
                    .play();

            assertThat(run.results()).map(ScenarioResult::verdict).containsOnly(Verdict.PASS);
        }
    }

    @Test
    void where_one_client_is_served_after_the_other_so_are_the_players() throws Exception {
        try (Rig server = new Rig(LawfulServers.servingInTurn().toBuilder())) {
            Run run = server.account("alice", 0)
                    .account("bob", 0)
                    .limits(new TargetLimits(Optional.empty(), Duration.ofSeconds(2), Optional.empty()))
                    .scenario("one", "touches: flags\n", "login\nS silence 3s\n")
                    .scenario("another", "touches: flags\n", "login\nS silence 3s\n")
                    .scenario("both", "", "login\nconnect on 2\n")
                    .disposable()
                    .play();

            assertThat(List.of("one", "another"))
                    .map(id -> Rig.result(run, id).verdict())
                    .containsOnly(Verdict.PASS);
            assertSkip(run, "both", SkipReason.Code.TARGET_LACKS, "opens 2 connections at the same time");
            assertThat(run.leftOut()).anyMatch(note -> note.startsWith("it serves one client after the other"));
        }
    }

    @Test
    void connections_one_after_the_other_count_as_one() throws Exception {
        String loop = "repeat 3\n  connect\n  C: QUIT\n  S: +OK\n  S close\n  connect on 2\n  C2 close\nend\n";
        Run run = rig.account("alice", 0)
                .limits(new TargetLimits(Optional.of(1), Duration.ofSeconds(10), Optional.empty()))
                .scenario("quit", "", "login\nC: QUIT\nS: +OK\nS close\nlogin on 2\n")
                .scenario("drop", "", "login\nC close\nlogin on 2\nC2 reset\nlogin on 3\n")
                .scenario("loop", "", loop)
                .scenario("half", "", "login\nC half-close\nconnect on 2\n")
                .scenario("either", "", "login\neither\n  S close\nor\n  S silence 100ms\nend\nconnect on 2\n")
                .play();

        assertThat(List.of("quit", "drop", "loop"))
                .map(id -> Rig.result(run, id).verdict())
                .containsOnly(Verdict.PASS);
        assertThat(List.of("half", "either"))
                .allSatisfy(id ->
                        assertSkip(run, id, SkipReason.Code.TARGET_LACKS, "opens 2 connections at the same time"));
    }

    @Test
    void variants_and_channels_are_played_through() throws Exception {
        Choices choices = new Choices(
                List.of("user-pass", "apop"),
                List.of(Channel.CLEARTEXT, Channel.STLS, Channel.TLS),
                Optional.empty(),
                Optional.empty(),
                1,
                false,
                false);

        Run run = rig.account("alice", 0)
                .scenario("a", "", "login\nC: NOOP\nS: +OK\n")
                .scenario("b", "channel: cleartext\n", "C: QUIT\nS: +OK\n")
                .play(choices);

        assertThat(run.results()).extracting(ScenarioResult::verdict).containsOnly(Verdict.PASS);
        assertThat(run.results())
                .extracting(result -> result.id() + " " + result.variant() + " " + result.channel())
                .containsExactlyInAnyOrder(
                        "a user-pass cleartext",
                        "a apop cleartext",
                        "a user-pass stls",
                        "a apop stls",
                        "a user-pass tls",
                        "a apop tls",
                        "b user-pass cleartext");
    }

    private static List<String> played(Run run, String id) {
        return run.results().stream()
                .filter(result -> result.id().equals(id) && result.skip().isEmpty())
                .map(result -> result.variant() + " " + result.channel())
                .sorted()
                .toList();
    }

    @Test
    void every_variant_is_tried_once_on_every_channel_that_offers_it() throws Exception {
        Run run = rig.account("alice", 0)
                .scenario("each", "tags: each-variant\n", "login strict\nC: NOOP\nS: +OK\n")
                .scenario("usual", "", "login\nC: NOOP\nS: +OK\n")
                .play();

        assertThat(run.results()).extracting(ScenarioResult::verdict).doesNotContain(Verdict.FAIL, Verdict.ERROR);
        assertThat(played(run, "each"))
                .contains("apop cleartext", "apop stls", "apop tls", "user-pass tls", "sasl-plain cleartext");
        assertThat(played(run, "usual")).containsExactly("user-pass cleartext");
    }

    @Test
    void a_script_knows_which_variant_it_is_played_through() throws Exception {
        Run run = rig.account("alice", 0)
                .scenario(
                        "each",
                        "tags: each-variant\n",
                        "login strict\nobserve variant \"${variant}\"\nC: NOOP\nS: +OK\n")
                .play();

        assertThat(run.results())
                .filteredOn(result -> result.skip().isEmpty())
                .extracting(ScenarioResult::variant)
                .contains("apop", "user-pass", "sasl-plain");
        assertThat(run.results())
                .filteredOn(result -> result.skip().isEmpty())
                .allSatisfy(result -> assertThat(result.observations())
                        .extracting(Observation::value)
                        .containsExactly(result.variant()));
    }

    @Test
    void a_variant_that_the_server_does_not_offer_is_told_once() throws Exception {
        try (Rig without = new Rig(ServerSettings.builder().apop(false))) {
            Run run = without.account("alice", 0)
                    .scenario("each", "tags: each-variant\n", "login strict\nC: NOOP\nS: +OK\n")
                    .play();

            assertThat(run.results())
                    .filteredOn(result -> result.variant().equals("apop"))
                    .extracting(result -> result.skip().map(SkipReason::text))
                    .containsExactly(Optional.of("the server does not offer login by apop"));
        }
    }

    /** USER and PASS work there, and CAPA does not say so. */
    private static ServerSettings.Builder unannounced() {
        return ServerSettings.builder()
                .faults(List.of(Faults.named("user-not-announced").orElseThrow()));
    }

    @Test
    void where_the_server_does_not_announce_user_scenarios_log_in_by_the_first_way_that_it_announces()
            throws Exception {
        try (Rig silent = new Rig(unannounced())) {
            Run run = silent.account("alice", 0)
                    .scenario("usual", "", "login\nC: NOOP\nS: +OK\n")
                    .play();

            assertThat(played(run, "usual")).containsExactly("sasl-plain stls");
        }
    }

    @Test
    void where_it_announces_no_way_at_all_scenarios_log_in_as_the_probe_could() throws Exception {
        Set<String> mechanisms =
                new Mechanisms().all().stream().map(Mechanism::name).collect(Collectors.toSet());
        try (Rig silent = new Rig(unannounced().apop(false).withoutMechanisms(mechanisms))) {
            Run run = silent.account("alice", 0)
                    .scenario("usual", "", "login\nC: NOOP\nS: +OK\n")
                    .scenario("each", "tags: each-variant\n", "login strict\nC: NOOP\nS: +OK\n")
                    .play();

            assertThat(played(run, "usual")).containsExactly("user-pass stls");
            assertThat(played(run, "each")).isEmpty();
        }
    }

    @Test
    void crossed_every_login_is_played_through_every_variant() throws Exception {
        Choices crossed = new Choices(List.of(), List.of(), Optional.empty(), Optional.empty(), 1, false, true);

        Run run = rig.account("alice", 0)
                .scenario("a", "", "login\nC: NOOP\nS: +OK\n")
                .scenario("b", "", "C: QUIT\nS: +OK\n")
                .play(crossed);

        assertThat(played(run, "a")).contains("apop cleartext", "sasl-plain cleartext", "user-pass cleartext");
        assertThat(played(run, "b")).hasSize(1);
    }

    @Test
    void a_stopped_run_ends_at_once_is_incomplete_and_commits_nothing() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        rig.server().maildrop("alice").put("Subject: keep me\r\n\r\nhello\r\n".getBytes(StandardCharsets.ISO_8859_1));
        rig.account("alice", 0)
                .disposable()
                .delivery("none")
                .scenario("a", "", "login\n")
                .scenario("b", "touches: maildrop\nmailbox: any\n", "login\nC: DELE 1\nS: +OK\nwait 1m\n")
                .scenario("c", "depends-on: b\n", "login\n");
        Harness harness = rig.harness(Rig.choices(), new Silence() {
            @Override
            public void finished(ScenarioResult result) {
                first.countDown();
            }
        });
        CompletableFuture<Run> playing = play(harness);

        assertThat(first.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        await(rig.server().maildrop("alice")::locked);
        harness.stop();
        Run run = playing.get(10, TimeUnit.SECONDS);

        assertThat(run.complete()).isFalse();
        assertThat(Rig.result(run, "a").verdict()).isEqualTo(Verdict.PASS);
        assertSkip(run, "b", SkipReason.Code.NOT_REACHED, "the run ended before its turn");
        assertSkip(run, "c", SkipReason.Code.NOT_REACHED, "the run ended before its turn");
        assertThat(rig.count("alice")).isEqualTo(1);
    }

    @Test
    void a_server_that_goes_away_ends_the_run_early() throws Exception {
        rig.account("alice", 0).scenario("a", "tags: sanity\n", "login\n");
        for (int number = 1; number <= 20; number++) {
            rig.scenario("b" + number, "", "login\n");
        }
        Harness harness = rig.harness(Rig.choices(), new Silence() {
            @Override
            public void finished(ScenarioResult result) {
                rig.close();
            }
        });

        Run run = harness.play();

        assertThat(run.leftOut()).anyMatch(note -> note.contains("can't be reached any more"));
        assertThat(run.results())
                .extracting(result -> result.skip().map(SkipReason::code))
                .contains(Optional.of(SkipReason.Code.NOT_REACHED));
    }

    @Test
    void no_secret_is_in_a_result() throws Exception {
        Run run = rig.account("alice", 0)
                .scenario("a", "", "login\nC: STAT\nS: -ERR\n")
                .scenario("b", "", "C: USER ${user}\nS: +OK\nC: PASS ${password}\nS: +OK ${password}\n")
                .play();

        assertThat(run.toString()).doesNotContain(Rig.PASSWORD).contains("PASS ****");
    }

    private static void assertSkip(Run run, String id, SkipReason.Code code, String text) {
        SkipReason reason = Rig.result(run, id).skip().orElseThrow(() -> new AssertionError(id + " was not skipped"));
        assertThat(reason.code()).as(id).isEqualTo(code);
        assertThat(reason.text()).as(id).contains(text);
    }

    private static CompletableFuture<Run> play(Harness harness) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return harness.play();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begin)
                    .as("nanoseconds waited")
                    .isLessThan(TimeUnit.SECONDS.toNanos(LONGEST_WAIT_SECONDS));
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private int deliveredSoFar() {
        List<StoredMessage> messages = rig.server().maildrop("alice").messages();
        String id = messages.get(messages.size() - 1).uniqueId();
        return Integer.parseInt(id.substring(id.lastIndexOf('.') + 1));
    }
}
