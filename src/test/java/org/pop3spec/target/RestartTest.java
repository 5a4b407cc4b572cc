package org.pop3spec.target;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports.Binding;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.Requires;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.rnorth.ducttape.ratelimits.RateLimiter;
import org.rnorth.ducttape.ratelimits.RateLimiterBuilder;
import org.rnorth.ducttape.unreliables.Unreliables;

/** Servers that are ended and started again, by {@code docker restart}: what no scenario can do to a server. */
@Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RestartTest {
    private static final int POP3 = 110;
    private static final int SECONDS = 60;

    @ParameterizedTest
    @ValueSource(strings = {"dovecot", "popa3d"})
    void a_restart_changes_no_unique_id(String name) throws Exception {
        Requires.docker();
        try (RunningRecipe recipe = new Recipes().find(name).start()) {
            Account account = recipe.accounts().get(1);
            // a maildir is there after the first login
            enter(recipe.pop3(), account).leave();
            recipe.store()
                    .orElseThrow()
                    .deliver(account.user(), Mailboxes.of(1).named("three").orElseThrow());
            List<String> before;
            try (PlainSession session = enter(recipe.pop3(), account)) {
                before = uniqueIds(session);
                assertThat(session.command("DELE 2").ok()).isTrue();
                session.leave();
            }
            assertThat(before).hasSize(3).doesNotHaveDuplicates();

            try (PlainSession session = enter(restart(recipe), account)) {
                assertThat(uniqueIds(session)).containsExactly(before.get(0), before.get(2));
            }
        }
    }

    /** Where it listens then: a port of this machine is another one for a container that starts again. */
    private static Endpoint restart(RunningRecipe recipe) {
        DockerClient engine = RecipeEngine.client();
        String started = look(engine, recipe).getState().getStartedAt();
        engine.restartContainerCmd(recipe.id()).exec();
        InspectContainerResponse now = look(engine, recipe);
        assertThat(now.getState().getStartedAt()).isNotEqualTo(started);
        Binding[] bindings = now.getNetworkSettings().getPorts().getBindings().get(ExposedPort.tcp(POP3));
        Endpoint pop3 = new Endpoint(
                recipe.pop3().host(), Integer.parseInt(Objects.requireNonNull(bindings)[0].getHostPortSpec()));
        RateLimiter often = RateLimiterBuilder.newBuilder()
                .withRate(20, TimeUnit.SECONDS)
                .withConstantThroughput()
                .build();
        Unreliables.retryUntilTrue(
                SECONDS,
                TimeUnit.SECONDS,
                () -> often.getWhenReady(() -> Greeting.pop3(pop3).comes()));
        return pop3;
    }

    private static InspectContainerResponse look(DockerClient engine, RunningRecipe recipe) {
        return engine.inspectContainerCmd(recipe.id()).exec();
    }

    private static PlainSession enter(Endpoint pop3, Account account) throws Exception {
        PlainSession session = PlainSession.open(pop3, Optional.empty(), Limits.standard());
        assertThat(session.command("USER " + account.user()).ok()).isTrue();
        assertThat(session.command("PASS " + account.password().reveal()).ok()).isTrue();
        return session;
    }

    private static List<String> uniqueIds(PlainSession session) throws Exception {
        return session.lines("UIDL").orElseThrow().stream()
                .map(line -> line.replaceFirst("^[0-9]+ ", ""))
                .toList();
    }
}
