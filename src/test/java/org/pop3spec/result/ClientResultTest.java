package org.pop3spec.result;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pop3spec.result.ClientResult.Answer;

class ClientResultTest {
    private static final Failure BROKEN = Failure.of("the message has changed");

    private static SampleResult played() {
        return SampleResult.of("clients/x").client("x", ClientMode.NEXT_DAY);
    }

    private static ClientResult client(SampleResult sample) {
        return sample.build().client().orElseThrow();
    }

    @Test
    void a_client_works_where_nothing_was_noted() {
        assertThat(client(played()).answer()).isEqualTo(Answer.WORKS);
        assertThat(client(played().observed("anything", "else")).answer()).isEqualTo(Answer.WORKS);
    }

    @Test
    void a_broken_expectation_means_that_it_does_not_work() {
        ClientResult client = client(played().warning("and a warning").fails(Verdict.WARN, BROKEN));
        assertThat(client.answer()).isEqualTo(Answer.DOES_NOT_WORK);
        assertThat(client.why()).isEqualTo("the message has changed");
    }

    @Test
    void a_warning_means_that_it_works_but_without_something() {
        ClientResult client = client(played().warning("the message has changed").fails(Verdict.WARN, BROKEN));
        assertThat(client.answer()).isEqualTo(Answer.WORKS_BUT);
        assertThat(client.why()).isEqualTo("the message has changed");
    }

    @Test
    void what_a_server_may_lack_is_told_without_a_warning() {
        assertThat(client(played().observed(ClientResult.BUT, "no TOP")))
                .extracting(ClientResult::answer, ClientResult::why)
                .containsExactly(Answer.WORKS_BUT, "no TOP");
        assertThat(client(played().observed(ClientResult.BUT, "no TOP").observed(ClientResult.NOT, "no UIDL")))
                .extracting(ClientResult::answer, ClientResult::why)
                .containsExactly(Answer.DOES_NOT_WORK, "no UIDL");
    }

    @Test
    void nothing_is_known_of_a_client_that_was_not_played() {
        assertThat(client(played().skipped(SkipReason.Code.NOT_ALLOWED, "it deletes messages")))
                .extracting(ClientResult::answer, ClientResult::why)
                .containsExactly(Answer.UNKNOWN, "it deletes messages");
        assertThat(client(played().fails(Verdict.ERROR, "connection refused")).answer())
                .isEqualTo(Answer.UNKNOWN);
    }
}
