package org.pop3spec.bench;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** What the thread that plays scenarios does, looked at again and again: what it waits for, or which package works. */
final class Profile {
    private static final String PLAYER = "player-";
    private static final String OURS = "org.pop3spec.";
    private static final int PERIOD_MILLIS = 2;

    private final Map<String, Integer> looks = new HashMap<>();

    private Profile() {}

    static Profile of(Callable<Duration> playing) throws Exception {
        Profile profile = new Profile();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try {
            ScheduledFuture<?> looking =
                    clock.scheduleWithFixedDelay(profile::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            playing.call();
            looking.cancel(false);
        } finally {
            clock.shutdownNow();
        }
        return profile;
    }

    private synchronized void look() {
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            if (thread.getName().startsWith(PLAYER) && frames.length > 0) {
                looks.merge(occupation(frames), 1, Integer::sum);
            }
        });
    }

    private static String occupation(StackTraceElement[] frames) {
        String innermost = frames[0].getClassName() + "." + frames[0].getMethodName();
        if (innermost.equals("java.lang.Thread.sleep")) {
            return "pausing on purpose";
        }
        for (StackTraceElement frame : frames) {
            String name = frame.getClassName();
            if (name.startsWith("sun.nio.ch.") && frame.getMethodName().equals("select")) {
                return "waiting for octets";
            }
            if (name.startsWith(OURS)) {
                return name.substring(OURS.length()).replaceFirst("\\..*", "");
            }
        }
        return "other";
    }

    @Override
    public synchronized String toString() {
        int all = looks.values().stream().mapToInt(Integer::intValue).sum();
        StringBuilder text = new StringBuilder("where the playing thread was, of " + all + " looks:");
        looks.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .forEach(entry -> text.append(
                        String.format(Locale.ROOT, "%n%5.1f %%  %s", 100.0 * entry.getValue() / all, entry.getKey())));
        return text.toString();
    }
}
