package org.pop3spec.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.mailbox.Message;
import org.pop3spec.session.KnownMessages.Mismatch;

class PutInTest {
    private final List<Message> three =
            Mailboxes.of(1).named("three").orElseThrow().messages();
    private final PutIn known = new PutIn(three);

    private static String text(Message message) {
        return new String(message.octets(), ISO_8859_1);
    }

    @Test
    void the_message_itself_does_not_differ() {
        assertThat(known.difference(2, text(three.get(1)))).isEmpty();
    }

    @Test
    void another_message_is_told_by_both_ids() {
        Mismatch another = new Mismatch(
                "another message came", three.get(1).id(), three.get(2).id());

        assertThat(known.difference(2, text(three.get(2)))).contains(another);
        assertThat(known.topDifference(2, 1, text(three.get(2)))).contains(another);
    }

    @Test
    void where_the_right_message_was_altered_the_place_is_told() {
        assertThat(known.difference(2, text(three.get(1)).stripTrailing() + "!\r\n"))
                .get()
                .extracting(Mismatch::where)
                .asString()
                .startsWith("body line ");
    }
}
