package org.pop3spec.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.pop3spec.result.Failure;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What a server is known to do differently, and what is not played against it; read from YAML. */
record KnownDeviations(List<Deviation> deviations, List<Skip> skips) {
    /**
     * One scenario that does not pass.
     *
     * @param says a piece of each message, in their order
     * @param sometimes whether it need not show, for what the scenario sends differs from run to run
     */
    record Deviation(String scenario, Verdict verdict, List<String> says, boolean sometimes) {
        boolean is(ScenarioResult result) {
            List<String> messages = messages(result);
            if (!result.id().equals(scenario) || result.verdict() != verdict || messages.size() != says.size()) {
                return false;
            }
            for (int i = 0; i < says.size(); i++) {
                if (!messages.get(i).contains(says.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A reason for which something is not played, and a piece of its words. */
    record Skip(SkipReason.Code code, String says) {
        boolean is(ScenarioResult result) {
            return result.skip()
                    .filter(reason -> reason.code() == code && reason.text().contains(says))
                    .isPresent();
        }
    }

    static KnownDeviations parse(String yaml) {
        Map<?, ?> document = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return new KnownDeviations(
                entries(document, "deviations")
                        .map(entry -> new Deviation(
                                text(entry, "scenario"),
                                Verdict.valueOf(text(entry, "verdict").toUpperCase(Locale.ROOT)),
                                ((List<?>) entry.get("says"))
                                        .stream().map(String.class::cast).toList(),
                                Boolean.TRUE.equals(entry.get("sometimes"))))
                        .toList(),
                entries(document, "skips")
                        .map(entry -> new Skip(
                                SkipReason.Code.valueOf(text(entry, "code").toUpperCase(Locale.ROOT)),
                                text(entry, "says")))
                        .toList());
    }

    private static Stream<Map<?, ?>> entries(Map<?, ?> document, String key) {
        return ((List<?>) document.get(key)).stream().map(entry -> (Map<?, ?>) entry);
    }

    private static String text(Map<?, ?> entry, String key) {
        return (String) entry.get(key);
    }

    /** What a run shows that is not known, and what is known and does not show, one line each. */
    List<String> differences(Run run) {
        List<String> differences = new ArrayList<>();
        for (ScenarioResult result : run.results()) {
            if (result.verdict() != Verdict.PASS
                    && deviations.stream().noneMatch(known -> known.is(result))
                    && skips.stream().noneMatch(known -> known.is(result))) {
                differences.add("new: " + described(result));
            }
        }
        for (Deviation known : deviations) {
            if (!known.sometimes() && run.results().stream().noneMatch(known::is)) {
                differences.add("gone: " + known.verdict() + " " + known.scenario() + " " + known.says());
            }
        }
        for (Skip known : skips) {
            if (run.results().stream().noneMatch(known::is)) {
                differences.add("gone: " + known.code() + " " + known.says());
            }
        }
        return differences;
    }

    private static String described(ScenarioResult result) {
        return result.verdict() + " " + result.id() + " "
                + result.skip()
                        .map(reason -> reason.code() + " " + reason.text())
                        .orElseGet(() -> messages(result).toString());
    }

    /** The failure's, and those of the warnings that are not the failure itself. */
    private static List<String> messages(ScenarioResult result) {
        return Stream.concat(result.failure().stream(), result.warnings().stream())
                .map(Failure::message)
                .distinct()
                .toList();
    }
}
