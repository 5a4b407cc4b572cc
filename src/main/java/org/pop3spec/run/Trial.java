package org.pop3spec.run;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.net.Limits;
import org.pop3spec.net.Secrets;
import org.pop3spec.refserver.CleartextPolicy;
import org.pop3spec.refserver.Fault;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.target.Account;
import org.pop3spec.target.CapabilityProbe;
import org.pop3spec.target.Entrance;
import org.pop3spec.target.ServerProfile;
import org.pop3spec.target.Target;
import org.pop3spec.target.UnusableTarget;

/**
 * Plays scenarios against reference servers of one kind, each started for it, with or without faults. What a run does against
 * any server is done here too: it is probed, what it does not offer is skipped, and what is not certain is played twice. Three
 * things differ: maildrops are filled from within; where a fault keeps the probe from coming to its end, what the server offers
 * without that fault counts; and no scenario waits for those that it depends on.
 *
 * <p>Used by several threads.
 */
public final class Trial {
    private static final long SEED = 7;
    /** In one process an answer comes at once or, with a fault, never. */
    private static final Duration ANSWER = Duration.ofSeconds(3);
    /** Without fault nothing is waited for in vain, however busy the machine is. */
    private static final Duration SURE_ANSWER = Duration.ofSeconds(30);

    private static final List<Verdict> WEIGHT =
            List.of(Verdict.FAIL, Verdict.WARN, Verdict.ERROR, Verdict.PASS, Verdict.SKIP);
    private static final int MOST_ATTEMPTS = 5;

    private final ServerSettings settings;
    private final int most;
    private final Stock stock = new Stock(Mailboxes.of(SEED));
    private Optional<ServerProfile> usual = Optional.empty();

    /**
     * @param settings of every server, but for accounts and faults; a server's time scale makes the long times of scripts pass
     *     as fast, and slow scenarios are played with a scale above 1 only
     * @param most how many scenarios are played at the same time against one server
     */
    public Trial(ServerSettings settings, int most) {
        this.settings = settings;
        this.most = most;
    }

    /**
     * Plays every scenario against one server with these faults.
     *
     * @return one result for each, in any order
     * @throws IOException when the server finds no port
     * @throws InterruptedException when the thread is interrupted; everything has ended then
     */
    public List<ScenarioResult> play(Collection<Scenario> scenarios, List<Fault> faults)
            throws IOException, InterruptedException {
        return play(scenarios, faults, Integer.MAX_VALUE);
    }

    /** As above, but gives up when that many scenarios do not pass; there are fewer results then. */
    public List<ScenarioResult> play(Collection<Scenario> scenarios, List<Fault> faults, int enough)
            throws IOException, InterruptedException {
        if (scenarios.isEmpty()) {
            return List.of();
        }
        int each = Math.max(
                1, scenarios.stream().mapToInt(s -> s.header().accounts()).max().orElse(1));
        int players = Math.min(most, scenarios.size());
        List<String> users = IntStream.rangeClosed(1, each * players)
                .mapToObj(n -> "user" + n)
                .toList();
        try (EmbeddedTarget embedded =
                EmbeddedTarget.start(settings.toBuilder().faults(faults).build(), users)) {
            return play(List.copyOf(scenarios), embedded, players, faults.isEmpty(), enough);
        }
    }

