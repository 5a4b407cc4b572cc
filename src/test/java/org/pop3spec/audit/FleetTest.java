package org.pop3spec.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Limits;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.NotTested;

/** Many servers, each with an address of its own, as far as a test does not say otherwise. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class FleetTest {
    /** A server that hangs hangs for longer than a test takes, on however busy a machine. */
    private static final Manners MANNERS =
            new Manners(2, 1000, Duration.ofMinutes(10), Limits.standard().withAnswer(Duration.ofMinutes(10)));

    private final List<ScriptedServer> servers = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (ScriptedServer server : servers) {
            server.close();
        }
    }

    /** All of 127.0.0.0/8 is this machine. */
    private ListedServer server(int number, ScriptedServer.Behaviour behaviour) throws IOException {
        InetAddress address =
                InetAddress.getByAddress(new byte[] {127, 1, (byte) (number / 250), (byte) (number % 250 + 1)});
        ScriptedServer server = new ScriptedServer(behaviour, address);
        servers.add(server);
        return ListedServer.named("pop3://" + server.endpoint());
    }

    static void serve(ScriptedServer.Peer peer) throws IOException {
        peer.say("+OK ready\r\n");
        for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
            peer.say(line.equals("CAPA") ? "+OK\r\nUSER\r\n.\r\n" : line.startsWith("X") ? "-ERR\r\n" : "+OK\r\n");
        }
    }

    private static Fleet fleet(int jobs, Manners manners, Consumer<AuditResult> ended) {
        return new Fleet(jobs, server -> request(server, manners), ended);
    }

    private static AuditRequest request(ListedServer server, Manners manners) {
        return new AuditRequest(
                server.name(),
                ServerAddress.doors(server.name()),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                manners,
                "pop3spec test",
                List.of());
    }

    @Test
    void hundreds_are_audited_and_one_that_hangs_holds_up_no_other() throws Exception {
        List<ListedServer> list = new ArrayList<>(List.of(server(0, ScriptedServer.Peer::idle)));
        for (int i = 1; i <= 300; i++) {
            list.add(server(i, FleetTest::serve));
        }
        List<String> ended = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch others = new CountDownLatch(300);
        Fleet fleet = fleet(8, MANNERS, audit -> {
            ended.add(audit.server());
            others.countDown();
        });
        Thread audits = new Thread(() -> unchecked(() -> fleet.audit(list)));
        audits.start();

        others.await();

        // the first of the list still waits for a greeting
        assertThat(ended)
                .hasSize(300)
                .doesNotContain(list.get(0).name())
                .containsExactlyInAnyOrderElementsOf(
                        list.stream().skip(1).map(ListedServer::name).toList());
        fleet.stop();
        audits.join();
        assertThat(ended).hasSize(300);
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void unchecked(Work work) {
        try {
            work.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void no_result_is_kept_once_it_was_handed_on() throws Exception {
        List<ListedServer> list = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            list.add(server(i, FleetTest::serve));
        }
        CountDownLatch looked = new CountDownLatch(1);
        list.add(server(40, peer -> unchecked(looked::await)));
        List<WeakReference<AuditResult>> results = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch others = new CountDownLatch(40);
        Fleet fleet = fleet(4, MANNERS, audit -> {
            results.add(new WeakReference<>(audit));
            others.countDown();
        });
        Thread audits = new Thread(() -> unchecked(() -> fleet.audit(list)));
        audits.start();
        others.await();

        // while the fleet still works, all that it has done is gone
        while (results.stream().limit(40).anyMatch(result -> result.get() != null)) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(audits.isAlive()).isTrue();
        looked.countDown();
        audits.join();
        assertThat(results).hasSize(41);
    }

    @Test
    void servers_with_one_address_are_audited_one_after_the_other() throws Exception {
        List<Integer> asked = Collections.synchronizedList(new ArrayList<>());
        List<ListedServer> list = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int number = i;
            list.add(server(0, peer -> {
                asked.add(number);
                serve(peer);
            }));
        }
        List<String> ended = Collections.synchronizedList(new ArrayList<>());

        boolean all = fleet(6, MANNERS, audit -> ended.add(audit.server())).audit(list);

        assertThat(all).isTrue();
        assertThat(ended).hasSize(6);
        // whose turn is over is not asked again
        List<Integer> turns = new ArrayList<>();
        for (int number : asked) {
            if (turns.isEmpty() || turns.get(turns.size() - 1) != number) {
                turns.add(number);
            }
        }
        assertThat(asked).hasSizeGreaterThan(12);
        assertThat(turns).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void a_server_that_says_something_now_and_then_is_left_at_the_deadline() throws Exception {
        ListedServer slow = server(0, peer -> {
            while (true) {
                peer.say("+");
                peer.idle(20);
            }
        });
        ListedServer other = server(1, FleetTest::serve);
        List<AuditResult> results = Collections.synchronizedList(new ArrayList<>());
        Manners manners =
                new Manners(2, 1000, Duration.ofSeconds(1), MANNERS.limits().withAnswer(Duration.ofMinutes(9)));

        boolean all = fleet(1, manners, results::add).audit(List.of(slow, other));

        assertThat(all).isTrue();
        assertThat(results).extracting(AuditResult::server).containsExactly(slow.name(), other.name());
        assertThat(results.get(0).complete()).isFalse();
        assertThat(results.get(0).notTested())
                .allSatisfy(open -> assertThat(open.reason()).contains("as long as it may, 1 s"));
        assertThat(results.get(1).complete()).isTrue();
    }

    @Test
    void what_is_under_way_when_it_is_stopped_is_not_handed_on() throws Exception {
        CountDownLatch connected = new CountDownLatch(2);
        List<ListedServer> list = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            list.add(server(i, peer -> {
                connected.countDown();
                peer.idle();
            }));
        }
        List<AuditResult> results = Collections.synchronizedList(new ArrayList<>());
        Fleet fleet = fleet(2, MANNERS, results::add);
        List<Boolean> all = Collections.synchronizedList(new ArrayList<>());
        Thread audits = new Thread(() -> unchecked(() -> all.add(fleet.audit(list))));
        audits.start();
        connected.await();

        fleet.stop();
        audits.join();

        assertThat(all).containsExactly(false);
        assertThat(results).isEmpty();
    }

    @Test
    void when_results_cannot_be_written_no_more_servers_are_asked() throws Exception {
        List<ListedServer> list = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            list.add(server(i, FleetTest::serve));
        }
        Fleet fleet = fleet(1, MANNERS, audit -> {
            throw new UncheckedIOException(new IOException("no space left"));
        });

        assertThatThrownBy(() -> fleet.audit(list)).hasMessageContaining("no space left");

        assertThat(servers.stream().filter(s -> s.connections() > 0)).hasSize(1);
    }

    @Test
    void what_a_name_server_takes_counts_towards_the_time_that_an_audit_may_take() throws Exception {
        ListedServer listed = server(0, FleetTest::serve);
        Manners hurried = new Manners(2, 1000, Duration.ofMillis(300), MANNERS.limits());
        List<AuditResult> results = new ArrayList<>();
        try (SmallDnsServer dns = SmallDnsServer.hanging()) {
            Discovery discovery = new Discovery(Optional.of(dns.endpoint()), Duration.ofMinutes(10));
            Fleet fleet = new Fleet(
                    1,
                    server -> {
                        discovery.find("example.org", Deadline.in(hurried.deadline()));
                        return request(server, hurried);
                    },
                    results::add);

            assertThat(fleet.audit(List.of(listed))).isTrue();
        }

        assertThat(results).extracting(AuditResult::complete).containsExactly(false);
        assertThat(results.get(0).notTested())
                .extracting(NotTested::reason)
                .isNotEmpty()
                .allMatch(reason -> reason.startsWith("the audit had taken as long as it may"));
        assertThat(servers.get(0).connections()).isZero();
    }

    @Test
    void a_mistake_of_ours_at_one_server_is_told_as_its_result_and_the_others_are_audited() throws Exception {
        ListedServer hurt = server(0, FleetTest::serve);
        ListedServer other = server(1, FleetTest::serve);
        List<AuditResult> results = Collections.synchronizedList(new ArrayList<>());

        boolean all = new Fleet(1, server -> request(server, server.equals(hurt) ? broken() : MANNERS), results::add)
                .audit(List.of(hurt, other));

        assertThat(all).isTrue();
        assertThat(results).extracting(AuditResult::complete).containsExactly(false, true);
        assertThat(results.get(0).unusable().orElseThrow()).startsWith("the audit itself broke: ");
    }

    @SuppressWarnings("NullAway") // what must not be is what makes it break
    private static Manners broken() {
        return new Manners(2, 1000, MANNERS.deadline(), MANNERS.limits().withConnect(null));
    }

    @Test
    void a_mistake_of_ours_before_there_is_a_server_to_ask_ends_it_all() throws Exception {
        Fleet fleet = new Fleet(
                1,
                server -> {
                    throw new IllegalStateException("broken");
                },
                audit -> {});
        List<ListedServer> list = List.of(server(0, FleetTest::serve));

        assertThatThrownBy(() -> fleet.audit(list)).hasMessage("broken");
    }

    @Test
    void an_error_beyond_exceptions_does_not_leave_the_others_waiting() throws Exception {
        Fleet fleet = new Fleet(
                2,
                server -> {
                    throw new AssertionError("broken");
                },
                audit -> {});
        List<ListedServer> list = List.of(server(0, FleetTest::serve), server(1, FleetTest::serve));

        assertThatThrownBy(() -> fleet.audit(list)).hasMessageContaining("broken");
    }

    /** Lines of which each is made when it is read. */
    private static BufferedReader lines(int number, IntFunction<String> line) {
        Iterator<String> rest = IntStream.range(0, number).mapToObj(line).iterator();
        return new BufferedReader(new StringReader("")) {
            @Override
            public @Nullable String readLine() {
                return rest.hasNext() ? rest.next() : null;
            }
        };
    }

    @Test
    void of_a_list_of_200_000_no_more_servers_are_in_memory_than_are_audited_at_a_time() throws Exception {
        int number = 200_000;
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger over = new AtomicInteger();
        Fingerprints ended = new Fingerprints();
        Fleet fleet = new Fleet(
                8,
                server -> {
                    most.accumulateAndGet(begun.incrementAndGet() - over.get(), Math::max);
                    return request(server, MANNERS);
                },
                auditor -> auditor.broken(new IllegalStateException("nobody is asked")),
                audit -> {
                    ended.add(audit.server());
                    over.incrementAndGet();
                });

        try (ServerList list = ServerList.read(
                lines(number, i -> "pop3://10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256), s -> true)) {
            assertThat(fleet.audit(list.servers())).isTrue();
        }

        assertThat(over).hasValue(number);
        assertThat(ended.size()).isEqualTo(number);
        assertThat(most.get()).isLessThanOrEqualTo(8);
    }

    @Test
    void of_servers_that_share_an_address_only_so_many_are_waiting_in_memory() throws Exception {
        int number = 3 * Fleet.MOST_WAITING;
        CountDownLatch full = new CountDownLatch(Fleet.MOST_WAITING);
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger over = new AtomicInteger();
        Fleet fleet = new Fleet(
                4,
                server -> {
                    most.accumulateAndGet(begun.incrementAndGet() - over.get(), Math::max);
                    full.countDown();
                    return request(server, MANNERS);
                },
                auditor -> {
                    unchecked(full::await);
                    return auditor.broken(new IllegalStateException("nobody is asked"));
                },
                audit -> over.incrementAndGet());

        try (ServerList list = ServerList.read(lines(number, i -> "pop3://10.0.0.1:" + (i + 1)), s -> true)) {
            assertThat(fleet.audit(list.servers())).isTrue();
        }

        assertThat(over).hasValue(number);
        assertThat(most.get()).isBetween(Fleet.MOST_WAITING, Fleet.MOST_WAITING + 4);
    }
}
