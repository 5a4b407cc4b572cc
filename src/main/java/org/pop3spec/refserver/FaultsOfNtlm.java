package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.exchanging;
import static org.pop3spec.refserver.Deviations.makes;
import static org.pop3spec.refserver.Deviations.unverified;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The faults of NTLM, MS-NLMP. */
final class FaultsOfNtlm {
    private static final String CHALLENGE = "MS-NLMP#2.2.1.2";
    private static final String VERIFIED = "MS-NLMP#3.2.5.1.2";

    /** Where the challenge has its type, its flags, and the offset of the target information. */
    private static final int TYPE_AT = 8;

    private static final int FLAGS_AT = 20;
    private static final int INFORMATION_AT = 44;

    private FaultsOfNtlm() {}

    static List<Fault> all() {
        return Stream.of(challenges(), messages(), responses())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Fault> challenges() {
        return List.of(
                must(
                        "ntlm-same-challenge",
                        CHALLENGE,
                        "NTLM has the same challenge every time",
                        makes(SaslValue.NTLM_NONCE, (session, right) -> "pop3spec")),
                must(
                                "ntlm-challenge-of-another-type",
                                CHALLENGE,
                                "The challenge of NTLM says that it is of type 3",
                                makes(SaslValue.NTLM_CHALLENGE, (session, right) -> with(right, TYPE_AT, '\3')))
                        .wideBecause(
                                "each scenario on NTLM begins with the challenge, and a client does not answer a broken one"),
                must(
                                "ntlm-challenge-points-outside",
                                CHALLENGE,
                                "The challenge of NTLM has its target information behind its end",
                                makes(
                                        SaslValue.NTLM_CHALLENGE,
                                        (session, right) -> with(right, INFORMATION_AT + 1, '\1')))
                        .wideBecause(
                                "each scenario on NTLM begins with the challenge, and a client does not answer a broken one"),
                must(
                        "ntlm-unicode-not-chosen",
                        "MS-NLMP#3.2.5.1.1",
                        "The challenge of NTLM does not choose the Unicode that the client offers",
                        makes(SaslValue.NTLM_CHALLENGE, (session, right) -> with(right, FLAGS_AT, '\6'))),
                must(
                                "ntlm-information-without-end",
                                "MS-NLMP#2.2.2.1",
                                "The target information of NTLM has no last pair",
                                makes(
                                        SaslValue.NTLM_INFORMATION,
                                        (session, right) -> right.substring(0, right.length() - 4)))
                        .wideBecause(
                                "each scenario on NTLM begins with the challenge, and a client does not answer a broken one"),
                must(
                        "ntlm-information-without-names",
                        "MS-NLMP#2.2.2.1",
                        "The target information of NTLM tells neither computer nor domain",
                        makes(
                                SaslValue.NTLM_INFORMATION,
                                (session, right) -> right.substring(right.indexOf("\7\0\b\0")))));
    }

    private static String with(String message, int at, char octet) {
        return message.substring(0, at) + octet + message.substring(at + 1);
    }

    private static List<Fault> messages() {
        return List.of(
                must(
                        "ntlm-signature-not-checked",
                        "MS-NLMP#2.2.1.1",
                        "NTLM takes messages that do not begin as those of NTLM do",
                        unverified(SaslCheck.NTLM_SIGNATURE)),
                must(
                        "ntlm-type-not-checked",
                        "MS-NLMP#2.2.1.1",
                        "NTLM takes messages of any type",
                        unverified(SaslCheck.NTLM_TYPE)),
                must(
                        "ntlm-fields-outside-the-message-accepted",
                        "MS-NLMP#2.2.1.3",
                        "NTLM takes what lies outside a message for empty",
                        unverified(SaslCheck.NTLM_FIELDS)),
                must(
                        "ntlm-breaks-at-fields-outside-the-message",
                        "MS-NLMP#2.2.1.3",
                        "NTLM ends the connection where a message is not as long as it says",
                        exchanging("NTLM", (session, right) -> response -> {
                            if (breaksOff(new NtlmMessage(response))) {
                                session.connection().abort();
                            }
                            return right.next(response);
                        })),
                must(
                        "ntlm-breaks-at-domains",
                        VERIFIED,
                        "NTLM ends the connection where a client names a domain",
                        exchanging("NTLM", (session, right) -> response -> {
                            NtlmMessage message = new NtlmMessage(response);
                            if (message.isOfType(3)
                                    && message.wholeAuthentication()
                                    && !message.domain().isEmpty()) {
                                session.connection().abort();
                            }
                            return right.next(response);
                        })));
    }

    private static boolean breaksOff(NtlmMessage message) {
        return (message.isOfType(1) && !message.wholeNegotiation())
                || (message.isOfType(3) && !message.wholeAuthentication());
    }

    private static List<Fault> responses() {
        return List.of(
                must(
                                "ntlm-response-not-checked",
                                VERIFIED,
                                "NTLM takes any response",
                                // the integrity code is made with the same password
                                next -> unverified(SaslCheck.NTLM_RESPONSE)
                                        .apply(unverified(SaslCheck.NTLM_INTEGRITY)
                                                .apply(next)))
                        .wideBecause("for every way in which a response is wrong a scenario expects its refusal"),
                must(
                        "ntlm-response-not-needed",
                        VERIFIED,
                        "NTLM takes a message without response for a right one",
                        unverified(SaslCheck.NTLM_RESPONSE_THERE)),
                must(
                        "ntlm-integrity-not-checked",
                        VERIFIED,
                        "NTLM takes any message integrity code",
                        unverified(SaslCheck.NTLM_INTEGRITY)),
                must(
                        "ntlm-name-not-in-capitals",
                        "MS-NLMP#3.3.2",
                        "NTLM puts the name in small letters into the response that it compares with",
                        makes(SaslValue.NTLM_NAME, (session, right) -> right.toLowerCase(Locale.ROOT))),
                should(
                        "ntlm-version-1-accepted",
                        "MS-NLMP#5.1",
                        "NTLM takes responses of version 1",
                        unverified(SaslCheck.NTLM_VERSION)),
                should(
                        "ntlm-lan-manager-accepted",
                        "MS-NLMP#5.1",
                        "NTLM takes responses of LAN Manager alone",
                        unverified(SaslCheck.NTLM_LAN_MANAGER)));
    }
}
