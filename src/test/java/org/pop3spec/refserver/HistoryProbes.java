package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;

/** Conversations in which something was said before, in the session or in an earlier one. */
final class HistoryProbes {
    private static final String LOGIN = "USER alice\r\nPASS wonderland\r\n";
    private static final String AUTH = "AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\r\n";
    private static final String WRONG_AUTH = "AUTH PLAIN AGFsaWNlAHdyb25n\r\n";
    private static final String MESSAGE = "Subject: the same\r\n\r\none\r\ntwo\r\nthree\r\n";

    private HistoryProbes() {}

    static String history(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (String talk : List.of(
                "USER alice\r\nPASS wrong\r\nNOOP\r\nQUIT\r\nNOOP\r\n",
                "APOP alice 00000000000000000000000000000000\r\nLIST\r\n",
                "APOP alice 00000000000000000000000000000000\r\nAPOP alice 11111111111111111111111111111111\r\nNOOP\r\n",
                "APOP alice wonderland\r\nNOOP\r\n",
                "AUTH PLAIN\r\n\r\nNOOP\r\n",
                WRONG_AUTH + "LIST\r\nQUIT\r\n",
                "USER alice\r\nLIST\r\n",
                LOGIN + "DELE 1\r\nRETR 2\r\nSTAT\r\nTOP 2 1\r\nSTAT\r\n",
                LOGIN + "DELE 1\r\nTOP 2 1\r\nSTAT\r\nLIST\r\n",
                LOGIN + "DELE 1\r\nDELE 2\r\nDELE 3\r\nRSET\r\nLIST\r\nTOP 1 1\r\nDELE 1\r\nRSET\r\nSTAT\r\n",
                LOGIN + "TOP 1 1\r\nRETR 1\r\nTOP 1 1\r\nLIST\r\nSTAT\r\n",
                LOGIN + "UIDL 1\r\nSTAT\r\nUIDL 1\r\n",
                LOGIN + "TOP 1 0\r\nUIDL 1\r\nDELE 2\r\nUIDL 1\r\nDELE 1\r\nTOP 1 0\r\n",
                LOGIN + "DELE 1\r\nUIDL 1\r\nTOP 1 0\r\nDELE 2\r\nRETR 1\r\nLIST 2\r\n",
                LOGIN + "DELE 1\r\nDELE 2\r\nDELE 3\r\nUIDL 2\r\nTOP 2 0\r\nDELE 2\r\n",
                LOGIN + "DELE 3\r\nRETR 2\r\nTOP 1 0\r\nUIDL 2\r\nDELE 2\r\nTOP 2 0\r\n",
                LOGIN + "DELE 2\r\nUIDL 2\r\nSTAT\r\nDELE 2\r\nTOP 2 0\r\nSTAT\r\n",
                LOGIN + "UIDL 0\r\nTOP 0 0\r\nSTAT\r\nDELE 1\r\nNOOP x\r\nSTAT\r\nDELE 1\r\nRSET x\r\nSTAT\r\n",
                AUTH + "UIDL 1\r\n")) {
            all.append(after(server, 3, talk));
        }
        all.append(after(server, 3, AUTH + "DELE 1\r\nQUIT\r\n", LOGIN + "STAT\r\n"))
                .append(after(server, 3, LOGIN + "RETR 1\r\nDELE 1\r\nQUIT\r\n", LOGIN + "STAT\r\n"))
                .append(after(server, 3, LOGIN + "DELE 1\r\nQUIT x\r\n", LOGIN + "STAT\r\n"))
                .append(after(server, 3, LOGIN + "DELE 1\r\nXYZZY\r\nXYZZY\r\n", LOGIN + "STAT\r\n"))
                .append(after(server, 2, LOGIN + "DELE 1\r\n", LOGIN + "QUIT\r\n", LOGIN + "STAT\r\n"))
                .append(after(server, 1, LOGIN + "DELE 1\r\nQUIT\r\n", LOGIN + "QUIT\r\n", LOGIN + "STAT\r\n"));
        return all.append(byDigest(server))
                .append(withNewMail(server))
                .append(underTls(server))
                .toString();
    }

    /** The last of several sessions with a maildrop that had so many messages, all alike. */
    private static String after(ReferenceServer server, int messages, String... sessions) throws IOException {
        fill(server, messages);
        String last = "";
        for (String octets : sessions) {
            try (RawClient client = RawClient.greeted(server)) {
                client.send(octets);
                client.closeOutput();
                last = client.rest() + "<end>\n";
            }
        }
        return last;
    }

    private static void fill(ReferenceServer server, int messages) {
        server.maildrop("alice").clear();
        for (int number = 1; number <= messages; number++) {
            server.maildrop("alice").put(MESSAGE.getBytes(ISO_8859_1));
        }
    }

    private static String byDigest(ReferenceServer server) throws IOException {
        fill(server, 2);
        StringBuilder all = new StringBuilder();
        try (RawClient client = RawClient.connect(server.pop3Port())) {
            String timestamp = timestamp(client);
            String half = Conduct.digest(timestamp + "wonderland").substring(16);
            all.append(client.say("APOP alice 0000000000000000" + half))
                    .append(client.say("APOP alice " + Conduct.digest("wonderland" + timestamp)));
        }
        try (RawClient client = RawClient.connect(server.pop3Port())) {
            String timestamp = timestamp(client);
            all.append(client.say("APOP alice " + Conduct.digest(timestamp + "wonderland")))
                    .append(client.say("UIDL 1"))
                    .append(client.say("DELE 1"))
                    .append(client.say("QUIT"));
        }
        return all.append(server.maildrop("alice").messages().size()).toString();
    }

    private static String timestamp(RawClient client) throws IOException {
        String greeting = client.line();
        return greeting.substring(greeting.indexOf('<'));
    }

    private static String withNewMail(ReferenceServer server) throws IOException {
        fill(server, 1);
        StringBuilder all = new StringBuilder();
        try (RawClient client = RawClient.loggedIn(server)) {
            server.maildrop("alice").put((MESSAGE + "new\r\n").getBytes(ISO_8859_1));
            all.append(client.say("STAT"))
                    .append(client.say("RSET"))
                    .append(client.say("LIST 1"))
                    .append(client.say("QUIT"));
        }
        return all.toString();
    }

    private static String underTls(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        try (RawClient client = RawClient.greeted(server)) {
            client.say("STLS");
            client.tls(server.caCertificatePem());
            all.append(client.say("RSET")).append(client.say("QUIT"));
        }
        try (RawClient client = RawClient.connect(server.pop3sPort())) {
            client.tls(server.caCertificatePem());
            all.append(client.line()).append(client.say("NOOP"));
        }
        return all.toString();
    }
}
