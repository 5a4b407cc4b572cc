package org.pop3spec.scenario;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The words that scenarios may use and that other parts of the harness give a meaning to.
 *
 * @param mailboxes names of the sets of messages, without {@code any} and {@code some}, which are always known
 * @param variants names of the login variants
 * @param mechanisms names of the SASL mechanisms, in lower case, and what a script may set for each
 * @param features words for {@code requires} and {@code unless}; besides them {@code sasl-} with any mechanism's name is known
 */
public record Vocabulary(
        Set<String> mailboxes, Set<String> variants, Map<String, Set<String>> mechanisms, Set<String> features) {
    /** The features that the language reference lists. */
    public static final Set<String> FEATURES = Set.of(
            "apop",
            "capa",
            "top",
            "uidl",
            "user",
            "stls",
            "tls",
            "cleartext",
            "pipelining",
            "resp-codes",
            "auth-resp-code",
            "login-delay",
            "expire",
            "implementation",
            "sasl",
            "utf8",
            "lang",
            "delivery",
            "last",
            "rpop",
            "kpop",
            "kerberos",
            "service-key",
            "client-certificate");

    private static final Pattern SASL = Pattern.compile("sasl-[a-z0-9][a-z0-9-]{0,30}");

    public Vocabulary {
        mailboxes = Set.copyOf(mailboxes);
        variants = Set.copyOf(variants);
        mechanisms = Map.copyOf(mechanisms);
        features = Set.copyOf(features);
    }

    boolean isMailbox(String word) {
        return word.equals("any") || word.equals("some") || mailboxes.contains(word);
    }

    Set<String> mailboxWords() {
        Set<String> words = new TreeSet<>(mailboxes);
        words.add("any");
        words.add("some");
        return words;
    }

    boolean isFeature(String word) {
        return features.contains(word) || SASL.matcher(word).matches();
    }
}
