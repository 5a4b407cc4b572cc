package org.pop3spec.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.pop3spec.result.Event;

/**
 * A connection to a server, as a client has it. Octets are strings with one char per octet (ISO-8859-1). What the server does
 * is a value ({@link Received}), never an exception; every wait has a deadline. Interrupting the thread that waits closes the
 * connection at once. Of one thread.
 */
public final class Connection implements AutoCloseable {
    /** What came while the server would not read is kept up to here. */
    private static final int READ_AHEAD = 1024 * 1024;

    private static final int READ_AT_ONCE = 64 * 1024;
    private static final int SHOWN = 1024;

    private final int number;
    private final Endpoint endpoint;
    private final Limits limits;
    private final Recorder recorder;
    private final TcpTransport tcp;
    private final InputBuffer input = new InputBuffer();
    private final ByteBuffer arriving = ByteBuffer.allocate(READ_AT_ONCE);
    private Transport transport;
    private @Nullable TlsLayer tls;
    /** How the server ended its direction, once it has. */
    private @Nullable Received ending;

    private boolean closed;
    private boolean outputEnded;

    private Connection(int number, Endpoint endpoint, Limits limits, Recorder recorder, TcpTransport tcp) {
        this.number = number;
        this.endpoint = endpoint;
        this.limits = limits;
        this.recorder = recorder;
        this.tcp = tcp;
        this.transport = tcp;
    }

    /**
     * Opens a TCP connection within {@link Limits#connect}.
     *
     * @param number what the connection is called in the transcript, from 1
     * @throws InterruptedException when the thread is interrupted meanwhile
     */
    public static Connection open(int number, Endpoint endpoint, Limits limits, Recorder recorder)
            throws ConnectFailure, InterruptedException {
        return open(number, endpoint, AddressLookup.ofSystem(), limits, recorder);
    }

    /** The same, to those addresses of the host that the lookup finds. */
    public static Connection open(int number, Endpoint endpoint, AddressLookup lookup, Limits limits, Recorder recorder)
            throws ConnectFailure, InterruptedException {
        return open(number, endpoint, lookup, limits, recorder, LocalPort.ANY);
    }

    /**
     * The same from a port below 1024, which stands for the administrator's word in RFC 1081.
     *
     * @throws ConnectFailure also for {@link ConnectFailure.Reason#NOT_PERMITTED}
     */
    public static Connection openFromReservedPort(int number, Endpoint endpoint, Limits limits, Recorder recorder)
            throws ConnectFailure, InterruptedException {
        return open(number, endpoint, AddressLookup.ofSystem(), limits, recorder, LocalPort.RESERVED);
    }

    private static Connection open(
            int number, Endpoint endpoint, AddressLookup lookup, Limits limits, Recorder recorder, LocalPort from)
            throws ConnectFailure, InterruptedException {
        try {
            TcpTransport tcp = TcpTransport.open(endpoint, lookup, from, Deadline.in(limits.connect()));
            recorder.note(Event.Kind.OPENED, number, endpoint.toString(), false);
            return new Connection(number, endpoint, limits, recorder, tcp);
        } catch (ConnectFailure e) {
            recorder.note(Event.Kind.NOTE, number, e.getMessage(), false);
            throw e;
        }
    }

