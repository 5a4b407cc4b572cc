package org.pop3spec.refserver;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One POP3 connection from greeting to end: the states of RFC 1939 section 3 and what they hold. */
final class Pop3Session implements Runnable {
    /** Where a session stands (RFC 1939 section 3). */
    enum State {
        AUTHORIZATION,
        TRANSACTION,
        UPDATE
    }

    /** How a session ended that had no QUIT. */
    enum Ending {
        /** The client closed its side. */
        CLOSED,
        /** The connection was reset, or TLS broke. */
        RESET,
        /** The autologout timer ran out. */
        EXPIRED
    }

    /** What all sessions of one server share. */
    record Premises(
            ServerSettings settings, Conduct conduct, Accounts accounts, TlsIdentity tls, ReplayCache replays) {}

    private static final Duration HANDSHAKE = Duration.ofSeconds(30);

    private final Premises premises;
    private final ClientConnection connection;
    private final boolean implicitTls;
    private final boolean kpop;
    private final long serial;
    private final String timestamp;

    private Optional<String> principal = Optional.empty();
    private State state = State.AUTHORIZATION;
    private Optional<String> named = Optional.empty();
    private Optional<String> nextNamed = Optional.empty();
    private @Nullable Account account;
    private @Nullable Maildrop maildrop;
    private List<StoredMessage> messages = List.of();
    private final BitSet marked = new BitSet();
    private final BitSet retrieved = new BitSet();
    private int highestAccessed;
    private final SaslCommand sasl = new SaslCommand();
    private boolean utf8;
    private Language language = Language.ENGLISH;

    /**
     * @param serial the connection's number on this server, from 1
     * @param implicitTls whether TLS comes before the greeting
     */
    Pop3Session(Premises premises, ClientConnection connection, long serial, boolean implicitTls) {
        this(premises, connection, serial, implicitTls, false);
    }

    /**
     * @param serial the connection's number on this server, from 1
     * @param implicitTls whether TLS comes before the greeting
     * @param kpop whether a ticket comes before the greeting
     */
    Pop3Session(Premises premises, ClientConnection connection, long serial, boolean implicitTls, boolean kpop) {
        this.kpop = kpop;
        this.premises = premises;
        this.connection = connection;
        this.serial = serial;
        this.implicitTls = implicitTls;
        this.timestamp = conduct().timestamp(this);
    }

    @Override
    public void run() {
        Optional<Ending> ending = Optional.of(Ending.RESET);
        try {
            ending = serve();
        } catch (IOException e) {
            // the client is gone or broke TLS: there is nobody left to tell
            connection.abort();
        } catch (RuntimeException e) {
            // faults may trip over each other; one by itself must not
            if (settings().faults().size() < 2) {
                throw e;
            }
        } finally {
            end(ending);
        }
    }

    private void end(Optional<Ending> how) {
        Optional<Ending> ending = how;
        if (connection.expired()) {
            ending = Optional.of(Ending.EXPIRED);
        }
        // before the client sees the end, so that its next login finds the maildrop free
        leave(ending);
        try {
            connection.finish(conduct().announcesEnd(this));
        } catch (IOException e) {
            // closed or reset by the client already
            connection.abort();
        }
        connection.abort();
    }

    private Optional<Ending> serve() throws IOException {
        if (implicitTls) {
            handshake();
        }
        if (kpop && !ticketShown()) {
            return Optional.empty();
        }
        connection.patience(conduct().idleTimeout(this));
        Conduct.write(connection.out(), conduct().greeting(this));
        connection.out().flush();
        return converse();
    }

    private boolean ticketShown() throws IOException {
        Optional<KerberosService> service = settings().kerberos();
        if (service.isEmpty()) {
            return false;
        }
        connection.patience(settings().scaled(HANDSHAKE));
        if (!conduct().observes(TicketRule.CLIENT_FIRST)) {
            Conduct.write(connection.out(), conduct().greeting(this));
            connection.out().flush();
        }
        if (spared()) {
            return true;
        }
        principal = new Recvauth(connection, conduct(), ticketCheck(service.get())).client();
        return principal.isPresent();
    }

