package org.pop3spec.auth;

import java.util.Optional;
import java.util.Set;

/** USER and PASS: RFC 1939 section 7. */
public final class UserPass implements LoginVariant {
    @Override
    public String name() {
        return "user-pass";
    }

    @Override
    public boolean offered(Set<String> features) {
        return features.contains("user");
    }

    @Override
    public LoginResult open(LoginChannel channel, Credentials credentials) throws InterruptedException {
        channel.send("USER " + credentials.user());
        Optional<LoginResult> refusal = LoginVariant.refusal("USER", channel.receive());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        channel.send("PASS " + credentials.password());
        return LoginVariant.refusal("PASS", channel.receive()).orElseGet(LoginResult.Opened::new);
    }
}
