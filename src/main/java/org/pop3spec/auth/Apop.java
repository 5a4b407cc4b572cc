package org.pop3spec.auth;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** APOP: the MD5 digest over the greeting's timestamp and the shared secret, RFC 1939 section 7. */
public final class Apop implements LoginVariant {
    /** Without nested repetition, so that a hostile greeting costs linear time. */
    private static final Pattern TIMESTAMP = Pattern.compile("<[^<>@ ]{1,400}@[^<>@ ]{1,400}>");

    @Override
    public String name() {
        return "apop";
    }

    @Override
    public boolean offered(Set<String> features) {
        return features.contains("apop");
    }

    @Override
    public LoginResult open(LoginChannel channel, Credentials credentials) throws InterruptedException {
        Matcher timestamp = TIMESTAMP.matcher(channel.greeting());
        if (!timestamp.find()) {
            return new LoginResult.Impossible("the greeting has no timestamp");
        }
        channel.send("APOP " + credentials.user() + " " + digest(timestamp.group(), credentials));
        Optional<LoginResult> refusal = LoginVariant.refusal("APOP", channel.receive());
        return refusal.orElseGet(LoginResult.Opened::new);
    }

    /** The digest that opens an account's maildrop after a greeting with that timestamp, angle brackets included. */
    public static String digest(String timestamp, Credentials credentials) {
        return Digests.hex(Digests.md5(timestamp + credentials.apopSecret().orElseGet(credentials::password)));
    }
}
