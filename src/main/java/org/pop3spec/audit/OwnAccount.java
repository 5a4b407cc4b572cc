package org.pop3spec.audit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.pop3spec.auth.Credentials;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Received;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.target.Account;
import org.pop3spec.target.PlainSession;

/** The account that the user gave: its password goes over TLS to the server whose certificate is believed, and nowhere else. */
final class OwnAccount {
    static final String LOCK = "lock-kept";
    static final String IDLE = "idle-timeout-short";
    static final String WRONG_PASSWORDS = "failed-logins-not-slowed";

    /** All that takes an account. */
    static final List<String> IDS =
            List.of(LOCK, IDLE, WRONG_PASSWORDS, TopCheck.UNBOUNDED, TopCheck.MARKS, DowngradeCheck.UNNOTICED);

    /** The shortest autologout timer that RFC 1939 section 3 permits. */
    static final Duration SHORTEST_TIMER = Duration.ofMinutes(10);

    /** A server that waits this long before it says no takes the fun out of guessing. */
    static final Duration SLOWED = Duration.ofSeconds(1);

    /** More would tell nothing more, and might lock the account. */
    private static final int MOST_WRONG_PASSWORDS = 5;

    /** One that is refused at once tells nothing of the next. */
    static final int FEWEST_WRONG_PASSWORDS = 2;

    private static final int TRIES = 5;

    /** Why a login is refused where the maildrop is not locked (RFC 2449 section 8.1.1, RFC 3206). */
    private static final Pattern NOT_THE_LOCK = Pattern.compile("(?i)-ERR \\[(?:LOGIN-DELAY|AUTH|SYS/)");

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

    /** What it proves itself with. */
    Credentials credentials() {
        return new Credentials(
                new String(account.user().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1),
                account.password().octets());
    }

    /** What is offered where it logs in. */
    Optional<Seen> offer() throws Trouble {
        return survey.seen(way());
    }

    /** A session by the same way that has not logged in. Whether TLS sessions can be resumed is looked at elsewhere. */
    Visit knock() throws Trouble, InterruptedException {
        return guest.enter(way(), trust.withoutSessions());
    }

    /** As reports name the way to it. */
    String where() throws Trouble {
        return way().label();
    }

    /** A session that has logged in. */
    Visit enter() throws Trouble, InterruptedException {
        Visit visit = knock();
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
        String where = where();
        try (Visit visit = enter()) {
            visit.command("NOOP");
        }
        List<String> evidence = List.of();
        for (int i = 0; i < TRIES; i++) {
            try (Visit visit = knock()) {
                try {
                    visit.login(account);
                    visit.leave();
                    notes.sound(LOCK, where);
                    return;
                } catch (Trouble refused) {
                    if (!refused.tells()
                            || NOT_THE_LOCK.matcher(refused.reason()).find()) {
                        throw refused;
                    }
                    evidence = visit.evidence();
                }
            }
            TimeUnit.NANOSECONDS.sleep(guest.manners().limits().answer().toNanos() / TRIES);
        }
        notes.found(LOCK, where, evidence);
    }

    /**
     * Whether an idle session is ended before it may be.
     *
     * @param timer how long it is waited, which is {@link #SHORTEST_TIMER} everywhere but in tests
     */
    void lookAtIdleness(Duration timer, Notebook notes) throws Trouble, InterruptedException {
        if (guest.left().compareTo(timer) <= 0) {
            throw new Trouble("it takes " + timer.toMinutes() + " minutes, and --deadline leaves less");
        }
        String where = where();
        try (Visit visit = enter()) {
            long begin = System.nanoTime();
            Received ended = visit.connection().line(Deadline.in(timer));
            // what is in between may have dropped the connection without a word
            if (ended instanceof Received.TimedOut && visit.command("NOOP").ok()) {
                notes.sound(IDLE, where);
                visit.leave();
                return;
            }
            List<String> evidence = new ArrayList<>(visit.evidence());
            evidence.add(
                    "-- after " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin) + " s without a command");
            notes.found(IDLE, where, evidence);
        }
    }

    /**
     * Whether wrong passwords may be tried as fast as they can be sent.
     *
     * @param allowed so many, and no more, are
     * @param slowed how long a refusal takes that slows down, which is {@link #SLOWED} everywhere but in tests
     */
    void lookAtWrongPasswords(int allowed, Duration slowed, Notebook notes) throws Trouble, InterruptedException {
        String where = where();
        List<String> evidence = new ArrayList<>();
        for (int i = 0; i < Math.min(allowed, MOST_WRONG_PASSWORDS); i++) {
            try (Visit visit = knock()) {
                Duration took = refused(visit, where, notes);
                evidence.addAll(visit.evidence());
                evidence.add("-- refused after " + took.toMillis() + " ms");
                if (took.compareTo(slowed) >= 0) {
                    notes.sound(WRONG_PASSWORDS, where);
                    notes.observed("wrong passwords, " + where, "refused after " + took.toMillis() + " ms");
                    return;
                }
            } catch (Trouble e) {
                if (i == 0 || e.kind() == Trouble.Kind.NOT_ASKED) {
                    throw e;
                }
                // there was a session before: it is the wrong passwords for which there is none now
                notes.sound(WRONG_PASSWORDS, where);
                notes.observed("wrong passwords, " + where, "after " + i + " of them: " + e.reason());
                return;
            }
        }
        if (allowed < FEWEST_WRONG_PASSWORDS) {
            throw new Trouble(
                    Trouble.Kind.NOT_ASKED,
                    "a single wrong password was refused at once, which tells nothing of the next: only with"
                            + " --allow-failed-logins from " + FEWEST_WRONG_PASSWORDS + " on");
        }
        notes.found(WRONG_PASSWORDS, where, evidence);
    }

    /** How long the server takes to refuse a wrong password. */
    private Duration refused(Visit visit, String where, Notebook notes) throws Trouble, InterruptedException {
        if (!visit.command("USER " + account.user()).ok()) {
            throw new Trouble("USER is refused");
        }
        long begin = System.nanoTime();
        PlainSession.Status status = visit.command("PASS " + Names.nobody());
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        if (status.ok()) {
            throw new Trouble("a made-up password was taken for that of " + account.user());
        }
        ErrorTexts.look(where, List.of(status), visit.evidence(), notes);
        return took;
    }
}
