package org.pop3spec.auth;

import java.util.Optional;
import java.util.Set;
import org.pop3spec.net.Received;
import org.pop3spec.scenario.Opening;

/**
 * KPOP: the ticket that was shown before the greeting stands for the password. USER and PASS follow nevertheless; what PASS
 * carries means nothing, and is not the password, for it goes in the clear.
 */
final class Kpop implements LoginVariant {
    private static final String ANYTHING = "kerberos";

    @Override
    public String name() {
        return "kpop";
    }

    @Override
    public boolean offered(Set<String> features) {
        return features.contains("kpop");
    }

    @Override
    public Opening opening() {
        return Opening.KPOP;
    }

    @Override
    public LoginResult open(LoginChannel channel, Credentials credentials) throws InterruptedException {
        channel.send("USER " + credentials.user());
        Received user = channel.receive();
        Optional<LoginResult> refusal = LoginVariant.refusal("USER", user);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        channel.send("PASS " + ANYTHING);
        return LoginVariant.refusal("PASS", channel.receive()).orElseGet(LoginResult.Opened::new);
    }
}
