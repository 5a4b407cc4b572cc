package org.pop3spec.auth;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.digests.MD5Digest;

/** APOP: the MD5 digest over the greeting's timestamp and the shared secret, RFC 1939 section 7. */
final class Apop implements LoginVariant {
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
        channel.send("APOP " + credentials.user() + " " + digest(timestamp.group() + credentials.password()));
        Optional<LoginResult> refusal = LoginVariant.refusal("APOP", channel.receive());
        return refusal.orElseGet(LoginResult.Opened::new);
    }

    private static String digest(String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        MD5Digest md5 = new MD5Digest();
        md5.update(octets, 0, octets.length);
        byte[] digest = new byte[md5.getDigestSize()];
        md5.doFinal(digest, 0);
        return HexFormat.of().formatHex(digest);
    }
}
