package org.pop3spec.kerberos;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kerby.kerberos.kerb.keytab.Keytab;
import org.apache.kerby.kerberos.kerb.keytab.KeytabEntry;
import org.apache.kerby.kerberos.kerb.type.KerberosTime;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;

/** Keytabs in the format that MIT's tools, Heimdal's and the JDK share. */
public final class Keytabs {
    private Keytabs() {}

    /** The octets of a keytab with these keys. */
    public static byte[] write(List<ServiceKey> keys) {
        Keytab keytab = new Keytab();
        for (ServiceKey key : keys) {
            keytab.addEntry(new KeytabEntry(
                    new PrincipalName(key.principal()),
                    new KerberosTime(),
                    key.version(),
                    Wire.key(key.type(), key.octets())));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            keytab.store(out);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing can go wrong in memory", e);
        }
        return out.toByteArray();
    }

    /**
     * The keys in a keytab, the newest first; not those of types that are not known here (RFC 8009).
     *
     * @throws KerberosTrouble when the file can't be read, or is none
     */
    public static List<ServiceKey> read(Path file) throws KerberosTrouble {
        Keytab keytab = loaded(file);
        List<ServiceKey> keys = new ArrayList<>();
        for (PrincipalName principal : keytab.getPrincipals()) {
            for (KeytabEntry entry : keytab.getKeytabEntries(principal)) {
                if (entry.getKey() == null) {
                    // of a type that the library does not know
                    continue;
                }
                keys.add(new ServiceKey(
                        principal.getName(),
                        entry.getKvno(),
                        entry.getKey().getKeyType().getValue(),
                        Wire.octets(entry.getKey().getKeyData())));
            }
        }
        keys.sort(Comparator.comparingInt(ServiceKey::version).reversed());
        return List.copyOf(keys);
    }

    /**
     * Whose keys are in a keytab, those of types that are not known here too.
     *
     * @throws KerberosTrouble when the file can't be read, or is none
     */
    public static List<String> principals(Path file) throws KerberosTrouble {
        return loaded(file).getPrincipals().stream()
                .map(PrincipalName::getName)
                .sorted()
                .toList();
    }

    private static Keytab loaded(Path file) throws KerberosTrouble {
        Keytab keytab = new Keytab();
        try {
            keytab.load(new ByteArrayInputStream(Files.readAllBytes(file)));
        } catch (IOException | RuntimeException e) {
            throw new KerberosTrouble("the keytab " + file + " can't be read", e);
        }
        return keytab;
    }
}
