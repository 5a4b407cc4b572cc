package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Conversations about UTF8 and LANG. */
final class Utf8Probes {
    private static final Pattern TIMESTAMP = Pattern.compile("<[^>]+>");

    private Utf8Probes() {}

    /** UTF-8 mode and what is sent in it, and without it. */
    static String mode(ReferenceServer server) throws IOException, GeneralSecurityException {
        server.maildrop("alice").put("Subject: gr\u00fc\u00dfe\r\n\r\ntext\r\n".getBytes(UTF_8));
        server.maildrop("alice").put("Subject: plain\r\n\r\ntext\r\n".getBytes(UTF_8));
        server.maildrop("alice").put("Subject: binary\r\n\r\none\0two\r\n".getBytes(UTF_8));
        StringBuilder all = new StringBuilder();
        for (String before : List.of("", "UTF8\r\n", "UTF8\r\nUTF8\r\n", "UTF8 on\r\n", "UTF8\r\nSTLS\r\nCAPA\r\n")) {
            all.append(talk(
                    server,
                    before
                            + "USER alice\r\nPASS wonderland\r\nCAPA\r\nUTF8\r\nLIST\r\nLIST 1\r\nUIDL 1\r\nTOP 1 0\r\nRETR 1\r\n"
                            + "RETR 2\r\nRETR 3\r\nDELE 1\r\nRSET\r\nQUIT\r\n"));
        }
        return all.toString().replaceAll("[0-9a-f]{9,}\\.[0-9]{6}", "<id>");
    }

    /** Names and passwords in other forms. */
    static String names(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (String within : List.of("\u00c2\u00ad", "\u00e2\u0080\u008e", "\u00ff", "\u00c3")) {
            all.append(talk(server, "USER al" + within + "ice\r\nPASS wonderland\r\nSTAT\r\n"));
            all.append(talk(server, "USER alice\r\nPASS wonder" + within + "land\r\nSTAT\r\n"));
            try (RawClient client = RawClient.connect(server.pop3Port())) {
                Matcher timestamp = TIMESTAMP.matcher(client.line());
                String secret = (timestamp.find() ? timestamp.group() : "") + "wonderland";
                byte[] digest = MessageDigest.getInstance("MD5").digest(secret.getBytes(UTF_8));
                client.send("APOP al" + within + "ice " + HexFormat.of().formatHex(digest) + "\r\nSTAT\r\n");
                client.closeOutput();
                all.append(client.rest());
            }
        }
        return all.toString();
    }

    /** Languages in both states, and behind STLS. */
    static String languages(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        String choices =
                "CAPA\r\nLANG\r\nLANG de\r\nXYZZY\r\nLANG de-AT\r\nLANG qaa\r\nXYZZY\r\nLANG *\r\nXYZZY\r\nLANG de\r\n";
        all.append(talk(
                server,
                choices
                        + "USER alice\r\nLANG *\r\nLANG de\r\nUSER alice\r\nPASS wrong\r\nUSER alice\r\nPASS wonderland\r\n"
                        + choices + "QUIT\r\n"));
        try (RawClient client = RawClient.greeted(server)) {
            client.say("LANG de");
            client.say("STLS");
            client.tls(server.caCertificatePem());
            all.append(client.say("XYZZY"));
        }
        return all.toString();
    }

    private static String talk(ReferenceServer server, String octets) throws IOException {
        try (RawClient client = RawClient.greeted(server)) {
            client.send(octets);
            client.closeOutput();
            return client.rest() + "<end>\n";
        }
    }
}
