package org.pop3spec.auth;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every SASL mechanism that the client can do. A new one is added here and nowhere else. */
public final class Mechanisms {
    private final Map<String, Mechanism> byName = new LinkedHashMap<>();

    public Mechanisms() {
        for (Mechanism mechanism : List.of(
                new Plain(),
                new ObsoleteLogin(),
                new CramMd5(),
                new DigestMd5(),
                new Scram(ScramHash.SHA_1, false),
                new Scram(ScramHash.SHA_1, true),
                new Scram(ScramHash.SHA_256, false),
                new Scram(ScramHash.SHA_256, true),
                new Gssapi(),
                new External(),
                new Anonymous(),
                new OAuthBearer(),
                new XOAuth2(),
                new Ntlm())) {
            byName.put(mechanism.name(), mechanism);
        }
    }

    public List<Mechanism> all() {
        return List.copyOf(byName.values());
    }

    /** The names in lower case, and what a script may set for each. */
    public Map<String, Set<String>> settings() {
        Map<String, Set<String>> settings = new LinkedHashMap<>();
        for (Mechanism mechanism : all()) {
            Set<String> names = new LinkedHashSet<>(SaslSettings.COMMON);
            names.addAll(mechanism.settings());
            settings.put(mechanism.name().toLowerCase(Locale.ROOT), names);
        }
        return settings;
    }

    /** The mechanism of that name, in any case. */
    public Optional<Mechanism> named(String name) {
        return Optional.ofNullable(byName.get(name.toUpperCase(Locale.ROOT)));
    }
}
