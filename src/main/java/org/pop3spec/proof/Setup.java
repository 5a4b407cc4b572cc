package org.pop3spec.proof;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.refserver.CleartextPolicy;
import org.pop3spec.refserver.Retention;
import org.pop3spec.refserver.ServerSettings;

/**
 * One lawful way of setting up the reference server. Some scenarios apply to servers only that do not offer everything, or
 * that promise something else.
 *
 * @param name a few words
 * @param settings without accounts and faults
 */
record Setup(String name, ServerSettings settings) {
    /** How much faster than the clock the server's timers run where they have to be waited for. */
    private static final double FAST = 40;

    /** In the order in which a scenario is tried: it belongs to the first one under which it is not skipped. */
    static List<Setup> all() {
        return List.of(
                new Setup("as it comes", ServerSettings.defaults()),
                new Setup(
                        "with timers " + (int) FAST + " times as fast",
                        ServerSettings.builder().timeScale(FAST).build()),
                new Setup(
                        "with a login delay",
                        ServerSettings.builder()
                                .loginDelay(Duration.ofSeconds(2))
                                .build()),
                new Setup(
                        "with fetched messages removed at QUIT",
                        ServerSettings.builder()
                                .retention(Optional.of(Retention.ofDays(0)))
                                .build()),
                new Setup(
                        "without passwords in cleartext",
                        ServerSettings.builder()
                                .cleartext(CleartextPolicy.NO_PASSWORDS)
                                .build()),
                new Setup(
                        "without channel binding",
                        ServerSettings.builder()
                                .withoutMechanisms(Set.of("SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"))
                                .build()),
                new Setup(
                        "without APOP, EXPIRE and EXTERNAL",
                        ServerSettings.builder()
                                .apop(false)
                                .retention(Optional.empty())
                                .withoutMechanisms(Set.of("EXTERNAL"))
                                .build()),
                new Setup(
                        "with what later documents dropped",
                        ServerSettings.builder().rpop(true).last(true).build()));
    }

    /** Whether most of the time under it is spent with waiting for timers of the server. */
    boolean waits() {
        return settings.timeScale() > 1 || !settings.loginDelay().isZero();
    }
}
