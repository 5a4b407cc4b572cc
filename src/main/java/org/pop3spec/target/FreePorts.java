package org.pop3spec.target;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ports of this machine for servers that cannot choose one themselves. None is of those that systems give to outgoing connections,
 * of which one might take it before the server does.
 */
final class FreePorts {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_767;
    private static final int ATTEMPTS = 1_000;

    private final SecureRandom random = new SecureRandom();

    /** A port for each name, all different, that nobody listens on at this moment. */
    Map<String, Integer> forNames(List<String> names) throws IOException {
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (int attempt = 0; attempt < ATTEMPTS && ports.size() < names.size(); attempt++) {
            int port = LOWEST + random.nextInt(HIGHEST - LOWEST + 1);
            if (!ports.containsValue(port) && isFree(port)) {
                ports.put(names.get(ports.size()), port);
            }
        }
        if (ports.size() < names.size()) {
            throw new IOException("no free ports from " + LOWEST + " to " + HIGHEST);
        }
        return ports;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
