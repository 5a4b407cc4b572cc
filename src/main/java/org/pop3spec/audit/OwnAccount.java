package org.pop3spec.audit;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.target.Account;

/** The account that the user gave: its password goes over TLS to the server whose certificate is believed, and nowhere else. */
final class OwnAccount {
    static final String LOCK = "lock-kept";

    private static final int TRIES = 5;

    private final Account account;
    private final TlsSettings trust;
    private final Guest guest;
    private final Survey survey;

    OwnAccount(Account account, TlsSettings trust, Guest guest, Survey survey) {
        this.account = account;
        this.trust = trust;
        this.guest = guest;
        this.survey = survey;
    }

    private Way way() throws Trouble {
        return survey.encrypted().stream()
                .map(Seen::way)
                .findFirst()
                .orElseThrow(() -> new Trouble("there is no TLS, and without it the password is not sent"));
    }

    private Visit enter() throws Trouble, InterruptedException {
        Visit visit = guest.enter(way(), trust);
        try {
            visit.login(account);
            return visit;
        } catch (Trouble | InterruptedException | RuntimeException e) {
            visit.close();
            throw e;
        }
    }

    /** What is in its maildrop. */
    Inventory inventory() throws Trouble, InterruptedException {
        try (Visit visit = enter()) {
            return Inventory.of(visit);
        }
    }

    /** Whether the maildrop can be opened again soon after a connection was lost. */
    void lookAtLock(Notebook notes) throws Trouble, InterruptedException {
        String where = way().label();
        try (Visit visit = enter()) {
            visit.command("NOOP");
        }
        List<String> evidence = List.of();
        for (int i = 0; i < TRIES; i++) {
            try (Visit visit = guest.enter(way(), trust)) {
                try {
                    visit.login(account);
                    visit.leave();
                    notes.sound(LOCK, where);
                    return;
                } catch (Trouble refused) {
                    evidence = visit.evidence();
                }
            }
            TimeUnit.NANOSECONDS.sleep(guest.manners().limits().answer().toNanos() / TRIES);
        }
        notes.found(LOCK, where, evidence);
    }
}
