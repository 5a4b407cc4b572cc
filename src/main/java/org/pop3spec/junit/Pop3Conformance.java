package org.pop3spec.junit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestReporter;
import org.pop3spec.auth.LoginVariant;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.baseline.Baseline;
import org.pop3spec.baseline.BaselineFile;
import org.pop3spec.baseline.InvalidBaseline;
import org.pop3spec.mailbox.Delivery;
import org.pop3spec.net.Endpoint;
import org.pop3spec.result.Gate;
import org.pop3spec.run.Choices;
import org.pop3spec.run.DirectAccess;
import org.pop3spec.run.RunRequest;
import org.pop3spec.run.ScenarioLanguage;
import org.pop3spec.run.StepByStep;
import org.pop3spec.scenario.BundledRoot;
import org.pop3spec.scenario.FolderRoot;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.ScenarioException;
import org.pop3spec.scenario.ScenarioFilter;
import org.pop3spec.scenario.ScenarioLibrary;
import org.pop3spec.scenario.ScenarioParser;
import org.pop3spec.scenario.ScenarioRoot;
import org.pop3spec.target.Account;
import org.pop3spec.target.Account.Allowance;
import org.pop3spec.target.Secret;
import org.pop3spec.target.Target;
import org.pop3spec.target.TargetLimits;
import org.pop3spec.target.Trust;
import org.pop3spec.target.UnusableTarget;

/**
 * Conformance tests for a POP3 server that JUnit 5 runs: one dynamic test for each scenario, login variant and channel, nested
 * as the folders of the scenarios are.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicNode> pop3() {
 *     return Pop3Conformance.against("localhost", port)
 *             .account("alice", "secret")
 *             .disposable()
 *             .delivery("smtp://localhost:" + smtpPort)
 *             .select("rfc1939")
 *             .dynamicTests();
 * }
 * }</pre>
 *
 * <p>A MUST that is broken fails its test, with the transcript in the message, passwords masked. What the server does not have
 * to offer, or is not allowed to suffer, is an aborted test that says why. When the run itself goes wrong the test ends in a
 * {@link Unjudged}, which is no assertion and which JUnit's reports call an error.
 *
 * <p>Mistakes in what is given here are {@link IllegalArgumentException}s.
 */
public final class Pop3Conformance {
    private static final String ORIGIN = "the test";

    private final Endpoint pop3;
    private final Map<String, Secret> accounts = new LinkedHashMap<>();
    private final List<String> selected = new ArrayList<>();
    private final List<String> omitted = new ArrayList<>();
    private final List<String> variants = new ArrayList<>();
    private Optional<Endpoint> pop3s = Optional.empty();
    private Optional<Postbox> postbox = Optional.empty();
    private Optional<Purge> purge = Optional.empty();
    private ScenarioRoot root = new BundledRoot();
    private Function<String, URI> source = id -> URI.create("classpath:/scenarios/" + id + ScenarioParser.ENDING);
    private Trust trust = new Trust.OfJava();
    private TargetLimits limits = TargetLimits.DEFAULT;
    private Optional<Baseline> known = Optional.empty();
    private Gate gate = Gate.FAIL_ONLY;
    private Remarks remarks = Remarks.toStandardOutput();
    private String delivery = Target.NO_DELIVERY;
    private Set<Allowance> allowed = Set.of();
    private boolean disposable;
    private boolean cross;
    private boolean slow;
    private long seed = ThreadLocalRandom.current().nextLong(1, 1_000_000_000);

    private Pop3Conformance(Endpoint pop3) {
        this.pop3 = pop3;
    }

    /** Tests for the server that speaks POP3 here in cleartext, with STLS if it has that. */
    public static Pop3Conformance against(String host, int port) {
        return new Pop3Conformance(new Endpoint(host, port));
    }

    /** The port of the same host at which TLS begins with the first octet. */
    public Pop3Conformance tls(int port) {
        pop3s = Optional.of(new Endpoint(pop3.host(), port));
        return this;
    }

