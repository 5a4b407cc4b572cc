package org.pop3spec.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pop3spec.Requires;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.scenario.ScenarioFilter;

/**
 * What the setting of a flavour is about is played against it. Everything is played against the default ones by {@link
 * DovecotConformanceTest} and its like, and there what a lock is about.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecipeFlavoursTest {
    private static final String NO_USER = "rfc2595/2.3-clear-text-passwords/user-is-refused-where-it-is-not-announced";
    private static final String NO_PLAIN = "rfc4616/5-security/plain-is-refused-where-it-is-not-announced";
    private static final String USER = "rfc1939/7-user-pass/user-and-pass-open-the-maildrop";
    private static final String DELAY = "rfc2449/6.5-login-delay/has-a-number-of-seconds";
    private static final String EXPIRE = "rfc2449/6.7-expire/has-a-number-of-days-or-never";

    static Stream<Arguments> flavours() {
        return Stream.of(
                arguments("dovecot:packaged", List.of(NO_USER, NO_PLAIN, USER), passwordsUnderTlsOnly()),
                arguments("cyrus:no-plaintext", List.of(NO_USER, NO_PLAIN, USER), passwordsUnderTlsOnly()),
                arguments("mailutils:tls-required", List.of(NO_USER, NO_PLAIN, USER), passwordsUnderTlsOnly()),
                // USER and PLAIN are announced all the same
                arguments("courier:tls-required", List.of(USER), List.of("PASS stls " + USER)),
                arguments("cyrus:login-delay", List.of(DELAY), List.of("PASS cleartext " + DELAY)),
                // CAPA has the number without the name
                arguments("mailutils:login-delay", List.of(DELAY), List.of("SKIP cleartext " + DELAY)),
                // without the blank that belongs there
                arguments(
                        "mailutils:expire",
                        List.of(EXPIRE),
                        List.of("FAIL cleartext " + EXPIRE + " it is announced as EXPIRE7")));
    }

    /** A scenario that may be played in the clear is, but where the server takes no password there. */
    private static List<String> passwordsUnderTlsOnly() {
        return List.of("PASS cleartext " + NO_USER, "PASS cleartext " + NO_PLAIN, "PASS stls " + USER);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flavours")
    void a_flavour_does_what_its_setting_says(String recipe, List<String> scenarios, List<String> outcomes)
            throws Exception {
        Requires.docker();
        Run run = RecipePlay.play(recipe, new ScenarioFilter(scenarios, List.of()));

        assertThat(run.results()).extracting(RecipeFlavoursTest::outcome).containsExactlyInAnyOrderElementsOf(outcomes);
    }

    private static String outcome(ScenarioResult result) {
        String end = result.failure().map(failure -> " " + failure.message()).orElse("");
        return result.verdict() + " " + result.channel() + " " + result.id() + end;
    }
}
