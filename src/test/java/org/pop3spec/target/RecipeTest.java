package org.pop3spec.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pop3spec.baseline.Baseline;
import org.pop3spec.baseline.BaselineFile;
import org.pop3spec.scenario.Glob;

class RecipeTest {
    static final String SMALL = """
            title: Small
            image: [Dockerfile]
            ports: {pop3: 110, pop3s: 995, lmtp: 24}
            version: ["true"]
            accounts: {names: [alice], file: /etc/users, line: "${user} ${password}"}
            maildir: "/home/${user}/Maildir"
            certificate: {chain: /etc/chain.pem, key: /etc/key.pem}
            flavours: {file: /etc/flavour, settings: {default: "", lock: "lock = yes"}}
            """;

    @Test
    void a_recipe_is_read_from_its_keys() {
        ContainerRecipe recipe = container("small", SMALL);

        assertThat(recipe.name()).isEqualTo("small");
        assertThat(recipe.title()).isEqualTo("Small");
        assertThat(recipe.image()).isEqualTo(List.of("Dockerfile"));
        assertThat(recipe.ports()).isEqualTo(new ContainerRecipe.Ports(110, Optional.of(995), Optional.of(24)));
        assertThat(recipe.tokens()).isEmpty();
        assertThat(container("small", SMALL + "tokens: /etc/key\n").tokens()).contains("/etc/key");
        assertThat(recipe.store()).contains(new ContainerRecipe.Store(StoreFormat.MAILDIR, "/home/${user}/Maildir"));
        assertThat(recipe.flavours().orElseThrow().settings())
                .containsOnlyKeys("default", "lock")
                .containsEntry("lock", "lock = yes");
    }

    @Test
    void a_recipe_may_do_without_what_its_server_does_not_have() {
        ContainerRecipe recipe = container("bare", """
                title: Bare
                image: [Dockerfile]
                ports: {pop3: 110}
                version: ["true"]
                accounts: {names: [alice], file: /etc/users, line: "${user} ${password}"}
                mbox: "/var/mail/${user}"
                """);

        assertThat(recipe.ports().all()).isEqualTo(List.of(110));
        assertThat(recipe.store()).contains(new ContainerRecipe.Store(StoreFormat.MBOX, "/var/mail/${user}"));
        assertThat(recipe.certificate()).isEmpty();
        assertThat(recipe.loginDelay()).isEmpty();
        assertThat(recipe.flavourNames()).isEqualTo(List.of("default"));
    }

    @ParameterizedTest
    @CsvSource({
        "lmtp: 24,        lmtp: 70000,     'small/recipe.yaml:3:38: expected a port for lmtp'",
        "lmtp: 24,        smtp: 24,        'small/recipe.yaml:3:32: unknown key smtp'",
        "pop3: 110,       pop2: 109,       'small/recipe.yaml:3:8: expected a port for pop3'",
        "title: Small,    'title: Small\nlogin-delay: 2s', 'small/recipe.yaml:1:1: expected a number of seconds for login-delay'",
        "title: Small,    'title: Small\nmbox: /var/mail', 'small/recipe.yaml:1:1: expected one key of maildir and mbox'",
        "title: Small,    title: [],       'small/recipe.yaml:1:8: expected a text for title'",
        "'[Dockerfile]',  '[]',            'small/recipe.yaml:2:8: expected a list of texts for image'",
        "title: Small,    'title: Small\ncolour: red', 'small/recipe.yaml:2:1: unknown key colour'",
        "title: Small,    'title: Small\nreleases: [Trixie]', 'small/recipe.yaml:1:1: expected names of Debian''s for releases, such as trixie'",
        "title: Small,    'title: Small\nreleases: [lock]', 'small/recipe.yaml:1:1: expected releases that no flavour is named after'",
        "'default: \"\",', '',             'small/recipe.yaml:8:42: expected a flavour called default'",
    })
    void a_mistake_in_a_recipe_is_named(String right, String wrong, String message) {
        assertThat(SMALL).contains(right);
        assertThatExceptionOfType(InvalidRecipe.class)
                .isThrownBy(() -> container("small", SMALL.replace(right, wrong)))
                .withMessage(message);
    }

