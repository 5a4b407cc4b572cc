package org.pop3spec.target;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.scenario.Channel;

/** One start of a recipe's program. */
final class ProgramLaunch {
    private static final String HOST = "127.0.0.1";

    private final ProgramRecipe recipe;
    private final MavenArtifact artifact;
    private final String name;
    private final List<String> users;
    private final Path temporary;

    /**
     * Prepares one.
     *
     * @param users the names of the accounts
     * @param temporary where the program gets its folder
     */
    ProgramLaunch(ProgramRecipe recipe, MavenArtifact artifact, String name, List<String> users, Path temporary) {
        this.recipe = recipe;
        this.artifact = artifact;
        this.name = name;
        this.users = users;
        this.temporary = temporary;
    }

    RunningRecipe start() throws UnusableTarget {
        try {
            // Only this user can look into it.
            Path folder = Files.createTempDirectory(temporary, "pop3spec-recipe");
            boolean running = false;
            try {
                RunningRecipe started = start(folder);
                running = true;
                return started;
            } finally {
                if (!running) {
                    Leash.remove(folder);
                }
            }
        } catch (IOException e) {
            throw new UnusableTarget("the recipe " + name + " does not start: " + RootCause.line(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnusableTarget("the start of the recipe " + name + " was interrupted");
        }
    }

    private RunningRecipe start(Path folder) throws IOException, InterruptedException, UnusableTarget {
        String classPath = artifact.classPath(folder);
        RecipeCertificate certificate = RecipeCertificate.forHost(HOST, List.of());
        RecipePasswords passwords = new RecipePasswords();
        List<Account> accounts =
                users.stream().map(user -> account(user, passwords.next())).toList();
        Map<String, Integer> ports = new FreePorts().forNames(recipe.ports());
        Map<String, String> blanks = new LinkedHashMap<>();
        ports.forEach((port, number) -> blanks.put(port, Integer.toString(number)));
        blanks.put(ProgramRecipe.FOLDER, folder.toString());
        recipe.accounts().list().ifPresent(list -> blanks.put(ProgramRecipe.ACCOUNTS, entries(list, accounts)));
        String keystorePassword = passwords.next().reveal();
        blanks.put(ProgramRecipe.KEYSTORE_PASSWORD, keystorePassword);
        for (String file : recipe.files()) {
            String text = new String(recipe.source().read(file), StandardCharsets.UTF_8);
            write(folder.resolve(file), Blanks.fill(text, blanks).getBytes(StandardCharsets.UTF_8));
        }
        for (String file : recipe.keystore().stream().toList()) {
            write(folder.resolve(file), certificate.keyStore(keystorePassword));
        }
        Map<String, String> properties = new LinkedHashMap<>();
        recipe.properties().forEach((key, value) -> properties.put(key, Blanks.fill(value, blanks)));
        ServerProgram program = ServerProgram.start(folder, classPath, recipe.main(), properties);
        boolean running = false;
        try {
            program.await(() -> greetings(ports).stream().allMatch(Greeting::comes), "no greeting", name);
            for (AccountRequest request : recipe.accounts().request().stream().toList()) {
                for (Account account : accounts) {
                    Map<String, String> all = new LinkedHashMap<>(blanks);
                    all.putAll(blanks(account.user(), account.password()));
                    request.send(all);
                }
            }
            if (recipe.accounts().list().isPresent()) {
                List<Entrance> entrances = entrances(ports, certificate);
                for (Account account : accounts) {
                    program.await(new Admission(account, entrances)::granted, "no login of " + account.user(), name);
                }
            }
            running = true;
        } finally {
            if (!running) {
                program.close();
            }
        }
        return new RunningRecipe(
                name,
                recipe.title() + " " + artifact.version(),
                Long.toString(program.number()),
                endpoint(ports, ProgramRecipe.POP3).orElseThrow(),
                endpoint(ports, ProgramRecipe.POP3S),
                delivery(ports),
                accounts,
                Optional.empty(),
                certificate.authority(),
                Optional.empty(),
                Optional.empty(),
                RunningRecipe.PATIENCE,
                program::close);
    }

    private Account account(String user, Secret password) {
        Optional<Secret> token =
                recipe.accounts().token().map(text -> Secret.of(Blanks.fill(text, blanks(user, password)), "a recipe"));
        Proofs proofs = new Proofs(
                Optional.empty(), token, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        return new Account(user, password, Set.of(), 0, proofs);
    }

    private static String entries(ProgramRecipe.AccountList list, List<Account> accounts) {
        return accounts.stream()
                .map(account -> Blanks.fill(list.entry(), blanks(account.user(), account.password())))
                .collect(Collectors.joining(list.separator()));
    }

    private static void write(Path file, byte[] octets) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, octets);
    }

    private static Map<String, String> blanks(String user, Secret password) {
        return Map.of(ProgramRecipe.USER, user, ProgramRecipe.PASSWORD, password.reveal());
    }

    private static Optional<Endpoint> endpoint(Map<String, Integer> ports, String name) {
        return Optional.ofNullable(ports.get(name)).map(port -> new Endpoint(HOST, port));
    }

    /** In cleartext, and where a server may not take that, under TLS. */
    private static List<Entrance> entrances(Map<String, Integer> ports, RecipeCertificate certificate)
            throws IOException {
        TlsSettings tls = new Trust.Authority(certificate.authority()).settings();
        return Stream.of(
                        endpoint(ports, ProgramRecipe.POP3).map(at -> entrance(at, Channel.CLEARTEXT, tls)),
                        endpoint(ports, ProgramRecipe.POP3S).map(at -> entrance(at, Channel.TLS, tls)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Entrance entrance(Endpoint at, Channel channel, TlsSettings tls) {
        return Entrance.byPassword(at, channel, tls, Limits.standard());
    }

    private static List<Greeting> greetings(Map<String, Integer> ports) {
        return Stream.of(
                        endpoint(ports, ProgramRecipe.POP3).map(Greeting::pop3),
                        endpoint(ports, ProgramRecipe.POP3S).map(Greeting::tls),
                        endpoint(ports, ProgramRecipe.SMTP).map(Greeting::smtp),
                        endpoint(ports, ProgramRecipe.LMTP).map(Greeting::smtp))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> delivery(Map<String, Integer> ports) {
        return Stream.of(ProgramRecipe.LMTP, ProgramRecipe.SMTP)
                .flatMap(door -> endpoint(ports, door).map(there -> door + "://" + there).stream())
                .findFirst();
    }
}