    /** What it is called in the transcript. */
    public int number() {
        return number;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    public Limits limits() {
        return limits;
    }

    /** Whether TLS is on. */
    public boolean encrypted() {
        return tls != null;
    }

    /** Whether this side closed it. */
    public boolean closed() {
        return closed;
    }

    /** The server's certificates, its own first; empty without TLS. */
    public List<Certificate> serverCertificates() {
        TlsLayer now = tls;
        return now == null ? List.of() : now.serverCertificates();
    }

    /** What ties an authentication to this TLS connection (RFC 5056), by its type; empty where that cannot be had. */
    public Optional<String> channelBinding(String type) {
        return Optional.ofNullable(tls).flatMap(now -> now.channelBinding(type));
    }

    /** What Java knows of the TLS session; empty without TLS, and where the handshake was not Java's. */
    public Optional<SSLSession> tlsSession() {
        return Optional.ofNullable(tls).flatMap(TlsLayer::session);
    }

    /** What was agreed on by ALPN (RFC 7301); empty where nothing was. */
    public Optional<String> applicationProtocol() {
        return Optional.ofNullable(tls).flatMap(TlsLayer::applicationProtocol);
    }

    /**
     * Asks for another handshake within this connection, as TLS 1.2 and earlier allow; the connection may be of no use
     * afterwards.
     *
     * @return whether the server went through with it
     */
    public boolean renegotiate(Deadline deadline) throws InterruptedException {
        TlsLayer now = tls;
        boolean done = now != null && now.renegotiate(deadline);
        recorder.note(Event.Kind.NOTE, number, "renegotiation " + (done ? "accepted" : "refused"), encrypted());
        return done;
    }

    /**
     * Shakes hands for TLS within {@link Limits#connect}.
     *
     * @return octets that the server had sent in the clear and nobody had read: they are dropped, since RFC 2595 section 4
     *     wants nothing from before the handshake to be believed after it
     * @throws TlsFailure when it does not succeed; the connection is closed then
     */
    public String startTls(TlsSettings settings) throws TlsFailure, InterruptedException {
        String before = input.take(input.size());
        if (!before.isEmpty()) {
            recorder.note(
                    Event.Kind.NOTE,
                    number,
                    before.length() + " octets from before the TLS handshake were dropped",
                    false);
        }
        try {
            if (ending != null) {
                throw new TlsFailure(
                        TlsFailure.Reason.CLOSED, "the server closed the connection before the TLS handshake");
            }
            TlsLayer shaken = shake(settings);
            tls = shaken;
            transport = shaken;
            recorder.note(Event.Kind.TLS_STARTED, number, shaken.parameters(), true);
            return before;
        } catch (TlsFailure e) {
            recorder.note(Event.Kind.NOTE, number, e.getMessage(), false);
            close();
            throw e;
        } catch (InterruptedException e) {
            close();
            throw e;
        }
    }

    /**
     * From here on, in both directions, everything is in the buffers of a security layer of SASL, within TLS where that is on
     * (RFC 5034 section 4). What has come and was not yet read is taken for the beginning of the first buffer.
     */
    public void protect(SecurityLayer layer) {
        transport = new LayerTransport(transport, layer, input.take(input.size()));
        recorder.note(Event.Kind.NOTE, number, "the security layer begins: " + layer.name(), encrypted());
    }

    private TlsLayer shake(TlsSettings settings) throws TlsFailure, InterruptedException {
        try {
            return settings.handshake(transport, endpoint, Deadline.in(limits.connect()));
        } catch (IOException e) {
            throw TlsTrouble.explain(e);
        }
    }

    /**
     * Writes octets, in one segment if the network takes them so. While the server does not read, what it sends is taken, so
     * that both don't wait for each other.
     *
     * @return empty when everything left; else {@link Received.TimedOut} when the server did not read before the deadline,
     *     after which nothing more is written, or {@link Received.Reset} when the connection is gone: what the server had
     *     said before can still be read
     */
    public Optional<Received> write(String octets, Deadline deadline) throws InterruptedException {
        ByteBuffer source = ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1));
        if (closed || outputEnded) {
            return Optional.of(new Received.Reset());
        }
        recorder.sent(number, octets, encrypted());
        try {
            while (true) {
                transport.write(source);
                if (!source.hasRemaining() && transport.flushed()) {
                    return Optional.empty();
                }
                if (!transport.await(Transport.Interest.READ_OR_WRITE, deadline)) {
                    // half a line has left: what would follow it could not be understood, and is not waited for again
                    outputEnded = true;
                    recorder.note(
                            Event.Kind.TIMED_OUT, number, "the server does not read what is sent to it", encrypted());
                    return Optional.of(new Received.TimedOut(""));
                }
                if (ending == null && input.size() < READ_AHEAD) {
                    pull();
                }
            }
        } catch (IOException e) {
            // whoever reads next learns how the connection ended
            return Optional.of(new Received.Reset());
        } catch (InterruptedException e) {
            close();
            throw e;
        }
    }

    /** Reads what is there into the buffer; the number of octets. */
    private int pull() {
        if (ending != null) {
            return 0;
        }
        arriving.clear();
        try {
            int read = transport.read(arriving);
            if (read > 0) {
                arriving.flip();
                String octets = new String(arriving.array(), 0, read, StandardCharsets.ISO_8859_1);
                recorder.received(number, octets, encrypted());
                input.append(arriving);
                return read;
            }
            if (read < 0) {
                end(Event.Kind.CLOSED_BY_SERVER, new Received.Closed(transport.endedProperly()));
            }
            return 0;
        } catch (SSLException e) {
            Received.TlsFailed failed =
                    new Received.TlsFailed(TlsTrouble.explain(e).getMessage());
            end(Event.Kind.NOTE, failed);
            return 0;
        } catch (LayerFailure e) {
            end(Event.Kind.NOTE, new Received.LayerFailed(String.valueOf(e.getMessage())));
            return 0;
        } catch (IOException e) {
            end(Event.Kind.RESET_BY_SERVER, new Received.Reset());
            return 0;
        }
    }

    private void end(Event.Kind kind, Received how) {
        ending = how;
        String text = "";
        if (how instanceof Received.TlsFailed failed) {
            text = failed.message();
        } else if (how instanceof Received.LayerFailed failed) {
            text = failed.message();
        } else if (encrypted() && how instanceof Received.Closed end) {
            text = end.properly() ? "close_notify" : "without close_notify";
        }
        recorder.note(kind, number, text, encrypted());
    }

    /**
     * The next line.
     *
     * @return {@link Received.Line} (without terminator for what came before the end of the connection),
     *     {@link Received.TimedOut}, {@link Received.TooLong} above {@link Limits#lineOctets}, or how the connection ended
     */
    public Received line(Deadline deadline) throws InterruptedException {
        return line(deadline, limits.lineOctets(), false);
    }

    /**
     * The next line of a text in which an LF without CR is an octet like any other.
     *
     * @param most the limit in octets, line end included
     */
    public Received textLine(Deadline deadline, int most) throws InterruptedException {
        return line(deadline, most, true);
    }

    private Received line(Deadline deadline, int most, boolean crlf) throws InterruptedException {
        while (true) {
            int length = input.lineLength(crlf);
            if (length > most || (length < 0 && input.size() >= most)) {
                return new Received.TooLong(input.peek(SHOWN), most);
            }
            if (length > 0) {
                return ended(input.take(length));
            }
            if (ending != null) {
                return input.size() > 0
                        ? new Received.Line(input.take(input.size()), Received.Terminator.NONE)
                        : ending;
            }
            if (!fill(deadline)) {
                recorder.note(Event.Kind.TIMED_OUT, number, "", encrypted());
                return new Received.TimedOut(input.peek(SHOWN));
            }
        }
    }

    private static Received.Line ended(String octets) {
        int length = octets.length();
        if (octets.endsWith("\r\n")) {
            return new Received.Line(octets.substring(0, length - 2), Received.Terminator.CRLF);
        }
        return new Received.Line(octets.substring(0, length - 1), Received.Terminator.LF);
    }

    /**
     * So many octets, for exchanges that have no lines.
     *
     * @return {@link Received.Octets}, {@link Received.TimedOut}, or how the connection ended before there were so many
     */
    public Received octets(int count, Deadline deadline) throws InterruptedException {
        while (input.size() < count) {
            if (ending != null) {
                return ending;
            }
            if (!fill(deadline)) {
                recorder.note(Event.Kind.TIMED_OUT, number, "", encrypted());
                return new Received.TimedOut(input.peek(SHOWN));
            }
        }
        return new Received.Octets(input.take(count));
    }

    /**
     * Waits for anything to happen.
     *
     * @return true when there are octets to read, or the connection ended; false when the deadline passed
     */
    public boolean happens(Deadline deadline) throws InterruptedException {
        while (input.size() == 0 && ending == null) {
            if (!fill(deadline)) {
                return false;
            }
        }
        return true;
    }

    /** Octets that are there and were not yet read, bounded; looks for new ones without waiting. */
    public String unread() {
        if (!closed && input.size() < READ_AHEAD) {
            pull();
        }
        return input.peek(SHOWN);
    }

    /** How the server ended the connection, if it has as far as is known and everything was read. */
    public Optional<Received> ended() {
        return input.size() == 0 ? Optional.ofNullable(ending) : Optional.empty();
    }

    /** Drops what is there and was not yet read. */
    public void skipUnread() {
        input.take(input.size());
    }

    /** From here on what is read can be taken back by {@link #rewind}, until that or {@link #release}. */
    public void mark() {
        input.mark();
    }

    /** Takes back what was read since the mark. */
    public void rewind() {
        input.rewind();
    }

    /** Gives up the mark. */
    public void release() {
        input.release();
    }

    /** Reads more, waiting for it; false when the deadline passed without. */
    private boolean fill(Deadline deadline) throws InterruptedException {
        try {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            int read = pull();
            while (read == 0 && ending == null) {
                if (closed) {
                    ending = new Received.Closed(true);
                    return true;
                }
                if (!transport.await(Transport.Interest.READ, deadline)) {
                    return false;
                }
                read = pull();
            }
            deadline.arrived(read);
            return true;
        } catch (IOException e) {
            end(Event.Kind.RESET_BY_SERVER, new Received.Reset());
            return true;
        } catch (InterruptedException e) {
            close();
            throw e;
        }
    }

    /** Ends this side's direction only; the server can still be read. */
    public void halfClose() {
        if (closed || outputEnded) {
            return;
        }
        outputEnded = true;
        recorder.note(Event.Kind.CLOSED_BY_CLIENT, number, "for writing only", encrypted());
        try {
            transport.endOutput();
        } catch (IOException e) {
            end(Event.Kind.RESET_BY_SERVER, new Received.Reset());
        }
    }

    /** Closes with RST: what is on its way is lost. */
    public void reset() {
        close(true);
    }

    /** Closes with FIN, in TLS with close_notify before. */
    @Override
    public void close() {
        close(false);
    }

    private void close(boolean reset) {
        if (closed) {
            return;
        }
        closed = true;
        recorder.note(Event.Kind.CLOSED_BY_CLIENT, number, reset ? "with a reset" : "", encrypted());
        try {
            TlsLayer shaken = tls;
            if (shaken != null && !reset && !outputEnded) {
                shaken.closeNotify();
            }
        } catch (IOException e) {
            recorder.note(Event.Kind.NOTE, number, "close_notify could not be sent", true);
        }
        try {
            tcp.close(reset);
        } catch (IOException e) {
            recorder.note(Event.Kind.NOTE, number, "closing failed", encrypted());
        }
    }

    @Override
    public String toString() {
        return "connection " + number + " to " + endpoint;
    }
}
