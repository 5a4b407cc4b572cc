package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.exchanging;
import static org.pop3spec.refserver.Deviations.protecting;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** The faults of the security layers of SASL, RFC 5034 section 4, RFC 4422 section 3.7, RFC 2831 sections 2.3 and 2.4. */
final class FaultsOfLayers {
    private static final String EFFECT = "RFC5034#4 AUTH";
    private static final String BUFFERS = "RFC4422#3.7";

    /** How long the code, the type and the number at the end of a buffer are together, and the code and the number alone. */
    private static final int TAIL = 16;

    private static final int CODE = 10;

    private static final int NUMBER = 4;
    private static final int LONGEST_LINE = 512;

    private FaultsOfLayers() {}

    static List<Fault> all() {
        return List.of(
                must(
                        "layer-begins-a-command-late",
                        EFFECT,
                        "A security layer is in force from the second command on only",
                        Late::new),
                must(
                        "layer-keeps-the-language",
                        EFFECT,
                        "A language that was chosen before a security layer took effect stays",
                        next -> new Deviation(next) {
                            @Override
                            void enterLayer(Pop3Session session, ServerLayer layer) throws IOException {
                                Language chosen = session.language();
                                super.enterLayer(session, layer);
                                session.speak(chosen);
                            }
                        }),
                must(
                        "layer-left-out-under-tls",
                        EFFECT,
                        "Under TLS a security layer that was negotiated is left out",
                        next -> new Deviation(next) {
                            @Override
                            void enterLayer(Pop3Session session, ServerLayer layer) throws IOException {
                                if (!session.isTls()) {
                                    super.enterLayer(session, layer);
                                }
                            }
                        }),
                must(
                        "layer-skips-what-it-cannot-decode",
                        BUFFERS,
                        "A buffer that a security layer cannot decode is thrown away, and the session goes on",
                        protecting(right -> new Changed(right) {
                            @Override
                            public Optional<String> open(String buffer) {
                                return Optional.of(right.open(buffer).orElse(""));
                            }
                        })),
                must(
                        "layer-obeys-what-nobody-signed",
                        "RFC2831#2.3",
                        "A command under auth-int is obeyed whatever its code is",
                        protecting(right -> new Changed(right) {
                            @Override
                            public Optional<String> open(String buffer) {
                                Optional<String> octets = right.open(buffer);
                                return octets.isPresent() || buffer.length() < TAIL
                                        ? octets
                                        : Optional.of(buffer.substring(0, buffer.length() - TAIL));
                            }
                        })),
                should(
                        "layer-waits-for-buffers-of-any-length",
                        BUFFERS,
                        "A buffer that is longer than the server takes is waited for",
                        protecting(right -> new Changed(right) {
                            @Override
                            public int longest() {
                                return Integer.MAX_VALUE;
                            }
                        })),
                must(
                        "layer-makes-buffers-that-are-too-long",
                        BUFFERS,
                        "Buffers are as long as the server likes, whatever the client takes",
                        protecting(right -> new Changed(right) {
                            @Override
                            public int most() {
                                return Math.max(LONGEST_LINE, right.most());
                            }
                        })),
                must(
                        "digest-md5-buffers-have-the-same-number",
                        "RFC2831#2.3",
                        "Every buffer of DIGEST-MD5 says that it is the first",
                        sending((octets, buffer) ->
                                buffer.substring(0, buffer.length() - NUMBER) + "\0".repeat(NUMBER))),
                must(
                        "digest-md5-buffers-have-no-code",
                        "RFC2831#2.3",
                        "The code of every buffer of DIGEST-MD5 under auth-int is all zeros",
                        sending((octets, buffer) -> {
                            int tail = buffer.length() - TAIL;
                            // where something is encrypted the code is not there to be seen
                            return buffer.startsWith(octets) && tail == octets.length()
                                    ? octets + "\0".repeat(CODE) + buffer.substring(tail + CODE)
                                    : buffer;
                        })),
                must(
                        "digest-md5-cipher-not-used",
                        "RFC2831#2.4",
                        "Under auth-conf the server encrypts nothing",
                        exchanging("DIGEST-MD5", (session, right) -> response -> {
                            ServerExchange.Step step = right.next(response);
                            return step instanceof ServerExchange.Success success
                                    ? new ServerExchange.Success(
                                            success.account(),
                                            success.authorizationId(),
                                            success.layer().flatMap(ServerDigestMd5Layer::unencrypted))
                                    : step;
                        })));
    }

    /** Sends other buffers; given the octets in one, and what it should be. */
    private static UnaryOperator<Conduct> sending(BinaryOperator<String> change) {
        return protecting(right -> new Changed(right) {
            @Override
            public String protect(String octets) {
                return change.apply(octets, right.protect(octets));
            }
        });
    }

    /** A layer that is like another one, until a method is overridden. */
    abstract static class Changed implements ServerLayer {
        private final ServerLayer right;

        Changed(ServerLayer right) {
            this.right = right;
        }

        @Override
        public int most() {
            return right.most();
        }

        @Override
        public int longest() {
            return right.longest();
        }

        @Override
        public String protect(String octets) {
            return right.protect(octets);
        }

        @Override
        public Optional<String> open(String buffer) {
            return right.open(buffer);
        }
    }

    /** Takes one more command, and answers it, before the layer. */
    private static final class Late extends Deviation {
        private final Map<Pop3Session, ServerLayer> due = Collections.synchronizedMap(new WeakHashMap<>());

        Late(Conduct next) {
            super(next);
        }

        @Override
        void enterLayer(Pop3Session session, ServerLayer layer) {
            due.put(session, layer);
        }

        @Override
        void send(Pop3Session session, Command command, Reply reply, OutputStream out) throws IOException {
            super.send(session, command, reply, out);
            ServerLayer layer = due.remove(session);
            if (layer != null) {
                out.flush();
                super.enterLayer(session, layer);
            }
        }
    }
}
