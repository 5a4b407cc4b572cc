package org.pop3spec.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.net.Endpoint;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;
import org.pop3spec.run.Choices;
import org.pop3spec.run.DirectAccess;
import org.pop3spec.run.Harness;
import org.pop3spec.run.MaildropDelivery;
import org.pop3spec.run.RunListener;
import org.pop3spec.run.RunRequest;
import org.pop3spec.scenario.BundledRoot;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Expressions;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.ScenarioException;
import org.pop3spec.scenario.ScenarioFilter;
import org.pop3spec.scenario.ScenarioLibrary;
import org.pop3spec.scenario.ScenarioParser;
import org.pop3spec.target.Account;
import org.pop3spec.target.Secret;
import org.pop3spec.target.Target;
import org.pop3spec.target.TargetLimits;
import org.pop3spec.target.Trust;
import org.pop3spec.target.UnusableTarget;

/**
 * All scenarios against a reference server of their own, one after another. Left out is what a replay of the same octets
 * could not do again: TLS, and APOP and SASL, of which the answers depend on what the server has just made up. Mail is put into the maildrops directly.
 */
final class Playing {
    private static final List<String> USERS = List.of("alice", "bob", "carol", "dave");
    private static final String PASSWORD = "sesame";
    private static final String HOST = "127.0.0.1";
    private static final Set<String> LEFT_OUT = Set.of("stls", "tls", "apop");

    private final List<Scenario> scenarios;

    private Playing(List<Scenario> scenarios) {
        this.scenarios = scenarios;
    }

    static Playing allScenarios() throws IOException, ScenarioException {
        ScenarioParser parser = new ScenarioParser(
                new LoginVariants().vocabulary(Mailboxes.of(0).names()), new Expressions());
        return new Playing(ScenarioLibrary.open(new BundledRoot(), parser).load(ScenarioFilter.ALL).stream()
                .filter(Playing::inCleartext)
                .toList());
    }

    private static boolean inCleartext(Scenario scenario) {
        return scenario.header().channel().orElse(Channel.CLEARTEXT) == Channel.CLEARTEXT
                && scenario.header().requires().stream()
                        .noneMatch(feature -> LEFT_OUT.contains(feature) || feature.startsWith("sasl"));
    }

    static ReferenceServer server() throws IOException {
        return ReferenceServer.start(ServerSettings.builder()
                .accounts(USERS.stream()
                        .map(user -> new org.pop3spec.refserver.Account(user, PASSWORD))
                        .toList())
                .apop(false)
                .build());
    }

    /** Plays them once, and tells what went over the wire. */
    Conversation recorded() throws IOException, UnusableTarget, InterruptedException {
        try (ReferenceServer server = server();
                Recorder recorder = new Recorder(server.pop3Port())) {
            harness(recorder.port(), server, recorder.recorded(direct(server))).play();
            return recorder.conversation();
        }
    }

    /** Plays them once. */
    Duration time() throws IOException, UnusableTarget, InterruptedException {
        try (ReferenceServer server = server()) {
            Harness harness = harness(server.pop3Port(), server, direct(server));
            long begin = System.nanoTime();
            harness.play();
            return Duration.ofNanos(System.nanoTime() - begin);
        }
    }

    /** Plays them once; what became of them. */
    String outcome() throws IOException, UnusableTarget, InterruptedException {
        try (ReferenceServer server = server()) {
            Run run = harness(server.pop3Port(), server, direct(server)).play();
            return run.count(Verdict.PASS) + " scenarios passed, " + run.count(Verdict.SKIP) + " skipped, "
                    + (run.results().size() - run.count(Verdict.PASS) - run.count(Verdict.SKIP)) + " others";
        }
    }

    private Harness harness(int pop3, ReferenceServer server, DirectAccess direct) {
        Target target = new Target(
                "bench",
                Target.Kind.REFERENCE,
                Optional.empty(),
                Optional.of(new Endpoint(HOST, pop3)),
                Optional.empty(),
                USERS.stream()
                        .map(user -> new Account(user, Secret.of(PASSWORD, "a benchmark"), Set.of(), 0))
                        .toList(),
                true,
                Target.NO_DELIVERY,
                Path.of(""),
                new Trust.Authority(server.caCertificatePem()),
                TargetLimits.DEFAULT);
        Choices choices = new Choices(
                List.of("user-pass"), List.of(Channel.CLEARTEXT), Optional.of(1), Optional.empty(), 1, false, false);
        return new Harness(
                new RunRequest(target, Optional.of(direct), scenarios, choices, List.of(), "benchmark"), new Silence());
    }

    private static DirectAccess direct(ReferenceServer server) {
        return new DirectAccess(
                account -> server.maildrop(account.user()).clear(), new MaildropDelivery(server::maildrop));
    }

    private static final class Silence implements RunListener {
        @Override
        public void begins(Run run) {}

        @Override
        public void finished(ScenarioResult result) {}
    }
}