    /** Trusts the certificates in this PEM file, and no others. Without this those count that Java trusts. */
    public Pop3Conformance trusting(Path pem) {
        trust = new Trust.Pem(pem);
        return this;
    }

    /** Trusts the certificates in this PEM text, and no others. */
    public Pop3Conformance trusting(String pem) {
        trust = new Trust.Authority(pem);
        return this;
    }

    /** Trusts any certificate, such as a server makes for its own tests. */
    public Pop3Conformance trustingAnyone() {
        trust = new Trust.Anything();
        return this;
    }

    /** An account to log in with. At least one; a few scenarios take two at a time. */
    public Pop3Conformance account(String user, String password) {
        accounts.put(user, Secret.of(password, ORIGIN));
        return this;
    }

    /** Allows this with the accounts, beyond looking at them; {@link #disposable} allows more. */
    public Pop3Conformance allow(Allowance... what) {
        allowed = Set.of(what);
        return this;
    }

    /**
     * Allows everything with the accounts: their mail is fetched and deleted, and wrong passwords are sent. Without this the
     * harness is a guest that changes nothing, and most scenarios are left out.
     */
    public Pop3Conformance disposable() {
        disposable = true;
        return this;
    }

    /**
     * How messages get into the maildrops: {@code smtp://host:port}, {@code lmtp://host:port}, {@code maildir:/path/{user}},
     * {@code mbox:/path/{user}} or {@code exec:command {user}}.
     */
    public Pop3Conformance delivery(String written) {
        Delivery.parse(written, Path.of(""));
        delivery = written;
        return this;
    }

    /** How messages get into the maildrops of a server in this process. Carries what SMTP can't, too. */
    public Pop3Conformance delivery(Postbox way) {
        postbox = Optional.of(way);
        return this;
    }

    /** How a maildrop is emptied when DELE and QUIT leave something in it. Goes with a {@link Postbox}. */
    public Pop3Conformance emptying(Purge way) {
        purge = Optional.of(way);
        return this;
    }

    /**
     * Plays only these: globs over ids, folders of ids, tags, levels and specifications, such as {@code rfc1939/5-*},
     * {@code MUST} or {@code RFC2449#6}. Without this everything is played.
     */
    public Pop3Conformance select(String... globs) {
        selected.addAll(List.of(globs));
        return this;
    }

    /** Leaves these out; globs as in {@link #select}. */
    public Pop3Conformance omit(String... globs) {
        omitted.addAll(List.of(globs));
        return this;
    }

    /** Plays the scenarios of this folder instead of those that came with the harness. */
    public Pop3Conformance scenarios(Path folder) {
        root = new FolderRoot(folder);
        source = id -> folder.resolve(id + ScenarioParser.ENDING).toUri();
        return this;
    }

    /**
     * Plays through these login variants, such as {@code user-pass} or {@code sasl-plain}. Without this every variant that the
     * server offers has its login tried, and everything else is played through one.
     */
    public Pop3Conformance variants(String... names) {
        LoginVariants known = new LoginVariants();
        for (String name : names) {
            if (known.named(name).isEmpty()) {
                throw new IllegalArgumentException("there is no login variant " + name + "; there are "
                        + known.all().stream().map(LoginVariant::name).collect(Collectors.joining(", ")));
            }
            variants.add(name);
        }
        return this;
    }

    /** Plays every scenario that logs in through every login variant that the server offers. */
    public Pop3Conformance cross() {
        cross = true;
        return this;
    }

    /** Plays slow scenarios too: minutes of waiting. */
    public Pop3Conformance slow() {
        slow = true;
        return this;
    }

    /** How long one answer may take; 30 seconds without this. */
    public Pop3Conformance timeout(Duration answer) {
        limits = new TargetLimits(limits.connections(), answer, limits.loginDelay());
        return this;
    }

    /** Makes messages and random values of this number instead of a random one, so that one run is like the other. */
    public Pop3Conformance seed(long number) {
        seed = number;
        return this;
    }

