package org.pop3spec.refserver;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Conversations with RPOP, with a server that has it and one that has not, from ports below 1024 and above. */
final class RpopProbes {
    private static final int LOWEST = 512;
    private static final int HIGHEST = 1023;

    private RpopProbes() {}

    /** Whether the user who runs the tests may use a port below 1024. */
    static boolean possible() throws IOException {
        try (Socket socket = bound()) {
            return socket.isBound();
        } catch (BindException e) {
            return false;
        }
    }

    static String rpop(ReferenceServer server) throws IOException {
        return conversations(server) + withRpop(server);
    }

    private static String withRpop(ReferenceServer like) throws IOException {
        ServerSettings settings = like.settings().toBuilder()
                .ports(Ports.ANY)
                .rpop(!like.settings().rpop())
                .build();
        try (ReferenceServer other = ReferenceServer.start(settings)) {
            return conversations(other);
        }
    }

    private static String conversations(ReferenceServer server) throws IOException {
        StringBuilder all = new StringBuilder();
        for (boolean reserved : possible() ? new boolean[] {true, false} : new boolean[] {false}) {
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
        try (RawClient client = RawClient.over(reserved ? bound() : new Socket(), server.pop3Port())) {
            client.line();
            for (String command : commands.split("\n", -1)) {
                all.append(client.say(command)).append('\n');
            }
            client.say("QUIT");
        }
        return all.toString();
    }

    private static Socket bound() throws IOException {
        for (int port = HIGHEST; port >= LOWEST; port--) {
            Socket socket = new Socket();
            try {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return socket;
            } catch (BindException e) {
                socket.close();
                if (String.valueOf(e.getMessage()).contains("ermission")) {
                    throw e;
                }
            }
        }
        throw new BindException("every port below 1024 is taken");
    }
}
