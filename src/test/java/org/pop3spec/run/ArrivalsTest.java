package org.pop3spec.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.mailbox.Carrier;
import org.pop3spec.mailbox.Delivery;
import org.pop3spec.mailbox.DeliveryException;
import org.pop3spec.mailbox.Mailbox;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.mailbox.MaildropLockedException;
import org.pop3spec.mailbox.Message;
import org.pop3spec.net.Limits;
import org.pop3spec.refserver.StoredMessage;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;
import org.pop3spec.session.NewMail;
import org.pop3spec.target.CapabilityProbe;

/** Mail that arrives while a scenario is played. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ArrivalsTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final String THREE_THEN_FOUR =
            "login\ndeliver one\nC: STAT\nS: +OK 3 ${total:number}\nC: QUIT\nS: +OK\n"
                    + "login on 2\nC2: STAT\nS2: +OK 4 ${more:number}\n";

    private final Rig rig = new Rig();

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void mail_that_arrives_during_a_session_is_there_in_the_next() throws Exception {
        Run run = rig.account("alice", 0)
                .disposable()
                .scenario("a", "mailbox: three\ntouches: maildrop\n", THREE_THEN_FOUR)
                .play();

        assertThat(run.results()).extracting(ScenarioResult::verdict).containsExactly(Verdict.PASS);
    }

    @Test
    void the_next_scenario_finds_its_mailbox_without_what_arrived() throws Exception {
        Run run = rig.account("alice", 0)
                .disposable()
                .scenario("a", "mailbox: three\ntouches: maildrop\n", THREE_THEN_FOUR)
                .scenario("b", "mailbox: three\ntouches: maildrop\n", THREE_THEN_FOUR)
                .scenario("c", "mailbox: three\n", "login\nC: STAT\nS: +OK 3 ${total:number}\n")
                .play();

        assertThat(run.results()).extracting(ScenarioResult::verdict).containsOnly(Verdict.PASS);
    }

    @Test
    void a_server_that_keeps_mail_out_of_an_open_maildrop_has_the_scenario_skipped() throws Exception {
        Run run = rig.account("alice", 0)
                .disposable()
                .delivery("none")
                .direct(new Delivery() {
                    @Override
                    public Carrier carrier() {
                        return Carrier.MBOX;
                    }

                    @Override
                    public void deliver(String user, Mailbox mailbox) throws DeliveryException {
                        throw new MaildropLockedException("somebody else's lock");
                    }
                })
                .scenario("a", "touches: maildrop\n", "login\ndeliver one\nC: NOOP\nS: +OK\n")
                .play();

        SkipReason skip = Rig.result(run, "a").skip().orElseThrow();
        assertThat(skip.code()).isEqualTo(SkipReason.Code.NO_DELIVERY);
        assertThat(skip.text()).contains("while the maildrop is open").contains("somebody else's lock");
    }

    @Test
    void without_delivery_the_scenario_is_skipped_and_says_so() throws Exception {
        Run run = rig.account("alice", 0)
                .disposable()
                .delivery("none")
                .scenario("a", "touches: maildrop\n", "login\ndeliver one\nC: NOOP\nS: +OK\n")
                .play();

        SkipReason skip = Rig.result(run, "a").skip().orElseThrow();
        assertThat(skip.code()).isEqualTo(SkipReason.Code.NO_DELIVERY);
        assertThat(skip.text()).contains("the target has no delivery").contains("mailbox one");
    }

    @Test
    void what_the_delivery_cannot_carry_is_not_tried() throws Exception {
        Run run = rig.account("alice", 0)
                .disposable()
                .scenario("a", "touches: maildrop\n", "login\ndeliver no-final-line-end\nC: NOOP\nS: +OK\n")
                .play();

        assertThat(Rig.result(run, "a").skip().map(SkipReason::code)).contains(SkipReason.Code.NO_DELIVERY);
    }

    @Test
    void one_message_of_a_mailbox_arrives_with_an_id_of_its_own() throws Exception {
        Arrivals arrivals =
                arrivals(rig.delivery("smtp://127.0.0.1:" + rig.server().smtpPort()), SHORT);

        arrivals.deliver(1, "three", OptionalInt.of(2));
        arrivals.deliver(1, "three", OptionalInt.of(2));

        assertThat(arrivals.arrived(1)).isTrue();
        List<StoredMessage> there = rig.server().maildrop("alice").messages();
        assertThat(there).hasSize(2);
        Message second = Mailboxes.of(1).named("three").orElseThrow().messages().get(1);
        assertThat(there)
                .allSatisfy(message -> assertThat(new String(message.octets(), StandardCharsets.ISO_8859_1))
                        .endsWith(new String(second.body(), StandardCharsets.ISO_8859_1)));
        assertThat(there)
                .extracting(message -> Message.idIn(message.octets()).orElseThrow())
                .doesNotHaveDuplicates()
                .allMatch(id -> id.startsWith("late-"));
    }

    @Test
    void mail_is_looked_for_until_it_is_there() throws Exception {
        Holding held = new Holding();
        Arrivals arrivals =
                new Arrivals(List.of(lease()), held, ArrivalsTest::mailbox, doors(), Duration.ofSeconds(30));
        arrivals.deliver(1, "one", OptionalInt.empty());
        Thread later = new Thread(() -> {
            // the first look, in which nothing is there, takes the lock of the maildrop
            while (!rig.server().maildrop("alice").locked()) {
                Thread.onSpinWait();
            }
            held.let(rig);
        });
        later.start();

        assertThat(arrivals.arrived(1)).isTrue();
        later.join();
    }

    @Test
    void mail_that_does_not_come_is_not_waited_for_again() throws Exception {
        Arrivals arrivals = new Arrivals(List.of(lease()), new Holding(), ArrivalsTest::mailbox, doors(), SHORT);
        arrivals.deliver(1, "one", OptionalInt.empty());

        assertThat(arrivals.arrived(1)).isFalse();
        assertThat(arrivals.arrived(1)).isTrue();
    }

    @Test
    void a_message_that_the_mailbox_does_not_have_is_not_delivered() throws Exception {
        Arrivals arrivals = arrivals(rig, SHORT);

        assertThatThrownBy(() -> arrivals.deliver(1, "three", OptionalInt.of(4)))
                .isInstanceOf(NewMail.Undelivered.class)
                .hasMessage("mailbox three has no message 4");
        assertThatThrownBy(() -> arrivals.deliver(2, "three", OptionalInt.empty()))
                .isInstanceOf(NewMail.Undelivered.class)
                .hasMessage("there is no account 2");
    }

    @Test
    void a_maildrop_into_which_mail_came_is_known_no_more_and_to_be_cleaned() throws Exception {
        AccountLease lease = lease();
        lease.holds(Filling.found(0, List.of()));

        new Arrivals(List.of(lease), new Holding(), ArrivalsTest::mailbox, doors(), SHORT)
                .deliver(1, "one", OptionalInt.empty());

        assertThat(lease.filling()).isEmpty();
        assertThat(lease.filled()).isTrue();
    }

    private Arrivals arrivals(Rig from, Duration patience) throws Exception {
        Delivery delivery = Delivery.parse(from.target().delivery(), Path.of(""));
        return new Arrivals(List.of(lease()), delivery, ArrivalsTest::mailbox, doors(), patience);
    }

    private AccountLease lease() {
        if (rig.target().accounts().isEmpty()) {
            rig.account("alice", 0);
        }
        return new AccountLease(0, rig.target().accounts().get(0), 0);
    }

    private Doors doors() throws Exception {
        lease();
        return new Doors(new CapabilityProbe(rig.target(), Limits.standard(), Optional.empty(), false).probe(), false);
    }

    private static Mailbox mailbox(String name) {
        return Mailboxes.of(1).named(name).orElseThrow();
    }

    /** Takes mail, and keeps it until it is told to let it go. */
    private static final class Holding implements Delivery {
        private volatile List<Message> held = List.of();

        @Override
        public Carrier carrier() {
            return Carrier.MEMORY;
        }

        @Override
        public void deliver(String user, Mailbox mailbox) {
            held = mailbox.messages();
        }

        void let(Rig rig) {
            held.forEach(message -> rig.server().maildrop("alice").put(message.octets()));
        }
    }
}
