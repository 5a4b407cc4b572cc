package org.pop3spec.mailbox;

/** {@code none}: scenarios use what is in the maildrop, or are skipped. */
final class NoDelivery implements Delivery {

    @Override
    public Carrier carrier() {
        return Carrier.NONE;
    }

    @Override
    public void deliver(String user, Mailbox mailbox) throws DeliveryException {
        throw new UndeliverableException(
                "the target has no delivery, so mailbox " + mailbox.name() + " cannot be put into its maildrop");
    }

    @Override
    public String toString() {
        return "none";
    }
}
