package org.pop3spec.mailbox;

import java.util.List;
import java.util.Optional;
import org.pop3spec.net.Endpoint;

/**
 * {@code smtp://host:port} and {@code lmtp://host:port} (RFC 5321, RFC 2033): one transaction for each message, with the
 * null reverse-path, so that nothing ever bounces. SIZE and 8BITMIME are asked for before anything is sent.
 */
final class SmtpDelivery implements Delivery {
    private final Carrier carrier;
    private final Endpoint endpoint;
    private final DeliverySettings settings;

    SmtpDelivery(Carrier carrier, Endpoint endpoint, DeliverySettings settings) {
        this.carrier = carrier;
        this.endpoint = endpoint;
        this.settings = settings;
    }

    @Override
    public Carrier carrier() {
        return carrier;
    }

    @Override
    public void deliver(String user, Mailbox mailbox) throws DeliveryException {
        Optional<String> obstacle = cannotCarry(mailbox);
        if (obstacle.isPresent()) {
            throw new UndeliverableException(obstacle.get());
        }
        String recipient = AccountName.asAddress(user, settings.domain());
        List<Message> messages = mailbox.messages();
        int delivered = 0;
        while (delivered < messages.size()) {
            delivered += deliver(recipient, messages.subList(delivered, messages.size()));
        }
    }

    /** Hands over as many messages as the server takes on one connection, at least one. */
    private int deliver(String recipient, List<Message> messages) throws DeliveryException {
        try (SmtpConversation conversation = SmtpConversation.open(carrier, endpoint, settings.timeout())) {
            for (Message message : messages) {
                conversation.check(message);
            }
            int delivered = 0;
            while (delivered < messages.size() && conversation.send(recipient, messages.get(delivered))) {
                delivered++;
            }
            return delivered;
        }
    }

    @Override
    public String toString() {
        return (carrier == Carrier.SMTP ? "smtp://" : "lmtp://") + endpoint;
    }
}
