package org.pop3spec.target;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * How a server is made in a container: data, read from {@code recipes/NAME/recipe.yaml}; docs/recipes.md says what the
 * keys mean.
 *
 * @param name the folder's name
 * @param title what the server is called
 * @param image the files that its image is built from, the Dockerfile among them
 * @param ports where it listens in the container
 * @param version the command that says the server's version, run in the container
 * @param accounts who has a maildrop there
 * @param maildir where the container has an account's messages, with <code>${user}</code>; empty where nobody but
 *     the server can put one there
 * @param certificate where the container has its certificate
 * @param tokens where the container looks for the key that bearer tokens are signed with; empty where it takes none
 * @param kerberos where the container has what makes it a service of a Kerberos realm; empty where it is none
 * @param flavours by which settings the ways to start it differ
 */
record Recipe(
        String name,
        String title,
        List<String> image,
        Ports ports,
        List<String> version,
        AccountsFile accounts,
        Optional<String> maildir,
        CertificateFiles certificate,
        Optional<String> tokens,
        Optional<KerberosFiles> kerberos,
        Flavours flavours) {
    /** Ports in the container, 1 to 65535. */
    record Ports(int pop3, int pop3s, int lmtp) {}

    /**
     * The accounts.
     *
     * @param names what they are called
     * @param file where the container looks for them
     * @param line one of them in that file, with <code>${user}</code> and <code>${password}</code>
     */
    record AccountsFile(List<String> names, String file, String line) {}

    /**
     * PEM files in the container.
     *
     * @param chain the server's certificate, followed by its authority's
     * @param key the key that belongs to it, PKCS #8
     */
    record CertificateFiles(String chain, String key) {}

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
        /** The one that is meant when none is named. */
        static final String DEFAULT = "default";
    }

    /**
     * Reads a recipe.
     *
     * @param name what it is called
     * @param text what stands in its recipe.yaml
     * @throws IllegalStateException when it is not understood: recipes are packaged, so nobody but us can mend one
     */
    static Recipe parse(String name, String text) {
        String file = name + "/recipe.yaml";
        Object document = new Load(LoadSettings.builder().setLabel(file).build()).loadFromString(text);
        RecipeEntries entries = RecipeEntries.of(document, file);
        RecipeEntries ports = entries.part("ports");
        RecipeEntries accounts = entries.part("accounts");
        RecipeEntries certificate = entries.part("certificate");
        RecipeEntries flavours = entries.part("flavours");
        Recipe recipe = new Recipe(
                name,
                entries.text("title"),
                entries.texts("image"),
                new Ports(ports.port("pop3"), ports.port("pop3s"), ports.port("lmtp")),
                entries.texts("version"),
                new AccountsFile(accounts.texts("names"), accounts.text("file"), accounts.text("line")),
                entries.textIfThere("maildir"),
                new CertificateFiles(certificate.text("chain"), certificate.text("key")),
                entries.textIfThere("tokens"),
                entries.partIfThere("kerberos").map(KerberosFiles::of),
                new Flavours(flavours.text("file"), flavours.part("settings").allTexts()));
        for (RecipeEntries part : List.of(entries, ports, accounts, certificate, flavours)) {
            part.refuseOthers();
        }
        if (!recipe.flavours().settings().containsKey(Flavours.DEFAULT)) {
            throw new IllegalStateException(file + ": no flavour is called " + Flavours.DEFAULT);
        }
        return recipe;
    }
}
