package org.pop3spec.target;

import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.pop3spec.net.Endpoint;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.images.builder.Transferable;

/** One start of a recipe's container. */
final class ContainerLaunch {
    private static final int READABLE = 0644; // the server reads it as a user of its own
    /** On every container that is one. */
    static final String LABEL = "org.pop3spec.recipe";

    private final ContainerRecipe recipe;
    private final RecipeChoice choice;
    private final String name;

    /** @param choice which release and flavour of it */
    ContainerLaunch(ContainerRecipe recipe, RecipeChoice choice) {
        this.recipe = recipe;
        this.choice = choice;
        this.name = choice.name();
    }

    RunningRecipe start() throws UnusableTarget {
        return start(RecipeEngine::answers);
    }

    RunningRecipe start(BooleanSupplier engineAnswers) throws UnusableTarget {
        if (!engineAnswers.getAsBoolean()) {
            throw new UnusableTarget("the recipe " + name + " needs a Docker engine, and none answers");
        }
        RecipeOwner.self().ifPresent(self -> new RecipeLeftovers(RecipeEngine.client()).remove(self));
        LaunchGate gate = LaunchGate.ofThisHarness();
        if (!gate.enter()) {
            throw interrupted();
        }
        try {
            return start(new RecipeImage(recipe, choice.version(), RecipeEngine.client(), gate).name());
        } catch (UnusableTarget e) {
            throw gate.isClosed() ? interrupted() : e;
        } finally {
            gate.leave();
        }
    }

    private RunningRecipe start(String image) throws UnusableTarget {
        List<String> users = choice.users(recipe.accounts().names());
        RecipeCertificate certificate = RecipeCertificate.forHost(RecipeEngine.host(), users);
        RecipePasswords passwords = new RecipePasswords();
        RecipeTokens tokens = new RecipeTokens();
        List<Account> accounts = users.stream()
                .map(user -> new Account(user, passwords.next(), Set.of(), 0, proofs(certificate, tokens, user)))
                .toList();
        RecipeContainer container = container(image, accounts);
        recipe.certificate()
                .ifPresent(files -> container
                        .withCopyToContainer(file(certificate.chain()), files.chain())
                        .withCopyToContainer(file(certificate.key()), files.key()));
        recipe.flavours()
                .ifPresent(flavours -> container.withCopyToContainer(
                        file(Objects.requireNonNull(flavours.settings().get(choice.flavour()))), flavours.file()));
        recipe.tokens().ifPresent(file -> container.withCopyToContainer(file(tokens.keyFile()), file));
        Optional<RecipeRealm> realm = recipe.kerberos().map(RecipeRealm::of);
        realm.ifPresent(there -> there.files()
                .forEach((path, octets) -> container.withCopyToContainer(Transferable.of(octets, READABLE), path)));
        boolean running = false;
        try {
            container.start();
            RunningRecipe started = new RunningRecipe(
                    name,
                    recipe.title() + " " + version(container),
                    container.getContainerId(),
                    endpoint(container, recipe.ports().pop3()),
                    recipe.ports().pop3s().map(port -> endpoint(container, port)),
                    recipe.ports().lmtp().map(port -> "lmtp://" + endpoint(container, port)),
                    accounts,
                    recipe.store().map(store -> new RecipeStore(container, store.format(), store.path())),
                    certificate.authority(),
                    realm.map(RecipeRealm::access),
                    recipe.loginDelay(),
                    recipe.timeout().orElse(RunningRecipe.PATIENCE),
                    () -> {
                        container.stop();
                        realm.ifPresent(RecipeRealm::close);
                    });
            running = true;
            return started;
        } catch (ContainerLaunchException | DockerException | DockerClientException | IOException e) {
            throw new UnusableTarget(
                    "the recipe " + name + " does not start: " + container.end().orElseGet(() -> RootCause.line(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        } finally {
            if (!running) {
                container.stop();
            }
        }
    }

    private UnusableTarget interrupted() {
        return new UnusableTarget("the start of the recipe " + name + " was interrupted");
    }

    private Proofs proofs(RecipeCertificate certificate, RecipeTokens tokens, String user) {
        return new Proofs(
                Optional.empty(),
                recipe.tokens().map(file -> tokens.of(user)),
                Optional.empty(),
                Optional.ofNullable(certificate.clients().get(user)),
                Optional.empty(),
                Optional.empty());
    }

    private RecipeContainer container(String image, List<Account> accounts) {
        String lines = accounts.stream()
                .map(account -> recipe.accounts()
                                .line()
                                .replace("${user}", account.user())
                                .replace("${password}", account.password().reveal())
                        + "\n")
                .collect(Collectors.joining());
        return new RecipeContainer(image, recipe.ports().pop3())
                .withExposedPorts(recipe.ports().all().toArray(Integer[]::new))
                .withLabel(LABEL, name)
                .withLabels(RecipeOwner.self()
                        .map(self -> Map.of(RecipeOwner.LABEL, self.label()))
                        .orElse(Map.of()))
                .withCopyToContainer(file(lines), recipe.accounts().file());
    }

    private static Transferable file(String text) {
        return Transferable.of(text.getBytes(StandardCharsets.UTF_8), READABLE);
    }

    private String version(RecipeContainer container) throws IOException, InterruptedException {
        return container
                .execInContainer(recipe.version().toArray(String[]::new))
                .getStdout()
                .lines()
                .findFirst()
                .orElse("of unknown version")
                .strip();
    }

    private static Endpoint endpoint(RecipeContainer container, int port) {
        return new Endpoint(container.getHost(), container.getMappedPort(port));
    }
}
