package org.pop3spec.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names are looked up within a deadline, whatever the resolver does. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class AddressLookupTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final CountDownLatch never = new CountDownLatch(1);
    private final AddressLookup stuck = new AddressLookup(host -> {
        awaitForEver();
        return new InetAddress[] {InetAddress.getLoopbackAddress()};
    });

    private void awaitForEver() throws UnknownHostException {
        try {
            never.await();
        } catch (InterruptedException e) {
            throw new UnknownHostException("interrupted");
        }
    }

    @Test
    void a_name_has_the_addresses_that_the_resolver_knows() throws Exception {
        InetAddress one = InetAddress.getByName("192.0.2.1");
        InetAddress other = InetAddress.getByName("2001:db8::1");
        AddressLookup lookup = new AddressLookup(host -> new InetAddress[] {one, other});

        assertThat(lookup.of("pop.example", Deadline.in(LONG))).containsExactly(one, other);
    }

    @Test
    void a_resolver_that_does_not_answer_is_waited_for_until_the_deadline_only() {
        ConnectFailure failure =
                catchThrowableOfType(ConnectFailure.class, () -> stuck.of("pop.example", Deadline.in(SHORT)));

        assertThat(failure.reason()).isEqualTo(ConnectFailure.Reason.TIMED_OUT);
        assertThat(failure).hasMessage("the host name pop.example was not resolved within the time allowed");
    }

    @Test
    void no_connection_is_waited_for_longer_than_its_lookup_leaves_time() {
        assertThatThrownBy(() -> TcpTransport.open(new Endpoint("pop.example", 110), stuck, Deadline.in(SHORT)))
                .isInstanceOf(ConnectFailure.class)
                .hasMessageContaining("was not resolved");
    }

    @Test
    void a_name_that_nobody_knows_is_told() {
        AddressLookup lookup = new AddressLookup(host -> {
            throw new UnknownHostException(host);
        });

        ConnectFailure failure =
                catchThrowableOfType(ConnectFailure.class, () -> lookup.of("nowhere.example", Deadline.in(LONG)));

        assertThat(failure.reason()).isEqualTo(ConnectFailure.Reason.UNKNOWN_HOST);
        assertThat(failure).hasMessage("the host name nowhere.example is not known");
    }

    @Test
    void an_address_is_looked_up_nowhere() throws Exception {
        assertThat(List.of(stuck.of("127.0.0.1", Deadline.in(LONG)), stuck.of("::1", Deadline.in(LONG))))
                .containsExactly(
                        List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1})),
                        List.of(InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})));
    }

    @Test
    void who_waits_for_a_lookup_can_be_interrupted() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiting = new Thread(() -> {
            try {
                stuck.of("pop.example", Deadline.in(LONG));
            } catch (ConnectFailure | InterruptedException e) {
                thrown.set(e);
            }
        });
        waiting.start();
        waiting.interrupt();
        waiting.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }
}