    private List<ScenarioResult> play(
            List<Scenario> scenarios, EmbeddedTarget embedded, int players, boolean faultless, int enough)
            throws IOException, InterruptedException {
        Target target = embedded.target();
        ServerProfile profile = profile(target, faultless);
        MaildropDelivery delivery = new MaildropDelivery(embedded.server()::maildrop);
        Doors doors = new Doors(profile, false);
        StockedMaildrops maildrops = new StockedMaildrops(embedded.server(), delivery, doors, stock);
        boolean slow = settings.timeScale() > 1;
        Choices choices = new Choices(List.of(), List.of(), Optional.empty(), Optional.empty(), SEED, slow, false);
        List<Step> steps = new Plan(target, profile, choices, delivery, stock::named).steps(scenarios);
        Play play = new Play(
                target,
                profile.entrance(),
                choices,
                maildrops,
                doors,
                settings.timeScale(),
                new Secrets(),
                Clock.systemUTC());
        Queue<Step> left = new ConcurrentLinkedQueue<>(steps);
        Queue<ScenarioResult> results = new ConcurrentLinkedQueue<>();
        Set<String> notPassed = ConcurrentHashMap.newKeySet();
        ExecutorService executor = Executors.newFixedThreadPool(players);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (List<AccountLease> own : leases(target.accounts(), players)) {
                all.add(executor.submit(() -> playAll(left, own, play, results, notPassed, enough)));
            }
            for (Future<?> player : all) {
                player.get();
            }
            return oneEach(results);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a scenario could not be played", e);
        } finally {
            executor.shutdownNow();
        }
    }

    /** A scenario that is played through several variants noticed something if it did so through one of them. */
    private static List<ScenarioResult> oneEach(Collection<ScenarioResult> results) {
        Map<String, ScenarioResult> byId = new TreeMap<>();
        for (ScenarioResult result : results) {
            byId.merge(
                    result.id(),
                    result,
                    (one, other) -> graver(one.verdict(), other.verdict()) == one.verdict() ? one : other);
        }
        return List.copyOf(byId.values());
    }

    /** The one of two verdicts on a scenario that counts: what it noticed, before that it noticed nothing. */
    public static Verdict graver(Verdict one, Verdict other) {
        return WEIGHT.indexOf(one) <= WEIGHT.indexOf(other) ? one : other;
    }

    /** Every player has accounts of its own: nobody waits for anybody. */
    private static List<List<AccountLease>> leases(List<Account> accounts, int players) {
        int each = accounts.size() / players;
        return IntStream.range(0, players)
                .mapToObj(player -> IntStream.range(player * each, (player + 1) * each)
                        .mapToObj(index -> new AccountLease(index, accounts.get(index), Integer.MAX_VALUE))
                        .toList())
                .toList();
    }

    /** @param enough it ends when that many scenarios have not passed, through whichever variants */
    private static @Nullable Void playAll(
            Queue<Step> left,
            List<AccountLease> own,
            Play play,
            Queue<ScenarioResult> results,
            Set<String> notPassed,
            int enough)
            throws InterruptedException {
        Step step = left.poll();
        while (step != null) {
            List<AccountLease> leased = own.subList(0, step.needs().accounts());
            ScenarioResult result = play.result(new Assignment(step, leased, step.skip()));
            results.add(result);
            if (result.verdict() != Verdict.PASS) {
                notPassed.add(result.id());
            }
            step = notPassed.size() < enough ? left.poll() : null;
        }
        return null;
    }

    private ServerProfile profile(Target target, boolean faultless) throws IOException, InterruptedException {
        if (faultless) {
            return faultless(target);
        }
        try {
            return probe(target, ANSWER);
        } catch (UnusableTarget e) {
            return at(target, usual(), Limits.standard().withAnswer(ANSWER).withConnect(ANSWER));
        }
    }

    /** On a busy machine a server with fast timers may lose patience with a handshake. */
    private ServerProfile faultless(Target target) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return probe(target, SURE_ANSWER);
            } catch (UnusableTarget e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw new IOException("the reference server cannot be used: " + e.getMessage(), e);
                }
            }
        }
    }

    /** Accounts are all alike: one is looked at. */
    private ServerProfile probe(Target target, Duration answer) throws UnusableTarget, InterruptedException {
        // who takes no password in the clear is still to be met in the clear
        boolean apop = settings.cleartext() == CleartextPolicy.NO_PASSWORDS;
        Target one = target.withAccounts(target.accounts().subList(0, 1));
        Limits limits = Limits.standard().withAnswer(answer).withConnect(answer);
        return new CapabilityProbe(one, limits, Optional.empty(), apop).probe();
    }

    /** What such a server offers without faults. */
    private synchronized ServerProfile usual() throws IOException, InterruptedException {
        if (usual.isEmpty()) {
            try (EmbeddedTarget embedded = EmbeddedTarget.start(settings, List.of("user1"))) {
                usual = Optional.of(profile(embedded.target(), true));
            }
        }
        return usual.get();
    }

    private static ServerProfile at(Target target, ServerProfile profile, Limits limits) throws IOException {
        Entrance entrance = profile.entrance();
        return new ServerProfile(
                profile.description(),
                profile.features(),
                profile.obstacles(),
                new Entrance(
                        target.pop3().orElseThrow(),
                        entrance.channel(),
                        target.trust().settings(),
                        limits,
                        entrance.variant()),
                profile.loginDelay(),
                profile.notes());
    }
}
