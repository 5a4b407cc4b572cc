package org.pop3spec.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.pop3spec.net.ConnectFailure;
import org.pop3spec.net.TlsFailure;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;
import org.pop3spec.target.Entrance;
import org.pop3spec.target.PlainSession;

/** The threads that play the steps of a schedule. */
final class Crew {
    /** So many errors in a row ask for a look whether the server is still there. */
    private static final int SUSPICIOUS = 5;
    /** How long a thread that was interrupted may take to close its connections. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Play play;
    private final Entrance entrance;
    private final Stop stop;
    private final Hearer hearer;
    private final AtomicInteger errorsInARow = new AtomicInteger();
    private final AtomicReference<Optional<String>> gaveUp = new AtomicReference<>(Optional.empty());

    /** Is told each result as it comes. */
    @FunctionalInterface
    interface Hearer {
        void finished(Step step, ScenarioResult result);
    }

    Crew(Play play, Entrance entrance, Stop stop, Hearer hearer) {
        this.play = play;
        this.entrance = entrance;
        this.stop = stop;
        this.hearer = hearer;
    }

    /** Plays a schedule to its end, or until the run is to stop. */
    void work(Schedule schedule, int jobs) {
        if (stop.asked() || gaveUp().isPresent()) {
            return;
        }
        List<Thread> workers = new ArrayList<>();
        for (int number = 1; number <= jobs; number++) {
            Thread worker = new Thread(() -> playAll(schedule), "player-" + number);
            worker.setDaemon(true);
            workers.add(worker);
            worker.start();
            stop.reaches(worker);
        }
        try {
            for (Thread worker : workers) {
                worker.join();
            }
        } catch (InterruptedException e) {
            stop.now();
            schedule.stop();
            part(workers);
        } finally {
            workers.forEach(stop::spares);
        }
    }

    /** Why nothing more was played, if the server went away. */
    Optional<String> gaveUp() {
        return gaveUp.get();
    }

    private static void part(List<Thread> workers) {
        long end = System.nanoTime() + FAREWELL.toNanos();
        for (Thread worker : workers) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            try {
                worker.join(Math.max(1, left));
            } catch (InterruptedException e) {
                // asked to hurry a second time: whoever still works is a daemon and ends with the process
                return;
            }
        }
    }

    private void playAll(Schedule schedule) {
        try {
            Optional<Assignment> next = schedule.next();
            while (next.isPresent()) {
                Assignment assignment = next.get();
                Verdict verdict = Verdict.ERROR;
                try {
                    ScenarioResult result = play(assignment);
                    verdict = result.verdict();
                    hearer.finished(assignment.step(), result);
                } finally {
                    schedule.done(assignment, verdict);
                }
                watchOver(verdict, schedule);
                next = schedule.next();
            }
        } catch (InterruptedException e) {
            schedule.stop();
        }
    }

    private ScenarioResult play(Assignment assignment) throws InterruptedException {
        Instant started = Instant.now();
        Stopwatch watch = new Stopwatch();
        try {
            return play.result(assignment);
        } catch (RuntimeException e) {
            assignment.leases().forEach(AccountLease::forget);
            return Results.trouble(assignment.step(), internal(e), started, watch.timings());
        }
    }

    /** Where, but not what: the message could quote a secret. */
    private static String internal(RuntimeException e) {
        StackTraceElement[] trace = e.getStackTrace();
        return "internal error of pop3spec: " + e.getClass().getSimpleName()
                + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    private void watchOver(Verdict verdict, Schedule schedule) throws InterruptedException {
        if (verdict != Verdict.ERROR) {
            errorsInARow.set(0);
            return;
        }
        if (errorsInARow.incrementAndGet() < SUSPICIOUS) {
            return;
        }
        try (PlainSession session = entrance.connect()) {
            session.leave();
            errorsInARow.set(0);
        } catch (ConnectFailure e) {
            gaveUp.set(Optional.of("the run ended early: the server can't be reached any more: " + e.getMessage()));
            schedule.stop();
        } catch (TlsFailure | PlainSession.Broken | Entrance.Rejected e) {
            // it is there, and whether it behaves is for the scenarios to say
            errorsInARow.set(0);
        }
    }
}
