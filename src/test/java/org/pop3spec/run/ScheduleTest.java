package org.pop3spec.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.result.Level;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.FrontMatter;
import org.pop3spec.scenario.Protocol;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.target.Account;
import org.pop3spec.target.Secret;

@Timeout(value = 10, unit = TimeUnit.SECONDS)
class ScheduleTest {
    private final List<AccountLease> accounts = List.of(account(0, 0), account(1, 3));

    @Test
    void a_step_whose_mailbox_is_in_a_maildrop_comes_before_one_that_needs_filling() throws Exception {
        accounts.get(1).holds(Filling.of("three", List.of(), List.of()));
        Schedule schedule = schedule(step("a").mailbox("one"), step("b").mailbox("three"));

        Assignment first = schedule.next().orElseThrow();

        assertThat(first.step().id()).isEqualTo("b");
        assertThat(first.leases()).containsExactly(accounts.get(1));
    }

    @Test
    void a_maildrop_that_others_still_want_is_not_the_first_to_be_filled_anew() throws Exception {
        accounts.get(0).holds(Filling.of("three", List.of(), List.of()));
        Schedule schedule =
                schedule(step("a").mailbox("one"), step("b").mailbox("three").accounts(2));

        Assignment first = schedule.next().orElseThrow();

        assertThat(first.step().id()).isEqualTo("a");
        assertThat(first.leases()).containsExactly(accounts.get(1));
    }

    @Test
    void an_account_is_leased_to_one_step_at_a_time() throws Exception {
        Schedule schedule = schedule(step("a").accounts(1), step("b").accounts(1));

        Assignment first = schedule.next().orElseThrow();
        Assignment second = schedule.next().orElseThrow();

        assertThat(first.leases()).doesNotContainAnyElementsOf(second.leases());
    }

    @Test
    void a_step_that_needs_two_accounts_waits_until_both_are_free() throws Exception {
        Schedule schedule =
                schedule(step("a").accounts(1), step("b").accounts(2), step("c").accounts(0));
        Assignment single = schedule.next().orElseThrow();

        assertThat(schedule.next().orElseThrow().step().id()).isEqualTo("c");
        schedule.done(single, Verdict.PASS);
        assertThat(schedule.next().orElseThrow().leases()).hasSize(2);
    }

    @Test
    void no_more_connections_are_open_than_allowed() throws Exception {
        Schedule schedule = new Schedule(
                List.of(
                        step("a").accounts(0).connections(2).build(),
                        step("b").accounts(0).connections(2).build(),
                        step("c").accounts(0).connections(1).build()),
                accounts,
                3);

        Assignment first = schedule.next().orElseThrow();
        Assignment second = schedule.next().orElseThrow();

        assertThat(List.of(first.step().id(), second.step().id())).containsExactly("a", "c");
    }

    @Test
    void what_depends_on_something_waits_for_it() throws Exception {
        assertThat(order(schedule(step("a").dependsOn("b"), step("b")))).containsExactly("b", "a");
    }

    @Test
    void what_depends_on_something_that_failed_is_skipped_and_so_is_what_depends_on_that() throws Exception {
        Schedule schedule = schedule(step("a").dependsOn("b"), step("b").dependsOn("c"), step("c"));
        schedule.done(schedule.next().orElseThrow(), Verdict.FAIL);

        Assignment skipped = schedule.next().orElseThrow();
        schedule.done(skipped, Verdict.SKIP);
        Assignment next = schedule.next().orElseThrow();

        assertThat(skipped.step().id()).isEqualTo("b");
        assertThat(skipped.skip())
                .contains(new SkipReason(SkipReason.Code.DEPENDENCY, "depends on c, which did not pass"));
        assertThat(next.skip().map(SkipReason::code)).contains(SkipReason.Code.DEPENDENCY);
    }

    @Test
    void what_depends_on_something_that_was_not_asked_for_is_played() throws Exception {
        assertThat(order(schedule(step("a").dependsOn("elsewhere/*")))).containsExactly("a");
    }

