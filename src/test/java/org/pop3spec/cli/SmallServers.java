package org.pop3spec.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.pop3spec.net.ScriptedServer;

/** Servers without TLS, each with a loopback address of its own, as far as the system has more than one. */
final class SmallServers implements AutoCloseable {
    private final List<ScriptedServer> servers = new ArrayList<>();

    /** Begins to serve so many; every third one takes passwords. */
    static SmallServers start(int number) throws IOException {
        SmallServers all = new SmallServers();
        for (int i = 0; i < number; i++) {
            boolean takesPasswords = i % 3 == 0;
            all.add(peer -> serve(peer, takesPasswords));
        }
        return all;
    }

    /** Begins to serve one more. */
    ScriptedServer add(ScriptedServer.Behaviour behaviour) throws IOException {
        int number = servers.size();
        ScriptedServer server = new ScriptedServer(behaviour, InetAddress.getByAddress(new byte[] {
            127, 2, (byte) (number / 250), (byte) (number % 250 + 1)
        }));
        servers.add(server);
        return server;
    }

    private static void serve(ScriptedServer.Peer peer, boolean takesPasswords) throws IOException {
        peer.say("+OK ready\r\n");
        for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
            if (line.equals("CAPA")) {
                peer.say(takesPasswords ? "+OK\r\nUSER\r\n.\r\n" : "+OK\r\nTOP\r\n.\r\n");
            } else {
                peer.say(line.equals("QUIT") || (takesPasswords && line.startsWith("USER")) ? "+OK\r\n" : "-ERR\r\n");
            }
        }
    }

    /** As they are named in a list. */
    List<String> names() {
        return servers.stream().map(server -> "pop3://" + server.endpoint()).toList();
    }

    /** How many connections there were to each. */
    List<Integer> connections() {
        return servers.stream().map(ScriptedServer::connections).toList();
    }

    @Override
    public void close() throws IOException {
        for (ScriptedServer server : servers) {
            server.close();
        }
    }
}
