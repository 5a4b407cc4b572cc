package org.pop3spec.refserver;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

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
        try (RawClient client = reserved ? fromReservedPort(server) : RawClient.connect(server.pop3Port())) {
            client.line();
            for (String command : commands.split("\n", -1)) {
                all.append(client.say(command)).append('\n');
            }
            client.say("QUIT");
        }
        return all.toString();
    }

    /** An earlier connection from the same port may not be forgotten yet: then another one is tried. */
    private static RawClient fromReservedPort(ReferenceServer server) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return RawClient.over(bound(), server.pop3Port());
            } catch (BindException e) {
                if (tries > HIGHEST - LOWEST) {
                    throw e;
                }
            }
        }
    }

    private static Socket bound() throws IOException {
        int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
        for (int tried = 0; tried <= HIGHEST - LOWEST; tried++) {
            int port = LOWEST + (first - LOWEST + tried) % (HIGHEST - LOWEST + 1);
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
