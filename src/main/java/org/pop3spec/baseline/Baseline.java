package org.pop3spec.baseline;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.pop3spec.result.BaselineCheck;
import org.pop3spec.result.BaselineCheck.Showing;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Standing;
import org.pop3spec.result.Verdict;

/**
 * What a server is known to do differently.
 *
 * @param file what it is called
 * @param deviations in the order of the file
 * @param skips why something is known not to be played; empty where that is not looked at
 * @param causes what is to be said of deviations that have a reason in common
 */
public record Baseline(String file, List<Deviation> deviations, Optional<List<KnownSkip>> skips, List<Cause> causes) {
    public Baseline {
        deviations = List.copyOf(deviations);
        skips = skips.map(List::copyOf);
        causes = List.copyOf(causes);
    }

    /**
     * Holds a run against what of this is about its target. An entry counts up to the end of the day, in UTC, on which it expires; the day is that on which the
     * run began.
     *
     * @param whole whether nothing was left out of the run: an entry about a scenario that is not there is stale only then
     * @return the run with a standing for each result that deviates, and with what became of the entries
     */
    public Run judge(Run run, boolean whole) {
        return about(run.target().name()).judgeAll(run, whole);
    }

    /** What of this is about a target. */
    Baseline about(String target) {
        return new Baseline(
                file,
                deviations.stream().filter(d -> d.targets().include(target)).toList(),
                skips.map(known ->
                        known.stream().filter(s -> s.targets().include(target)).toList()),
                causes);
    }

    /** Whether entries say which targets they are about. */
    boolean isForSeveral() {
        return entries().anyMatch(known -> !known.targets().equals(Targets.ALL));
    }

    /** Whether the entry that begins on a line is about these targets, in these words. */
    boolean isAbout(Targets targets, int line) {
        return entries()
                .anyMatch(known ->
                        known.place().first() == line && known.targets().equals(targets));
    }

    private Stream<Known> entries() {
        return Stream.concat(deviations.stream(), skips.orElse(List.of()).stream());
    }

    private Run judgeAll(Run run, boolean whole) {
        LocalDate day = day(run);
        List<ScenarioResult> results = run.results().stream()
                .map(result -> result.standing(standing(result, day)))
                .toList();
        List<BaselineCheck.Entry> entries = new ArrayList<>();
        for (Deviation known : deviations) {
            entries.add(new BaselineCheck.Entry(
                    known.place().first(),
                    known.text(),
                    known.flaky(),
                    known.expires().filter(day::isAfter),
                    showing(known, run, whole)));
        }
        for (KnownSkip known : skips.orElse(List.of())) {
            entries.add(new BaselineCheck.Entry(
                    known.place().first(), known.text(), false, Optional.empty(), showing(known, run, whole)));
        }
        entries.sort(Comparator.comparingInt(BaselineCheck.Entry::line));
        return run.against(Optional.of(new BaselineCheck(file, entries)), results);
    }

    static LocalDate day(Run run) {
        return LocalDate.ofInstant(run.started(), ZoneOffset.UTC);
    }

    private Optional<Standing> standing(ScenarioResult result, LocalDate day) {
        return switch (result.verdict()) {
            case PASS -> Optional.empty();
            case SKIP -> standingOfSkip(result);
            case FAIL, WARN, ERROR -> Optional.of(standingOfDeviation(result, day));
        };
    }

    private Standing standingOfDeviation(ScenarioResult result, LocalDate day) {
        Optional<Deviation> known = first(deviation -> !deviation.expiredOn(day) && deviation.is(result));
        if (known.isPresent()) {
            String reason = known.get().reason().orElse("");
            Optional<Cause> cause =
                    causes.stream().filter(one -> one.reason().equals(reason)).findFirst();
            return new Standing(
                    known.get().flaky() ? Standing.State.FLAKY : Standing.State.KNOWN,
                    reason,
                    known.get().link(),
                    cause.flatMap(Cause::defence),
                    cause.flatMap(Cause::upstream));
        }
        return first(deviation -> deviation.is(result))
                .map(expired -> Standing.unknown("line " + expired.place().first() + " of the baseline expired on "
                        + expired.expires().orElseThrow()))
                .or(() -> first(deviation -> deviation.concerns(result))
                        .map(other -> Standing.unknown("line " + other.place().first()
                                + " of the baseline knows another verdict or message of it")))
                .orElseGet(() -> Standing.unknown("the baseline does not have it"));
    }

    private Optional<Deviation> first(Predicate<Deviation> which) {
        return deviations.stream().filter(which).findFirst();
    }

    private Optional<Standing> standingOfSkip(ScenarioResult result) {
        boolean reached = result.skip()
                .filter(reason -> reason.code() != SkipReason.Code.NOT_REACHED)
                .isPresent();
        return skips.filter(known -> reached && known.stream().noneMatch(skip -> skip.is(result)))
                .map(known -> Standing.unknown("the baseline does not have this reason for not playing it"));
    }

    private static Showing showing(Deviation known, Run run, boolean whole) {
        if (run.results().stream().anyMatch(known::is)) {
            return Showing.SHOWN;
        }
        List<ScenarioResult> concerned =
                run.results().stream().filter(known::concerns).toList();
        boolean gone = whole && concerned.isEmpty();
        return gone || concerned.stream().anyMatch(Baseline::judged) ? Showing.ABSENT : Showing.UNTRIED;
    }

    /** Whether it says anything about the server. */
    private static boolean judged(ScenarioResult result) {
        return result.verdict() != Verdict.SKIP && result.verdict() != Verdict.ERROR;
    }

    private static Showing showing(KnownSkip known, Run run, boolean whole) {
        if (run.results().stream().anyMatch(known::is)) {
            return Showing.SHOWN;
        }
        return whole ? Showing.ABSENT : Showing.UNTRIED;
    }
}