    /** Without one nobody notices when the server's verdicts change. */
    @Test
    void every_recipe_has_a_baseline_that_can_be_read() throws Exception {
        for (String name : new Recipes().names()) {
            Path file = Path.of("baselines", name.replaceFirst(":.*", "") + ".yaml");

            assertThat(file)
                    .as("./pop3spec run --recipe %s --baseline %s --update-baseline writes it", name, file)
                    .exists();
            assertThat(BaselineFile.parse(Files.readString(file), file.toString())
                            .skips())
                    .isPresent();
        }
    }

    /** Else a word that is written wrongly is about nothing. */
    @Test
    void every_target_that_a_baseline_names_is_a_version_or_flavour_of_its_recipe() throws Exception {
        for (RecipeSummary summary : new Recipes().list()) {
            List<String> names = Stream.concat(
                            Stream.of(""), summary.versions().stream().map(v -> ":" + v))
                    .flatMap(version -> Stream.concat(
                            Stream.of(version), summary.flavours().stream().map(f -> version + ":" + f)))
                    .map(ending -> summary.name() + ending)
                    .toList();
            Path file = Path.of("baselines", summary.name() + ".yaml");
            Baseline baseline = BaselineFile.parse(Files.readString(file), file.toString());

            assertThat(Stream.concat(
                            baseline.deviations().stream().flatMap(entry -> entry.targets().patterns().stream()),
                            baseline.skips().orElseThrow().stream()
                                    .flatMap(entry -> entry.targets().patterns().stream())))
                    .as(file.toString())
                    .allSatisfy(
                            pattern -> assertThat(names).anyMatch(Glob.of(pattern.replaceFirst("^!", ""))::matches));
        }
    }

