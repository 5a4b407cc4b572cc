package org.pop3spec.mailbox;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A small SMTP and LMTP server that keeps what it gets octet by octet and answers as a test wants it. */
final class CapturingSmtpServer implements AutoCloseable {
    /** Ends the connection instead of answering. */
    static final String HANG_UP = "hang up";
    /** Gives no answer and keeps the connection. */
    static final String SILENCE = "silence";

    private final ServerSocket listener;
    private final Thread thread;
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<byte[]> data = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<IOException> endings = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final BiFunction<Integer, String, @Nullable String> answers;
    private String lastAnswer = "";

    /**
     * Starts it on a free port of the loopback address.
     *
     * @param answers gives the answer to a command, or "" for the greeting and "." for the end of data, by the number of
     *     the connection and the command; null for the usual one
     */
    CapturingSmtpServer(BiFunction<Integer, String, @Nullable String> answers) throws IOException {
        this.answers = answers;
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        thread = new Thread(this::accept, "capturing SMTP server");
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    List<String> commands() {
        return commands;
    }

    /** What came between DATA and the lone dot, dot-stuffing and all. */
    List<byte[]> data() {
        return data;
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                sockets.add(socket);
                serve(socket, connections.incrementAndGet());
            } catch (IOException e) {
                // the client went away, or the test is over
                endings.add(e);
            }
        }
    }

    private void serve(Socket socket, int connection) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        if (!answer(out, connection, "", "220 ready")) {
            return;
        }
        for (String line = readLine(in); line != null; line = readLine(in)) {
            commands.add(line);
            String verb = line.split(" ", 2)[0];
            String usual = switch (verb) {
                case "EHLO", "LHLO" -> "250-here\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 30000000";
                case "DATA" -> "354 go on";
                case "QUIT" -> "221 bye";
                default -> "250 fine";
            };
            if (!answer(out, connection, line, usual)) {
                return;
            }
            if (verb.equals("DATA") && lastAnswer.startsWith("354")) {
                data.add(readData(in));
                if (!answer(out, connection, ".", "250 taken")) {
                    return;
                }
            }
            if (verb.equals("QUIT")) {
                return;
            }
        }
    }

    private boolean answer(OutputStream out, int connection, String command, String usual) throws IOException {
        String wanted = answers.apply(connection, command);
        lastAnswer = wanted == null ? usual : wanted;
        if (lastAnswer.equals(HANG_UP)) {
            return false;
        }
        if (!lastAnswer.equals(SILENCE)) {
            out.write((lastAnswer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
        return true;
    }

    private static @Nullable String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            line.write(octet);
            String text = line.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n")) {
                return text.substring(0, text.length() - 2);
            }
        }
        return null;
    }

    private static byte[] readData(InputStream in) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        int matched = 2;
        byte[] end = {'\r', '\n', '.', '\r', '\n'};
        while (matched < end.length) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("the message has no end");
            }
            data.write(octet);
            matched = octet == end[matched] ? matched + 1 : octet == '\r' ? 1 : 0;
        }
        byte[] whole = data.toByteArray();
        return Arrays.copyOf(whole, whole.length - 3);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