    /**
     * What fails a test besides a broken MUST, with commas between: {@code warn} for a broken SHOULD, {@code low},
     * {@code medium} or {@code high} for findings of at least that severity.
     */
    public Pop3Conformance failOn(String words) {
        gate = Gate.parse(words);
        return this;
    }

    /**
     * What the server is known to do differently: a test that shows just that is aborted and gives the reason, everything else
     * fails as without it, broken SHOULDs included, and one more test fails when something of it no longer shows.
     *
     * @param file as docs/baselines.md has it
     */
    public Pop3Conformance baseline(Path file) {
        try {
            String text = BaselineFile.text(file)
                    .orElseThrow(() -> new IllegalArgumentException("there is no baseline " + file));
            known = Optional.of(BaselineFile.parse(text, file.toString()));
            return this;
        } catch (InvalidBaseline e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * Publishes warnings, findings and observations of tests that pass as entries of the report. Without this they are printed
     * to standard output.
     */
    public Pop3Conformance publishing(TestReporter reporter) {
        remarks = Remarks.to(reporter);
        return this;
    }

    /**
     * Asks the server what it offers, and makes the tests. Each plays its scenario when JUnit executes it. JUnit closes the
     * stream, and the harness then leaves the accounts as a guest should.
     *
     * @throws Unjudged when the server can't be used at all
     */
    public Stream<DynamicNode> dynamicTests() {
        List<Scenario> scenarios = scenarios();
        Judging judging = new Judging(gate, known, whole(), remarks);
        try {
            StepByStep run = StepByStep.open(
                    new RunRequest(target(), direct(), scenarios, choices(), List.of(), "pop3spec for JUnit"));
            return new DynamicTests(run, source, judging, remarks).all();
        } catch (UnusableTarget e) {
            throw new Unjudged("the server can't be used: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unjudged("interrupted while the server was asked what it offers");
        }
    }

    private void empty(Account account) throws IOException {
        if (purge.isEmpty()) {
            throw new IOException("messages are still there after DELE and QUIT");
        }
        try {
            purge.get().empty(account.user());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (Exception e) {
            throw new IOException(e.toString(), e);
        }
    }

    /** Whether nothing is left out that could be played. */
    private boolean whole() {
        return selected.isEmpty() && omitted.isEmpty() && variants.isEmpty();
    }

    private Optional<DirectAccess> direct() {
        return postbox.map(way -> new DirectAccess(this::empty, new PostboxDelivery(way)));
    }

    private Choices choices() {
        return new Choices(variants, List.of(), Optional.empty(), Optional.empty(), seed, slow, cross);
    }

    private Target target() {
        if (accounts.isEmpty()) {
            throw new IllegalArgumentException("at least one account is needed");
        }
        return new Target(
                pop3.toString(),
                Target.Kind.REMOTE,
                Optional.empty(),
                Optional.of(pop3),
                pop3s,
                accounts.entrySet().stream()
                        .map(entry -> new Account(entry.getKey(), entry.getValue(), allowed, 0))
                        .toList(),
                disposable,
                delivery,
                Path.of(""),
                trust,
                limits);
    }

    private List<Scenario> scenarios() {
        ScenarioFilter filter = new ScenarioFilter(selected, omitted);
        try {
            ScenarioLibrary library = ScenarioLibrary.open(root, ScenarioLanguage.parser());
            for (String pattern : filter.unused(library.list())) {
                throw new IllegalArgumentException("no scenario matches " + pattern
                        + library.nearest(pattern)
                                .map(near -> ", did you mean " + near + "?")
                                .orElse(""));
            }
            List<Scenario> chosen = library.load(filter);
            if (chosen.isEmpty()) {
                throw new IllegalArgumentException("no scenario matches");
            }
            return chosen;
        } catch (ScenarioException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the scenarios can't be read: " + e.getMessage(), e);
        }
    }
}
