package org.pop3spec.refserver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import org.pop3spec.kerberos.ApFlaw;
import org.pop3spec.kerberos.ApRequest;
import org.pop3spec.kerberos.ApRequests;
import org.pop3spec.kerberos.ErrorReply;
import org.pop3spec.kerberos.KerberosTrouble;
import org.pop3spec.kerberos.MintedRealm;

/** Conversations with the KPOP door. */
final class KpopProbes {
    private static final String VERSIONS = frame("KRB5_SENDAUTH_V1.0\0") + frame("KPOPV1.0\0");

    private KpopProbes() {}

    private static String frame(String octets) {
        return "\0\0" + (char) (octets.length() >>> 8) + (char) (octets.length() & 0xff) + octets;
    }

    /** The session after the handshake, handshakes that go wrong before the ticket, and what is no ticket. */
    static String kpop(ReferenceServer server) throws IOException, GeneralSecurityException {
        server.maildrop("alice").put("Subject: kept\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        StringBuilder all = new StringBuilder();
        for (String octets : List.of(
                frame("KRB5_SENDAUTH_V1.0") + frame("KPOPV1.0\0"),
                frame("KRB5_SENDAUTH_V1.0\0") + frame("KPOPV0.1\0"),
                frame("KRB5_SENDAUTH_V1.0\0") + frame(""),
                frame("KRB5_SENDAUTH_V9.9\0") + frame("KPOPV1.0\0"),
                "USER alice\r\nPASS wonderland\r\n")) {
            all.append(talk(server, octets)).append('\n');
        }
        String whole = request(ApFlaw.RIGHT).octets();
        for (String octets : List.of("", "something else", whole.substring(0, whole.length() / 2))) {
            all.append(refusal(talk(server, VERSIONS + frame(octets)))).append('\n');
        }
        for (ApFlaw kind : List.of(ApFlaw.RIGHT, ApFlaw.FOREIGN_CLIENT, ApFlaw.INSTANCE)) {
            for (String commands : List.of(
                    "CAPA\r\nUSER alice\r\nPASS x\r\nSTAT\r\nQUIT\r\n",
                    "USER bob\r\nPASS builder\r\nSTAT\r\nUSER alice\r\nPASS x\r\nSTAT\r\nQUIT\r\n")) {
                String answer = talk(server, VERSIONS + frame(request(kind).octets()) + commands);
                // an AP-REP before it is another one every time
                all.append(answer.substring(Math.max(0, answer.indexOf("+OK"))));
            }
        }
        return all + underTls(server);
    }

    /** Each part is a record of TLS, which the server reads by itself. */
    private static String underTls(ReferenceServer server) throws IOException, GeneralSecurityException {
        try (RawClient client = RawClient.connect(server.kpopsPort())) {
            client.tls(server.caCertificatePem());
            client.send(VERSIONS.substring(0, 2));
            client.send(VERSIONS.substring(2));
            client.send(frame(request(ApFlaw.RIGHT).octets()));
            client.send("QUIT\r\n");
            client.closeTlsOutput();
            return client.rest();
        }
    }

    /** The KRB-ERROR has the time in it: only its code counts, and what follows it. */
    private static String refusal(String answer) {
        int length = answer.length() < 5 ? 0 : answer.charAt(3) << 8 | answer.charAt(4);
        int end = Math.min(answer.length(), 5 + length);
        return length == 0
                ? answer
                : "error "
                        + ErrorReply.read(answer.substring(5, end))
                                .map(ErrorReply::code)
                                .orElse(-1)
                        + ", then " + answer.substring(end);
    }

    /** Every kind of AP-REQ: how it is answered, and whether the server proves itself. */
    static String tickets(ReferenceServer server) throws IOException {
        StringBuilder all = new StringBuilder();
        for (ApFlaw kind : ApFlaw.values()) {
            ApRequest request = request(kind);
            String octets = VERSIONS + frame(request.octets());
            all.append(kind.word()).append(": ").append(outcome(talk(server, octets), request));
            if (kind == ApFlaw.RIGHT) {
                all.append(" again: ").append(outcome(talk(server, octets), request));
            }
            all.append('\n');
        }
        return all.toString();
    }

    /** What came after the versions' result, in words: the octets themselves are other ones every time. */
    private static String outcome(String answer, ApRequest request) {
        if (answer.length() < 5) {
            return answer.length() + " octets";
        }
        int length = answer.charAt(3) << 8 | answer.charAt(4);
        if (length > 0) {
            return refusal(answer);
        }
        String rest = answer.substring(5);
        if (rest.startsWith("+OK") || rest.length() < 4) {
            return "accepted";
        }
        int proof = rest.charAt(2) << 8 | rest.charAt(3);
        return "accepted, proven " + request.provenBy(rest.substring(4, Math.min(rest.length(), 4 + proof)));
    }

    private static ApRequest request(ApFlaw kind) {
        try {
            return new ApRequests(MintedRealm.identity("alice")).make(kind);
        } catch (KerberosTrouble e) {
            throw new IllegalStateException("a ticket could not be minted", e);
        }
    }

    private static String talk(ReferenceServer server, String octets) throws IOException {
        try (RawClient client = RawClient.connect(server.kpopPort())) {
            client.send(octets);
            client.closeOutput();
            return client.rest();
        }
    }
}
