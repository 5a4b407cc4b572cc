package org.pop3spec.run;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.pop3spec.mailbox.Mailbox;
import org.pop3spec.mailbox.Mailboxes;

/** Mailboxes that are made once and used by many servers. */
final class Stock {
    private final Mailboxes mailboxes;
    private final Map<String, Optional<Mailbox>> made = new ConcurrentHashMap<>();

    Stock(Mailboxes mailboxes) {
        this.mailboxes = mailboxes;
    }

    Optional<Mailbox> named(String name) {
        return made.computeIfAbsent(name, mailboxes::named);
    }
}