    @Test
    void the_packaged_recipes_can_be_read_and_chosen_by_name_and_flavour() throws UnknownRecipe {
        Recipes recipes = new Recipes();

        assertThat(recipes.names())
                .containsExactly(
                        "greenmail",
                        "james",
                        "dovecot",
                        "dovecot:lock",
                        "dovecot:workarounds",
                        "dovecot:packaged",
                        "dovecot:hardened",
                        "cyrus",
                        "cyrus:login-delay",
                        "cyrus:no-plaintext",
                        "courier",
                        "courier:no-sasl",
                        "courier:tls-required",
                        "popa3d",
                        "mailutils",
                        "mailutils:no-lock",
                        "mailutils:tls-required",
                        "mailutils:login-delay",
                        "mailutils:expire",
                        "solid-pop3d");
        for (String name : recipes.names()) {
            assertThat(recipes.find(name).name()).isEqualTo(name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dovecote,           'there is no recipe dovecote, did you mean dovecot?; there are greenmail, james, dovecot, '",
        "../recipes/dovecot, 'there is no recipe in the folder ../recipes/dovecot: no recipe.yaml'",
        "'',                 'there is no recipe ; there are greenmail, james, dovecot, '",
        "dovecot:default,    'the recipe dovecot has no version or flavour default; versions: bookworm, trixie; flavours: lock'",
        "dovecot:lokc,       'the recipe dovecot has no version or flavour lokc, did you mean lock?; versions: bookworm, trixie; flavours: lock'",
        "dovecot:trixe,      'the recipe dovecot has no version or flavour trixe, did you mean trixie?; versions: bookworm, trixie; flavours: lock'",
        "dovecot:lock:lock,  'dovecot:lock:lock names more than one flavour'",
        "cyrus:trixie:bookworm, 'cyrus:trixie:bookworm names more than one version'",
        "dovecot:,           'the recipe dovecot has no version or flavour without a name; versions: bookworm, trixie; flavours: lock'",
        "greenmail:latest,   'the recipe greenmail has no version or flavour latest; versions: 2.1.8'",
    })
    void what_there_is_no_recipe_for_is_told_with_what_there_is(String written, String message) {
        assertThatExceptionOfType(UnknownRecipe.class)
                .isThrownBy(() -> new Recipes().find(written))
                .withMessageStartingWith(message);
    }

    @Test
    void a_folder_of_ones_own_is_a_recipe_by_its_path(@TempDir Path folder) throws Exception {
        Files.createDirectory(folder.resolve("mine"));
        Files.writeString(folder.resolve("mine/recipe.yaml"), SMALL);

        assertThat(new Recipes().find("./mine:lock", folder).name()).isEqualTo("./mine:lock");
        assertThat(container("./My_own.recipe/", SMALL).imageName()).isEqualTo("my-own-recipe");
        assertThatExceptionOfType(UnknownRecipe.class)
                .isThrownBy(() -> new Recipes().find("./mine:1.0", folder))
                .withMessage("the recipe ./mine has no version or flavour 1.0; flavours: lock");
    }

    @Test
    void a_version_of_a_program_is_any_that_its_repository_has() throws UnknownRecipe {
        RecipeChoice choice = new Recipes().find("greenmail:1.6.0-beta.2");

        assertThat(choice.name()).isEqualTo("greenmail:1.6.0-beta.2");
        assertThat(choice.version()).contains("1.6.0-beta.2");
        assertThat(new Recipes().find("greenmail").version()).contains("2.1.8");
    }

    @Test
    void a_release_of_debian_and_a_flavour_go_together_in_either_order() throws UnknownRecipe {
        assertThat(new Recipes().find("dovecot").version()).contains("bookworm");
        for (String written : List.of("dovecot:trixie:lock", "dovecot:lock:trixie")) {
            RecipeChoice choice = new Recipes().find(written);

            assertThat(choice.name()).isEqualTo("dovecot:trixie:lock");
            assertThat(choice.version()).contains("trixie");
            assertThat(choice.flavour()).isEqualTo("lock");
        }
    }

    @Test
    void there_are_as_many_accounts_as_are_asked_for_and_no_fewer_than_the_recipe_names() throws UnknownRecipe {
        RecipeChoice choice = new Recipes().find("dovecot");
        List<String> named = List.of("alice", "bob@example.org");

        assertThat(choice.users(named)).isEqualTo(named);
        assertThat(choice.withAccounts(1).users(named)).isEqualTo(named);
        assertThat(choice.withAccounts(5).users(named))
                .containsExactly("alice", "bob@example.org", "alice2", "bob2@example.org", "alice3");
        assertThat(choice.withAccounts(1_000_000).users(named)).hasSize(100);
    }

    /** Else it is built on another release than the one that was asked for. */
    @Test
    void every_dockerfile_of_a_recipe_with_releases_is_built_on_the_one_that_it_is_told() throws Exception {
        for (RecipeSummary summary : new Recipes().list()) {
            if (summary.need() == RecipeNeed.DOCKER) {
                assertThat(summary.versions()).as(summary.name()).startsWith("bookworm");
                assertThat(RecipeFiles.packaged(summary.name()).read("Dockerfile"))
                        .asString(StandardCharsets.UTF_8)
                        .startsWith("ARG RELEASE=bookworm\nFROM debian:${RELEASE}-slim\n");
            }
        }
    }

    private static ContainerRecipe container(String name, String text) {
        return (ContainerRecipe) Recipe.read(name, file -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void the_last_lines_of_a_log_are_kept_and_they_are_short() {
        LastLines log = new LastLines();
        for (int i = 1; i <= 9; i++) {
            log.add("line " + i + "\r\n\n");
        }
        log.add("half ");
        log.add("and half");
        log.add("x".repeat(100_000));

        assertThat(log.lines()).hasSize(5).startsWith("line 6").allMatch(line -> line.length() <= 300);
        assertThat(log.joined()).contains("line 9 | half and half");
    }
}
