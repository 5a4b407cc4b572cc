package org.pop3spec.target;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a server is made in a container: data; docs/recipes.md says what the keys mean.
 *
 * @param name the folder's name
 * @param files the recipe's own
 * @param title what the server is called
 * @param releases of Debian that its image can be built on, the default first; empty where the Dockerfile has its own
 * @param image the files that its image is built from, the Dockerfile among them
 * @param ports where it listens in the container
 * @param version the command that says the server's version, run in the container
 * @param accounts who has a maildrop there
 * @param store where the container has the accounts' messages; empty where nobody but the server can put one there
 * @param certificate where the container has its certificate; empty where it speaks no TLS
 * @param tokens where the container looks for the key that bearer tokens are signed with; empty where it takes none
 * @param kerberos where the container has what makes it a service of a Kerberos realm; empty where it is none
 * @param loginDelay how long to wait between two logins of an account; empty for as long as the server announces
 * @param timeout how long to wait for an answer; empty for {@link RunningRecipe#PATIENCE}
 * @param flavours by which settings the ways to start it differ; empty where there is one way only
 */
record ContainerRecipe(
        String name,
        RecipeFiles files,
        String title,
        List<String> releases,
        List<String> image,
        Ports ports,
        List<String> version,
        AccountsFile accounts,
        Optional<Store> store,
        Optional<CertificateFiles> certificate,
        Optional<String> tokens,
        Optional<KerberosFiles> kerberos,
        Optional<Duration> loginDelay,
        Optional<Duration> timeout,
        Optional<Flavours> flavours)
        implements Recipe {
    /** It becomes a part of an image's name. */
    private static final String RELEASE = "[a-z]+";

    /**
     * Ports in the container, 1 to 65535.
     *
     * @param pop3 cleartext, with STLS if it has that
     * @param pop3s TLS from the first octet; empty where it has none
     * @param lmtp where it takes deliveries; empty where it takes none
     */
    record Ports(int pop3, Optional<Integer> pop3s, Optional<Integer> lmtp) {
        /** All that are there. */
        List<Integer> all() {
            return Stream.of(Optional.of(pop3), pop3s, lmtp)
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    /**
     * The accounts.
     *
     * @param names what they are called
     * @param file where the container looks for them
     * @param line one of them in that file, with <code>${user}</code> and <code>${password}</code>
     */
    record AccountsFile(List<String> names, String file, String line) {}

    /**
     * The accounts' messages as files in the container.
     *
     * @param format what kind of files they are
     * @param path an account's, with <code>${user}</code>
     */
    record Store(StoreFormat format, String path) {
        static Optional<Store> of(RecipeEntries entries) {
            List<Store> stores = Stream.of(StoreFormat.values())
                    .flatMap(format -> entries.textIfThere(format.key()).map(path -> new Store(format, path)).stream())
                    .toList();
            if (stores.size() > 1) {
                throw entries.mistake("one key of "
                        + Stream.of(StoreFormat.values()).map(StoreFormat::key).collect(Collectors.joining(" and ")));
            }
            return stores.stream().findFirst();
        }
    }

    /**
     * PEM files in the container.
     *
     * @param chain the server's certificate, followed by its authority's
     * @param key the key that belongs to it, PKCS #8
     */
    record CertificateFiles(String chain, String key) {
        static CertificateFiles of(RecipeEntries entries) {
            CertificateFiles files = new CertificateFiles(entries.text("chain"), entries.text("key"));
            entries.refuseOthers();
            return files;
        }
    }

    /**
     * What a service of a Kerberos realm has.
     *
     * @param service its name without the realm, such as {@code pop/localhost}
     * @param keytab its keys, in the container
     * @param conf what the container's library knows of the realm: {@code krb5.conf}
     */
    record KerberosFiles(String service, String keytab, String conf) {
        static KerberosFiles of(RecipeEntries entries) {
            KerberosFiles files =
                    new KerberosFiles(entries.text("service"), entries.text("keytab"), entries.text("conf"));
            entries.refuseOthers();
            return files;
        }
    }

    /**
     * The ways to start it.
     *
     * @param file where the container looks for the settings of the chosen flavour
     * @param settings what is written there, by the flavour's name
     */
    record Flavours(String file, Map<String, String> settings) {
        static Flavours of(RecipeEntries entries) {
            RecipeEntries settings = entries.part("settings");
            Flavours flavours = new Flavours(entries.text("file"), settings.allTexts());
            entries.refuseOthers();
            if (!flavours.settings().containsKey(DEFAULT)) {
                throw settings.mistake("a flavour called " + DEFAULT);
            }
            return flavours;
        }
    }

    @Override
    public List<String> flavourNames() {
        return flavours.map(all -> List.copyOf(all.settings().keySet())).orElse(List.of(DEFAULT));
    }

    @Override
    public RecipeNeed need() {
        return RecipeNeed.DOCKER;
    }

    @Override
    public List<String> versions() {
        return releases;
    }

    @Override
    public boolean mayHaveVersion(String version) {
        return false;
    }

    @Override
    public RunningRecipe start(RecipeChoice choice) throws UnusableTarget {
        return new ContainerLaunch(this, choice).start();
    }

    /** What its image is called: the folder's name, of which engines take small letters and digits only. */
    String imageName() {
        String folder = String.valueOf(Path.of(name).getFileName());
        return folder.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    /** Reads one from its entries. */
    static ContainerRecipe of(String name, RecipeFiles files, RecipeEntries entries) {
        RecipeEntries ports = entries.part("ports");
        RecipeEntries accounts = entries.part("accounts");
        ContainerRecipe recipe = new ContainerRecipe(
                name,
                files,
                entries.text("title"),
                entries.textsIfThere("releases"),
                entries.texts("image"),
                new Ports(ports.port("pop3"), ports.portIfThere("pop3s"), ports.portIfThere("lmtp")),
                entries.texts("version"),
                new AccountsFile(accounts.texts("names"), accounts.text("file"), accounts.text("line")),
                Store.of(entries),
                entries.partIfThere("certificate").map(CertificateFiles::of),
                entries.textIfThere("tokens"),
                entries.partIfThere("kerberos").map(KerberosFiles::of),
                entries.secondsIfThere("login-delay"),
                entries.secondsIfThere("timeout"),
                entries.partIfThere("flavours").map(Flavours::of));
        for (RecipeEntries part : List.of(entries, ports, accounts)) {
            part.refuseOthers();
        }
        recipe.check(entries);
        return recipe;
    }

    private void check(RecipeEntries entries) {
        if (timeout.filter(Duration::isZero).isPresent()) {
            throw entries.mistake("a number of seconds from 1 for timeout");
        }
        if (!releases.stream().allMatch(release -> release.matches(RELEASE))) {
            throw entries.mistake("names of Debian's for releases, such as trixie");
        }
        if (releases.stream().anyMatch(flavourNames()::contains)) {
            throw entries.mistake("releases that no flavour is named after");
        }
    }
}
