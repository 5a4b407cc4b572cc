package org.pop3spec.kerberos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The little of a krb5.conf that is needed here. */
final class Krb5Conf {
    private static final Pattern DEFAULT_REALM = Pattern.compile("(?m)^\\s*default_realm\\s*=\\s*(\\S+)");

    private Krb5Conf() {}

    /** Its {@code default_realm}. */
    static String defaultRealm(Path file) throws KerberosTrouble {
        Matcher matcher = DEFAULT_REALM.matcher(text(file));
        if (!matcher.find()) {
            throw new KerberosTrouble("the Kerberos configuration " + file + " has no default_realm");
        }
        return matcher.group(1);
    }

    private static String text(Path file) throws KerberosTrouble {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new KerberosTrouble("the Kerberos configuration " + file + " can't be read", e);
        }
    }
}
