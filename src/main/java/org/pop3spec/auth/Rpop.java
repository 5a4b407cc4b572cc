package org.pop3spec.auth;

import java.util.Optional;
import java.util.Set;
import org.pop3spec.scenario.Opening;

/**
 * RPOP: the name of the user on the client's machine, which a server believes that trusts this machine and whoever may use its
 * ports below 1024 (RFC 1081 and 1225, RPOP; gone since RFC 1460). Nothing is proven.
 */
final class Rpop implements LoginVariant {
    @Override
    public String name() {
        return "rpop";
    }

    @Override
    public boolean offered(Set<String> features) {
        return features.contains("rpop");
    }

    @Override
    public Opening opening() {
        return Opening.RESERVED_PORT;
    }

    @Override
    public LoginResult open(LoginChannel channel, Credentials credentials) throws InterruptedException {
        Optional<String> remote = credentials.rpopUser();
        if (remote.isEmpty()) {
            return new LoginResult.Impossible("the account " + credentials.user() + " has no rpop-user");
        }
        channel.send("USER " + credentials.user());
        Optional<LoginResult> refusal = LoginVariant.refusal("USER", channel.receive());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        channel.send("RPOP " + remote.get());
        return LoginVariant.refusal("RPOP", channel.receive()).orElseGet(LoginResult.Opened::new);
    }
}