    /** Who judges tickets in this session, with the memory that all share of what was shown. */
    TicketCheck ticketCheck(KerberosService service) {
        return new TicketCheck(service, conduct(), premises.replays());
    }

    /** Whether a session begins without a ticket: only by fault. */
    private boolean spared() throws IOException {
        if (isTls()) {
            return !conduct().observes(TicketRule.TICKET_UNDER_TLS);
        }
        return !conduct().observes(TicketRule.TICKET_FIRST)
                && connection.lines().fill()
                && Character.isLetter(connection.lines().peek().charAt(0));
    }

    /** How the session ended; empty when the server closes. */
    private Optional<Ending> converse() throws IOException {
        while (true) {
            Optional<Line> line = conduct().nextLine(this, connection.lines());
            if (line.isEmpty()) {
                return Optional.of(Ending.CLOSED);
            }
            connection.touch();
            if (take(line.get()) == Reply.Then.CLOSE) {
                return Optional.empty();
            }
        }
    }

    private Reply.Then take(Line line) throws IOException {
        settings().heard().accept(line.text());
        named = nextNamed;
        nextNamed = Optional.empty();
        boolean response = authenticating();
        Command command = response ? SaslCommand.COMMAND : conduct().parse(line.text());
        Reply reply = switch (line.length()) {
            case FITS -> response ? sasl.respond(this, line.text()) : conduct().answer(this, command);
            case TOO_LONG -> response ? sasl.abandon("Response too long") : Reply.error("Line too long");
            case ENDLESS -> Reply.error("Line too long").thenDo(Reply.Then.CLOSE);
        };
        if (reply.code().equals("AUTH")) {
            hesitate();
        }
        conduct().send(this, command, reply, connection.out());
        connection.out().flush();
        if (reply.then() == Reply.Then.START_TLS) {
            conduct().enterTls(this, connection.lines());
            handshake();
            connection.patience(conduct().idleTimeout(this));
        } else if (reply.then() == Reply.Then.START_LAYER) {
            conduct().enterLayer(this, sasl.layer().orElseThrow());
        }
        return reply.then();
    }

