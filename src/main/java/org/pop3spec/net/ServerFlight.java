package org.pop3spec.net;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bouncycastle.tls.AlertDescription;
import org.pop3spec.scenario.TlsVersion;

/** What a server answers to a {@link ClientHello}, as far as it goes in the clear. */
public sealed interface ServerFlight {
    /**
     * It goes on with the handshake.
     *
     * @param compressed whether it chose to compress
     * @param extensions those in its answer, by type; one char per octet
     * @param groupBits how large the prime of its finite-field group is, where it uses one
     * @param chain its certificates, its own first; empty with TLS 1.3, where they are encrypted
     * @param asksForCertificate whether it wants one of the client; not seen with TLS 1.3
     */
    record Hello(
            TlsVersion version,
            int suite,
            boolean compressed,
            Map<Integer, String> extensions,
            OptionalInt groupBits,
            List<X509Certificate> chain,
            boolean asksForCertificate)
            implements ServerFlight {
        public Hello {
            extensions = Map.copyOf(extensions);
            chain = List.copyOf(chain);
        }

        /** Whether the keys come from the whole handshake (RFC 7627). */
        public boolean extendedMasterSecret() {
            return extensions.containsKey(EXTENDED_MASTER_SECRET);
        }

        /** Whether it knows RFC 5746. */
        public boolean secureRenegotiation() {
            return extensions.containsKey(RENEGOTIATION_INFO);
        }

        /** What it chose by ALPN (RFC 7301); not seen with TLS 1.3. */
        public Optional<String> applicationProtocol() {
            // a list with one name, each with its length before it
            return Optional.ofNullable(extensions.get(ALPN))
                    .filter(list -> list.length() > 3)
                    .map(list -> list.substring(3));
        }

        private Hello withGroup(int bits) {
            return new Hello(version, suite, compressed, extensions, OptionalInt.of(bits), chain, asksForCertificate);
        }

        private Hello withChain(List<X509Certificate> shown) {
            return new Hello(version, suite, compressed, extensions, groupBits, shown, asksForCertificate);
        }

        private Hello askingForCertificate() {
            return new Hello(version, suite, compressed, extensions, groupBits, chain, true);
        }

        @Override
        public String toString() {
            return version + ", " + CipherSuites.name(suite)
                    + (groupBits.isPresent() ? ", group of " + groupBits.getAsInt() + " bits" : "");
        }
    }

    /**
     * It does not.
     *
     * @param alert what it says of that (RFC 8446 section 6), by name; empty where it just closes
     */
    record Refusal(Optional<String> alert) implements ServerFlight {
        @Override
        public String toString() {
            return alert.map(name -> "alert " + name).orElse("the connection is closed");
        }
    }

    /** It refuses what is offered with the status indicator of POP3, as if no TLS had been agreed on. */
    record RefusalInClear() implements ServerFlight {
        @Override
        public String toString() {
            return "a refusal in the clear";
        }
    }

    /**
     * It can't be told.
     *
     * @param how one line
     * @param late whether nothing more came in time
     */
    record Unclear(String how, boolean late) implements ServerFlight {
        @Override
        public String toString() {
            return how;
        }
    }

    int ALPN = 16;
    int EXTENDED_MASTER_SECRET = 23;
    int RENEGOTIATION_INFO = 0xFF01;

    /** Reads it, after a {@link ClientHello} was sent; what follows on that connection can't be understood any more. */
    static ServerFlight read(Connection connection, Deadline deadline) throws InterruptedException {
        try {
            return new Reader().read(connection, deadline);
        } catch (Reader.Garbled e) {
            return new Unclear(String.valueOf(e.getMessage()), e.late);
        }
    }

    /** Puts the messages of a handshake together, out of a stranger's octets. */
    final class Reader {
        private static final String NEGATIVE = "-ERR";
        private static final int RECORD_HEADER = 5;
        private static final int ALERT = 21;
        private static final int HANDSHAKE = 22;
        private static final int LONGEST_RECORD = (16 << 10) + 2048;
        /** A chain of certificates is spread over a few records. */
        private static final int MOST_RECORDS = 32;

        private static final int SERVER_HELLO = 2;
        private static final int CERTIFICATE = 11;
        private static final int SERVER_KEY_EXCHANGE = 12;
        private static final int CERTIFICATE_REQUEST = 13;
        private static final int SERVER_HELLO_DONE = 14;
        private static final int SUPPORTED_VERSIONS = 43;
        private static final int RANDOM = 32;
        private static final int HEADER = 4;

        private final StringBuilder octets = new StringBuilder();
        private Optional<Hello> hello = Optional.empty();
        private boolean complete;

        private Reader() {}

        /** Nothing can be made of what came, or of what did not. */
        private static final class Garbled extends Exception {
            private static final long serialVersionUID = 1L;

            private final boolean late;

            Garbled(String message, boolean late) {
                super(message);
                this.late = late;
            }

            Garbled(String message) {
                this(message, false);
            }
        }

