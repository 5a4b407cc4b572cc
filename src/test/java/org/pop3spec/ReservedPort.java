package org.pop3spec;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** Connections from a port below 1024, which on most machines only an administrator may make. */
public final class ReservedPort {
    private static final int LOWEST = 512;
    private static final int HIGHEST = 1023;

    private ReservedPort() {}

    /** Whether the user who runs the tests may use such a port. */
    public static boolean possible() throws IOException {
        try (Socket socket = bound()) {
            return socket.isBound();
        } catch (BindException e) {
            return false;
        }
    }

    /** A connection to a port of the loopback address. */
    public static Socket connect(int port) throws IOException {
        // an earlier connection from the same port may not be forgotten yet: then another one is tried
        for (int tries = 1; ; tries++) {
            Socket socket = bound();
            try {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return socket;
            } catch (BindException e) {
                socket.close();
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
