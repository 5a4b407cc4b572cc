package org.pop3spec.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pop3spec.result.Run;
import org.pop3spec.result.SampleResult;
import org.pop3spec.result.SampleRun;
import org.pop3spec.result.Timings;

class TimingsTableTest {
    @Test
    void it_has_server_delivery_and_harness_with_their_shares_and_what_was_slowest() {
        Run run = SampleRun.of(
                        SampleResult.of("quick")
                                .took(new Timings(100, 200, 300))
                                .build(),
                        SampleResult.of("slow")
                                .took(new Timings(2_000_000, 0, 10_000))
                                .build(),
                        SampleResult.of("skipped").build())
                .spending(new Timings(8_000_000, 1_500_000, 400_000));

        assertThat(TimingsTable.lines(run, 100_000))
                .containsExactly(
                        "Where the time went",
                        "  server         8.0 s   80.0 %  waiting for it, and as long as scenarios say",
                        "  delivery       1.5 s   15.0 %  bringing maildrops to what scenarios want to find",
                        "  harness       500 ms    5.0 %  everything else, 100 ms of it for the reports",
                        "  all           10.0 s  100.0 %  of all players together, in 3.0 s by the clock",
                        "  slowest",
                        "       2.0 s  slow (user-pass, cleartext): server 2.0 s, delivery 0 µs, harness 10 ms",
                        "      600 µs  quick (user-pass, cleartext): server 100 µs, delivery 200 µs, harness 300 µs",
                        "");
    }

    @Test
    void a_run_of_an_earlier_version_has_none() {
        assertThat(TimingsTable.lines(SampleRun.empty(), 1))
                .containsExactly("Where the time went was not measured in this run");
    }
}
