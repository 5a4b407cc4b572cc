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
                + session(server, crlf("QUITE", "HELP", "STAT"))
                + session(server, crlf("TOP 1 65537", "TOP 1 2147483648", "TOP 1 0x2", "TOP 1 ", "TOP 1 4"))
                + session(
                        server,
                        crlf("LIST 0x1", "LIST 1.0", "LIST 1e0", "LIST 0_1", "LIST \"1\"", "LIST <1>", "LIST 1;2"))
                + session(server, crlf("LIST 1-2", "RETR 1,2", "UIDL 1:2", "TOP 1- 0", "UIDL 1", "UIDL 10"))
                + session(server, crlf("UIDL 1 2", "TOP 1 0 2", "STAT 1"))
                + misspelt(server)
                + onlyMessage(server)
                + talk(server, crlf("APOP alice x y"))
                + talk(server, crlf("USER alicex", "PASS wonderland"))
                + talk(server, crlf("USER alice", "PASS wonderlandx"))
                + talk(server, crlf("USER alice", "pass wonderland"))
                + talk(server, crlf("apop alice x"));
    }

    private static String misspelt(ReferenceServer server) throws IOException {
        return session(server, crlf("STATX", "LISTX", "RETRX 1", "UIDLX", "UIDL1", "TOPX 1 0", "CAPAX"))
                + session(server, crlf("STA", "LIS", "RET 1", "UID", "CAP"))
                + session(server, crlf("DELE 1", "RSETX", "STAT", "RSE", "STAT", "DEL 2", "STAT", "QUI", "STAT"))
                + talk(server, crlf("USERX alice", "USER alice", "PASSX wonderland"))
                + talk(server, crlf("USE alice", "USER alice", "PAS wonderland"))
                + talk(server, crlf("APOPX alice x", "AUTHX PLAIN"))
                + talk(server, crlf("STLSX"));
    }

    private static String onlyMessage(ReferenceServer server) throws IOException {
        fill(server, "Subject: alone\r\n\r\n");
        return session(server, crlf("DELE 1", "LIST 1"));
    }

    static String content(ReferenceServer server) throws IOException {
        fill(
                server,
                "Subject: dots\r\n.first: x\r\n..second: y\r\n\r\n.body\r\n",
                "Subject: controls\r\nX-None:\r\nX-Blank: \r\n\r\n\u0007\u001b[A\r\nblanks \t\r\n",
                "Subject: folded,\r\n twice,\r\n\tyes\r\n\r\nempty lines follow\r\n\r\n\r\n",
                "Subject: long\r\n\r\n" + "0123456789\r\n".repeat(LONG / 12));
        StringBuilder script = new StringBuilder(crlf("LIST", "STAT"));
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
                + session(server, crlf("RETR 9", "NOOP"))
                + session(server, crlf("TOP 9 0", "NOOP"))
                + session(server, crlf("NOOP x", "NOOP"))
                + session(server, crlf("RSET x", "NOOP"))
                + session(server, crlf("PASS x", "NOOP"))
                + session(server, crlf("APOP x y", "NOOP"))
                + session(server, crlf("", "NOOP"))
                + session(server, crlf("DELE 1", "DELE 1"))
                + session(server, "NOOP\r\n".repeat(2000))
                + session(server, crlf("RETR 1", "QUIT"));
    }
}
