package org.pop3spec.proof;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pop3spec.refserver.Fault;
import org.pop3spec.refserver.Faults;
import org.pop3spec.result.Finding;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;
import org.pop3spec.run.Trial;
import org.pop3spec.scenario.Scenario;

/**
 * Plays scenarios against reference servers with and without faults. A scenario is played under the first {@link Setup} that
 * it applies to, with faults too. Nothing is decided here; {@link Gaps} says what has to come out.
 */
public final class Proof {
    /** Each server keeps silent now and then; others have the processors meanwhile. */
    private static final int BUSY_SERVERS = 10;
    /** Where few scenarios are played, and under some setups, hardly anything but waiting is done. */
    private static final int WAITING_SERVERS = 24;

    private static final int ACCOUNTS = 12;
    private static final String LARGE = "large";

    private final List<Scenario> scenarios;
    private final Progress progress;
    private final Map<Setup, Trial> trials = new LinkedHashMap<>();
    private final Map<String, Setup> setups = new HashMap<>();
    private Optional<Map<String, ScenarioResult>> faultless = Optional.empty();

    /** @param scenarios to prove */
    public Proof(Collection<Scenario> scenarios, Progress progress) {
        this.scenarios = List.copyOf(scenarios);
        this.progress = progress;
        Setup.all().forEach(setup -> trials.put(setup, new Trial(setup.settings(), ACCOUNTS)));
    }

    public List<Scenario> scenarios() {
        return scenarios;
    }

    /** The results against servers without fault, by id; a skip means that it applies to none of the setups. */
    public Map<String, ScenarioResult> faultless() throws IOException, InterruptedException {
        if (faultless.isEmpty()) {
            faultless = Optional.of(playFaultless());
        }
        return faultless.get();
    }

    private Map<String, ScenarioResult> playFaultless() throws IOException, InterruptedException {
        Map<String, ScenarioResult> results = new TreeMap<>();
        List<Scenario> left = scenarios;
        for (Map.Entry<Setup, Trial> entry : trials.entrySet()) {
            for (ScenarioResult result : entry.getValue().play(left, List.of())) {
                if (result.verdict() != Verdict.SKIP) {
                    setups.put(result.id(), entry.getKey());
                }
                if (result.verdict() != Verdict.SKIP || impossible(result) || !results.containsKey(result.id())) {
                    results.put(result.id(), result);
                }
            }
            left = left.stream().filter(s -> !setups.containsKey(s.id())).toList();
        }
        return results;
    }

    private static boolean impossible(ScenarioResult result) {
        return result.skip()
                .filter(skip -> skip.code() == SkipReason.Code.HARNESS_LACKS)
                .isPresent();
    }

    /** The scenarios that can be played on this machine. */
    public List<Scenario> possible() throws IOException, InterruptedException {
        Map<String, ScenarioResult> results = faultless();
        return scenarios.stream()
                .filter(scenario -> !impossible(Objects.requireNonNull(results.get(scenario.id()))))
                .toList();
    }

    /** The faults that are named by scenarios only that can't be played on this machine. */
    public Set<String> beyond() throws IOException, InterruptedException {
        Set<String> beyond = new TreeSet<>(named().keySet());
        possible().forEach(scenario -> beyond.removeAll(scenario.header().faults()));
        return beyond;
    }

    /** The faults that scenarios name, each with the scenarios that name it. */
    public Map<String, List<Scenario>> named() {
        Map<String, List<Scenario>> named = new TreeMap<>();
        for (Scenario scenario : scenarios) {
            for (String fault : scenario.header().faults()) {
                named.computeIfAbsent(fault, name -> new ArrayList<>()).add(scenario);
            }
        }
        return named;
    }

    /** Names of faults that there are not. */
    public Set<String> unknown() {
        Set<String> unknown = new LinkedHashSet<>(named().keySet());
        Faults.all().forEach(fault -> unknown.remove(fault.id()));
        return unknown;
    }

    /** Plays each scenario with the faults that it names. */
    public List<Row> withNamed() throws IOException, InterruptedException {
        Map<String, List<Scenario>> named = named();
        return rows(Faults.all().stream()
                .filter(fault -> named.containsKey(fault.id()))
                .collect(Collectors.toMap(
                        List::of, fault -> named.get(fault.id()), (one, same) -> one, LinkedHashMap::new)));
    }

    /** Plays each scenario with every fault. */
    public List<Row> withAll() throws IOException, InterruptedException {
        return with(Faults.all());
    }

    /** Plays each scenario with each of these faults. */
    public List<Row> with(Collection<Fault> faults) throws IOException, InterruptedException {
        Map<List<Fault>, List<Scenario>> all = new LinkedHashMap<>();
        faults.forEach(fault -> all.put(List.of(fault), scenarios));
        return rows(all);
    }

    /**
     * The faults that fail a scenario and leave at least three quarters of the others passing, by scenario; those that fail the
     * fewest others first.
     */
    public Map<String, List<String>> sparing(Collection<Row> rows) throws IOException, InterruptedException {
        Set<String> passing = passing();
        Map<String, List<String>> sparing = new TreeMap<>();
        for (Scenario scenario : scenarios) {
            sparing.put(
                    scenario.id(),
                    rows.stream()
                            .filter(row -> row.fails(scenario.id()) && row.spares(passing, scenario.id()))
                            .sorted(Comparator.comparingInt(row -> row.failed().size()))
                            .map(Row::fault)
                            .toList());
        }
        return sparing;
    }

