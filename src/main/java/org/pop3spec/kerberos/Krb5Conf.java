package org.pop3spec.kerberos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The little of a krb5.conf that is needed here. */
final class Krb5Conf {
    private static final Pattern KDC = Pattern.compile("\\bkdc\\s*=\\s*([^\\s}]+)");

    private static final Pattern DEFAULT_REALM = Pattern.compile("(?m)^\\s*default_realm\\s*=\\s*(\\S+)");

    private Krb5Conf() {}

    /** The first {@code kdc} of a realm, as it is written: {@code host} or {@code host:port}. */
    static String kdc(Path file, String realm) throws KerberosTrouble {
        String text = text(file);
        Matcher section = Pattern.compile("(?m)^\\s*" + Pattern.quote(realm) + "\\s*=\\s*\\{([^}]*)\\}")
                .matcher(text);
        if (section.find()) {
            Matcher kdc = KDC.matcher(section.group(1));
            if (kdc.find()) {
                return kdc.group(1);
            }
        }
        throw new KerberosTrouble("the Kerberos configuration " + file + " names no KDC of " + realm);
    }

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
