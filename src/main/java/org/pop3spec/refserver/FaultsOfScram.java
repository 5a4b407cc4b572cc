package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.bound;
import static org.pop3spec.refserver.Deviations.exchanging;
import static org.pop3spec.refserver.Deviations.makes;
import static org.pop3spec.refserver.Deviations.mechanisms;
import static org.pop3spec.refserver.Deviations.sessions;
import static org.pop3spec.refserver.Deviations.unverified;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The faults of SCRAM, RFC 5802 and RFC 7677, and of what it is bound to, RFC 5929. */
final class FaultsOfScram {
    private static final int SCRAM_RANDOM = 24;

    private FaultsOfScram() {}

    static List<Fault> all() {
        return Stream.of(scram(), bindings()).flatMap(List::stream).toList();
    }

    private static List<Fault> scram() {
        return List.of(
                must("scram-proof-not-checked", "RFC5802#3", "SCRAM takes any proof", unverified(SaslCheck.SCRAM_PROOF))
                        .wideBecause(
                                "every wrong proof by either hash is let in, and scenarios on every mechanism send one"),
                must(
                                "scram-nonce-not-extended",
                                "RFC5802#5.1",
                                "The nonce of SCRAM is the client's alone",
                                makes(
                                        SaslValue.SCRAM_NONCE,
                                        (session, right) -> right.substring(0, right.length() - SCRAM_RANDOM)))
                        .wideBecause(
                                "each scenario on SCRAM begins with that message, and a client does not answer a broken one"),
                must(
                                "scram-nonce-replaced",
                                "RFC5802#5.1",
                                "The nonce of SCRAM does not begin with the client's",
                                makes(
                                        SaslValue.SCRAM_NONCE,
                                        (session, right) -> right.substring(right.length() - SCRAM_RANDOM)))
                        .wideBecause(
                                "each scenario on SCRAM begins with that message, and a client does not answer a broken one"),
                must(
                        "scram-same-nonce",
                        "RFC5802#5.1",
                        "The server's part of SCRAM's nonce is the same every time",
                        makes(
                                SaslValue.SCRAM_NONCE,
                                (session, right) ->
                                        right.substring(0, right.length() - SCRAM_RANDOM) + "A".repeat(SCRAM_RANDOM))),
                must(
                        "scram-final-nonce-not-checked",
                        "RFC5802#5.1",
                        "SCRAM takes another nonce in the final message",
                        unverified(SaslCheck.SCRAM_NONCE)),
                must(
                                "scram-signature-wrong",
                                "RFC5802#3",
                                "The server's signature of SCRAM is not that of anybody who knows the password",
                                makes(SaslValue.SCRAM_FINAL, FaultsOfScram::signedByNobody))
                        .wideBecause("each scenario in which SCRAM logs in verifies the server's signature"),
                must(
                                "scram-signature-missing",
                                "RFC5802#3",
                                "SCRAM ends with an empty challenge in place of the server's signature",
                                makes(SaslValue.SCRAM_FINAL, (session, right) -> ""))
                        .wideBecause("each scenario in which SCRAM logs in verifies the server's signature"),
                should(
                        "scram-iterations-below-4096",
                        "RFC7677#4",
                        "SCRAM asks for 1024 iterations",
                        makes(SaslValue.SCRAM_ITERATIONS, (session, right) -> "1024")),
                must(
                                "scram-salt-empty",
                                "RFC5802#5.1",
                                "The salt of SCRAM is empty",
                                makes(SaslValue.SCRAM_SALT, (session, right) -> ""))
                        .wideBecause(
                                "each scenario on SCRAM begins with that message, and a client does not answer a broken one"),
                must(
                                "scram-salt-before-nonce",
                                "RFC5802#7",
                                "SCRAM's first challenge has the salt before the nonce",
                                makes(
                                        SaslValue.SCRAM_FIRST,
                                        (session, right) -> right.replaceAll("(r=[^,]*),(s=[^,]*)", "$2,$1")))
                        .wideBecause(
                                "each scenario on SCRAM begins with that message, and a client does not answer a broken one"),
                must(
                                "scram-binding-not-checked",
                                "RFC5802#6",
                                "SCRAM does not look at what a client binds to",
                                unverified(SaslCheck.SCRAM_BINDING))
                        .wideBecause("each kind of channel binding, in each wrong form, has its scenario"),
                must(
                        "scram-downgrade-not-noticed",
                        "RFC5802#6",
                        "A client that was kept from channel binding is let in all the same",
                        unverified(SaslCheck.SCRAM_DOWNGRADE)),
                must(
                        "scram-flag-not-checked",
                        "RFC5802#6",
                        "The GS2 flag may be any, whether the mechanism has channel binding or not",
                        unverified(SaslCheck.SCRAM_FLAG)),
                must(
                        "scram-plus-takes-flag-y",
                        "RFC5802#6",
                        "The mechanisms with channel binding take a client that does not bind, but says it could",
                        next -> unverified(SaslCheck.SCRAM_FLAG)
                                .apply(unverified(SaslCheck.SCRAM_DOWNGRADE).apply(next))),
                must(
                                "scram-plus-binds-to-nothing",
                                "RFC5802#6",
                                "The mechanisms with channel binding want a binding to nothing",
                                makes(SaslValue.CHANNEL_BINDING, (session, right) -> ""))
                        .wideBecause(
                                "no login with channel binding succeeds, and scenarios on every way of logging in take that too"),
                must(
                        "scram-flag-y-refused",
                        "RFC5802#6",
                        "A client that knows channel binding is refused where there is none",
                        exchanging(
                                "SCRAM",
                                (session, right) -> response -> response.startsWith("y,")
                                        ? ServerExchange.malformed("Channel binding is not known here")
                                        : right.next(response))),
                must(
                        "scram-header-not-needed",
                        "RFC5802#7",
                        "SCRAM takes a first message without a GS2 header",
                        exchanging(
                                "SCRAM",
                                (session, right) -> response ->
                                        right.next(response.startsWith("n=") ? "n,," + response : response))),
                must(
                        "scram-nonce-not-needed",
                        "RFC5802#5.1",
                        "SCRAM takes a first message without a nonce",
                        exchanging(
                                "SCRAM",
                                (session, right) -> response ->
                                        right.next(response.matches("n,,n=[^,]+") ? response + ",r=none" : response))),
                must(
                        "scram-optional-extension-refused",
                        "RFC5802#5.1",
                        "SCRAM refuses a first message with an attribute that it does not know",
                        exchanging(
                                "SCRAM",
                                (session, right) -> response -> response.matches("n,.*,n=.*,r=.*,.*")
                                        ? ServerExchange.malformed("Unknown attribute")
                                        : right.next(response))),
                must(
                        "scram-mandatory-extension-skipped",
                        "RFC5802#5.1",
                        "SCRAM skips an extension that must not be skipped",
                        unverified(SaslCheck.SCRAM_EXTENSION)),
                must(
                        "scram-name-with-bare-equals-sign-accepted",
                        "RFC5802#5.1",
                        "SCRAM takes a name in which an equals sign escapes nothing",
                        unverified(SaslCheck.SCRAM_NAME)),
                must(
                        "scram-text-after-the-signature-accepted",
                        "RFC5034#4 AUTH",
                        "The answer to the last challenge of SCRAM or DIGEST-MD5 may be anything",
                        unverified(SaslCheck.EMPTY_END)),
                should(
                        "scram-attributes-in-any-order",
                        "RFC5802#5.1",
                        "SCRAM takes a final message with the nonce in front",
                        exchanging(
                                "SCRAM",
                                (session, right) -> response ->
                                        right.next(response.replaceFirst("^(r=[^,]*),(c=[^,]*),", "$2,$1,")))),
                should(
                        "scram-text-behind-the-proof-skipped",
                        "RFC5802#7",
                        "SCRAM skips what stands behind the proof",
                        exchanging(
                                "SCRAM",
                                (session, right) ->
                                        response -> right.next(response.replaceFirst("(,p=[^,]*),.*", "$1")))),
                should(
                        "scram-sha-1-not-announced-under-tls",
                        "RFC5802#4",
                        "Under TLS only SCRAM with SHA-256 is announced",
                        mechanisms((session, names) ->
                                names.removeIf(name -> session.isTls() && name.startsWith("SCRAM-SHA-1")))),
                should(
                        "scram-plus-announced-without-tls",
                        "RFC5802#6",
                        "SCRAM with channel binding is announced without TLS",
                        mechanisms((session, names) -> {
                            if (!session.isTls() && !names.isEmpty()) {
                                names.add("SCRAM-SHA-256-PLUS");
                            }
                        })),
                should(
                        "scram-announced-with-binding-only",
                        "RFC5802#6",
                        "Under TLS SCRAM is announced with channel binding only, and served without",
                        mechanisms((session, names) ->
                                names.removeIf(name -> session.isTls() && name.equals("SCRAM-SHA-256")))),
                should(
                        "scram-plus-served-and-not-announced",
                        "RFC5802#6",
                        "SCRAM with channel binding is served under TLS, and not announced",
                        mechanisms((session, names) -> names.removeIf(name -> name.endsWith("-PLUS")))));
    }

