package org.pop3spec.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.mailbox.Delivery;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.net.Endpoint;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.scenario.Expressions;
import org.pop3spec.scenario.IncludeSource;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.ScenarioException;
import org.pop3spec.scenario.ScenarioParser;
import org.pop3spec.scenario.SourceFile;
import org.pop3spec.target.Account;
import org.pop3spec.target.Account.Allowance;
import org.pop3spec.target.Secret;
import org.pop3spec.target.Target;
import org.pop3spec.target.TargetLimits;
import org.pop3spec.target.Trust;
import org.pop3spec.target.UnusableTarget;

/** A reference server, targets that stand for it, and runs of small scripts against them. */
final class Rig implements AutoCloseable {
    static final String PASSWORD = "open sesame";

    private final ReferenceServer server;
    private final List<ScenarioResult> heard = new ArrayList<>();
    private final List<Scenario> scenarios = new ArrayList<>();
    private final List<Account> accounts = new ArrayList<>();
    private boolean disposable;
    private String delivery;
    private Optional<DirectAccess> direct = Optional.empty();
    private TargetLimits limits = TargetLimits.DEFAULT;
    private Optional<Endpoint> elsewhere = Optional.empty();

    Rig(ServerSettings.Builder settings) {
        try {
            server = ReferenceServer.start(settings.accounts(List.of(
                            new org.pop3spec.refserver.Account("alice", PASSWORD),
                            new org.pop3spec.refserver.Account("bob", PASSWORD)))
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        delivery = "smtp://127.0.0.1:" + server.smtpPort();
    }

    Rig() {
        this(ServerSettings.builder());
    }

    ReferenceServer server() {
        return server;
    }

    /** Adds an account that may be looked at only, but for what is allowed here. */
    Rig account(String user, int failedLogins, Allowance... allowed) {
        accounts.add(new Account(user, Secret.of(PASSWORD, "a test"), Set.of(allowed), failedLogins));
        return this;
    }

    Rig disposable() {
        disposable = true;
        return this;
    }

    Rig delivery(String written) {
        delivery = written;
        return this;
    }

    /** Lets the harness reach into the server's maildrops. */
    Rig direct() {
        return direct(new MaildropDelivery(server::maildrop));
    }

    /** The same, with another way for mail. */
    Rig direct(Delivery mail) {
        direct = Optional.of(
                new DirectAccess(account -> server.maildrop(account.user()).clear(), mail));
        return this;
    }

    Rig limits(TargetLimits chosen) {
        limits = chosen;
        return this;
    }

    /** Another server for cleartext than the reference server. */
    Rig at(Endpoint endpoint) {
        elsewhere = Optional.of(endpoint);
        return this;
    }

    /** Adds a scenario. */
    Rig scenario(String id, String frontMatter, String session) {
        String text = "---\ntitle: " + id + "\n" + frontMatter + "---\n" + session;
        try {
            scenarios.add(new ScenarioParser(
                            new LoginVariants().vocabulary(Mailboxes.of(1).names()), new Expressions())
                    .parse(id, new SourceFile(id + ".pop3", text), IncludeSource.NONE));
        } catch (ScenarioException e) {
            throw new AssertionError(e.getMessage(), e);
        }
        return this;
    }

    Target target() {
        return new Target(
                "rig",
                Target.Kind.REMOTE,
                Optional.empty(),
                elsewhere.or(() -> Optional.of(new Endpoint("127.0.0.1", server.pop3Port()))),
                Optional.of(new Endpoint("127.0.0.1", server.pop3sPort())),
                accounts,
                disposable,
                delivery,
                Path.of(""),
                new Trust.Authority(server.caCertificatePem()),
                limits);
    }

    Harness harness(Choices choices, RunListener listener) {
        return new Harness(new RunRequest(target(), direct, scenarios, choices, List.of(), "pop3spec test"), listener);
    }

    Run play() throws UnusableTarget, InterruptedException {
        return play(choices());
    }

    Run play(Choices choices) throws UnusableTarget, InterruptedException {
        return harness(choices, new RunListener() {
                    @Override
                    public void begins(Run run) {
                        heard.clear();
                    }

                    @Override
                    public void finished(ScenarioResult result) {
                        heard.add(result);
                    }
                })
                .play();
    }

    static Choices choices() {
        return new Choices(List.of(), List.of(), Optional.empty(), Optional.empty(), 1, false, false);
    }

    /** What the listener was told during the last run. */
    List<ScenarioResult> heard() {
        return heard;
    }

    static ScenarioResult result(Run run, String id) {
        return run.results().stream()
                .filter(result -> result.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no result of " + id));
    }

    int count(String user) {
        return server.maildrop(user).messages().size();
    }

    @Override
    public void close() {
        server.close();
    }
}
