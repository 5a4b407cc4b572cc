package org.pop3spec.kerberos;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What an embedded KDC is started with.
 *
 * @param realm its realm, such as {@code EXAMPLE.TEST}
 * @param address where it listens
 * @param port for TCP and UDP; 0 for one that the operating system chooses
 * @param encryptionTypes the keys that principals get, the strongest first, of {@link #ENCRYPTION_TYPES}
 * @param hosts the names of the machines in the realm, which clients of its krb5.conf look for there
 */
public record KdcSettings(
        String realm, InetAddress address, int port, List<String> encryptionTypes, List<String> hosts) {
    /** What there is: what RFC 8009 has more of, the library does not know. */
    public static final List<String> ENCRYPTION_TYPES =
            List.of("aes256-cts-hmac-sha1-96", "aes128-cts-hmac-sha1-96", "arcfour-hmac");

    private static final int HIGHEST_PORT = 65_535;

    /** @throws IllegalArgumentException for a realm, port, type or name that there can't be; the message is for the user */
    public KdcSettings {
        encryptionTypes = List.copyOf(encryptionTypes);
        hosts = List.copyOf(hosts);
        if (!realm.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,200}")) {
            throw new IllegalArgumentException("'" + realm + "' is no name of a realm, such as EXAMPLE.TEST");
        }
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException(port + " is no port");
        }
        if (encryptionTypes.isEmpty()) {
            throw new IllegalArgumentException("a KDC without encryption types has no keys");
        }
        for (String type : encryptionTypes) {
            if (!ENCRYPTION_TYPES.contains(type)) {
                throw new IllegalArgumentException(
                        "'" + type + "' is no encryption type of this KDC: " + String.join(", ", ENCRYPTION_TYPES));
            }
        }
        for (String host : hosts) {
            if (!host.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,252}")) {
                throw new IllegalArgumentException("'" + host + "' is no name of a host");
            }
        }
    }

    /** On the loopback address, with keys for AES only. */
    public static KdcSettings of(String realm) {
        return new KdcSettings(
                realm, InetAddress.getLoopbackAddress(), 0, ENCRYPTION_TYPES.subList(0, 2), List.of("localhost"));
    }

    /** The words for the templates. */
    String enctypes() {
        return String.join(" ", encryptionTypes);
    }

    String domains() {
        List<String> lines = new ArrayList<>();
        hosts.forEach(host -> lines.add("    " + host + " = " + realm));
        return String.join("\n", lines);
    }
}
