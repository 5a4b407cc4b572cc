package org.pop3spec.refserver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The embedded reference server: POP3 (RFC 1939, 2449, 2595, 3206) in the clear and under TLS, POP2 (RFC 937), POP1 (RFC 918), and a door each for
 * SMTP and LMTP by which messages get into the maildrops. Everything is in memory and in daemon threads; several can
 * run in one JVM.
 */
public final class ReferenceServer implements AutoCloseable {
    private static final Duration MAIL_PATIENCE = Duration.ofMinutes(5);
    private static final int BACKLOG = 200;
    private static final long ACCEPTOR_STOP_MILLIS = 1_000;

    private final ServerSettings settings;
    private final Accounts accounts;
    private final Pop3Session.Premises premises;
    private final TlsIdentity tls;
    private final AtomicLong serial = new AtomicLong();
    private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();
    private final List<ServerSocket> listeners = new ArrayList<>();
    private final List<Thread> acceptors = new ArrayList<>();
    private final ServerSocket pop3;
    private final ServerSocket pop3s;
    private final ServerSocket smtp;
    private final ServerSocket lmtp;
    private final ServerSocket kpop;
    private final ServerSocket kpops;
    private final ServerSocket pop2;
    private final ServerSocket pop1;
    private volatile boolean closed;

    /** Turns a connection into the conversation on it. */
    @FunctionalInterface
    private interface Service {
        Runnable on(ClientConnection connection, long serial);
    }

    private ReferenceServer(ServerSettings asked) throws IOException {
        this.settings = weakened(asked);
        accounts = new Accounts(settings, Long.toHexString(System.currentTimeMillis()));
        tls = new TlsIdentity(settings.bind(), settings.sessionCache());
        Conduct conduct = new Conduct();
        for (Fault fault : settings.faults()) {
            conduct = fault.deviateFrom(conduct);
        }
        premises = new Pop3Session.Premises(settings, conduct, accounts, tls, new ReplayCache());
        try {
            pop3 = listen(settings.ports().pop3());
            pop3s = listen(settings.ports().pop3s());
            smtp = listen(settings.ports().smtp());
            lmtp = listen(settings.ports().lmtp());
            kpop = listen(settings.ports().kpop());
            kpops = listen(settings.ports().kpops());
            pop2 = listen(settings.ports().pop2());
            pop1 = listen(settings.ports().pop1());
        } catch (IOException e) {
            closeListeners();
            throw e;
        }
    }

    private static ServerSettings weakened(ServerSettings settings) {
        ServerSettings.Builder weakened = settings.toBuilder();
        for (Fault fault : settings.faults()) {
            weakened = fault.weaken(weakened);
        }
        return weakened.build();
    }

    /**
     * Starts a server that listens when this returns.
     *
     * @throws IOException when a port cannot be had
     */
    public static ReferenceServer start(ServerSettings settings) throws IOException {
        ReferenceServer server = new ReferenceServer(settings);
        server.serve("pop3", server.pop3, (c, n) -> new Pop3Session(server.premises, c, n, false));
        server.serve("pop3s", server.pop3s, (c, n) -> new Pop3Session(server.premises, c, n, true));
        server.serve("smtp", server.smtp, (c, n) -> new MailDoor(c, server.settings, server.accounts, false));
        server.serve("lmtp", server.lmtp, (c, n) -> new MailDoor(c, server.settings, server.accounts, true));
        server.serve("kpop", server.kpop, (c, n) -> new Pop3Session(server.premises, c, n, false, true));
        server.serve("kpops", server.kpops, (c, n) -> new Pop3Session(server.premises, c, n, true, true));
        server.serve("pop2", server.pop2, (c, n) -> new Pop2Session(server.premises, c));
        server.serve("pop1", server.pop1, (c, n) -> new Pop1Session(server.premises, c));
        daemon("reaper", server::reap);
        return server;
    }

    /** What it was started with, and as its faults have weakened that. */
    public ServerSettings settings() {
        return settings;
    }

