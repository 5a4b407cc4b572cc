package org.pop3spec.auth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pop3spec.net.SecurityLayer;

/** The client's side of one exchange of DIGEST-MD5: RFC 2831 section 2.1. */
final class DigestMd5Exchange implements SaslExchange {
    /** What maxbuf is at most, in octets: RFC 2831 section 2.1.1. */
    private static final int LARGEST_BUFFER = 16_777_215;

    private final SaslSettings settings;
    private final DigestProtection wanted;
    private Optional<SecurityLayer> layer = Optional.empty();
    private int step;
    private String serverResponse = "";
    private boolean settled;

    DigestMd5Exchange(SaslSettings settings, DigestProtection wanted) {
        this.settings = settings;
        this.wanted = wanted;
    }

    @Override
    public String respond(String challenge) throws SaslObjection {
        step++;
        return switch (step) {
            case 1 -> answer(DigestDirectives.parse(challenge));
            case 2 -> end(DigestDirectives.parse(challenge));
            default -> throw new SaslObjection("DIGEST-MD5 has no challenge after rspauth");
        };
    }

    @Override
    public boolean settled() {
        return settled;
    }

    @Override
    public Optional<SecurityLayer> layer() {
        return settled ? layer : Optional.empty();
    }

    private String answer(DigestDirectives challenge) throws SaslObjection {
        String nonce = challenge
                .one("nonce")
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new SaslObjection("the challenge has no nonce"));
        if (!challenge.one("algorithm").orElse("").equals("md5-sess")) {
            throw new SaslObjection("the challenge does not say algorithm=md5-sess");
        }
        List<String> qualities = list(challenge.one("qop").orElse(DigestProtection.NONE.quality()));
        if (!qualities.contains(wanted.quality())) {
            throw new SaslObjection("the server does not offer the quality of protection " + wanted.quality());
        }
        List<String> ciphers = list(challenge.one("cipher").orElse(""));
        if (wanted.cipher().isPresent() && !ciphers.contains(wanted.word())) {
            throw new SaslObjection("the server does not offer the cipher " + wanted.word());
        }
        Optional<String> charset = challenge.one("charset");
        if (charset.isPresent() && !charset.get().equalsIgnoreCase("utf-8")) {
            throw new SaslObjection("the challenge has a charset that is not utf-8");
        }
        int theirs = buffer(challenge.one("maxbuf"), "the server's");
        return response(settings.change("answered").orElse(nonce), realm(challenge), charset.isPresent(), theirs);
    }

    private static List<String> list(String value) {
        return Arrays.asList(value.split("[ \t]*,[ \t]*", -1));
    }

    /** What somebody takes: without a layer nobody cares. */
    private int buffer(Optional<String> told, String whose) throws SaslObjection {
        if (told.isEmpty() || wanted == DigestProtection.NONE) {
            return DigestMd5Layer.USUAL_BUFFER;
        }
        String digits = told.get();
        int size = digits.matches("[0-9]{1,8}") ? Integer.parseInt(digits) : 0;
        if (size < wanted.smallestBuffer() || size > LARGEST_BUFFER) {
            throw new SaslObjection(whose + " maxbuf is not from " + wanted.smallestBuffer() + " to " + LARGEST_BUFFER);
        }
        return size;
    }

    private Optional<String> realm(DigestDirectives challenge) {
        return settings.change("realm").or(() -> challenge.all("realm").stream().findFirst());
    }

    private String response(String nonce, Optional<String> realm, boolean utf8, int theirs) throws SaslObjection {
        String count = settings.change("count").orElse("00000001");
        String qop = settings.change("qop").orElse(wanted.quality());
        String uri = settings.change("uri").orElse("pop/" + settings.host());
        String cnonce = settings.nonce();
        String secret = Digests.md5(
                latin1(settings.user()) + ":" + latin1(realm.orElse("")) + ":" + latin1(settings.password()));
        String authzid = settings.authzid().isEmpty() ? "" : ":" + settings.authzid();
        String base = Digests.md5(secret + ":" + nonce + ":" + cnonce + authzid);
        String key = Digests.hex(base);
        String middle = ":" + nonce + ":" + count + ":" + cnonce + ":" + qop + ":";
        // the other qualities have the digest of an empty body in it
        String target = uri + (qop.equals("auth") ? "" : ":" + "0".repeat(32));
        serverResponse = Digests.hex(Digests.md5(key + middle + Digests.hex(Digests.md5(":" + target))));
        String proof = Digests.hex(Digests.md5(key + middle + Digests.hex(Digests.md5("AUTHENTICATE:" + target))));
        if (wanted != DigestProtection.NONE) {
            int ours = Math.min(buffer(settings.change("maxbuf"), "the client's"), DigestMd5Layer.USUAL_BUFFER);
            layer = Optional.of(new DigestMd5Layer(wanted, base, theirs, ours));
        }

        StringBuilder all = new StringBuilder();
        if (utf8) {
            all.append("charset=utf-8,");
        }
        all.append("username=").append(quoted(utf8 ? settings.user() : latin1(settings.user())));
        realm.ifPresent(name -> all.append(",realm=").append(quoted(name)));
        all.append(",nonce=").append(quoted(nonce));
        all.append(",nc=").append(count);
        all.append(",cnonce=").append(quoted(cnonce));
        all.append(",digest-uri=").append(quoted(uri));
        all.append(",response=").append(proof);
        all.append(",qop=").append(qop);
        settings.change("maxbuf").ifPresent(octets -> all.append(",maxbuf=").append(octets));
        wanted.cipher().ifPresent(name -> all.append(",cipher=").append(name));
        if (!settings.authzid().isEmpty()) {
            all.append(",authzid=").append(quoted(settings.authzid()));
        }
        return all.toString();
    }

    private String end(DigestDirectives challenge) throws SaslObjection {
        String given = challenge.one("rspauth").orElseThrow(() -> new SaslObjection("the server sent no rspauth"));
        if (!given.equals(serverResponse)) {
            throw new SaslObjection("rspauth is wrong: the server does not know the password");
        }
        settled = true;
        return "";
    }

    private static String quoted(String octets) {
        return '"' + octets.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** The digest is over ISO 8859-1 where the text can be written in it (RFC 2831 section 2.1.2.1). */
    private static String latin1(String octets) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Digests.bytes(octets)))
                    .toString();
            return text.chars().allMatch(c -> c <= 0xff) ? text : octets;
        } catch (CharacterCodingException e) {
            // not UTF-8: whoever wrote it meant octets
            return octets;
        }
    }
}
