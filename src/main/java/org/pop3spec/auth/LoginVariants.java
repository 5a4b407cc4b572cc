package org.pop3spec.auth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.scenario.Vocabulary;

/**
 * Every login variant there is. A new one is added here and nowhere else, but one that is a SASL mechanism in {@link
 * Mechanisms}.
 */
public final class LoginVariants {
    private final Mechanisms mechanisms = new Mechanisms();
    private final Map<String, LoginVariant> byName = new LinkedHashMap<>();

    public LoginVariants() {
        for (LoginVariant variant : List.of(new UserPass(), new Apop(), new Rpop(), new Kpop())) {
            byName.put(variant.name(), variant);
        }
        for (Mechanism mechanism : mechanisms.all()) {
            if (mechanism.personal()) {
                LoginVariant variant = new SaslLogin(mechanism);
                byName.put(variant.name(), variant);
            }
        }
    }

    /** The names, the default first. */
    public Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    /** All of them, the default first. */
    public List<LoginVariant> all() {
        return List.copyOf(byName.values());
    }

    /**
     * The words that scenarios may use.
     *
     * @param mailboxes names of the sets of messages
     */
    public Vocabulary vocabulary(Set<String> mailboxes) {
        return new Vocabulary(mailboxes, names(), mechanisms.settings(), Vocabulary.FEATURES);
    }

    /** The SASL mechanisms, which scripts can also go through step by step. */
    public Mechanisms mechanisms() {
        return mechanisms;
    }

    public Optional<LoginVariant> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