    /** The port for POP3 in the clear, with STLS. */
    public int pop3Port() {
        return pop3.getLocalPort();
    }

    /** The port for POP3 with TLS from the first octet. */
    public int pop3sPort() {
        return pop3s.getLocalPort();
    }

    /** The port for delivery by SMTP. */
    public int smtpPort() {
        return smtp.getLocalPort();
    }

    /** The port for delivery by LMTP. */
    public int lmtpPort() {
        return lmtp.getLocalPort();
    }

    /** The port for KPOP: a Kerberos ticket before the greeting. Of no use without {@link ServerSettings#kerberos}. */
    public int kpopPort() {
        return kpop.getLocalPort();
    }

    /** The port for KPOP under TLS. */
    public int kpopsPort() {
        return kpops.getLocalPort();
    }

    /** The port for POP2 (RFC 937). */
    public int pop2Port() {
        return pop2.getLocalPort();
    }

    /** The port for POP1 (RFC 918). */
    public int pop1Port() {
        return pop1.getLocalPort();
    }

    /** The authority that signed this server's certificate, for a client to trust. Made on first use. */
    public String caCertificatePem() {
        return tls.authorityPem();
    }

    /**
     * A certificate by which a client logs in with EXTERNAL, and the key to it, in PEM; another one each time.
     *
     * @param accountName whom it is about
     */
    public String clientCertificatePem(String accountName) {
        return tls.clientPem(accountName);
    }

    /**
     * An account's maildrop.
     *
     * @throws IllegalArgumentException when there is no such account
     */
    public Maildrop maildrop(String accountName) {
        return accounts.maildrop(accountName);
    }

    /** Stops at once: connections are cut, nothing is removed from a maildrop. The ports are free when this returns. */
    @Override
    public void close() {
        closed = true;
        closeListeners();
        connections.forEach(ClientConnection::abort);
        try {
            // a listener is gone only when the thread that waits on it has noticed
            for (Thread acceptor : acceptors) {
                acceptor.join(ACCEPTOR_STOP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ServerSocket listen(int port) throws IOException {
        ServerSocket listener = new ServerSocket();
        listeners.add(listener);
        listener.bind(new InetSocketAddress(settings.bind(), port), BACKLOG);
        return listener;
    }

    private void closeListeners() {
        for (ServerSocket listener : listeners) {
            try {
                listener.close();
            } catch (IOException e) {
                // it listens no more, which is all that was wanted
                closed = true;
            }
        }
    }

    private void serve(String name, ServerSocket listener, Service service) {
        acceptors.add(daemon(name, () -> {
            while (!closed) {
                try {
                    accept(name, listener.accept(), service);
                } catch (IOException e) {
                    if (listener.isClosed()) {
                        return;
                    }
                    // one client that vanished before it was served; the next one comes
                }
            }
        }));
    }

    private void accept(String name, Socket socket, Service service) throws IOException {
        if (connections.size() >= settings.limits().sessions()
                || of(socket.getInetAddress()) >= settings.limits().sessionsOfOne()) {
            socket.close();
            return;
        }
        ClientConnection connection = new ClientConnection(socket, settings.scaled(MAIL_PATIENCE));
        connections.add(connection);
        if (closed) {
            connection.abort();
        }
        long number = serial.incrementAndGet();
        Runnable conversation = service.on(connection, number);
        daemon(name + "-" + number, () -> {
            try {
                conversation.run();
            } finally {
                connection.abort();
                connections.remove(connection);
            }
        });
    }

    /** How many connections that client has. */
    private long of(InetAddress client) {
        return connections.stream()
                .filter(connection -> connection.client().equals(client))
                .count();
    }

    private void reap() {
        long pause = Math.max(
                5, Math.min(500, settings.scaled(settings.idleTimeout()).toMillis() / 20));
        try {
            while (!closed) {
                Thread.sleep(pause);
                connections.forEach(ClientConnection::expireWhenIdle);
            }
        } catch (InterruptedException e) {
            // nobody interrupts this thread but a JVM that ends
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, "refserver-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
