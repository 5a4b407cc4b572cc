package org.pop3spec.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FallbackDeliveryTest {
    private static final Mailboxes MAILBOXES = Mailboxes.of(20);
    private static final Mailbox PLAIN = MAILBOXES.named("three").orElseThrow();
    private static final Mailbox NO_LINE_END =
            MAILBOXES.named("no-final-line-end").orElseThrow();

    private final Noting smtp = new Noting(Carrier.SMTP, Optional.empty());
    private final Noting memory = new Noting(Carrier.MEMORY, Optional.empty());
    private final Noting refusing =
            new Noting(Carrier.SMTP, Optional.of(new UndeliverableException("the server takes no such message")));

    @Test
    void what_the_first_can_carry_it_carries() throws DeliveryException {
        smtp.orElse(memory).deliver("alice", PLAIN);

        assertThat(smtp.delivered).containsExactly("alice three");
        assertThat(memory.delivered).isEmpty();
    }

    @Test
    void what_the_first_cannot_carry_the_second_does() throws DeliveryException {
        Delivery both = smtp.orElse(memory);

        assertThat(both.cannotCarry(NO_LINE_END)).isEmpty();
        both.deliver("alice", NO_LINE_END);
        assertThat(smtp.delivered).isEmpty();
        assertThat(memory.delivered).containsExactly("alice no-final-line-end");
    }

    @Test
    void what_is_not_taken_from_the_first_the_second_carries() throws DeliveryException {
        refusing.orElse(memory).deliver("alice", PLAIN);

        assertThat(memory.delivered).containsExactly("alice three");
    }

    @Test
    void a_delivery_that_breaks_is_not_tried_another_way_for_some_may_have_arrived() {
        Noting breaking = new Noting(Carrier.SMTP, Optional.of(new DeliveryException("it hung up")));

        assertThatThrownBy(() -> breaking.orElse(memory).deliver("alice", PLAIN))
                .isInstanceOf(DeliveryException.class)
                .hasMessage("it hung up");
        assertThat(memory.delivered).isEmpty();
    }

    @Test
    void what_neither_can_carry_is_not_carried_and_the_second_says_why() {
        Noting lmtp = new Noting(Carrier.LMTP, Optional.empty());
        Delivery both = smtp.orElse(lmtp);

        assertThat(both.cannotCarry(NO_LINE_END)).isEqualTo(lmtp.cannotCarry(NO_LINE_END));
        assertThat(both.cannotCarry(PLAIN)).isEmpty();
    }

    @Test
    void beside_no_delivery_at_all_it_is_the_second_one() {
        assertThat(new NoDelivery().orElse(memory).carrier()).isEqualTo(Carrier.MEMORY);
        assertThat(smtp.orElse(memory).carrier()).isEqualTo(Carrier.SMTP);
    }

    /** Notes what it was given, or fails. */
    private static final class Noting implements Delivery {
        private final Carrier carrier;
        private final Optional<DeliveryException> failure;
        private final List<String> delivered = new ArrayList<>();

        Noting(Carrier carrier, Optional<DeliveryException> failure) {
            this.carrier = carrier;
            this.failure = failure;
        }

        @Override
        public Carrier carrier() {
            return carrier;
        }

        @Override
        public void deliver(String user, Mailbox mailbox) throws DeliveryException {
            if (failure.isPresent()) {
                throw failure.get();
            }
            delivered.add(user + " " + mailbox.name());
        }
    }
}
