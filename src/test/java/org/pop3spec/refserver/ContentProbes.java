package org.pop3spec.refserver;

import static org.pop3spec.refserver.Probes.crlf;
import static org.pop3spec.refserver.Probes.fill;
import static org.pop3spec.refserver.Probes.session;
import static org.pop3spec.refserver.Probes.talk;

import java.io.IOException;
import java.util.stream.IntStream;

/** Conversations about odd arguments, odd messages and many commands at once. */
final class ContentProbes {
    private static final int LONG = 70_000;

    private ContentProbes() {}

    static String arguments(ReferenceServer server) throws IOException {
        fill(
                server,
                IntStream.rangeClosed(1, 10)
                        .mapToObj(number -> "Subject: " + number + "\r\n\r\none\r\ntwo\r\nthree\r\n")
                        .toArray(String[]::new));
        String arabicOne = "\u00d9\u00a1";
        return session(server, crlf("LIST 010", "LIST *", "LIST " + arabicOne, "LIST 65537", "RETR ", "DELE ", "STAT"))
                + session(server, crlf("DELE 1-2", "STAT", "RSET", "DELE 1 3", "STAT", "RSET", "RETR 1 2"))
                + session(server, crlf("DELE 1", "LIST 10", "RETR 2", "DELE 2", "RETR 2", "DELE 10", "LIST 10"))
                + session(server, crlf("retr 1", "top 1 0", "uidl", "LIST1", "RETR1", "DELETE 1", "STAT", "quit"))
                + session(server, crlf("QUITE", "STAT"))
                + session(server, crlf("TOP 1 65537", "TOP 1 2147483648", "TOP 1 0x2", "TOP 1 ", "TOP 1 4"))
                + onlyMessage(server)
                + talk(server, crlf("USER alice", "PASS wonderlandx"))
                + talk(server, crlf("USER alice", "pass wonderland"))
                + talk(server, crlf("apop alice x"));
    }

    private static String onlyMessage(ReferenceServer server) throws IOException {
        fill(server, "Subject: alone\r\n\r\n");
        return session(server, crlf("DELE 1", "LIST 1"));
    }

    static String content(ReferenceServer server) throws IOException {
        fill(
                server,
                "Subject: dots\r\n.first: x\r\n..second: y\r\n\r\n.body\r\n",
                "Subject: controls\r\n\r\n\u0007\u001b[A\r\nblanks \t\r\n",
                "Subject: folded,\r\n twice,\r\n\tyes\r\n\r\nempty lines follow\r\n\r\n\r\n",
                "Subject: long\r\n\r\n" + "0123456789\r\n".repeat(LONG / 12));
        StringBuilder script = new StringBuilder(crlf("LIST"));
        for (int number = 1; number <= 4; number++) {
            script.append(crlf("RETR " + number, "TOP " + number + " 10000"));
        }
        return session(server, script.toString());
    }

    static String batches(ReferenceServer server) throws IOException {
        fill(server, "Subject: long\r\n\r\n" + "0123456789\r\n".repeat(LONG / 12));
        return talk(server, crlf("STAT", "CAPA"))
                + session(server, crlf("DELE 9", "NOOP"))
                + session(server, crlf("UIDL 9", "NOOP"))
                + session(server, crlf("USER alice", "NOOP"))
                + session(server, "NOOP\r\n".repeat(2000))
                + session(server, crlf("RETR 1", "QUIT"));
    }
}
