package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.makes;
import static org.pop3spec.refserver.Deviations.unverified;
import static org.pop3spec.refserver.Fault.must;

import java.util.List;
import org.pop3spec.kerberos.GssToken;

/** The faults of GSSAPI, RFC 4752. */
final class FaultsOfGssapi {
    private FaultsOfGssapi() {}

    static List<Fault> all() {
        String section = "RFC4752#3.2";
        return List.of(
                must(
                                "gssapi-size-wanted",
                                section,
                                "GSSAPI wants a size for messages where the client chooses no layer",
                                next -> new Deviation(next) {
                                    @Override
                                    boolean holds(Pop3Session session, SaslCheck check, boolean right) {
                                        return check == SaslCheck.GSS_SIZE
                                                ? !right
                                                : super.holds(session, check, right);
                                    }
                                })
                        .wideBecause(
                                "no login by this mechanism succeeds, and scenarios on every way of logging in take it too"),
                must(
                        "gssapi-any-token",
                        "RFC4121#4.1",
                        "GSSAPI takes the AP-REQ in whatever frame it comes",
                        unverified(SaslCheck.GSS_TOKEN)),
                must(
                                "gssapi-reply-without-frame",
                                "RFC4121#4.1",
                                "GSSAPI answers with a bare AP-REP",
                                makes(
                                        SaslValue.GSS_REPLY,
                                        (session, right) ->
                                                GssToken.REPLY.in(right).orElse(right)))
                        .wideBecause(
                                "each scenario on GSSAPI that gets as far as the choice of a layer goes through that step"),
                must(
                                "gssapi-reply-of-somebody-else",
                                section,
                                "GSSAPI answers with an AP-REP that proves nothing",
                                makes(
                                        SaslValue.GSS_REPLY,
                                        (session, right) -> right.substring(0, right.length() - 1)
                                                + (char) (right.charAt(right.length() - 1) ^ 1)))
                        .wideBecause(
                                "each scenario on GSSAPI that gets as far as the choice of a layer goes through that step"),
                must(
                                "gssapi-offer-not-sealed",
                                section,
                                "GSSAPI offers its layers without a seal",
                                makes(SaslValue.GSS_SEALED_OFFER, (session, right) -> right.substring(16, 20)))
                        .wideBecause(
                                "each scenario on GSSAPI that gets as far as the choice of a layer goes through that step"),
                must(
                                "gssapi-offer-too-long",
                                section,
                                "GSSAPI offers its layers in five octets",
                                makes(SaslValue.GSS_OFFER, (session, right) -> right + "\0"))
                        .wideBecause(
                                "each scenario on GSSAPI that gets as far as the choice of a layer goes through that step"),
                must(
                        "gssapi-size-without-layer",
                        section,
                        "GSSAPI offers no layer, and a size for its messages",
                        makes(SaslValue.GSS_OFFER, (session, right) -> "\1\0\20\0")),
                must(
                        "gssapi-layer-not-checked",
                        section,
                        "GSSAPI takes the choice of a layer that was not offered",
                        unverified(SaslCheck.GSS_LAYER)),
                must(
                        "gssapi-size-not-checked",
                        section,
                        "GSSAPI takes a size of messages without a layer",
                        unverified(SaslCheck.GSS_SIZE)),
                must(
                        "gssapi-seal-not-checked",
                        section,
                        "GSSAPI does not look at the seal of the client's choice",
                        unverified(SaslCheck.GSS_SEAL)));
    }
}
