package org.pop3spec.refserver;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The plainest client there is: octets out, octets in, nothing understood. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int LONGEST_BUFFER = 1 << 20;
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(2);

    private final Socket plain;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private RawClient(Socket socket) throws IOException {
        this.plain = socket;
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    static RawClient connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        return over(socket);
    }

    /** Over a connection that is there already. */
    static RawClient over(Socket socket) throws IOException {
        return new RawClient(socket);
    }

    /** Connected to the port in the clear, the greeting read. */
    static RawClient greeted(ReferenceServer server) throws IOException {
        RawClient client = connect(server.pop3Port());
        client.line();
        return client;
    }

    /** In TRANSACTION as alice. */
    static RawClient loggedIn(ReferenceServer server) throws IOException {
        RawClient client = greeted(server);
        client.login();
        return client;
    }

    /** In TRANSACTION as alice, whose maildrop holds that one message. */
    static RawClient loggedInAfterFill(ReferenceServer server, String message) throws IOException {
        server.maildrop("alice").put(message.getBytes(StandardCharsets.ISO_8859_1));
        return loggedIn(server);
    }

    /** How long to wait for an octet. */
    void patience(Duration time) throws IOException {
        plain.setSoTimeout((int) time.toMillis());
    }

    /** What comes within that time, the end of the stream included. */
    String silentFor(Duration time) throws IOException {
        int before = plain.getSoTimeout();
        patience(time);
        try {
            int octet = in.read();
            return octet < 0 ? "<end>" : "<octet " + octet + ">";
        } catch (SocketTimeoutException e) {
            return "<silence>";
        } finally {
            plain.setSoTimeout(before);
        }
    }

    void login() throws IOException {
        say("USER alice");
        String answer = say("PASS wonderland");
        if (!answer.startsWith("+")) {
            throw new IOException("Login was refused: " + answer);
        }
    }

    void send(String octets) throws IOException {
        out.write(octets.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Sends a line and reads one. */
    String say(String command) throws IOException {
        send(command + "\r\n");
        return line();
    }

    /** Sends what a security layer made, with its length before it. */
    void sendBuffer(String buffer) throws IOException {
        send(new String(
                        ByteBuffer.allocate(Integer.BYTES)
                                .putInt(buffer.length())
                                .array(),
                        StandardCharsets.ISO_8859_1)
                + buffer);
    }

    /** The next buffer of a security layer, without its length; where none comes that is an IOException. */
    String buffer() throws IOException {
        int length = ByteBuffer.wrap(in.readNBytes(Integer.BYTES)).getInt();
        if (length < 0 || length > LONGEST_BUFFER) {
            throw new IOException("Not a buffer");
        }
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /** The next line without its CRLF; EOF is an IOException. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("Closed after \"" + line.toString(StandardCharsets.ISO_8859_1) + "\"");
            }
            if (octet == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(octet);
        }
    }

    /** Sends a command and reads a multi-line answer: status line and all octets up to the terminator, as they came. */
    String all(String command) throws IOException {
        send(command + "\r\n");
        return multiLine();
    }

    String multiLine() throws IOException {
        StringBuilder text = new StringBuilder();
        do {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("Closed after " + text.length() + " octets");
            }
            text.append((char) octet);
        } while (!endsWith(text, "\r\n.\r\n"));
        return text.toString();
    }

    private static boolean endsWith(StringBuilder text, String end) {
        int from = text.length() - end.length();
        return from >= 0 && text.indexOf(end, from) == from;
    }

    /** All that comes until the server closes or resets. */
    String rest() throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                text.append((char) octet);
            }
        } catch (SocketException e) {
            text.append("<reset>");
        } catch (SocketTimeoutException e) {
            text.append("<still open>");
        }
        return text.toString();
    }

    void tls(String caPem) throws IOException, GeneralSecurityException {
        SSLSocket secured = (SSLSocket) trusting(caPem).createSocket(plain, "localhost", plain.getPort(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        socket = secured;
        in = new BufferedInputStream(secured.getInputStream());
        out = secured.getOutputStream();
    }

    /** The server's. */
    X509Certificate certificate() throws IOException {
        if (!(socket instanceof SSLSocket secured)) {
            throw new IOException("TLS is not on");
        }
        return (X509Certificate) secured.getSession().getPeerCertificates()[0];
    }

    /** The SHA-256 digest of the server's certificate: the channel binding tls-server-end-point. */
    String certificateDigest() throws IOException, GeneralSecurityException {
        byte[] certificate = certificate().getEncoded();
        return new String(MessageDigest.getInstance("SHA-256").digest(certificate), StandardCharsets.ISO_8859_1);
    }

    private static SSLSocketFactory trusting(String caPem) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {trustManager(caPem)}, null);
        return context.getSocketFactory();
    }

    /** Trusts certificates of that authority and of no other. */
    static TrustManager trustManager(String caPem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(caPem.getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust.getTrustManagers()[0];
    }

    void closeOutput() throws IOException {
        plain.shutdownOutput();
    }

    void closeTlsOutput() throws IOException {
        socket.shutdownOutput();
    }

    void reset() throws IOException {
        plain.setSoLinger(true, 0);
        plain.close();
    }

    /** Waits for the server to close too, for until then it may hold a maildrop that the next session asks for. */
    @Override
    public void close() throws IOException {
        try {
            socket.shutdownOutput();
            plain.shutdownOutput();
            patience(LAST_PATIENCE);
            plain.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException | SocketTimeoutException e) {
            // it closed first, or it does not close at all: there is nothing more to wait for
        } finally {
            socket.close();
        }
    }
}
