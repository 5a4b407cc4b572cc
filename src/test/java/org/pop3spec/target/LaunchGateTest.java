package org.pop3spec.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LaunchGateTest {
    private final AtomicInteger sweeps = new AtomicInteger();
    private final CountDownLatch swept = new CountDownLatch(3);
    private final LaunchGate gate = new LaunchGate(() -> {
        sweeps.incrementAndGet();
        swept.countDown();
    });

    @Test
    void once_it_is_closed_nobody_is_let_in() {
        assertThat(gate.enter()).isTrue();
        gate.leave();

        gate.close();

        assertThat(gate.enter()).isFalse();
        assertThat(gate.isClosed()).isTrue();
    }

    @Test
    void where_no_start_is_under_way_there_is_nothing_to_sweep() {
        gate.enter();
        gate.leave();

        gate.close();

        assertThat(sweeps).hasValue(0);
    }

    @Test
    void it_is_swept_as_long_as_a_start_is_under_way_and_once_more_when_it_has_ended() throws Exception {
        gate.enter();
        Thread closing = new Thread(gate::close);
        closing.start();
        swept.await();
        assertThat(closing.isAlive()).isTrue();
        int before = sweeps.get();
        gate.leave();

        closing.join();

        assertThat(sweeps.get()).isGreaterThan(before);
    }

    @Test
    void what_takes_long_is_broken_off_as_it_closes() {
        CountDownLatch broken = new CountDownLatch(1);
        gate.breaks(broken::countDown);

        gate.close();

        assertThat(broken.getCount()).isZero();
    }

    @Test
    void what_has_ended_before_is_not_broken_off() {
        CountDownLatch broken = new CountDownLatch(1);
        Closeable work = broken::countDown;
        gate.breaks(work);
        gate.spares(work);

        gate.close();

        assertThat(broken.getCount()).isOne();
    }

    @Test
    void what_begins_as_it_is_closed_already_is_broken_off_at_once() {
        CountDownLatch broken = new CountDownLatch(1);
        gate.close();

        gate.breaks(broken::countDown);

        assertThat(broken.getCount()).isZero();
    }
}
