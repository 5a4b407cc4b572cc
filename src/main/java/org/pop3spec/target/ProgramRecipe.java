package org.pop3spec.target;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a server is made of a Java program from a Maven repository: data; docs/recipes.md says what the keys mean.
 *
 * @param name the folder's name
 * @param source the recipe's own files
 * @param title what the server is called
 * @param artifact group and artifact of the program
 * @param versions of it that are known to work, the default first; any other can be asked for
 * @param main the class that is run
 * @param ports what the ports are called that it needs: {@code pop3} and one of {@code smtp} and {@code lmtp} among them
 * @param properties Java's system properties, with blanks
 * @param files what its folder gets of the recipe's own, with blanks
 * @param accounts who has a maildrop there
 * @param keystore the file in its folder with its certificate and key, PKCS #12; empty where it speaks no TLS
 */
record ProgramRecipe(
        String name,
        RecipeFiles source,
        String title,
        String artifact,
        List<String> versions,
        String main,
        List<String> ports,
        Map<String, String> properties,
        List<String> files,
        Accounts accounts,
        Optional<String> keystore)
        implements Recipe {
    /** What the ports are called that the harness itself speaks to. */
    static final String POP3 = "pop3";

    static final String POP3S = "pop3s";
    static final String SMTP = "smtp";
    static final String LMTP = "lmtp";

    /** The names of the blanks that every recipe of this kind has, besides its ports. */
    static final String FOLDER = "folder";

    static final String ACCOUNTS = "accounts";
    static final String KEYSTORE_PASSWORD = "keystore-password";
    static final String USER = "user";
    static final String PASSWORD = "password";

    /**
     * The accounts.
     *
     * @param names what they are called
     * @param list how the server is told of them at its start; empty where it is not
     * @param request how it is told of each one when it has started; empty where it is not
     * @param token what the server takes for a bearer token of one; empty where it takes none
     */
    record Accounts(
            List<String> names, Optional<AccountList> list, Optional<AccountRequest> request, Optional<String> token) {
        static Accounts of(RecipeEntries entries) {
            Accounts accounts = new Accounts(
                    entries.texts("names"),
                    entries.partIfThere("list").map(AccountList::of),
                    entries.partIfThere("request").map(AccountRequest::of),
                    entries.textIfThere("token"));
            entries.refuseOthers();
            if (accounts.list().isPresent() == accounts.request().isPresent()) {
                throw entries.mistake("one key of list and request");
            }
            return accounts;
        }
    }

    /**
     * All accounts in one text, which stands for <code>${accounts}</code>.
     *
     * @param entry what is said of one, with <code>${user}</code> and <code>${password}</code>
     * @param separator what stands between two of these
     */
    record AccountList(String entry, String separator) {
        static AccountList of(RecipeEntries entries) {
            AccountList list = new AccountList(entries.text("entry"), entries.text("separator"));
            entries.refuseOthers();
            return list;
        }
    }

    /** Reads one from its entries. */
    static ProgramRecipe of(String name, RecipeFiles source, RecipeEntries entries) {
        RecipeEntries maven = entries.part("maven");
        ProgramRecipe recipe = new ProgramRecipe(
                name,
                source,
                entries.text("title"),
                maven.text("artifact"),
                maven.texts("versions"),
                maven.text("main"),
                entries.texts("ports"),
                entries.part("properties").allTexts(),
                entries.textsIfThere("files"),
                Accounts.of(entries.part("accounts")),
                entries.textIfThere("keystore"));
        for (RecipeEntries part : List.of(entries, maven)) {
            part.refuseOthers();
        }
        recipe.check(entries);
        return recipe;
    }

    private void check(RecipeEntries entries) {
        if (!MavenArtifact.isName(artifact)) {
            throw entries.mistake("group:artifact for artifact");
        }
        if (!versions.stream().allMatch(MavenArtifact::isVersion)) {
            throw entries.mistake("versions that begin with a digit");
        }
        if (!ports.contains(POP3) || !(ports.contains(SMTP) || ports.contains(LMTP))) {
            throw entries.mistake("the ports " + POP3 + ", and " + SMTP + " or " + LMTP);
        }
        Set<String> blanks = new HashSet<>(ports);
        blanks.addAll(Set.of(FOLDER, ACCOUNTS, KEYSTORE_PASSWORD));
        properties.forEach((key, value) -> Blanks.other(value, blanks).ifPresent(blank -> {
            throw entries.mistake("a known blank for " + key + " instead of " + blank);
        }));
    }

    @Override
    public List<String> flavourNames() {
        return List.of(DEFAULT);
    }

    @Override
    public RecipeNeed need() {
        return RecipeNeed.MAVEN;
    }

    @Override
    public boolean mayHaveVersion(String version) {
        return MavenArtifact.isVersion(version);
    }

    @Override
    public RunningRecipe start(RecipeChoice choice) throws UnusableTarget {
        MavenArtifact chosen = new MavenArtifact(artifact, choice.version().orElseThrow());
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        return new ProgramLaunch(this, chosen, choice.name(), choice.users(accounts.names()), temporary).start();
    }
}
