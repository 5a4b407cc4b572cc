package org.pop3spec.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pop3spec.mailbox.Mailbox;
import org.pop3spec.mailbox.Message;
import org.pop3spec.refserver.ReferenceServer;

/**
 * What went between a client and a server, so that it can be said again by plain blocking sockets. Of what the server says
 * only the lines are counted: numbers in it may have another number of digits the next time.
 */
final class Conversation {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int TLS_RECORD = 0x16;

    private final List<Event> events;

    /** One thing that happened; a connection is named by its number, octets are one char each. */
    sealed interface Event permits Emptied, Filled, Opened, Sent, Answered, Closed {}

    record Emptied(String user) implements Event {}

    record Filled(String user, Mailbox mailbox) implements Event {}

    record Opened(int connection) implements Event {}

    record Sent(int connection, String octets) implements Event {}

    record Answered(int connection, int lines) implements Event {}

    record Closed(int connection, boolean byServer) implements Event {}

    Conversation(List<Event> events) {
        Set<Integer> encrypted = new HashSet<>();
        for (Event event : events) {
            if (event instanceof Sent sent && sent.octets().charAt(0) == TLS_RECORD) {
                encrypted.add(sent.connection());
            }
        }
        this.events = events.stream()
                .filter(event -> !encrypted.contains(connection(event)))
                .toList();
    }

    private static int connection(Event event) {
        if (event instanceof Opened opened) {
            return opened.connection();
        } else if (event instanceof Sent sent) {
            return sent.connection();
        } else if (event instanceof Answered answered) {
            return answered.connection();
        } else if (event instanceof Closed closed) {
            return closed.connection();
        }
        return -1;
    }

    /**
     * Says it again.
     *
     * @throws IOException also when fewer lines come back than the first time
     */
    Duration replay(ReferenceServer server) throws IOException {
        Map<Integer, Line> lines = new HashMap<>();
        long begin = System.nanoTime();
        try {
            for (Event event : events) {
                replay(event, server, lines);
            }
        } finally {
            for (Line line : lines.values()) {
                line.socket.close();
            }
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void replay(Event event, ReferenceServer server, Map<Integer, Line> lines) throws IOException {
        if (event instanceof Emptied emptied) {
            server.maildrop(emptied.user()).clear();
        } else if (event instanceof Filled filled) {
            for (Message message : filled.mailbox().messages()) {
                server.maildrop(filled.user()).put(message.octets());
            }
        } else if (event instanceof Opened opened) {
            lines.put(opened.connection(), new Line(server.pop3Port()));
        } else if (event instanceof Sent sent) {
            lines.get(sent.connection()).send(sent.octets());
        } else if (event instanceof Answered answered) {
            // an answer to a client that had gone is not waited for
            if (lines.containsKey(answered.connection())) {
                lines.get(answered.connection()).await(answered.lines());
            }
        } else if (event instanceof Closed closed) {
            Line line = closed.byServer() ? lines.get(closed.connection()) : lines.remove(closed.connection());
            if (line != null && closed.byServer()) {
                line.awaitEnd();
            } else if (line != null) {
                line.close();
            }
        }
    }

    /** One connection of a replay. */
    private static final class Line {
        private final Socket socket;
        private final InputStream in;
        private final byte[] buffer = new byte[8192];
        private int ahead;
        private boolean ended;

        Line(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            in = socket.getInputStream();
        }

        void await(int lines) throws IOException {
            while (ahead < lines) {
                int read = in.read(buffer);
                if (read < 0) {
                    throw new IOException("the server closed the connection, which it did not do the first time");
                }
                for (int i = 0; i < read; i++) {
                    if (buffer[i] == '\n') {
                        ahead++;
                    }
                }
            }
            ahead -= lines;
        }

        void send(String octets) throws IOException {
            // what a client says to a server that has closed goes nowhere
            if (!ended) {
                socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
            }
        }

        void awaitEnd() throws IOException {
            try {
                while (!ended) {
                    // what is left is what nobody waited for
                    ended = in.read(buffer) < 0;
                }
            } catch (SocketTimeoutException e) {
                throw new IOException("the server does not close", e);
            }
        }

        /** Until the server has closed too: the maildrop is free then. */
        void close() throws IOException {
            try (socket) {
                socket.shutdownOutput();
                awaitEnd();
            }
        }
    }

    @Override
    public String toString() {
        long connections = events.stream().filter(Opened.class::isInstance).count();
        long sent = 0;
        long lines = 0;
        for (Event event : events) {
            if (event instanceof Sent s) {
                sent += s.octets().length();
            } else if (event instanceof Answered a) {
                lines += a.lines();
            }
        }
        return connections + " connections, " + sent + " octets sent, " + lines + " lines received";
    }
}
