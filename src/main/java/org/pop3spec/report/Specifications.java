package org.pop3spec.report;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the specifications are called. */
final class Specifications {
    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry("RFC918", "Post Office Protocol"),
            Map.entry("RFC937", "Post Office Protocol, version 2"),
            Map.entry("RFC1081", "Post Office Protocol, version 3 (1988)"),
            Map.entry("RFC1082", "Post Office Protocol, version 3: extended service offerings"),
            Map.entry("RFC1225", "Post Office Protocol, version 3 (1991)"),
            Map.entry("RFC1460", "Post Office Protocol, version 3 (1993)"),
            Map.entry("RFC1725", "Post Office Protocol, version 3 (1994)"),
            Map.entry("RFC1734", "POP3 AUTHentication command (1994)"),
            Map.entry("RFC1939", "Post Office Protocol, version 3"),
            Map.entry("RFC1957", "Observations on implementations of POP3"),
            Map.entry("RFC2195", "CRAM-MD5"),
            Map.entry("RFC2384", "POP URL scheme"),
            Map.entry("RFC2449", "POP3 extension mechanism"),
            Map.entry("RFC2595", "TLS with IMAP, POP3 and ACAP"),
            Map.entry("RFC2831", "DIGEST-MD5"),
            Map.entry("RFC3206", "SYS and AUTH response codes"),
            Map.entry("RFC4422", "SASL"),
            Map.entry("RFC4505", "ANONYMOUS"),
            Map.entry("RFC4616", "PLAIN"),
            Map.entry("RFC4752", "GSSAPI"),
            Map.entry("RFC5034", "POP3 SASL authentication"),
            Map.entry("RFC5802", "SCRAM"),
            Map.entry("RFC6856", "POP3 support for UTF-8"),
            Map.entry("RFC7628", "OAUTHBEARER"),
            Map.entry("RFC7677", "SCRAM-SHA-256"),
            Map.entry("RFC8314", "Cleartext considered obsolete: TLS for mail access"));

    private Specifications() {}

    static Optional<String> title(String document) {
        return Optional.ofNullable(TITLES.get(document.toUpperCase(Locale.ROOT)));
    }

    /** {@code RFC1939} as {@code RFC 1939}. */
    static String name(String document) {
        return document.replaceFirst("^(?i:rfc)(?=\\d)", "RFC ");
    }
}
