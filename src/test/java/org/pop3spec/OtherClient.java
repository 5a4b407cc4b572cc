package org.pop3spec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;

/** Has the maildrop of {@code alice} open until it is closed. */
final class OtherClient implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    private OtherClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    }

    static OtherClient at(int port) throws IOException {
        OtherClient client = new OtherClient(new Socket(InetAddress.getLoopbackAddress(), port));
        client.in.readLine();
        client.command("USER alice");
        client.command("PASS wonderland");
        return client;
    }

    /** Sends a command that has an answer of one line, which must be positive. */
    void command(String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(ISO_8859_1));
        String answer = String.valueOf(in.readLine());
        if (!answer.startsWith("+OK")) {
            throw new IOException(command + " is answered with " + answer);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
