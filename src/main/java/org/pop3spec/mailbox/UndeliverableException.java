package org.pop3spec.mailbox;

/**
 * The delivery works, but what stands at its end does not take this message: too large for its SIZE, 8-bit octets
 * without 8BITMIME. A scenario that wants the message is skipped with this reason; nothing went wrong.
 */
public final class UndeliverableException extends DeliveryException {
    private static final long serialVersionUID = 1L;

    public UndeliverableException(String reason) {
        super(reason);
    }
}
