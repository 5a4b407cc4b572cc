package org.pop3spec.auth;

import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** The client's side of one SCRAM exchange: RFC 5802 sections 3 and 5. */
final class ScramExchange implements SaslExchange {
    /** So many take seconds; no server asks for more, unless it means to keep its clients busy. */
    private static final int MOST_ITERATIONS = 1_000_000;

    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,6}");
    private static final Pattern NONCE = Pattern.compile("[!-+\\--~]*");

    private final ScramHash hash;
    private final SaslSettings settings;
    private final String header;
    private final String bound;
    private final String nonce;
    private int step;
    private String serverSignature = "";
    private boolean settled;

    /**
     * @param header the GS2 header, to its last comma
     * @param bound the octets of the channel binding, empty for none
     */
    ScramExchange(ScramHash hash, SaslSettings settings, String header, String bound) {
        this.hash = hash;
        this.settings = settings;
        this.header = header;
        this.bound = bound;
        this.nonce = settings.nonce();
    }

    @Override
    public String respond(String challenge) throws SaslObjection {
        step++;
        return switch (step) {
            case 1 -> first(challenge);
            case 2 -> proof(challenge);
            case 3 -> end(challenge);
            default -> throw new SaslObjection("SCRAM has no challenge after the server's signature");
        };
    }

    @Override
    public boolean settled() {
        return settled;
    }

    private String first(String challenge) throws SaslObjection {
        if (!challenge.isEmpty()) {
            throw new SaslObjection("in SCRAM the client speaks first, and the server did");
        }
        return header + bare();
    }

    private String bare() {
        String name = settings.change("name").orElseGet(() -> Scram.escaped(settings.user()));
        return settings.change("mandatory").map(extension -> extension + ",").orElse("")
                + "n=" + name
                + ",r=" + nonce
                + settings.change("optional").map(extension -> "," + extension).orElse("");
    }

    private String proof(String challenge) throws SaslObjection {
        List<String> attributes = List.of(challenge.split(",", -1));
        if (attributes.get(0).startsWith("m=")) {
            throw new SaslObjection("the server wants an extension of SCRAM that nobody knows (m=)");
        }
        if (attributes.size() < 3) {
            throw new SaslObjection("the server's first message is not r=...,s=...,i=...");
        }
        String both = value(attributes.get(0), "r");
        if (!both.startsWith(nonce)
                || both.length() == nonce.length()
                || !NONCE.matcher(both).matches()) {
            throw new SaslObjection("the server did not extend the client's nonce");
        }
        String salt = unbase64(value(attributes.get(1), "s"), "salt");
        if (salt.isEmpty()) {
            throw new SaslObjection("the salt is empty");
        }
        int iterations = iterations(value(attributes.get(2), "i"));

        String withoutProof = "c=" + base64(settings.change("cbind").orElse(header + bound)) + ",r="
                + settings.change("answered").orElse(both);
        String message = bare() + "," + challenge + "," + withoutProof;
        String salted = hash.stretched(settings.password(), salt, iterations);
        String clientKey = hash.keyed(salted, "Client Key");
        String signature = hash.keyed(hash.of(clientKey), message);
        serverSignature = base64(hash.keyed(hash.keyed(salted, "Server Key"), message));
        return withoutProof + ",p=" + base64(xor(clientKey, signature));
    }

    private int iterations(String written) throws SaslObjection {
        String count = settings.change("iterations").orElse(written);
        if (!COUNT.matcher(count).matches() || Integer.parseInt(count) > MOST_ITERATIONS) {
            throw new SaslObjection("the iteration count is no number from 1 to " + MOST_ITERATIONS);
        }
        return Integer.parseInt(count);
    }

    /** The server's signature, or the error that it tells before it refuses. */
    private String end(String challenge) throws SaslObjection {
        if (challenge.startsWith("e=")) {
            return "";
        }
        String signature = challenge.split(",", -1)[0];
        if (!signature.equals("v=" + serverSignature)) {
            throw new SaslObjection("the server's signature is wrong: it does not know the password");
        }
        settled = true;
        return "";
    }

    private static String value(String attribute, String name) throws SaslObjection {
        if (!attribute.startsWith(name + "=")) {
            throw new SaslObjection("the server's first message is not r=...,s=...,i=...");
        }
        return attribute.substring(2);
    }

    private static String xor(String one, String other) {
        StringBuilder both = new StringBuilder(one.length());
        for (int i = 0; i < one.length(); i++) {
            both.append((char) (one.charAt(i) ^ other.charAt(i)));
        }
        return both.toString();
    }

    private static String base64(String octets) {
        return Base64.getEncoder().encodeToString(Digests.bytes(octets));
    }

    private static String unbase64(String text, String what) throws SaslObjection {
        try {
            return Digests.octets(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new SaslObjection("the " + what + " is not base64", e);
        }
    }
}
