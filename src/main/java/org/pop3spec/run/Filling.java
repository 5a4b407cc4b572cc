package org.pop3spec.run;

import java.util.List;
import java.util.Optional;
import org.pop3spec.mailbox.Message;
import org.pop3spec.session.KnownMessages;
import org.pop3spec.session.MessageSizes;

/**
 * What a maildrop was found to hold.
 *
 * @param mailbox the name of the mailbox that was put in; empty for mail that was there
 * @param messages what is known of each message, in the server's order
 * @param listing what the server listed, to see later whether it is still the same
 * @param sizes what scenarios learn of the messages
 */
record Filling(Optional<String> mailbox, KnownMessages messages, List<String> listing, MessageSizes sizes) {
    Filling {
        listing = List.copyOf(listing);
    }

    /** Mail that was put in. */
    static Filling of(String mailbox, List<Message> byNumber, List<String> listing) {
        return new Filling(Optional.of(mailbox), new PutIn(byNumber), listing, new MessageSizes());
    }

    /** Mail that was there. */
    static Filling found(int count, List<String> listing) {
        return new Filling(Optional.empty(), new Unknown(count), listing, new MessageSizes());
    }
}
