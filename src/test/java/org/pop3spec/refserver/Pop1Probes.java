package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Conversations in POP1. */
final class Pop1Probes {
    private Pop1Probes() {}

    static String pop1(ReferenceServer server) throws IOException {
        StringBuilder all = new StringBuilder();
        for (List<String> lines : List.of(
                List.of("QUIT"),
                List.of("RETR INBOX", "RDEL INBOX", "NOOP", "RSET", "RCEV", "QUIT"),
                List.of("PASS wonderland", "RETR INBOX", "QUIT"),
                List.of("USER alice", "RETR INBOX", "QUIT"),
                List.of("USER alice", "PASS wrong", "USER alice", "PASS wonderland", "NOOP", "QUIT"),
                List.of("USER alice", "PASS wrong-and-long", "RETR INBOX", "QUIT"),
                List.of("USER alice", "PASS w", "QUIT"),
                List.of("USER nobody", "PASS wrong", "QUIT"),
                List.of("USER alice", "PASS wrong", "PASS wonderland", "QUIT"),
                loggedIn("NOOP", "NOOP", "QUIT", "NOOP"),
                loggedIn("RCEV", "RCVD", "QUIT"),
                loggedIn("RETR other", "RDEL other", "QUIT"),
                loggedIn("RETR INBOX", "RSET", "RETR INBOX", "QUIT"),
                loggedIn("RDEL INBOX", "RSET", "RDEL INBOX", "RCEV"),
                loggedIn("RETR INBOX", "RCEV", "RCVD", "QUIT"),
                loggedIn("RDEL INBOX", "RCVD", "RSET", "QUIT"),
                loggedIn("RDEL INBOX", "RCEV", "RSET", "QUIT"),
                loggedIn("RDEL INBOX", "RSET", "RETR INBOX", "RCEV", "RCVD", "QUIT"),
                loggedIn("RDEL INBOX", "RCEV", "QUIT"),
                loggedIn("RDEL INBOX", "RECV", "RCVD", "RETR INBOX", "RSET", "QUIT"))) {
            fill(server);
            all.append(talk(server, lines))
                    .append(server.maildrop("alice").messages().size())
                    .append(" left\n");
        }
        fill(server);
        try (RawClient first = loggedInClient(server);
                RawClient second = loggedInClient(server)) {
            for (RawClient client : List.of(first, second, first)) {
                all.append(client.say("RDEL INBOX")).append('\n');
            }
            all.append(first.say("RSET")).append(second.say("RDEL INBOX"));
        }
        return all.toString();
    }

    private static List<String> loggedIn(String... lines) {
        List<String> all = new ArrayList<>(List.of("USER alice", "PASS wonderland"));
        all.addAll(List.of(lines));
        return all;
    }

    private static RawClient loggedInClient(ReferenceServer server) throws IOException {
        RawClient client = RawClient.connect(server.pop1Port());
        client.line();
        client.say("USER alice");
        client.say("PASS wonderland");
        return client;
    }

    private static void fill(ReferenceServer server) {
        server.maildrop("alice").clear();
        for (String message : List.of("one\r\n.dot\r\n", "two\r\n")) {
            server.maildrop("alice").put(("Subject: m\r\n\r\n" + message).getBytes(ISO_8859_1));
        }
    }

    private static String talk(ReferenceServer server, List<String> lines) throws IOException {
        try (RawClient client = RawClient.connect(server.pop1Port())) {
            client.send(String.join("\r\n", lines) + "\r\n");
            client.closeOutput();
            return client.rest() + "<end>\n";
        }
    }
}
