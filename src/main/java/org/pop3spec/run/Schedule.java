package org.pop3spec.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;

/**
 * Decides which step comes next, and with which accounts. A step gets all it needs in one go or waits, so that two of them
 * never wait for each other. Of those that could begin one is taken that finds its mailbox already in a maildrop; else one
 * whose mailbox is in none yet.
 *
 * <p>Used by several threads.
 */
final class Schedule {
    private final List<Step> pending;
    private final Map<Step.Key, Set<Step.Key>> dependencies = new HashMap<>();
    private final Map<Step.Key, Verdict> decided = new HashMap<>();
    private final List<AccountLease> free;
    private final List<String> mailboxesInUse = new ArrayList<>();
    private final int connections;
    private int connectionsFree;
    private int running;
    private boolean stopped;

    /**
     * @param steps in the order in which they are preferred
     * @param accounts all that are free
     * @param connections how many may be open at the same time
     */
    Schedule(List<Step> steps, List<AccountLease> accounts, int connections) {
        this.pending = new ArrayList<>(steps);
        this.free = new ArrayList<>(accounts);
        this.connections = connections;
        this.connectionsFree = connections;
        for (Step step : steps) {
            dependencies.put(step.key(), Dependencies.of(step, steps));
        }
    }

    /** Waits for the next step; empty when there is none left, or the schedule was stopped. */
    synchronized Optional<Assignment> next() throws InterruptedException {
        while (!stopped && !pending.isEmpty()) {
            Optional<Assignment> assignment = choose();
            if (assignment.isPresent()) {
                begin(assignment.get());
                return assignment;
            }
            wait();
        }
        return Optional.empty();
    }

    /** Takes back what was leased, and lets those go on that waited for this step. */
    synchronized void done(Assignment assignment, Verdict verdict) {
        running--;
        decided.put(assignment.step().key(), verdict);
        connectionsFree += permits(assignment);
        free.addAll(assignment.leases());
        if (!assignment.leases().isEmpty()) {
            assignment.step().needs().mailbox().ifPresent(mailboxesInUse::remove);
        }
        notifyAll();
    }

    /** Nothing begins any more. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /** What never began. */
    synchronized List<Step> left() {
        return List.copyOf(pending);
    }

    private void begin(Assignment assignment) {
        pending.remove(assignment.step());
        running++;
        connectionsFree -= permits(assignment);
        free.removeAll(assignment.leases());
        if (!assignment.leases().isEmpty()) {
            assignment.step().needs().mailbox().ifPresent(mailboxesInUse::add);
        }
        int cost = assignment.step().needs().failedLogins();
        assignment.leases().forEach(lease -> lease.spendFailedLogins(cost));
    }

    private int permits(Assignment assignment) {
        return assignment.skip().isPresent() ? 0 : permits(assignment.step().needs());
    }

    private int permits(Step.Needs needs) {
        return Math.min(connections, needs.connections());
    }

    private Optional<Assignment> choose() {
        List<Candidate> candidates = new ArrayList<>();
        for (int order = 0; order < pending.size(); order++) {
            Step step = pending.get(order);
            Optional<SkipReason> skip =
                    step.skip().or(() -> dependencySkip(step)).or(() -> budgetSkip(step));
            if (skip.isPresent()) {
                return Optional.of(new Assignment(step, List.of(), skip));
            }
            candidate(step, order).ifPresent(candidates::add);
        }
        return candidates.stream()
                .min(Comparator.comparingInt(Candidate::rank).thenComparingInt(Candidate::order))
                .map(best -> new Assignment(best.step(), best.leases(), Optional.empty()));
    }

    private record Candidate(Step step, int order, int rank, List<AccountLease> leases) {}

    private Optional<Candidate> candidate(Step step, int order) {
        Step.Needs needs = step.needs();
        if (permits(needs) > connectionsFree || !ready(step)) {
            return Optional.empty();
        }
        List<AccountLease> leases = free.stream()
                .filter(lease -> mayUse(step, lease))
                .sorted(Comparator.comparingInt((AccountLease lease) -> refillCost(lease, needs.mailbox()))
                        .thenComparingInt(AccountLease::index))
                .limit(needs.accounts())
                .toList();
        return leases.size() < needs.accounts()
                ? Optional.empty()
                : Optional.of(new Candidate(step, order, rank(needs, leases), leases));
    }

    private static boolean mayUse(Step step, AccountLease lease) {
        return step.eligible().contains(lease.index())
                && lease.failedLoginsLeft() >= step.needs().failedLogins();
    }

    /** 0 when nothing has to be put anywhere, 1 when it has, 2 when another account has the mailbox and is only busy. */
    private int rank(Step.Needs needs, List<AccountLease> leases) {
        if (needs.mailbox().isEmpty()
                || leases.stream().allMatch(lease -> lease.mailbox().equals(needs.mailbox()))) {
            return 0;
        }
        return mailboxesInUse.contains(needs.mailbox().get()) ? 2 : 1;
    }

    private int refillCost(AccountLease lease, Optional<String> wanted) {
        if (wanted.isPresent() && lease.mailbox().equals(wanted)) {
            return 0;
        }
        boolean wantedByOthers = lease.mailbox().isPresent()
                && pending.stream().anyMatch(step -> step.needs().mailbox().equals(lease.mailbox()));
        return wantedByOthers ? 2 : 1;
    }

    private boolean ready(Step step) {
        Set<Step.Key> waitsFor = dependencies.getOrDefault(step.key(), Set.of());
        return decided.keySet().containsAll(waitsFor) || (running == 0 && inCircle(step.key()));
    }

    /** Scenarios that depend on each other in a circle would wait for ever. */
    private boolean inCircle(Step.Key step) {
        Set<Step.Key> seen = new HashSet<>();
        List<Step.Key> toVisit = new ArrayList<>(dependencies.getOrDefault(step, Set.of()));
        while (!toVisit.isEmpty()) {
            Step.Key visited = toVisit.remove(toVisit.size() - 1);
            if (visited.equals(step)) {
                return true;
            }
            if (seen.add(visited) && !decided.containsKey(visited)) {
                toVisit.addAll(dependencies.getOrDefault(visited, Set.of()));
            }
        }
        return false;
    }

    private Optional<SkipReason> dependencySkip(Step step) {
        return dependencies.getOrDefault(step.key(), Set.of()).stream()
                .filter(decided::containsKey)
                .flatMap(other -> Dependencies.unmet(other, decided.get(other)).stream())
                .findFirst();
    }

    private Optional<SkipReason> budgetSkip(Step step) {
        if (step.needs().failedLogins() == 0 || running > 0) {
            return Optional.empty();
        }
        long rich = free.stream().filter(lease -> mayUse(step, lease)).count();
        return rich >= step.needs().accounts()
                ? Optional.empty()
                : Optional.of(new SkipReason(
                        SkipReason.Code.NOT_ALLOWED,
                        "the failed logins that its accounts allow are used up; a higher failed-logins in the target"
                                + " file allows more"));
    }
}