    /**
     * The scenarios that no fault they name fails while it leaves at least three quarters of the others passing. Others are a
     * sample of at most that many, evenly spread; large ones, and those that apply to another setup than the first, are not in
     * it. {@link #sparing} asks all.
     *
     * @param named what {@link #withNamed} came to
     */
    public Set<String> unspared(Collection<Row> named, int others) throws IOException, InterruptedException {
        Set<String> passing = passing();
        Setup first = first();
        List<Scenario> quick = scenarios.stream()
                .filter(scenario -> passing.contains(scenario.id()))
                .filter(scenario -> first.equals(setups.get(scenario.id())))
                .filter(scenario -> !scenario.header().tags().contains(LARGE))
                .toList();
        return new Spared(this, evenly(quick, others), named).unsettled();
    }

    private static List<Scenario> evenly(List<Scenario> all, int number) {
        int step = Math.max(1, (all.size() + number - 1) / number);
        return IntStream.range(0, all.size())
                .filter(index -> index % step == 0)
                .mapToObj(all::get)
                .toList();
    }

    private Setup first() {
        return trials.keySet().iterator().next();
    }

    private Set<String> passing() throws IOException, InterruptedException {
        return faultless().values().stream()
                .filter(result -> result.verdict() == Verdict.PASS)
                .map(ScenarioResult::id)
                .collect(Collectors.toSet());
    }

    /** Plays with some faults, or some lots of faults on one server, the scenarios given for each. */
    List<Row> rows(Map<List<Fault>, List<Scenario>> wanted) throws IOException, InterruptedException {
        return rows(wanted, Integer.MAX_VALUE);
    }

    /** As above; a row ends when that many do not pass. */
    List<Row> rows(Map<List<Fault>, List<Scenario>> wanted, int enough) throws IOException, InterruptedException {
        faultless();
        ExecutorService busy = Executors.newFixedThreadPool(BUSY_SERVERS);
        ExecutorService waiting = Executors.newFixedThreadPool(WAITING_SERVERS);
        try {
            AtomicInteger done = new AtomicInteger();
            Map<List<Fault>, List<Future<Map<String, Verdict>>>> parts = new LinkedHashMap<>();
            for (Map.Entry<List<Fault>, List<Scenario>> entry : wanted.entrySet()) {
                Map<Setup, List<Scenario>> bySetup = bySetup(entry.getValue());
                AtomicInteger left = new AtomicInteger(bySetup.size());
                List<Future<Map<String, Verdict>>> row = new ArrayList<>();
                bySetup.forEach((setup, those) -> {
                    boolean few = those.size() <= ACCOUNTS;
                    ExecutorService executor = few || setup.waits() ? waiting : busy;
                    row.add(executor.submit(() -> {
                        Map<String, Verdict> verdicts = verdicts(setup, entry.getKey(), those, enough);
                        if (left.decrementAndGet() == 0) {
                            progress.played(done.incrementAndGet(), wanted.size());
                        }
                        return verdicts;
                    }));
                });
                parts.put(entry.getKey(), row);
            }
            return finished(parts);
        } finally {
            busy.shutdownNow();
            waiting.shutdownNow();
        }
    }

    private static List<Row> finished(Map<List<Fault>, List<Future<Map<String, Verdict>>>> parts)
            throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<List<Fault>, List<Future<Map<String, Verdict>>>> entry : parts.entrySet()) {
            Map<String, Verdict> verdicts = new TreeMap<>();
            for (Future<Map<String, Verdict>> part : entry.getValue()) {
                try {
                    part.get().forEach((id, verdict) -> verdicts.merge(id, verdict, Trial::graver));
                } catch (ExecutionException e) {
                    throw new IOException("a server with " + entry.getKey() + " was not played against: " + e, e);
                }
            }
            String names = entry.getKey().stream().map(Fault::id).collect(Collectors.joining(", "));
            rows.add(new Row(names, verdicts));
        }
        return rows;
    }

    private Map<Setup, List<Scenario>> bySetup(List<Scenario> those) {
        Map<Setup, List<Scenario>> bySetup = new LinkedHashMap<>();
        Setup first = first();
        for (Scenario scenario : those) {
            // to a server that is set up as usual a scenario for others may apply by a fault
            Stream.of(first, setups.getOrDefault(scenario.id(), first))
                    .distinct()
                    .forEach(setup -> bySetup.computeIfAbsent(setup, s -> new ArrayList<>())
                            .add(scenario));
        }
        return bySetup;
    }

    private Map<String, Verdict> verdicts(Setup setup, List<Fault> faults, List<Scenario> those, int enough)
            throws IOException, InterruptedException {
        Trial trial = Objects.requireNonNull(trials.get(setup));
        Map<String, ScenarioResult> right = faultless();
        return trial.play(those, faults, enough).stream()
                .collect(Collectors.toMap(ScenarioResult::id, result -> noticed(result, right.get(result.id()))));
    }

    /** The verdict; a finding that is not there without fault is as good as a warning. */
    private static Verdict noticed(ScenarioResult result, @Nullable ScenarioResult right) {
        List<String> known = right == null
                ? List.of()
                : right.findings().stream().map(Finding::id).toList();
        boolean found = result.findings().stream().anyMatch(finding -> !known.contains(finding.id()));
        return found && result.verdict() == Verdict.PASS ? Verdict.WARN : result.verdict();
    }
}
