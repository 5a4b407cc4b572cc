package org.pop3spec.audit;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What a server answers to a {@link ClientHello}, as far as it goes in the clear. */
sealed interface ServerFlight {
    int EXTENDED_MASTER_SECRET = 23;
    int RENEGOTIATION_INFO = 0xFF01;

    /**
     * It goes on with the handshake.
     *
     * @param compressed whether it chose to compress
     * @param extensions the types of those in its answer
     * @param groupBits how large the prime of its finite-field group is, where it uses one
     */
    record Hello(TlsVersion version, int suite, boolean compressed, Set<Integer> extensions, OptionalInt groupBits)
            implements ServerFlight {
        @Override
        public String toString() {
            return version + ", " + SuiteFamily.name(suite)
                    + (groupBits.isPresent() ? ", group of " + groupBits.getAsInt() + " bits" : "");
        }
    }

    /**
     * It does not.
     *
     * @param how one line
     */
    record Refusal(String how) implements ServerFlight {
        @Override
        public String toString() {
            return how;
        }
    }

    /** Puts the messages of a handshake together, out of a stranger's octets. */
    final class Reader {
        private static final int SERVER_HELLO = 2;
        private static final int SERVER_KEY_EXCHANGE = 12;
        private static final int SERVER_HELLO_DONE = 14;
        private static final int SUPPORTED_VERSIONS = 43;
        private static final int RANDOM = 32;
        private static final int HEADER = 4;

        private final StringBuilder octets = new StringBuilder();
        private Optional<Hello> hello = Optional.empty();
        private boolean complete;

        /** The content of another handshake record. */
        void add(String content) throws Trouble {
            octets.append(content);
            try {
                while (octets.length() >= HEADER && octets.length() >= HEADER + number(octets.toString(), 1, 3)) {
                    int end = HEADER + number(octets.toString(), 1, 3);
                    message(octets.charAt(0), octets.substring(HEADER, end));
                    octets.delete(0, end);
                }
            } catch (IndexOutOfBoundsException e) {
                throw new Trouble("its TLS handshake can't be made out");
            }
        }

        /** Whether nothing more is worth waiting for. */
        boolean complete() {
            return complete;
        }

        Optional<Hello> hello() {
            return hello;
        }

        private void message(int type, String body) throws Trouble {
            switch (type) {
                case SERVER_HELLO -> hello = Optional.of(hello(body));
                case SERVER_KEY_EXCHANGE -> hello = hello.map(h -> withGroup(h, body));
                case SERVER_HELLO_DONE -> complete = true;
                default -> {
                    // certificates and what else is of no interest here
                }
            }
            // what follows is encrypted
            complete |= hello.filter(h -> h.version() == TlsVersion.TLS_1_3).isPresent();
        }

        private static Hello hello(String body) throws Trouble {
            int at = 2 + RANDOM;
            at += 1 + body.charAt(at);
            int suite = number(body, at, 2);
            boolean compressed = body.charAt(at + 2) != 0;
            int version = number(body, 0, 2);
            Set<Integer> extensions = new HashSet<>();
            at += 3;
            if (at < body.length()) {
                at += 2;
                while (at < body.length()) {
                    int type = number(body, at, 2);
                    if (type == SUPPORTED_VERSIONS) {
                        version = number(body, at + HEADER, 2);
                    }
                    extensions.add(type);
                    at += HEADER + number(body, at + 2, 2);
                }
            }
            int chosen = version;
            TlsVersion known = TlsVersion.of(chosen)
                    .orElseThrow(() -> new Trouble(String.format("it chooses a TLS version 0x%04X", chosen)));
            return new Hello(known, suite, compressed, extensions, OptionalInt.empty());
        }

        /** In finite fields the message begins with the prime (RFC 5246 section 7.4.3). */
        private static Hello withGroup(Hello hello, String body) {
            if (!SuiteFamily.name(hello.suite()).matches("TLS_DHE?_.*")) {
                return hello;
            }
            int first = 2;
            int end = first + number(body, 0, 2);
            while (first < end && body.charAt(first) == 0) {
                first++;
            }
            int bits = first == end
                    ? 0
                    : (end - first) * Byte.SIZE
                            - (Integer.numberOfLeadingZeros(body.charAt(first)) - (Integer.SIZE - Byte.SIZE));
            return new Hello(
                    hello.version(), hello.suite(), hello.compressed(), hello.extensions(), OptionalInt.of(bits));
        }

        private static int number(String octets, int at, int length) {
            int number = 0;
            for (int i = 0; i < length; i++) {
                number = number << Byte.SIZE | octets.charAt(at + i);
            }
            return number;
        }
    }

    /** An alert by its name (RFC 8446 section 6), where it tells why. */
    static String alert(int description) {
        return "alert "
                + switch (description) {
                    case 40 -> "handshake_failure";
                    case 47 -> "illegal_parameter";
                    case 70 -> "protocol_version";
                    case 71 -> "insufficient_security";
                    case 80 -> "internal_error";
                    case 112 -> "unrecognized_name";
                    default -> Integer.toString(description);
                };
    }
}
