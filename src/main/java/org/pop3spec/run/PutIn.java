package org.pop3spec.run;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.pop3spec.mailbox.Comparison;
import org.pop3spec.mailbox.Difference;
import org.pop3spec.mailbox.Message;
import org.pop3spec.session.KnownMessages;

/** The messages of a mailbox, in the order in which the server numbers them. */
record PutIn(List<Message> byNumber) implements KnownMessages {
    PutIn {
        byNumber = List.copyOf(byNumber);
    }

    @Override
    public int count() {
        return byNumber.size();
    }

    @Override
    public Optional<Mismatch> difference(int number, String octets) {
        return numbered(number)
                .flatMap(message -> Comparison.compare(message, bytes(octets))
                        .map(difference -> mismatch(message, difference, bytes(octets))));
    }

    @Override
    public Optional<Mismatch> topDifference(int number, int bodyLines, String octets) {
        return numbered(number)
                .flatMap(message -> Comparison.compareTop(message, bodyLines, bytes(octets))
                        .map(difference -> mismatch(message, difference, bytes(octets))));
    }

    private Optional<Message> numbered(int number) {
        return number >= 1 && number <= byNumber.size() ? Optional.of(byNumber.get(number - 1)) : Optional.empty();
    }

    private static byte[] bytes(String octets) {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Where another message came, that is told, and not where it begins to differ. */
    private static Mismatch mismatch(Message wanted, Difference difference, byte[] received) {
        return Message.idIn(received)
                .filter(id -> !id.equals(wanted.id()))
                .map(id -> new Mismatch("another message came", wanted.id(), id))
                .orElseGet(() -> new Mismatch(
                        difference.place() + ": " + difference.reason() + " (at octet " + difference.offset() + ")",
                        difference.expected(),
                        difference.received()));
    }
}
