package org.pop3spec.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerListTest {
    private static ServerList list(List<String> lines) throws IOException {
        return ServerList.read(new BufferedReader(new StringReader(String.join("\n", lines))), server -> true);
    }

    private static List<String> names(String... lines) throws IOException {
        try (ServerList list = list(List.of(lines))) {
            return list.servers().stream().map(ListedServer::name).toList();
        }
    }

    @Test
    void comments_and_empty_lines_say_nothing() throws Exception {
        assertThat(names("# ours", "", "a.example.org", "   ", "b.example.org:110   b.example.org:995  # the old one"))
                .containsExactly("a.example.org", "b.example.org:110 b.example.org:995");
    }

    @Test
    void a_server_that_is_there_twice_is_taken_once_however_it_is_spelled() throws Exception {
        List<String> lines = List.of(
                "mail.example.org",
                "MAIL.example.org",
                "pop3://10.0.0.1:110 pop3s://10.0.0.1:995",
                "10.0.0.1:995 10.0.0.1:110",
                "10.0.0.1",
                "10.0.0.1:109 10.0.0.1:995 10.0.0.1:110 10.0.0.1:1109");
        try (ServerList list = list(lines)) {
            assertThat(list.servers())
                    .extracting(ListedServer::name)
                    .containsExactly("mail.example.org", "pop3://10.0.0.1:110 pop3s://10.0.0.1:995", "10.0.0.1");
            assertThat(list.size()).isEqualTo(3);
            assertThat(list.repeated()).isEqualTo(3);
        }
    }

    @Test
    void only_those_of_interest_are_handed_on_and_the_others_are_counted() throws Exception {
        BufferedReader lines = new BufferedReader(new StringReader("a.example.org\nb.example.org\nc.example.org"));
        try (ServerList list = ServerList.read(lines, server -> !server.key().startsWith("b"))) {
            assertThat(list.size()).isEqualTo(3);
            assertThat(list.servers())
                    .hasSize(2)
                    .extracting(ListedServer::name)
                    .containsExactly("a.example.org", "c.example.org");
        }
    }

    @Test
    void those_that_were_audited_before_are_left_out_however_they_were_spelled() throws Exception {
        Fingerprints done = new Fingerprints();
        done.add(ListedServer.named("A.example.org").key());
        done.add(ListedServer.named("of.no.list").key());
        try (ServerList list = list(List.of("a.example.org", "b.example.org"))) {
            assertThat(list.without(done))
                    .hasSize(1)
                    .extracting(ListedServer::name)
                    .containsExactly("b.example.org");
        }
    }

    @Test
    void a_domain_is_not_the_host_of_the_same_name_for_its_records_may_name_another() throws Exception {
        assertThat(names("example.org", "example.org:110 example.org:995")).hasSize(2);
    }

    @Test
    void every_mistake_is_told_with_its_line() throws Exception {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        names("# ours", "a.example.org", "imap://b.example.org", "c.example.org:99999", "a b\u0007"))
                .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines())
                        .hasSize(3)
                        .satisfiesExactly(
                                line -> assertThat(line).startsWith("3:1: imap://b.example.org: 'imap' is none of"),
                                line -> assertThat(line).startsWith("4:1: c.example.org:99999: a port is a number"),
                                line -> assertThat(line).startsWith("5:3: b").doesNotContain("\u0007")));
    }

    @Test
    void thousands_of_mistakes_are_not_all_told() throws Exception {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> list(Collections.nCopies(3000, "imap://b")))
                .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines())
                        .hasSize(21)
                        .endsWith("and 2980 more"));
    }

    @Test
    void a_password_in_a_list_is_refused_and_not_repeated() throws Exception {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> names("pop://alice:wonderland@a.example.org"))
                .withMessageContaining("1:1: ")
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("wonderland"));
    }
}
