package org.pop3spec.junit;

import org.pop3spec.mailbox.Carrier;
import org.pop3spec.mailbox.Delivery;
import org.pop3spec.mailbox.DeliveryException;
import org.pop3spec.mailbox.Mailbox;
import org.pop3spec.mailbox.Message;

/** Delivers by what the test gave. */
final class PostboxDelivery implements Delivery {
    private final Postbox postbox;

    PostboxDelivery(Postbox postbox) {
        this.postbox = postbox;
    }

    @Override
    public Carrier carrier() {
        return Carrier.MEMORY;
    }

    @Override
    public void deliver(String user, Mailbox mailbox) throws DeliveryException {
        for (Message message : mailbox.messages()) {
            try {
                postbox.put(user, message.octets());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DeliveryException("the test's own delivery was interrupted", e);
            } catch (Exception e) {
                throw new DeliveryException("the test's own delivery: " + e, e);
            }
        }
    }

    @Override
    public String toString() {
        return "in the process";
    }
}
