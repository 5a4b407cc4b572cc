package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.List;

/** Conversations in POP2. */
final class Pop2Probes {
    private static final String HELLO = "HELO alice wonderland";

    private Pop2Probes() {}

    static String pop2(ReferenceServer server) throws IOException {
        StringBuilder all = new StringBuilder();
        for (List<String> lines : List.of(
                List.of("QUIT"),
                List.of("READ"),
                List.of("FOLD INBOX"),
                List.of("XYZZY", "QUIT"),
                List.of("HELO alice", "QUIT"),
                List.of("HELO alice wrong", "QUIT"),
                List.of("HELO alice w", "QUIT"),
                List.of("HELO nobody wrong", "QUIT"),
                List.of("HELO alice wrong-and-long", "QUIT"),
                List.of("HELO \\alice won\\derland", "QUIT"),
                List.of(HELLO, HELLO, "QUIT"),
                List.of(HELLO, "RETR"),
                List.of(HELLO, "READ", "ACKS"),
                List.of(HELLO, "READ", "ACKD"),
                List.of(HELLO, "READ", "NACK"),
                List.of(HELLO, "READ", "RETR", "QUIT"),
                List.of(HELLO, "READ", "RETR", "READ"),
                List.of(HELLO, "READ", "RETR", "RETR"),
                List.of(HELLO, "READ", "RETR", "FOLD other"),
                List.of(HELLO, "READ 9", "RETR", "QUIT"),
                List.of(HELLO, "READ 0", "QUIT"),
                List.of(HELLO, "READ 2", "READ", "QUIT"),
                List.of(HELLO, "READ 3", "RETR", "ACKD", "QUIT"),
                List.of(HELLO, "READ", "RETR", "ACKD", "READ 1", "RETR"),
                List.of(HELLO, "READ 2", "RETR", "ACKD", "READ 1", "RETR", "ACKS", "QUIT"),
                List.of(HELLO, "FOLD other", "READ", "QUIT"),
                List.of(HELLO, "READ 2", "FOLD INBOX", "READ", "QUIT"),
                List.of(HELLO, "READ 3", "RETR", "ACKS", "QUIT"),
                List.of(HELLO, "READ 2", "RETR", "ACKS", "READ 2", "RETR", "NACK", "QUIT", HELLO),
                List.of(HELLO, "READ", "RETR", "ACKD", "READ 1", "READ 2", "READ 3", "QUIT"),
                List.of(HELLO, "READ", "RETR", "ACKD", "FOLD INBOX", "QUIT"))) {
            fill(server);
            all.append(talk(server, lines))
                    .append(server.maildrop("alice").messages().size())
                    .append(" left\n");
        }
        server.maildrop("alice").clear();
        return all + talk(server, List.of(HELLO, "READ"));
    }

    /** What comes when nothing is said. */
    static String silence(ReferenceServer unused) throws IOException {
        ServerSettings fast = unused.settings().toBuilder().timeScale(600).build();
        try (ReferenceServer server = ReferenceServer.start(fast);
                RawClient client = RawClient.connect(server.pop2Port())) {
            return client.rest();
        }
    }

    private static void fill(ReferenceServer server) {
        server.maildrop("alice").clear();
        for (String message : List.of("one\r\n.dot\r\n", "two\r\n", "three, the longest\r\n")) {
            server.maildrop("alice").put(("Subject: m\r\n\r\n" + message).getBytes(ISO_8859_1));
        }
    }

    private static String talk(ReferenceServer server, List<String> lines) throws IOException {
        try (RawClient client = RawClient.connect(server.pop2Port())) {
            client.send(String.join("\r\n", lines) + "\r\n");
            client.closeOutput();
            return client.rest() + "<end>\n";
        }
    }
}
