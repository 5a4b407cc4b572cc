package org.pop3spec.mailbox;

import java.util.List;
import java.util.Optional;

/**
 * A named set of known messages that a scenario wants to find in the maildrop.
 *
 * @param name the word by which scenarios ask for it
 * @param purpose what it is for, one line
 * @param messages the messages in the order in which they are put in; servers may number them otherwise
 */
public record Mailbox(String name, String purpose, List<Message> messages) {

    public Mailbox {
        messages = List.copyOf(messages);
    }

    /** Why this kind of delivery cannot put the mailbox unchanged into a maildrop, empty when it can. */
    public Optional<String> obstacle(Carrier carrier) {
        if (carrier == Carrier.NONE) {
            return Optional.of("the target has no delivery, so mailbox " + name + " cannot be put into its maildrop");
        }
        for (int number = 1; number <= messages.size(); number++) {
            Optional<String> obstacle = carrier.obstacle(messages.get(number - 1));
            if (obstacle.isPresent()) {
                int message = number;
                return obstacle.map(reason -> "mailbox " + name + ", message " + message + ": " + reason);
            }
        }
        return Optional.empty();
    }

    /** The message with this id, the first one when several are identical. */
    public Optional<Message> withId(String id) {
        return messages.stream().filter(message -> message.id().equals(id)).findFirst();
    }

    @Override
    public String toString() {
        return "mailbox " + name + " (" + messages.size() + " messages)";
    }
}
