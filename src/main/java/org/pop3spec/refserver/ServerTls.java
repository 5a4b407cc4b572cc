package org.pop3spec.refserver;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.tls.TlsServerProtocol;

/**
 * The server's end of TLS on one connection. The library's records are made in memory and moved here, so that timeouts and
 * ends stay those of the socket, and so that the values are at hand to which an authentication is bound (RFC 5929, 9266):
 * before version 25 Java does not tell them.
 */
final class ServerTls {
    private static final int MOST_AT_ONCE = 16 << 10;
    private static final int HEADER = 5;
    /** The kinds of records, from change_cipher_spec to heartbeat, and the version that all have (RFC 8446 section 5.1). */
    private static final int LOWEST_TYPE = 20;

    private static final int HIGHEST_TYPE = 24;
    private static final int MAJOR_VERSION = 3;
    /** More than a record has with everything that encryption adds (RFC 8446 section 5.2). */
    private static final int LONGEST_RECORD = HEADER + (16 << 10) + 2048;

    private final InputStream encryptedIn;
    private final OutputStream encryptedOut;
    private final TlsServerProtocol protocol = new TlsServerProtocol();
    /** Records that came and were not yet read, the last one perhaps not whole. */
    private final byte[] buffer = new byte[2 * LONGEST_RECORD];

    private int position;
    private int end;
    private final ServerTlsPeer peer;

    private ServerTls(InputStream in, OutputStream out, ServerTlsPeer peer) {
        this.encryptedIn = in;
        this.encryptedOut = out;
        this.peer = peer;
    }

    /**
     * Shakes hands.
     *
     * @throws IOException when that fails, or the client closes meanwhile
     */
    static ServerTls shaken(InputStream in, OutputStream out, ServerTlsPeer peer) throws IOException {
        ServerTls tls = new ServerTls(in, out, peer);
        try {
            tls.protocol.accept(peer);
            while (tls.protocol.isHandshaking()) {
                if (!tls.pull()) {
                    throw new EOFException("The client closed in the middle of the handshake");
                }
            }
        } finally {
            // the alert too, where there is one
            tls.push();
        }
        return tls;
    }

    InputStream in() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                while (protocol.getAvailableInputBytes() == 0) {
                    if (protocol.isClosed() || !pull()) {
                        return -1;
                    }
                }
                return protocol.readInput(target, offset, Math.min(length, protocol.getAvailableInputBytes()));
            }

            @Override
            public int available() {
                return protocol.getAvailableInputBytes();
            }
        };
    }

    OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                for (int done = 0; done < length; done += MOST_AT_ONCE) {
                    protocol.writeApplicationData(octets, offset + done, Math.min(MOST_AT_ONCE, length - done));
                    push();
                }
            }

            @Override
            public void flush() throws IOException {
                encryptedOut.flush();
            }
        };
    }

    /** Tells the client that nothing more comes. */
    void closeNotify() throws IOException {
        protocol.close();
        push();
    }

    /** What ties an exchange to this connection; empty for a type that it does not have. */
    Optional<String> binding(String type) {
        return peer.binding(type);
    }

    /** What the client showed of itself, its own certificate first; that it has the key to it is proven. */
    List<X509Certificate> clientCertificates() throws CertificateException {
        List<X509Certificate> chain = new ArrayList<>();
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (byte[] encoded : peer.clientCertificates()) {
            chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded)));
        }
        return chain;
    }

    /**
     * Takes in the next record; false at the end. One at a time, and only when the one before is used up: the library gives up
     * both directions at close_notify, and a client may send that behind commands whose answers it still wants.
     */
    private boolean pull() throws IOException {
        push();
        while (!whole()) {
            System.arraycopy(buffer, position, buffer, 0, end - position);
            end -= position;
            position = 0;
            int read = encryptedIn.read(buffer, end, buffer.length - end);
            if (read < 0) {
                return false;
            }
            end += read;
        }
        int length = isRecord() ? recordLength() : end - position;
        protocol.offerInput(buffer, position, length);
        position += length;
        push();
        return true;
    }

    /** What does not begin as a record does is not waited for: the library says so to the client. */
    private boolean whole() {
        int there = end - position;
        if (there > 0 && !isRecord()) {
            return true;
        }
        return there >= HEADER && there >= recordLength();
    }

    private boolean isRecord() {
        int type = buffer[position];
        boolean versioned = end - position < 2 || buffer[position + 1] == MAJOR_VERSION;
        return type >= LOWEST_TYPE && type <= HIGHEST_TYPE && versioned;
    }

    /** What is longer than a record may be is given to the library in part, which says so to the client. */
    private int recordLength() {
        int content = (buffer[position + 3] & 0xFF) << Byte.SIZE | (buffer[position + 4] & 0xFF);
        return Math.min(HEADER + content, LONGEST_RECORD);
    }

    private void push() throws IOException {
        int waiting = protocol.getAvailableOutputBytes();
        if (waiting > 0) {
            byte[] records = new byte[waiting];
            protocol.readOutput(records, 0, waiting);
            encryptedOut.write(records);
            encryptedOut.flush();
        }
    }
}
