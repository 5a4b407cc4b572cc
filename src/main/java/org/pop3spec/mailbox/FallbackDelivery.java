package org.pop3spec.mailbox;

import java.util.Optional;

/** Two deliveries: the second is used for what the first cannot carry, or does not get taken. */
final class FallbackDelivery implements Delivery {
    private final Delivery first;
    private final Delivery second;

    FallbackDelivery(Delivery first, Delivery second) {
        this.first = first;
        this.second = second;
    }

    /** The first one's, but for none. */
    @Override
    public Carrier carrier() {
        return first.carrier() == Carrier.NONE ? second.carrier() : first.carrier();
    }

    @Override
    public Optional<String> cannotCarry(Mailbox mailbox) {
        return first.cannotCarry(mailbox).flatMap(reason -> second.cannotCarry(mailbox));
    }

    @Override
    public void deliver(String user, Mailbox mailbox) throws DeliveryException {
        if (first.cannotCarry(mailbox).isPresent()) {
            second.deliver(user, mailbox);
            return;
        }
        try {
            first.deliver(user, mailbox);
        } catch (UndeliverableException e) {
            if (second.cannotCarry(mailbox).isPresent()) {
                throw e;
            }
            // nothing was sent, and the other one may be taken
            second.deliver(user, mailbox);
        }
    }

    @Override
    public String toString() {
        return first + " or " + second;
    }
}
