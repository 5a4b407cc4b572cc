package org.pop3spec.mailbox;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A way in which known messages get into a maildrop.
 *
 * <p>As a target file writes it: {@code smtp://host:port}, {@code lmtp://host:port}, {@code maildir:/path/{user}},
 * {@code mbox:/path/{user}}, {@code exec:command {user}} or {@code none}. {@code {user}} stands for the account's full
 * name. Relative paths are relative to the target file's folder.
 */
public interface Delivery {

    /**
     * Reads what stands behind {@code delivery:} in a target file.
     *
     * @param baseDir the folder that relative paths are relative to
     * @throws IllegalArgumentException if it is no delivery; the text says in one sentence what was expected
     */
    static Delivery parse(String value, Path baseDir) {
        return parse(value, baseDir, DeliverySettings.DEFAULT);
    }

    /** The same with settings other than the default ones. */
    static Delivery parse(String value, Path baseDir, DeliverySettings settings) {
        return DeliverySyntax.parse(value, baseDir, settings);
    }

    /** What kind of delivery it is, which tells what it cannot carry whatever stands at its end. */
    Carrier carrier();

    /** Why this delivery cannot carry a mailbox unchanged, empty when it can. Asks nobody. */
    default Optional<String> cannotCarry(Mailbox mailbox) {
        return mailbox.obstacle(carrier());
    }

    /** This delivery, and for what it cannot carry or is not taken from it another one. */
    default Delivery orElse(Delivery other) {
        return new FallbackDelivery(this, other);
    }

    /**
     * Puts all messages of a mailbox, in order, into the account's maildrop, besides what is there. When it returns they
     * are handed over; they may show up in the maildrop later.
     *
     * @param user the account's full name, as it logs in
     * @throws UndeliverableException if the other side does not take one of the messages; nothing was sent then
     * @throws DeliveryException if anything else went wrong; some messages may have been delivered
     */
    void deliver(String user, Mailbox mailbox) throws DeliveryException;
}
