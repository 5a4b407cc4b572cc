package org.pop3spec.run;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.pop3spec.result.Shard;
import org.pop3spec.scenario.Channel;

/**
 * What the user chose about a run; what is empty the run decides itself.
 *
 * @param variants the login variants to play through, by name; empty for all that the target offers
 * @param channels the channels to play on
 * @param jobs how many scenarios are played at the same time at most
 * @param timeout how long one answer may take; empty for the target's
 * @param seed what random values and messages are made from
 * @param slow whether slow scenarios are played too
 * @param cross whether every scenario that logs in is played through every variant that the target offers
 * @param shard which part of all that is played here
 */
public record Choices(
        List<String> variants,
        List<Channel> channels,
        Optional<Integer> jobs,
        Optional<Duration> timeout,
        long seed,
        boolean slow,
        boolean cross,
        Shard shard) {
    public Choices {
        variants = List.copyOf(variants);
        channels = List.copyOf(channels);
    }

    /** Choices about all of a run. */
    public Choices(
            List<String> variants,
            List<Channel> channels,
            Optional<Integer> jobs,
            Optional<Duration> timeout,
            long seed,
            boolean slow,
            boolean cross) {
        this(variants, channels, jobs, timeout, seed, slow, cross, Shard.WHOLE);
    }

    /** The same about one part of it. */
    public Choices of(Shard part) {
        return new Choices(variants, channels, jobs, timeout, seed, slow, cross, part);
    }

    /** The shard, where it is not all there is. */
    public Optional<Shard> part() {
        return shard.equals(Shard.WHOLE) ? Optional.empty() : Optional.of(shard);
    }
}
