package org.pop3spec.net;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.pop3spec.scenario.SuiteFamily;
import org.pop3spec.scenario.TlsVersion;

/**
 * The first record of a TLS handshake (RFC 5246 section 7.4.1.2, RFC 8446 section 4.1.2), for any version and suites: TLS
 * libraries no longer offer what has to be asked about.
 *
 * @param serverName for SNI; empty where the server is known by its address only
 * @param applicationProtocol for ALPN (RFC 7301), 1 to 255 octets
 */
public record ClientHello(
        TlsVersion version, List<Integer> suites, Optional<String> serverName, Optional<String> applicationProtocol) {
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int RANDOM = 32;
    private static final int X25519 = 0x001D;
    private static final int[] GROUPS = {X25519, 0x0017, 0x0018, 0x0019, 0x0100, 0x0101};
    private static final int[] SIGNATURES = {
        0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0807, 0x0808, 0x0203, 0x0201, 0x0402,
        0x0202
    };

    /** For a server at that host; any suites that go with the version where none are given. */
    public static ClientHello to(
            String host, TlsVersion version, Collection<SuiteFamily> families, Optional<String> applicationProtocol) {
        Collection<SuiteFamily> asked = families.isEmpty() ? List.of(SuiteFamily.ANY) : families;
        return new ClientHello(
                version,
                version == TlsVersion.TLS_1_3 ? CipherSuites.ofTls13() : CipherSuites.of(asked),
                Optional.of(host).filter(name -> !TlsSettings.isAddress(name)),
                applicationProtocol);
    }

    /** The record, one char per octet. */
    public String octets() {
        SecureRandom random = new SecureRandom();
        boolean old = version == TlsVersion.SSL_3;
        Octets body = new Octets();
        body.number(2, Math.min(version.number(), TlsVersion.TLS_1_2.number()));
        body.random(random, RANDOM);
        // TLS 1.3 wants what middle boxes take for a session to resume
        body.vector(1, id -> id.random(random, version == TlsVersion.TLS_1_3 ? RANDOM : 0));
        body.vector(2, list -> suites.forEach(suite -> list.number(2, suite)));
        // deflate and none, so that a server that compresses is seen
        body.vector(1, list -> {
            if (version != TlsVersion.TLS_1_3) {
                list.number(1, 1);
            }
            list.number(1, 0);
        });
        if (!old) {
            body.vector(2, this::extensions);
        }
        Octets record = new Octets();
        record.number(1, HANDSHAKE);
        // some servers refuse more than TLS 1.0 here (RFC 8446 section 5.1)
        record.number(2, old ? version.number() : TlsVersion.TLS_1_0.number());
        record.vector(2, message -> {
            message.number(1, CLIENT_HELLO);
            message.vector(3, all -> all.add(body));
        });
        return record.text();
    }

    private void extensions(Octets all) {
        serverName.ifPresent(name -> extension(
                all,
                0,
                server -> server.vector(2, list -> {
                    list.number(1, 0);
                    list.vector(2, host -> host.text(name));
                })));
        extension(all, 10, groups -> groups.vector(2, list -> numbers(list, GROUPS)));
        extension(all, 11, formats -> formats.vector(1, list -> list.number(1, 0)));
        if (version.compareTo(TlsVersion.TLS_1_2) >= 0) {
            extension(all, 13, signatures -> signatures.vector(2, list -> numbers(list, SIGNATURES)));
        }
        applicationProtocol.ifPresent(name -> extension(
                all,
                ServerFlight.ALPN,
                protocols -> protocols.vector(2, list -> list.vector(1, protocol -> protocol.text(name)))));
        if (version == TlsVersion.TLS_1_3) {
            extension(all, 43, versions -> versions.vector(1, list -> list.number(2, version.number())));
            // any 32 octets are a point on this curve
            extension(
                    all,
                    51,
                    shares -> shares.vector(2, list -> {
                        list.number(2, X25519);
                        list.vector(2, key -> key.random(new SecureRandom(), RANDOM));
                    }));
            extension(all, 45, modes -> modes.vector(1, list -> list.number(1, 1)));
        } else {
            extension(all, ServerFlight.EXTENDED_MASTER_SECRET, none -> {});
            extension(all, ServerFlight.RENEGOTIATION_INFO, info -> info.number(1, 0));
        }
    }

    private static void extension(Octets all, int type, Part content) {
        all.number(2, type);
        all.vector(2, content);
    }

    private static void numbers(Octets list, int... numbers) {
        for (int number : numbers) {
            list.number(2, number);
        }
    }

    /** Writes a part of a message. */
    @FunctionalInterface
    private interface Part {
        void writeTo(Octets octets);
    }

    /** A message being written. */
    private static final class Octets {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

        void number(int length, int number) {
            for (int i = length - 1; i >= 0; i--) {
                octets.write(number >> (Byte.SIZE * i));
            }
        }

        void random(SecureRandom random, int length) {
            byte[] some = new byte[length];
            random.nextBytes(some);
            octets.writeBytes(some);
        }

        void text(String ascii) {
            octets.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
        }

        void add(Octets others) {
            octets.writeBytes(others.octets.toByteArray());
        }

        /** Something with its length before it. */
        void vector(int lengthOctets, Part content) {
            Octets inside = new Octets();
            content.writeTo(inside);
            number(lengthOctets, inside.octets.size());
            add(inside);
        }

        String text() {
            return octets.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
