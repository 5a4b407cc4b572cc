package org.pop3spec.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.net.Endpoint;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DiscoveryTest {
    private static Discovery.Found ask(SmallDnsServer server, Duration patience) {
        return new Discovery(Optional.of(server.endpoint()), patience).find("example.org");
    }

    @Test
    void both_services_are_found_and_the_lowest_priority_counts() throws IOException {
        try (SmallDnsServer server = SmallDnsServer.of(Map.of(
                "_pop3._tcp.example.org", List.of("0 110 mail.example.org"),
                "_pop3s._tcp.example.org", List.of("20 995 second.example.org", "10 9995 first.example.org")))) {
            assertThat(ask(server, Duration.ofSeconds(5)).doors())
                    .extracting(Door::toString)
                    .containsExactly("pop3://mail.example.org:110", "pop3s://first.example.org:9995");
        }
    }

    @Test
    void what_is_in_the_domain_is_told_from_what_only_ends_like_it() {
        Door itself = new Door(new Endpoint("Example.org", 110), false);
        Door inside = new Door(new Endpoint("mail.example.org", 995), true);
        Door beside = new Door(new Endpoint("mailexample.org", 995), true);

        assertThat(new Discovery.Found(List.of(itself, inside, beside), List.of()).outside("example.ORG"))
                .containsExactly(beside);
    }

    @Test
    void a_single_dot_says_that_there_is_no_such_service() throws IOException {
        try (SmallDnsServer server = SmallDnsServer.of(Map.of("_pop3._tcp.example.org", List.of("0 0 .")))) {
            Discovery.Found found = ask(server, Duration.ofSeconds(5));

            assertThat(found.doors()).isEmpty();
            assertThat(found.notes())
                    .containsExactly(
                            "_pop3._tcp.example.org: not offered there", "_pop3s._tcp.example.org: no such record");
        }
    }

    @Test
    void a_name_without_records_and_one_that_does_not_exist_say_nothing() throws IOException {
        try (SmallDnsServer server = SmallDnsServer.of(Map.of("_pop3._tcp.example.org", List.of()))) {
            Discovery.Found found = ask(server, Duration.ofSeconds(5));

            assertThat(found.doors()).isEmpty();
            assertThat(found.notes()).allMatch(note -> note.endsWith(": no such record"));
        }
    }

    @Test
    void a_name_server_that_hangs_is_given_up() throws IOException {
        try (SmallDnsServer server = SmallDnsServer.hanging()) {
            Discovery.Found found = ask(server, Duration.ofMillis(50));

            assertThat(found.doors()).isEmpty();
            assertThat(found.notes()).allMatch(note -> note.contains(": no answer ("));
        }
    }
}