    @Test
    void dependencies_can_be_named_by_a_glob_or_an_old_name() throws Exception {
        Schedule schedule = schedule(
                step("a").dependsOn("x/*", "old"), step("x/y"), step("new").alias("old"));

        assertThat(order(schedule)).endsWith("a");
    }

    @Test
    void scenarios_that_depend_on_each_other_are_played_all_the_same() throws Exception {
        assertThat(order(schedule(step("a").dependsOn("b"), step("b").dependsOn("a"))))
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void failed_logins_are_spent_over_the_whole_run() throws Exception {
        Schedule schedule = schedule(
                step("a").failedLogins(2).on(1), step("b").failedLogins(2).on(1));

        Assignment first = schedule.next().orElseThrow();
        schedule.done(first, Verdict.PASS);
        Assignment second = schedule.next().orElseThrow();

        assertThat(first.skip()).isEmpty();
        assertThat(second.skip().map(SkipReason::code)).contains(SkipReason.Code.NOT_ALLOWED);
    }

    @Test
    void nothing_begins_after_a_stop() throws Exception {
        Schedule schedule = schedule(step("a"));

        schedule.stop();

        assertThat(schedule.next()).isEmpty();
    }

    private static List<String> order(Schedule schedule) throws InterruptedException {
        List<String> order = new ArrayList<>();
        Optional<Assignment> next = schedule.next();
        while (next.isPresent()) {
            order.add(next.get().step().id());
            schedule.done(next.get(), Verdict.PASS);
            next = schedule.next();
        }
        return order;
    }

    private Schedule schedule(StepBuilder... steps) {
        List<Step> built = new ArrayList<>();
        for (StepBuilder step : steps) {
            built.add(step.build());
        }
        return new Schedule(built, accounts, 100);
    }

    private static AccountLease account(int index, int failedLogins) {
        Account account = new Account("user" + index, Secret.of("secret", "a test"), Set.of(), failedLogins);
        return new AccountLease(index, account, failedLogins);
    }

    private static StepBuilder step(String id) {
        return new StepBuilder(id);
    }

    private static final class StepBuilder {
        private final String id;
        private int accounts = 1;
        private int connections = 1;
        private int failedLogins;
        private Optional<String> mailbox = Optional.empty();
        private List<String> dependsOn = List.of();
        private List<String> aliases = List.of();
        private List<Integer> eligible = List.of(0, 1);

        StepBuilder(String id) {
            this.id = id;
        }

        StepBuilder accounts(int count) {
            accounts = count;
            return this;
        }

        StepBuilder connections(int count) {
            connections = count;
            return this;
        }

        StepBuilder failedLogins(int count) {
            failedLogins = count;
            return this;
        }

        StepBuilder mailbox(String name) {
            mailbox = Optional.of(name);
            return this;
        }

        StepBuilder dependsOn(String... ids) {
            dependsOn = List.of(ids);
            return this;
        }

        StepBuilder alias(String name) {
            aliases = List.of(name);
            return this;
        }

        StepBuilder on(int account) {
            eligible = List.of(account);
            return this;
        }

        Step build() {
            FrontMatter header = new FrontMatter(
                    "Title",
                    Optional.empty(),
                    Level.MUST,
                    "Requirement",
                    List.of(),
                    "",
                    mailbox,
                    false,
                    Set.of(),
                    List.of(),
                    List.of(),
                    Protocol.POP3,
                    Optional.empty(),
                    accounts,
                    dependsOn,
                    List.of(),
                    aliases,
                    Optional.empty(),
                    false,
                    List.of(),
                    Optional.empty());
            return new Step(
                    new Scenario(id, id + ".pop3", header, List.of(), ""),
                    "user-pass",
                    Channel.CLEARTEXT,
                    Optional.empty(),
                    eligible,
                    new Step.Needs(accounts, connections, failedLogins, mailbox));
        }
    }
}
