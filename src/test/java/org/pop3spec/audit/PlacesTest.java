package org.pop3spec.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pop3spec.net.Endpoint;
import org.pop3spec.result.Observation;

class PlacesTest {
    private static Places places(String... words) {
        return Places.of(List.of(words), domain -> Discovery.Found.NOTHING);
    }

    @Test
    void a_domain_without_records_is_looked_for_at_its_name_and_then_at_usual_names_in_it() {
        Places places = places("example.org");

        assertThat(places.doors()).extracting(Door::toString).startsWith("pop3://example.org:110");
        assertThat(places.elsewhere())
                .extracting(doors -> doors.get(0).toString())
                .containsExactly(
                        "pop3://pop.example.org:110", "pop3://pop3.example.org:110", "pop3://mail.example.org:110");
    }

    @Test
    void where_records_tell_it_is_looked_for_nowhere_else() {
        Door recorded = new Door(new Endpoint("first.example.net", 9995), true);

        Observation note = new Observation("_pop3s._tcp.example.org", recorded.toString());

        Places places =
                Places.of(List.of("example.org"), domain -> new Discovery.Found(List.of(recorded), List.of(note)));

        assertThat(places.doors())
                .extracting(Door::toString)
                .containsExactly(
                        "pop3s://first.example.net:9995",
                        "kpop://first.example.net:1109",
                        "pop2://first.example.net:109");
        assertThat(places.elsewhere()).isEmpty();
        assertThat(places.notes()).containsExactly(note);
    }

    @Test
    void what_is_named_as_a_host_or_with_its_port_is_nowhere_else() {
        assertThat(places("mail.example.org").elsewhere()).isEmpty();
        assertThat(places("POP.example.org").elsewhere()).isEmpty();
        assertThat(places("example.org:110").elsewhere()).isEmpty();
        assertThat(places("pop3s://example.org").elsewhere()).isEmpty();
        assertThat(places("192.0.2.1").elsewhere()).isEmpty();
        assertThat(places("localhost").elsewhere()).isEmpty();
        assertThat(places("example.org", "example.org:1995").elsewhere()).isEmpty();
    }
}
