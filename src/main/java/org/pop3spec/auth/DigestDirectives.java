package org.pop3spec.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The directives of a challenge of DIGEST-MD5: RFC 2831 sections 2.1.1 and 7. */
final class DigestDirectives {
    private record Directive(String name, String value) {}

    private final String octets;
    private final List<Directive> directives = new ArrayList<>();
    private int at;

    private DigestDirectives(String octets) {
        this.octets = octets;
    }

    /** @throws SaslObjection when that is no list of {@code name=value} */
    static DigestDirectives parse(String challenge) throws SaslObjection {
        DigestDirectives parsed = new DigestDirectives(challenge);
        parsed.read();
        return parsed;
    }

    /** The values of a directive, in their order. */
    List<String> all(String name) {
        return directives.stream()
                .filter(directive -> directive.name().equals(name))
                .map(Directive::value)
                .toList();
    }

    /**
     * The value of a directive that may stand once.
     *
     * @throws SaslObjection when it stands twice
     */
    Optional<String> one(String name) throws SaslObjection {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw new SaslObjection("the challenge has " + name + " twice");
        }
        return values.stream().findFirst();
    }

    private void read() throws SaslObjection {
        while (true) {
            skipBlanks();
            if (at == octets.length()) {
                return;
            }
            if (octets.charAt(at) == ',') {
                // an element of a list may be empty
                at++;
                continue;
            }
            String name = token();
            skipBlanks();
            if (name.isEmpty() || at == octets.length() || octets.charAt(at) != '=') {
                throw unreadable();
            }
            at++;
            skipBlanks();
            String value = at < octets.length() && octets.charAt(at) == '"' ? quoted() : token();
            directives.add(new Directive(name.toLowerCase(Locale.ROOT), value));
            skipBlanks();
            if (at < octets.length() && octets.charAt(at) != ',') {
                throw unreadable();
            }
        }
    }

    private String token() {
        int from = at;
        while (at < octets.length()
                && octets.charAt(at) > ' '
                && octets.charAt(at) < 0x7f
                && "()<>@,;:\\\"/[]?={}".indexOf(octets.charAt(at)) < 0) {
            at++;
        }
        return octets.substring(from, at);
    }

    private String quoted() throws SaslObjection {
        StringBuilder value = new StringBuilder();
        for (at++; at < octets.length(); at++) {
            char octet = octets.charAt(at);
            if (octet == '"') {
                at++;
                return value.toString();
            }
            if (octet == '\\' && at + 1 < octets.length()) {
                at++;
            }
            value.append(octets.charAt(at));
        }
        throw unreadable();
    }

    private void skipBlanks() {
        while (at < octets.length() && " \t\r\n".indexOf(octets.charAt(at)) >= 0) {
            at++;
        }
    }

    private static SaslObjection unreadable() {
        return new SaslObjection("the challenge is no list of name=value");
    }
}
