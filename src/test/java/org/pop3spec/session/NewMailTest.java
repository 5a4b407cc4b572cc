package org.pop3spec.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.result.Event;
import org.pop3spec.result.Failure;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Touch;

/** {@code deliver}: when mail is handed over, and when it is waited for. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NewMailTest {
    private final Postman postman = new Postman();

    @Test
    void mail_that_is_delivered_while_nobody_is_in_is_waited_for_at_once() throws Exception {
        Outcome outcome = play("deliver three\nlogin\n");

        assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
        assertThat(postman.heard).containsExactly("deliver 1 three", "wait 1");
    }

    @Test
    void mail_that_is_delivered_during_a_session_is_waited_for_before_the_next_login() throws Exception {
        Outcome outcome = play("login\ndeliver message 2 of three\nC: NOOP\nS: +OK\nC: QUIT\nS: +OK\nS close\n"
                + "deliver three\nlogin on 2\n");

        assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
        assertThat(postman.heard).containsExactly("deliver 1 three 2", "deliver 1 three", "wait 1");
    }

    @Test
    void a_login_that_the_script_spells_out_waits_too() throws Exception {
        Outcome outcome =
                play("login\ndeliver three\nC close\n" + "C2: USER ${user}\nC2: PASS ${password}\nS2: +OK\nS2: +OK\n");

        assertThat(outcome.verdict()).isEqualTo(Verdict.PASS);
        assertThat(postman.heard).containsExactly("deliver 1 three", "wait 1");
    }

    @Test
    void nobody_looks_into_a_maildrop_that_a_session_of_the_script_has_open() throws Exception {
        play("login\ndeliver three\nC: NOOP\nS: +OK\nlogin on 2\n");

        assertThat(postman.heard).containsExactly("deliver 1 three");
    }

    @Test
    void mail_can_be_for_another_account() throws Exception {
        play("deliver three as 2\nlogin as 2\n");

        assertThat(postman.heard).containsExactly("deliver 2 three", "wait 2");
    }

    @Test
    void what_arrived_stands_in_the_transcript() throws Exception {
        Outcome outcome = play("login\ndeliver message 2 of three\n");

        assertThat(outcome.transcript().events())
                .filteredOn(event -> event.kind() == Event.Kind.NOTE)
                .extracting(Event::octets)
                .contains("new mail is delivered: message 2 of three");
    }

    @Test
    void a_failure_after_mail_that_did_not_come_is_believed_after_a_second_play_only() throws Exception {
        postman.late = true;

        Outcome outcome = play("deliver three\nlogin\nC: NOOP\nS: -ERR\n");

        assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(SecondPlay.needed(outcome)).isTrue();
        assertThat(SecondPlay.settle(outcome, outcome).certain()).isTrue();
    }

    @Test
    void a_failure_after_mail_that_came_is_believed_at_once() throws Exception {
        assertThat(SecondPlay.needed(play("deliver three\nlogin\nC: NOOP\nS: -ERR\n")))
                .isFalse();
    }

    @Test
    void mail_that_cannot_be_handed_over_is_an_error_at_its_line() throws Exception {
        postman.strike = true;

        Outcome outcome = play("login\ndeliver three\n");

        assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(outcome.failure()).get().extracting(Failure::message).isEqualTo("there is no delivery today");
        assertThat(outcome.failure().flatMap(Failure::at)).get().hasToString("it.pop3:7:1");
    }

    @Test
    void without_delivery_the_scenario_is_skipped() throws Exception {
        Outcome outcome = play("login\ndeliver three\n", Optional.empty(), EnumSet.allOf(Touch.class));

        assertThat(outcome.verdict()).isEqualTo(Verdict.SKIP);
        assertThat(outcome.skip()).get().asString().contains("no delivery");
    }

    @Test
    void nothing_is_delivered_where_changes_are_not_allowed() throws Exception {
        Outcome outcome = play("login\ndeliver three\n", Optional.of(postman), EnumSet.of(Touch.FLAGS));

        assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(postman.heard).isEmpty();
    }

    @Test
    void a_scenario_whose_mail_was_delivered_is_not_begun_anew_when_the_maildrop_is_busy() throws Exception {
        try (ScriptedServer server = Stage.answering("PASS", "-ERR [IN-USE] later\r\n")) {
            Outcome outcome = play(
                    "deliver three\nC: USER ${user}\nS: +OK\nC: PASS ${password}\nS: +OK\n",
                    Optional.of(postman),
                    EnumSet.allOf(Touch.class),
                    server);

            assertThat(outcome.verdict()).isEqualTo(Verdict.ERROR);
            assertThat(postman.heard).containsExactly("deliver 1 three", "wait 1");
        }
    }

    private Outcome play(String session) throws Exception {
        return play(session, Optional.of(postman), EnumSet.allOf(Touch.class));
    }

    private static Outcome play(String session, Optional<NewMail> mail, Set<Touch> allowed) throws Exception {
        try (ScriptedServer server = Stage.answering("NOOP", "+OK\r\n")) {
            return play(session, mail, allowed, server);
        }
    }

    private static Outcome play(String session, Optional<NewMail> mail, Set<Touch> allowed, ScriptedServer server)
            throws InterruptedException {
        Setting setting = Stage.setting(server.endpoint());
        return new ScenarioPlayer()
                .play(
                        Stage.scenario("accounts: 2\n", session),
                        new Setting(
                                setting.cleartext(),
                                setting.tls(),
                                setting.kpop(),
                                setting.kpops(),
                                setting.tlsSettings(),
                                setting.limits(),
                                setting.channel(),
                                setting.variant(),
                                setting.variants(),
                                setting.accounts(),
                                setting.secrets(),
                                setting.messages(),
                                setting.sizes(),
                                allowed,
                                setting.seed(),
                                mail,
                                setting.turns(),
                                setting.patience(),
                                setting.timeScale()));
    }

    /** Notes what it is asked for. */
    private static final class Postman implements NewMail {
        private final List<String> heard = new ArrayList<>();
        private boolean late;
        private boolean strike;

        @Override
        public void deliver(int account, String mailbox, OptionalInt message) throws Undelivered {
            if (strike) {
                throw new Undelivered("there is no delivery today");
            }
            heard.add("deliver " + account + " " + mailbox + (message.isPresent() ? " " + message.getAsInt() : ""));
        }

        @Override
        public boolean arrived(int account) {
            heard.add("wait " + account);
            return !late;
        }
    }
}