        private ServerFlight read(Connection connection, Deadline deadline) throws Garbled, InterruptedException {
            for (int records = 0; records < MOST_RECORDS && !complete; records++) {
                Received header = connection.octets(RECORD_HEADER, deadline);
                if (!(header instanceof Received.Octets read)) {
                    return hello.isPresent() ? hello.get() : ended(header);
                }
                if (hello.isEmpty() && read.octets().startsWith(NEGATIVE)) {
                    return new RefusalInClear();
                }
                int type = read.octets().charAt(0);
                int length = number(read.octets(), 3, 2);
                if ((type != ALERT && type != HANDSHAKE) || read.octets().charAt(1) != 3 || length > LONGEST_RECORD) {
                    if (hello.isPresent()) {
                        break;
                    }
                    throw new Garbled("the server does not answer with TLS");
                }
                if (!(connection.octets(length, deadline) instanceof Received.Octets content)) {
                    throw new Garbled("the server breaks off in the middle of a TLS record");
                }
                boolean fatal = content.octets().startsWith("\u0002") && length == 2;
                if (type == ALERT && fatal) {
                    return new Refusal(Optional.of(alert(content.octets().charAt(1))));
                } else if (type == HANDSHAKE) {
                    add(content.octets());
                }
            }
            return hello.orElseThrow(() -> new Garbled("the TLS handshake does not begin"));
        }

        private static ServerFlight ended(Received how) throws Garbled {
            if (how instanceof Received.TimedOut) {
                throw new Garbled("the server does not answer a TLS handshake in time", true);
            }
            return new Refusal(Optional.empty());
        }

        private static String alert(int description) {
            String name = AlertDescription.getName((short) description);
            return name.equals("UNKNOWN") ? Integer.toString(description) : name;
        }

        /** The content of another handshake record. */
        private void add(String content) throws Garbled {
            octets.append(content);
            try {
                while (octets.length() >= HEADER && octets.length() >= HEADER + number(octets, 1, 3)) {
                    int end = HEADER + number(octets, 1, 3);
                    message(octets.charAt(0), octets.substring(HEADER, end));
                    octets.delete(0, end);
                }
            } catch (IndexOutOfBoundsException e) {
                throw new Garbled("its TLS handshake can't be made out");
            }
        }

        private void message(int type, String body) throws Garbled {
            switch (type) {
                case SERVER_HELLO -> hello = Optional.of(hello(body));
                case CERTIFICATE -> {
                    List<X509Certificate> shown = chain(body);
                    hello = hello.map(h -> h.withChain(shown));
                }
                case SERVER_KEY_EXCHANGE -> hello = hello.map(h -> withGroup(h, body));
                case CERTIFICATE_REQUEST -> hello = hello.map(Hello::askingForCertificate);
                case SERVER_HELLO_DONE -> complete = true;
                default -> {
                    // nothing that anybody asks about
                }
            }
            // what follows is encrypted
            complete |= hello.filter(h -> h.version() == TlsVersion.TLS_1_3).isPresent();
        }

        private static Hello hello(String body) throws Garbled {
            int at = 2 + RANDOM;
            at += 1 + body.charAt(at);
            int suite = number(body, at, 2);
            boolean compressed = body.charAt(at + 2) != 0;
            int version = number(body, 0, 2);
            Map<Integer, String> extensions = new HashMap<>();
            at += 3;
            if (at < body.length()) {
                at += 2;
                while (at < body.length()) {
                    int end = at + HEADER + number(body, at + 2, 2);
                    extensions.put(number(body, at, 2), body.substring(at + HEADER, end));
                    at = end;
                }
            }
            if (extensions.containsKey(SUPPORTED_VERSIONS)) {
                version = number(extensions.get(SUPPORTED_VERSIONS), 0, 2);
            }
            int chosen = version;
            TlsVersion known = TlsVersion.of(chosen)
                    .orElseThrow(() -> new Garbled(String.format("it chooses a TLS version 0x%04X", chosen)));
            return new Hello(known, suite, compressed, extensions, OptionalInt.empty(), List.of(), false);
        }

        /** Each has its length before it, and so has the list (RFC 5246 section 7.4.2). */
        private static List<X509Certificate> chain(String body) throws Garbled {
            List<X509Certificate> chain = new ArrayList<>();
            try {
                CertificateFactory factory = CertificateFactory.getInstance("X.509");
                for (int at = 3; at < body.length(); ) {
                    int end = at + 3 + number(body, at, 3);
                    byte[] encoded = body.substring(at + 3, end).getBytes(StandardCharsets.ISO_8859_1);
                    chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded)));
                    at = end;
                }
                return chain;
            } catch (CertificateException e) {
                throw new Garbled("it shows a certificate that can't be read");
            }
        }

        /** In finite fields the message begins with the prime (RFC 5246 section 7.4.3). */
        private static Hello withGroup(Hello hello, String body) {
            if (!CipherSuites.name(hello.suite()).matches("TLS_DHE?_.*")) {
                return hello;
            }
            int first = 2;
            int end = first + number(body, 0, 2);
            while (first < end && body.charAt(first) == 0) {
                first++;
            }
            return hello.withGroup(
                    first == end
                            ? 0
                            : (end - first) * Byte.SIZE
                                    - (Integer.numberOfLeadingZeros(body.charAt(first)) - (Integer.SIZE - Byte.SIZE)));
        }

        private static int number(CharSequence octets, int at, int length) {
            int number = 0;
            for (int i = 0; i < length; i++) {
                number = number << Byte.SIZE | octets.charAt(at + i);
            }
            return number;
        }
    }
}
