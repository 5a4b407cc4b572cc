package org.pop3spec.run;

import java.util.List;
import java.util.Optional;
import org.pop3spec.result.SkipReason;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Scenario;

/**
 * One scenario to be played through one login variant on one channel.
 *
 * @param skip why it is not played at all, where that is known beforehand
 * @param eligible the indices of the target's accounts that it may be played with
 * @param needs what it takes from the target while it is played
 */
record Step(
        Scenario scenario,
        String variant,
        Channel channel,
        Optional<SkipReason> skip,
        List<Integer> eligible,
        Needs needs) {
    /**
     * What a scenario takes from a target.
     *
     * @param accounts how many
     * @param connections how many at the same time
     * @param failedLogins how many wrong passwords it sends for one account at most
     * @param mailbox the named mailbox it wants to find; empty when any maildrop will do
     */
    record Needs(int accounts, int connections, int failedLogins, Optional<String> mailbox) {}

    /** What tells steps of one plan apart. */
    record Key(String id, String variant, Channel channel) {}

    Step {
        eligible = List.copyOf(eligible);
    }

    Key key() {
        return new Key(scenario.id(), variant, channel);
    }

    String id() {
        return scenario.id();
    }
}
