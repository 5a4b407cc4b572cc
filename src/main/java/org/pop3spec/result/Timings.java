package org.pop3spec.result;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where time went, in microseconds. What several threads did at the same time counts several times.
 *
 * @param serverMicros waiting for a server: for connections, for its answers or its silence, and for as long as a script says
 * @param deliveryMicros bringing maildrops to what scenarios want to find, and new mail into them
 * @param harnessMicros everything else
 */
public record Timings(long serverMicros, long deliveryMicros, long harnessMicros) {
    /** No time at all. */
    public static final Timings NONE = new Timings(0, 0, 0);

    /** Time that the harness took for itself. */
    public static Timings ofHarness(long micros) {
        return new Timings(0, 0, micros);
    }

    /** Both together. */
    public Timings plus(Timings other) {
        return new Timings(
                serverMicros + other.serverMicros,
                deliveryMicros + other.deliveryMicros,
                harnessMicros + other.harnessMicros);
    }

    /** All of it. */
    public long allMicros() {
        return serverMicros + deliveryMicros + harnessMicros;
    }

    /** The harness's own share, from 0 to 1; 0 of no time. */
    public double harnessShare() {
        return allMicros() == 0 ? 0 : (double) harnessMicros / allMicros();
    }

    /** All together; empty where nothing was measured. */
    static Optional<Timings> sum(Stream<Timings> all) {
        return all.reduce(Timings::plus);
    }
}
