package org.pop3spec.run;

import java.util.function.Function;
import org.pop3spec.mailbox.Carrier;
import org.pop3spec.mailbox.Delivery;
import org.pop3spec.mailbox.DeliveryException;
import org.pop3spec.mailbox.Mailbox;
import org.pop3spec.mailbox.Message;
import org.pop3spec.refserver.Maildrop;

/** Puts messages straight into the maildrops of a reference server in this process: whatever octets, and at once. */
public final class MaildropDelivery implements Delivery {
    private final Function<String, Maildrop> maildrops;

    /** @param maildrops the maildrop of an account; throws {@link IllegalArgumentException} when there is none */
    public MaildropDelivery(Function<String, Maildrop> maildrops) {
        this.maildrops = maildrops;
    }

    @Override
    public Carrier carrier() {
        return Carrier.MEMORY;
    }

    @Override
    public void deliver(String user, Mailbox mailbox) throws DeliveryException {
        try {
            Maildrop maildrop = maildrops.apply(user);
            for (Message message : mailbox.messages()) {
                maildrop.put(message.octets());
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new DeliveryException("the reference server: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "maildrops in memory";
    }
}
