package org.pop3spec.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.refserver.StoredMessage;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;
import org.pop3spec.target.Account.Allowance;

/** Against a server that is not a recipe the harness is a guest. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SafetyTest {
    private static final byte[] THEIRS =
            "From: bob@example.org\r\nSubject: keep me\r\n\r\nhello\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final Rig rig = new Rig();

    @BeforeEach
    void scenarios() {
        rig.scenario("looks", "mailbox: any\n", "login\nC: STAT\nS: +OK\n")
                .scenario("fetches", "mailbox: some\ntouches: flags\n", "login\nC: RETR 1\nS: +OK\nS lines\n")
                .scenario("marks", "mailbox: some\ntouches: maildrop\n", "login\nC: DELE 1\nS: +OK\n")
                .scenario(
                        "deletes", "mailbox: three\ntouches: maildrop\n", "login\nC: DELE 1\nS: +OK\nC: QUIT\nS: +OK\n")
                .scenario("counts", "mailbox: three\n", "login\nC: STAT\nS: +OK 3\n")
                .scenario("guesses", "touches: login-failures\n", "C: USER ${user}\nS: +OK\nC: PASS no\nS: -ERR\n")
                .scenario(
                        "guesses-again", "touches: login-failures\n", "C: USER ${user}\nS: +OK\nC: PASS n\nS: -ERR\n");
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void an_account_that_allows_nothing_is_looked_at_only() throws Exception {
        rig.server().maildrop("alice").put(THEIRS);

        Run run = rig.account("alice", 0).play();

        assertThat(verdict(run, "looks")).isEqualTo(Verdict.PASS);
        assertThat(List.of("fetches", "marks", "deletes", "counts", "guesses", "guesses-again"))
                .allSatisfy(id -> assertThat(Rig.result(run, id).skip().map(SkipReason::code))
                        .as(id)
                        .contains(SkipReason.Code.NOT_ALLOWED));
        assertTheirMailIsThere();
    }

    @Test
    void what_was_left_out_stands_in_the_summary_with_the_line_that_would_allow_it() throws Exception {
        Run run = rig.account("alice", 0).play();

        assertThat(run.leftOut())
                .anyMatch(line -> line.startsWith("1 scenario: ") && line.contains("allow: [read]"))
                .anyMatch(line -> line.contains("allow: [change]"))
                .anyMatch(line -> line.startsWith("2 scenarios: ") && line.contains("failed-logins: 1"));
    }

    @Test
    void read_allows_to_fetch_mail_that_is_there() throws Exception {
        rig.server().maildrop("alice").put(THEIRS);

        Run run = rig.account("alice", 0, Allowance.READ).play();

        assertThat(verdict(run, "fetches")).isEqualTo(Verdict.PASS);
        assertThat(verdict(run, "marks")).isEqualTo(Verdict.SKIP);
        assertTheirMailIsThere();
    }

    @Test
    void read_does_not_allow_to_put_anything_in() throws Exception {
        Run run = rig.account("alice", 0, Allowance.READ).play();

        assertThat(verdict(run, "fetches")).isEqualTo(Verdict.SKIP);
        assertThat(verdict(run, "counts")).isEqualTo(Verdict.SKIP);
        assertThat(rig.count("alice")).isZero();
    }

    @Test
    void change_allows_to_fill_an_empty_maildrop_which_is_empty_again_at_the_end() throws Exception {
        Run run = rig.account("alice", 0, Allowance.READ, Allowance.CHANGE).play();

        assertThat(List.of("fetches", "marks", "deletes", "counts"))
                .allSatisfy(id -> assertThat(verdict(run, id)).as(id).isEqualTo(Verdict.PASS));
        assertThat(rig.count("alice")).isZero();
    }

    @Test
    void mail_that_arrived_while_a_scenario_was_played_is_removed_too() throws Exception {
        Run run = rig.account("alice", 0, Allowance.READ, Allowance.CHANGE)
                .scenario("arrives", "touches: maildrop\n", "login\ndeliver three\nC: QUIT\nS: +OK\n")
                .play();

        assertThat(verdict(run, "arrives")).isEqualTo(Verdict.PASS);
        assertThat(rig.count("alice")).isZero();
    }

    @Test
    void nothing_arrives_where_changes_are_not_allowed() throws Exception {
        Run run = rig.account("alice", 0, Allowance.READ)
                .scenario("arrives", "touches: maildrop\n", "login\ndeliver three\nC: QUIT\nS: +OK\n")
                .play();

        assertThat(Rig.result(run, "arrives").skip().map(SkipReason::code)).contains(SkipReason.Code.NOT_ALLOWED);
        assertThat(rig.count("alice")).isZero();
    }

    @Test
    void change_never_removes_mail_that_was_there() throws Exception {
        rig.server().maildrop("alice").put(THEIRS);

        Run run = rig.account("alice", 0, Allowance.READ, Allowance.CHANGE).play();

        assertThat(List.of("marks", "deletes", "counts"))
                .allSatisfy(id -> assertThat(Rig.result(run, id).skip().map(SkipReason::code))
                        .as(id)
                        .contains(SkipReason.Code.NOT_ALLOWED));
        assertTheirMailIsThere();
    }

    @Test
    void mail_that_an_earlier_run_left_behind_is_removed_where_both_are_allowed() throws Exception {
        byte[] ours =
                Mailboxes.of(7).named("one").orElseThrow().messages().get(0).octets();
        rig.server().maildrop("alice").put(ours);

        Run run = rig.account("alice", 0, Allowance.READ, Allowance.CHANGE).play();

        assertThat(verdict(run, "counts")).isEqualTo(Verdict.PASS);
        assertThat(rig.count("alice")).isZero();
    }

    @Test
    void wrong_passwords_are_sent_no_more_often_than_allowed_in_the_whole_run() throws Exception {
        Run run = rig.account("alice", 1).play();

        assertThat(List.of(verdict(run, "guesses"), verdict(run, "guesses-again")))
                .containsExactlyInAnyOrder(Verdict.PASS, Verdict.SKIP);
    }

    @Test
    void a_wrong_password_for_a_name_that_nobody_has_counts_too() throws Exception {
        String session = "C: USER nobody\nS: +OK\nC: PASS no\nS: -ERR\n";
        rig.scenario("guesses-blindly", "touches: login-failures\n", session);

        Run run = rig.account("alice", 0).play();

        assertThat(Rig.result(run, "guesses-blindly").skip().map(SkipReason::code))
                .contains(SkipReason.Code.NOT_ALLOWED);
    }

    @Test
    void what_is_disposable_may_be_emptied() throws Exception {
        rig.server().maildrop("alice").put(THEIRS);

        Run run = rig.account("alice", 0).disposable().play();

        assertThat(run.results()).extracting(ScenarioResult::verdict).containsOnly(Verdict.PASS);
        assertThat(run.leftOut()).isEmpty();
        assertThat(rig.server().maildrop("alice").messages())
                .extracting(StoredMessage::octets)
                .doesNotContain(THEIRS);
    }

    @Test
    void without_delivery_scenarios_use_what_is_there_or_are_skipped() throws Exception {
        rig.server().maildrop("alice").put(THEIRS);

        Run run = rig.account("alice", 0).disposable().delivery("none").play();

        assertThat(verdict(run, "fetches")).isEqualTo(Verdict.PASS);
        assertThat(Rig.result(run, "counts").skip().map(SkipReason::code)).contains(SkipReason.Code.NO_DELIVERY);
        assertTheirMailIsThere();
    }

    private void assertTheirMailIsThere() {
        assertThat(rig.server().maildrop("alice").messages())
                .extracting(StoredMessage::octets)
                .containsExactly(THEIRS);
    }

    private static Verdict verdict(Run run, String id) {
        return Rig.result(run, id).verdict();
    }
}
