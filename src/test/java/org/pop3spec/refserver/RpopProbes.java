package org.pop3spec.refserver;

import java.io.IOException;
import org.pop3spec.ReservedPort;

/** Conversations with RPOP, with a server that has it and one that has not, from ports below 1024 and above. */
final class RpopProbes {
    private RpopProbes() {}

    static String rpop(ReferenceServer server) throws IOException {
        return conversations(server)
                + Probes.onOther(
                        server, settings -> settings.rpop(!server.settings().rpop()), RpopProbes::conversations);
    }

    private static String conversations(ReferenceServer server) throws IOException {
        StringBuilder all = new StringBuilder();
        for (boolean reserved : ReservedPort.possible() ? new boolean[] {true, false} : new boolean[] {false}) {
            for (String commands : new String[] {
                "RPOP alice\nSTAT",
                "USER alice\nRPOP\nSTAT",
                "USER alice\nRPOP bob\nSTAT",
                "USER alice\nRPOP alice\nSTAT\nRPOP alice",
                "RPOP\nSTAT"
            }) {
                all.append(said(server, reserved, commands)).append('\n');
            }
        }
        return all.toString();
    }

    private static String said(ReferenceServer server, boolean reserved, String commands) throws IOException {
        StringBuilder all = new StringBuilder();
        try (RawClient client = reserved
                ? RawClient.over(ReservedPort.connect(server.pop3Port()))
                : RawClient.connect(server.pop3Port())) {
            client.line();
            for (String command : commands.split("\n", -1)) {
                all.append(client.say(command)).append('\n');
            }
            client.say("QUIT");
        }
        return all.toString();
    }
}
