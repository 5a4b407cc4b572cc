package org.pop3spec.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Endpoint;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DiscoveryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static Discovery.Found ask(SmallDnsServer server, Duration patience) {
        return ask(server.endpoint(), patience);
    }

    private static Discovery.Found ask(Endpoint server, Duration patience) {
        return new Discovery(Optional.of(server), patience).find("example.org", Deadline.in(Duration.ofMinutes(5)));
    }

    @Test
    void both_services_are_found_and_the_lowest_priority_counts() throws IOException {
        try (SmallDnsServer server = SmallDnsServer.of(Map.of(
                "_pop3._tcp.example.org", List.of("0 110 mail.example.org"),
                "_pop3s._tcp.example.org", List.of("20 995 second.example.org", "10 9995 first.example.org")))) {
            assertThat(ask(server, PATIENCE).doors())
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

    /** What is told of it, a line each. */
    private static List<String> told(Discovery.Found found) {
        return found.notes().stream()
                .map(note -> note.name() + ": " + note.value())
                .toList();
    }

    /** What a name server with these records for POP3, and none for POP3 over TLS, makes it find. */
    private static Discovery.Found asking(String... records) throws IOException {
        try (SmallDnsServer server = SmallDnsServer.of(Map.of("_pop3._tcp.example.org", List.of(records)))) {
            return ask(server, PATIENCE);
        }
    }

    @Test
    void a_single_dot_says_that_there_is_no_such_service() throws IOException {
        Discovery.Found found = asking("0 0 .");

        assertThat(found.doors()).isEmpty();
        assertThat(told(found))
                .containsExactly(
                        "_pop3._tcp.example.org: not offered there", "_pop3s._tcp.example.org: no such record");
    }

    @Test
    void a_name_without_records_and_one_that_does_not_exist_say_nothing() throws IOException {
        Discovery.Found found = asking();

        assertThat(found.doors()).isEmpty();
        assertThat(told(found)).hasSize(2).allMatch(note -> note.endsWith(": no such record"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 mail.example.org       | it names port 0 of mail.example.org, at which nobody listens",
                "0 110 bad name.example.org | it names bad\\032name.example.org, which is no name of a host",
                "0 110 192.0.2.1            | it names 192.0.2.1, which is no name of a host",
                "0 110 <a>.example.org      | it names <a>.example.org, which is no name of a host"
            })
    void a_record_that_leads_nowhere_is_told_as_what_it_is(String record, String told) throws IOException {
        Discovery.Found found = asking(record);

        assertThat(found.doors()).isEmpty();
        assertThat(told(found)).startsWith("_pop3._tcp.example.org: " + told);
    }

    @Test
    void beside_a_record_that_leads_nowhere_another_one_is_taken() throws IOException {
        Discovery.Found found = asking("0 0 first.example.org", "1 110 second.example.org");

        assertThat(found.doors()).extracting(Door::toString).containsExactly("pop3://second.example.org:110");
        assertThat(told(found))
                .contains(
                        "_pop3._tcp.example.org: pop3://second.example.org:110",
                        "_pop3._tcp.example.org: it names port 0 of first.example.org, at which nobody listens");
    }

    @Test
    void of_records_that_lead_nowhere_a_few_are_told() throws IOException {
        String[] records =
                IntStream.range(0, 12).mapToObj(i -> i + " 0 mail.example.org").toArray(String[]::new);

        assertThat(told(asking(records))).hasSize(6);
    }

    @Test
    void of_one_priority_the_greatest_weight_counts() throws IOException {
        assertThat(asking("0/10 110 small.example.org", "0/300 110 great.example.org", "1/999 110 last.example.org")
                        .doors())
                .extracting(Door::toString)
                .containsExactly("pop3://great.example.org:110");
    }

    @Test
    void a_host_that_is_an_alias_is_asked_and_told() throws IOException {
        try (SmallDnsServer server = SmallDnsServer.of(Map.of(
                "_pop3._tcp.example.org", List.of("0 110 mail.example.org"),
                "mail.example.org", List.of("CNAME host7.example.net")))) {
            Discovery.Found found = ask(server, PATIENCE);

            assertThat(found.doors()).extracting(Door::toString).containsExactly("pop3://mail.example.org:110");
            assertThat(told(found))
                    .contains("mail.example.org: an alias, where SRV records have to name the host itself (RFC 2782)");
        }
    }

    @Test
    void an_alias_without_records_is_told() throws IOException {
        assertThat(told(asking("CNAME elsewhere.example.net")))
                .contains("_pop3._tcp.example.org: an alias of elsewhere.example.net, which has no such record");
    }

    @Test
    void a_truncated_answer_is_asked_for_again_by_tcp() throws IOException {
        try (SmallDnsServer server =
                SmallDnsServer.truncating(Map.of("_pop3s._tcp.example.org", List.of("0 995 mail.example.org")))) {
            assertThat(ask(server, PATIENCE).doors())
                    .extracting(Door::toString)
                    .containsExactly("pop3s://mail.example.org:995");
        }
    }

    /** What it has not answered must not be taken for a domain without records. */
    private static void assertNoAnswer(SmallDnsServer asked, Duration patience, String why) throws IOException {
        try (SmallDnsServer server = asked) {
            Discovery.Found found = ask(server, patience);

            assertThat(found.doors()).isEmpty();
            assertThat(told(found))
                    .hasSize(2)
                    .allMatch(note -> note.contains(": no answer (" + server.endpoint() + " " + why));
        }
    }

    @Test
    void a_truncated_answer_that_cannot_be_had_by_tcp_is_no_answer() throws IOException {
        assertNoAnswer(SmallDnsServer.truncatingWithoutTcp(), PATIENCE, "truncates its answer, and by TCP ");
    }

    @Test
    void a_name_server_that_fails_has_not_answered() throws IOException {
        assertNoAnswer(SmallDnsServer.failing(), PATIENCE, "says SERVFAIL)");
    }

    @Test
    void a_name_server_that_sends_half_of_it_has_not_answered() throws IOException {
        assertNoAnswer(SmallDnsServer.babbling(), PATIENCE, "gives no answer: ");
    }

    @Test
    void a_name_server_of_other_domains_has_not_answered() throws IOException {
        assertNoAnswer(SmallDnsServer.ofOtherDomains(), PATIENCE, "is not there for this name, and asks no others)");
    }

    @Test
    void a_name_server_that_hangs_is_given_up() throws IOException {
        assertNoAnswer(SmallDnsServer.hanging(), Duration.ofMillis(50), "does not answer in time)");
    }

    @Test
    void of_a_name_server_that_hangs_no_more_is_asked_once_the_deadline_has_passed() throws IOException {
        Duration longerThanThisTest = Duration.ofMinutes(10);
        try (SmallDnsServer server = SmallDnsServer.hanging()) {
            Discovery discovery = new Discovery(Optional.of(server.endpoint()), longerThanThisTest);

            assertThat(told(discovery.find("example.org", Deadline.in(Duration.ofMillis(300)))))
                    .containsExactly(
                            "_pop3._tcp.example.org: no answer (" + server.endpoint() + " does not answer in time)",
                            "_pop3s._tcp.example.org: no answer (not asked, for the audit had taken as long as it may)");
        }
    }

    @Test
    void a_name_server_that_is_not_there_is_given_up() throws IOException {
        SmallDnsServer server = SmallDnsServer.hanging();
        Endpoint there = server.endpoint();
        server.close();

        assertThat(told(ask(there, PATIENCE))).hasSize(2).allMatch(note -> note.contains(": no answer (" + there));
    }

    @Test
    void a_name_that_cannot_be_asked_for_is_told() {
        String domain = "x".repeat(64) + ".example.org";

        assertThat(told(new Discovery(Optional.of(new Endpoint("127.0.0.1", 53)), PATIENCE)
                        .find(domain, Deadline.in(PATIENCE))))
                .hasSize(2)
                .allMatch(note -> note.contains(": no answer ("));
    }
}