    /** Whoever guesses passwords is made to wait. */
    private void hesitate() throws InterruptedIOException {
        try {
            TimeUnit.NANOSECONDS.sleep(
                    settings().scaled(settings().refusalDelay()).toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private void handshake() throws IOException {
        connection.patience(settings().scaled(HANDSHAKE));
        conduct().handshake(this, connection, premises.tls());
    }

    private void leave(Optional<Ending> ending) {
        Maildrop open = maildrop;
        if (open == null) {
            return;
        }
        if (state == State.TRANSACTION && ending.isPresent()) {
            conduct().broken(this, open, ending.get());
        }
        release();
    }

    private void release() {
        Maildrop open = maildrop;
        if (open != null) {
            maildrop = null;
            conduct().unlock(this, open);
        }
    }

    Conduct conduct() {
        return premises.conduct();
    }

    ServerSettings settings() {
        return premises.settings();
    }

    Accounts accounts() {
        return premises.accounts();
    }

    ClientConnection connection() {
        return connection;
    }

    long serial() {
        return serial;
    }

    String timestamp() {
        return timestamp;
    }

    /** Text that never repeats and that nobody can foretell, fit for the left side of a msg-id. */
    String nonce() {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        return serial + "." + System.currentTimeMillis() + "." + HexFormat.of().formatHex(random);
    }

    State state() {
        return state;
    }

    boolean isTls() {
        return connection.isTls();
    }

    /** Whether a ticket was shown before the greeting. */
    boolean isKpop() {
        return principal.isPresent();
    }

    /** Whom the certificate is about that the client showed, where it counts. */
    Optional<String> certified() {
        try {
            return conduct().holder(this, connection.clientCertificates());
        } catch (CertificateException e) {
            // what nobody can read proves nothing
            return Optional.empty();
        }
    }

    TlsIdentity tlsIdentity() {
        return premises.tls();
    }

    /** As if no ticket had been shown. */
    void forgetTicket() {
        principal = Optional.empty();
    }

    /** Whether the ticket that was shown before the greeting is that user's. */
    boolean shownTicketOf(Account user) {
        String shown = principal.orElse("");
        String own =
                settings().kerberos().map(service -> service.principalOf(user)).orElse("");
        boolean sameRealm =
                !conduct().observes(TicketRule.REALM_COUNTS) || realm(shown).equals(realm(own));
        String ignored = conduct().observes(TicketRule.INSTANCE_COUNTS) ? "@.*" : "[/@].*";
        boolean sameName = shown.replaceFirst(ignored, "").equals(user.name());
        return !conduct().observes(TicketRule.PRINCIPAL_IS_USER) || (sameName && sameRealm);
    }

    private static String realm(String principal) {
        return principal.substring(principal.indexOf('@') + 1);
    }

    /** Whether TLS came before the greeting. */
    boolean beganWithTls() {
        return implicitTls;
    }

    boolean admitsPasswords() {
        return isTls() || settings().cleartext() == CleartextPolicy.ALLOW;
    }

    boolean admitsLogin() {
        return isTls() || settings().cleartext() != CleartextPolicy.NO_LOGIN;
    }

    /** Whether the client asked for UTF-8 mode (RFC 6856 section 2.1). */
    boolean isUtf8() {
        return utf8;
    }

    void utf8(boolean on) {
        utf8 = on;
    }

    /** The language of the texts behind status indicators (RFC 6856 section 3). */
    Language language() {
        return language;
    }

    void speak(Language other) {
        language = other;
    }

    /** The AUTH command and its exchange. */
    SaslCommand sasl() {
        return sasl;
    }

    /** Whether the next line is a response of a SASL exchange, and not a command. */
    boolean authenticating() {
        return sasl.underWay();
    }

    /** The SASL mechanisms that this server has. */
    List<ServerMechanism> mechanisms() {
        return ServerMechanisms.ALL.stream()
                .filter(mechanism -> !settings().withoutMechanisms().contains(mechanism.name()))
                .toList();
    }

    /** The name that the command just before gave by USER. */
    Optional<String> named() {
        return named;
    }

    /** For the next command only: PASS comes immediately after USER (RFC 1939 section 7). */
    void name(String name) {
        nextNamed = Optional.of(name);
    }

    void forgetName() {
        nextNamed = Optional.empty();
    }

    Optional<Account> account() {
        return Optional.ofNullable(account);
    }

    Optional<Maildrop> maildrop() {
        return Optional.ofNullable(maildrop);
    }

    /** The messages as they were at login, marked ones too. */
    List<StoredMessage> messages() {
        return messages;
    }

    /** The message with that number, counted from 1. */
    StoredMessage message(int number) {
        return messages.get(number - 1);
    }

    /** Only for a fault that looks at the maildrop again. */
    void look(List<StoredMessage> others) {
        messages = List.copyOf(others);
    }

    boolean isMarked(int number) {
        return marked.get(number);
    }

    void mark(int number) {
        marked.set(number);
    }

    void unmarkAll() {
        marked.clear();
    }

    boolean isRetrieved(int number) {
        return retrieved.get(number);
    }

    void noteRetrieved(int number) {
        retrieved.set(number);
    }

    /** The highest number of a message that was retrieved or marked as deleted (RFC 1460, LAST); 0 for none. */
    int highestAccessed() {
        return highestAccessed;
    }

    void highestAccessed(int number) {
        highestAccessed = number;
    }

    void noteAccessed(int number) {
        highestAccessed = Math.max(highestAccessed, number);
    }

    void enterTransaction(Account who, Maildrop opened) {
        account = who;
        maildrop = opened;
        messages = opened.messages();
        highestAccessed = conduct().highestAccessed(this, opened);
        state = State.TRANSACTION;
    }

    /** Enters UPDATE where there is something to update; false when that went wrong. The lock is free afterwards. */
    boolean enterUpdate() {
        Maildrop open = maildrop;
        if (open == null) {
            return true;
        }
        boolean done = conduct().update(this, open);
        state = State.UPDATE;
        release();
        return done;
    }
}
