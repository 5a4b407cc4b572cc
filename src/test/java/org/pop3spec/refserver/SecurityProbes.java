package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;

/** Conversations with strangers, and of several clients at the same time. */
final class SecurityProbes {
    private static final String MESSAGE = "Subject: one\r\n\r\n";

    private SecurityProbes() {}

    static String strangers(ReferenceServer server) throws IOException {
        return said(server, "XYZZY %n")
                + said(server, "USER %x\r\nPASS %x")
                + said(server, "USER ../nobody\r\nPASS nothing\r\nSTAT")
                + said(server, "USER ../alice\r\nPASS wonderland\r\nSTAT")
                + said(server, "USER alice\r\nPASS a\r\nUSER alice\r\nPASS b\r\nUSER alice\r\nPASS c")
                + said(server, "USER alice\r\nPASS wonderland");
    }

    /** Without its greeting, which is another each time. */
    private static String said(ReferenceServer server, String commands) throws IOException {
        try (RawClient client = RawClient.greeted(server)) {
            client.send(commands + "\r\n");
            client.closeOutput();
            return client.rest() + "<end>\n";
        }
    }

    static String neighbours(ReferenceServer server) throws IOException {
        for (String user : new String[] {"alice", "bob"}) {
            server.maildrop(user).clear();
            server.maildrop(user).put(MESSAGE.getBytes(ISO_8859_1));
        }
        StringBuilder all = new StringBuilder();
        try (RawClient alice = RawClient.greeted(server);
                RawClient bob = RawClient.greeted(server)) {
            all.append(alice.say("USER alice")).append(bob.say("PASS wonderland"));
            all.append(alice.say("PASS wonderland")).append(bob.say("USER bob"));
            all.append(bob.say("PASS builder")).append(alice.say("DELE 1"));
            all.append(bob.say("STAT")).append(alice.say("RSET"));
        }
        return all.append(silence(server)).toString();
    }

    /** Whether somebody is greeted while others say nothing. */
    private static boolean silence(ReferenceServer server) throws IOException {
        try (RawClient one = RawClient.greeted(server);
                RawClient two = RawClient.greeted(server);
                RawClient three = RawClient.greeted(server);
                RawClient four = RawClient.connect(server.pop3Port())) {
            four.send("QUIT\r\n");
            four.closeOutput();
            int lines = four.rest().split("\r\n", -1).length;
            one.say("NOOP");
            two.say("NOOP");
            three.say("NOOP");
            return lines == 3;
        }
    }
}
