package org.pop3spec.baseline;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Glob;

/**
 * Something that a server is known to do differently.
 *
 * @param place where it stands in the file
 * @param scenario a pattern over ids
 * @param variant a pattern over login variants; empty for all
 * @param channel cleartext, stls or tls; empty for all
 * @param targets the targets that it is about
 * @param verdict FAIL, WARN or ERROR
 * @param says a piece of each of the messages, in their order; at least one
 * @param reason why it is as it is, or why it is put up with
 * @param link where more is to be read
 * @param expires the last day on which it counts
 * @param flaky whether it is expected to come and go
 */
public record Deviation(
        Place place,
        String scenario,
        Optional<String> variant,
        Optional<String> channel,
        Targets targets,
        Verdict verdict,
        List<String> says,
        Optional<String> reason,
        Optional<String> link,
        Optional<LocalDate> expires,
        boolean flaky)
        implements Known {
    public Deviation {
        says = List.copyOf(says);
    }

    /** Whether a result is of a scenario that this is about, played in a way that this is about. */
    boolean concerns(ScenarioResult result) {
        return Glob.of(scenario).matches(result.id())
                && variant.filter(v -> !Glob.of(v).matches(result.variant())).isEmpty()
                && channel.filter(c -> !c.equals(result.channel())).isEmpty();
    }

    /** Whether a result is as this says: the same verdict, and the same messages, no more and no fewer. */
    boolean is(ScenarioResult result) {
        if (result.verdict() != verdict || !concerns(result)) {
            return false;
        }
        List<String> messages = result.messages();
        if (messages.size() != says.size()) {
            return false;
        }
        for (int i = 0; i < says.size(); i++) {
            if (!messages.get(i).contains(says.get(i))) {
                return false;
            }
        }
        return true;
    }

    boolean expiredOn(LocalDate day) {
        return expires.filter(day::isAfter).isPresent();
    }

    /** In one line, for people. */
    String text() {
        String played = variant.isEmpty() && channel.isEmpty()
                ? ""
                : " ("
                        + String.join(
                                ", ",
                                Stream.concat(variant.stream(), channel.stream())
                                        .toList()) + ")";
        return verdict.word() + " " + scenario + played + ": " + String.join("; ", says);
    }
}