    private static List<Fault> bindings() {
        return List.of(
                must(
                                "binding-tls-exporter-unknown",
                                "RFC9266#3",
                                "The server does not know the channel binding tls-exporter",
                                bound((type, right) -> type.equals("tls-exporter") ? Optional.empty() : right))
                        .wideBecause(
                                "no login that binds to TLS 1.3 succeeds, and scenarios on every way of logging in take that too"),
                must(
                        "binding-tls-unique-unknown",
                        "RFC5802#6",
                        "The server does not know the channel binding tls-unique",
                        bound((type, right) -> type.equals("tls-unique") ? Optional.empty() : right)),
                must(
                        "binding-tls-exporter-not-compared",
                        "RFC9266#3",
                        "Any value will do that a client says it is bound to by tls-exporter",
                        exchangingBoundBy("tls-exporter")),
                must(
                        "binding-tls-unique-not-compared",
                        "RFC5802#6",
                        "Any value will do that a client says it is bound to by tls-unique",
                        exchangingBoundBy("tls-unique")));
    }

    /** Whatever the client is bound to is what the server is bound to. */
    private static UnaryOperator<Conduct> exchangingBoundBy(String type) {
        return next -> {
            Set<Pop3Session> concerned = sessions();
            return new Deviation(next) {
                @Override
                Optional<String> channelBinding(Pop3Session session, String asked) {
                    if (asked.equals(type)) {
                        concerned.add(session);
                    }
                    return super.channelBinding(session, asked);
                }

                @Override
                boolean holds(Pop3Session session, SaslCheck check, boolean right) {
                    return (check == SaslCheck.SCRAM_BINDING && concerned.contains(session))
                            || super.holds(session, check, right);
                }
            };
        };
    }

    private static String signedByNobody(Pop3Session session, String right) {
        // base64 of 20 octets is shorter than that of 32
        int octets = right.length() > 40 ? 32 : 20;
        return "v=" + Base64.getEncoder().encodeToString("n".repeat(octets).getBytes(StandardCharsets.US_ASCII));
    }
}
