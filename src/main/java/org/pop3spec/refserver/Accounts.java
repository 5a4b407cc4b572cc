package org.pop3spec.refserver;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Who has a maildrop, where it is, and when it was opened last. */
final class Accounts {
    private final Map<String, Account> byName = new LinkedHashMap<>();
    private final Map<String, Maildrop> maildrops = new LinkedHashMap<>();
    private final Map<String, Long> opened = new LinkedHashMap<>();
    private final String secret = Digested.random();
    private final Supplier<Maildrop> empty;

    Accounts(ServerSettings settings, String idPrefix) {
        empty = () -> new Maildrop(settings.limits(), idPrefix);
        for (Account account : settings.accounts()) {
            byName.put(account.name(), account);
            maildrops.put(account.name(), empty.get());
        }
    }

    Optional<Account> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whether any account has a token. */
    boolean anyToken() {
        return byName.values().stream().anyMatch(account -> account.token().isPresent());
    }

    /** The account that a token stands for. */
    Optional<Account> withToken(String token) {
        return byName.values().stream()
                .filter(account ->
                        account.token().filter(own -> Digested.same(own, token)).isPresent())
                .findFirst();
    }

    /** Always the same salt for a name, whether there is such an account or not. */
    String salt(String name) {
        return Digested.digest("SHA-256", secret + name).substring(0, 16);
    }

    /** The maildrop of an account; a visitor has an empty one, which is gone when the session ends. */
    Maildrop maildrop(Account account) {
        return byName.containsKey(account.name()) ? maildrop(account.name()) : empty.get();
    }

    /** @throws IllegalArgumentException when there is no such account */
    Maildrop maildrop(String name) {
        Maildrop maildrop = maildrops.get(name);
        if (maildrop == null) {
            throw new IllegalArgumentException("No account " + name);
        }
        return maildrop;
    }

    synchronized void noteLogin(Account account) {
        if (byName.containsKey(account.name())) {
            opened.put(account.name(), System.nanoTime());
        }
    }

    /** Whether the last successful login is less than that long ago. */
    synchronized boolean openedWithin(Account account, Duration delay) {
        Long last = opened.get(account.name());
        return last != null && System.nanoTime() - last < delay.toNanos();
    }
}
