package org.pop3spec.refserver;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * How the server behaves wherever RFC 1939, 2449, 2595 or 3206 leave no choice: as they say. Each method is one place
 * where a {@link Fault} may deviate; the correct server asks the session's conduct, never itself.
 */
class Conduct {
    /** RFC 2449 section 4: command lines, CRLF included. */
    static final int LONGEST_COMMAND = 255;

    /** What a SASL response may have, CRLF included: more than any mechanism makes (RFC 5034 section 4). */
    static final int LONGEST_RESPONSE = 1 << 16;

    private static final Pattern MESSAGE_NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern LINE_COUNT = Pattern.compile("0|[1-9][0-9]*");

    /** Where TOP names more lines than any message has. */
    private static final int DIGITS_OF_LONG = 18;

    /** The timestamp in the greeting, made once per connection: a msg-id, never the same (RFC 1939 section 7, APOP). */
    String timestamp(Pop3Session session) {
        return "<" + session.nonce() + "@pop3spec.invalid>";
    }

    /** All that is sent when a connection is made (RFC 1939 section 4). */
    String greeting(Pop3Session session) {
        String text = session.settings().greetingName() + " ready";
        return "+OK " + (session.settings().apop() ? text + " " + session.timestamp() : text) + "\r\n";
    }

    /** The autologout timer (RFC 1939 section 3). */
    Duration idleTimeout(Pop3Session session) {
        return session.settings().scaled(session.settings().idleTimeout());
    }

    /** The next line; empty when the client closed. */
    Optional<Line> nextLine(Pop3Session session, LineSource in) throws IOException {
        return in.line(session.authenticating() ? LONGEST_RESPONSE : LONGEST_COMMAND);
    }

    /** What the line says. */
    Command parse(String line) {
        return Command.parse(line);
    }

    /** Whether the command may be given now. */
    boolean admits(Pop3Session session, Command command) {
        return Pop3Commands.states(command.keyword()).contains(session.state());
    }

    /** Does what the command asks for. */
    Reply answer(Pop3Session session, Command command) {
        return Pop3Commands.answer(session, command);
    }

    /** A message-number in decimal, as the server itself writes it; empty for anything else. */
    OptionalLong messageNumber(String argument) {
        return MESSAGE_NUMBER.matcher(argument).matches()
                ? OptionalLong.of(Long.parseLong(argument))
                : OptionalLong.empty();
    }

    /** The number of lines that TOP asks for, not negative; empty for anything else. */
    OptionalLong lineCount(String argument) {
        if (!LINE_COUNT.matcher(argument).matches()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(argument.length() > DIGITS_OF_LONG ? Long.MAX_VALUE : Long.parseLong(argument));
    }

    /** The numbers of the messages that STAT counts and LIST and UIDL show. */
    List<Integer> listed(Pop3Session session, Command command) {
        return IntStream.rangeClosed(1, session.messages().size())
                .filter(n -> !session.isMarked(n))
                .boxed()
                .toList();
    }

    /** The message that a command names; empty when there is none, or when it is marked as deleted. */
    Optional<StoredMessage> find(Pop3Session session, Command command, long number) {
        boolean there = number >= 1 && number <= session.messages().size() && !session.isMarked((int) number);
        return there ? Optional.of(session.message((int) number)) : Optional.empty();
    }

    /** What LAST begins with: the last message that an earlier session retrieved; 0 for none (RFC 1460 section 4). */
    int highestAccessed(Pop3Session session, Maildrop maildrop) {
        return IntStream.rangeClosed(1, session.messages().size())
                .filter(n -> maildrop.wasRetrieved(session.message(n)))
                .max()
                .orElse(0);
    }

    /** The exact size in octets (RFC 1939 section 11). */
    long size(Pop3Session session, Command command, StoredMessage message) {
        return message.size();
    }

    /** The unique-id of the message with that number. */
    String uniqueId(Pop3Session session, int number, StoredMessage message) {
        return message.uniqueId();
    }

    /** What CAPA lists, one line each. */
    List<String> capabilities(Pop3Session session) {
        ServerSettings settings = session.settings();
        List<String> all = new ArrayList<>(List.of("TOP", "UIDL"));
        if (session.admitsPasswords() || session.isKpop()) {
            all.add("USER");
        }
        all.addAll(List.of("RESP-CODES", "AUTH-RESP-CODE", "PIPELINING", "UTF8 USER", "LANG"));
        if (!settings.loginDelay().isZero()) {
            all.add("LOGIN-DELAY " + settings.loginDelay().toSeconds());
        }
        settings.retention().ifPresent(retention -> all.add("EXPIRE " + retention.parameter()));
        List<String> mechanisms = session.mechanisms().stream()
                .filter(mechanism -> mechanism.offered(session))
                .map(ServerMechanism::name)
                .toList();
        if (!mechanisms.isEmpty()) {
            all.add("SASL " + String.join(" ", mechanisms));
        }
        if (session.state() == Pop3Session.State.AUTHORIZATION && !session.isTls()) {
            all.add("STLS");
        }
        all.add("IMPLEMENTATION " + settings.greetingName());
        return all;
    }

    /**
     * A name or password as it is compared (RFC 6856 section 2.2, RFC 4013): a string of octets that are UTF-8; empty where they
     * are not, or where no name may have such characters.
     */
    Optional<String> prepared(Command command, String octets) {
        return Utf8.decoded(octets).flatMap(Utf8::prepared).map(Utf8::octets);
    }

    /** Whether a message cannot be sent as the session is (RFC 6856 section 2.1). */
    boolean needsUtf8(Pop3Session session, Command command, StoredMessage message) {
        return message.international() && !session.isUtf8();
    }

    /** What LANG lists: a tag and the language's own name (RFC 6856 section 3.2). */
    List<String> languages(Pop3Session session) {
        return Arrays.stream(Language.values()).map(Language::listing).toList();
    }

    /** The language that LANG asks for by a range; empty where there is none. */
    Optional<Language> language(Pop3Session session, String range) {
        return range.equals("*") ? Optional.of(Language.PREFERRED) : Language.in(range);
    }

    /** A text in the language of the session, in UTF-8. */
    String localized(Pop3Session session, String text) {
        return session.language().text(text);
    }

    /** Whether USER and PASS are served. */
    boolean admitsPasswords(Pop3Session session) {
        return session.admitsPasswords() || session.isKpop();
    }

    /** Whether that is the account's password. */
    boolean verifies(Account account, String password) {
        return MessageDigest.isEqual(
                account.password().getBytes(StandardCharsets.US_ASCII), password.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Begins a SASL exchange. */
    ServerExchange begin(Pop3Session session, ServerMechanism mechanism) {
        return mechanism.begin(session);
    }

    /** What a response stands for in base64; empty when it is not base64 (RFC 5034 section 4). */
    Optional<String> decoded(String response) {
        if (response.length() % 4 != 0) {
            // the JDK would do without the padding
            return Optional.empty();
        }
        try {
            return Optional.of(new String(Base64.getDecoder().decode(response), StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether the client takes the exchange back with that line (RFC 5034 section 4). */
    boolean cancels(Pop3Session session, String line) {
        return line.equals("*");
    }

    /** What ties an exchange to the session's TLS connection (RFC 5056); empty for a type that is not known. */
    Optional<String> channelBinding(Pop3Session session, String type) {
        return session.connection().channelBinding(type);
    }

    /**
     * Whom the certificates are about that a client showed, its own first (RFC 4422 appendix A); empty where there are none, or
     * none that this server believes.
     */
    Optional<String> holder(Pop3Session session, List<X509Certificate> chain) {
        return session.tlsIdentity().holder(chain);
    }

    /** Whether whoever is that user on the client's machine may have the account's maildrop (RFC 1081, RPOP). */
    boolean trusts(Pop3Session session, Account account, String remoteUser) {
        return session.connection().fromReservedPort() && remoteUser.equals(account.name());
    }

    /** Whether the server holds to a rule about tickets; it does to all. */
    boolean observes(TicketRule rule) {
        return true;
    }

    /** Whether something holds that a SASL mechanism must verify, given whether it does. */
    boolean holds(Pop3Session session, SaslCheck check, boolean right) {
        return right;
    }

    /** What a SASL mechanism makes, given what it should. */
    String made(Pop3Session session, SaslValue value, String right) {
        return right;
    }

    /**
     * The account whose maildrop is opened for a client that authenticated as one and wants to act as another, where it may
     * (RFC 4422 section 3.4.1): here everybody may act as itself only. An empty name is the own one; any other is prepared
     * (RFC 5034 section 4).
     */
    Optional<Account> acting(Pop3Session session, Account account, String authorizationId) {
        return authorizationId.isEmpty()
                ? Optional.of(account)
                : session.conduct()
                        .prepared(SaslCommand.COMMAND, authorizationId)
                        .filter(account.name()::equals)
                        .map(own -> account);
    }

    /** Whether that is the APOP digest over this session's timestamp and the account's password. */
    boolean verifiesDigest(Pop3Session session, Account account, String digest) {
        return MessageDigest.isEqual(
                digest(session.timestamp() + account.password()).getBytes(StandardCharsets.US_ASCII),
                digest.getBytes(StandardCharsets.ISO_8859_1));
    }

    static String digest(String text) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            return HexFormat.of().formatHex(md5.digest(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }

    /** Whether the account was opened so shortly before that it may not be again (RFC 2449 section 6.5). */
    boolean tooSoon(Pop3Session session, Account account) {
        ServerSettings settings = session.settings();
        return session.accounts().openedWithin(account, settings.scaled(settings.loginDelay()));
    }

    /** Takes the exclusive-access lock for the session; false when another one has it. */
    boolean lock(Pop3Session session, Maildrop maildrop) {
        return maildrop.lock(session);
    }

    /** Gives the lock back, however the session ended. */
    void unlock(Pop3Session session, Maildrop maildrop) {
        maildrop.unlock(session);
    }

    /**
     * What UPDATE removes: the messages marked as deleted and, when what is retrieved is not kept (EXPIRE 0), the retrieved
     * ones.
     */
    List<StoredMessage> toRemove(Pop3Session session) {
        boolean fetchedToo =
                session.settings().retention().map(Retention::removesFetched).orElse(false);
        return IntStream.rangeClosed(1, session.messages().size())
                .filter(n -> session.isMarked(n) || (fetchedToo && session.isRetrieved(n)))
                .mapToObj(session::message)
                .toList();
    }

    /** What QUIT does to the maildrop; false when it could not be done (RFC 1939 section 6). */
    boolean update(Pop3Session session, Maildrop maildrop) {
        if (maildrop.trouble().isPresent()) {
            return false;
        }
        maildrop.remove(session.conduct().toRemove(session));
        return true;
    }

    /** What happens to the maildrop when a session in TRANSACTION ends otherwise than by QUIT: nothing. */
    void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {}

    /** Before TLS starts: nothing that came in the clear may be believed or obeyed afterwards. */
    void enterTls(Pop3Session session, LineSource in) {
        in.discard();
        session.forgetName();
        session.speak(Language.PREFERRED);
    }

    /**
     * Right behind the success reply of an exchange that negotiated a security layer: nothing that the client said before is
     * known any more (RFC 5034 section 4).
     */
    void enterLayer(Pop3Session session, ServerLayer layer) throws IOException {
        session.utf8(false);
        session.speak(Language.PREFERRED);
        session.connection().startLayer(layer);
    }

    /** The TLS handshake; the connection ends when it fails. */
    void handshake(Pop3Session session, ClientConnection connection, TlsIdentity identity) throws IOException {
        connection.startTls(identity.peer(session.conduct().tlsTerms(session)));
    }

    /** What the server goes into in it. */
    TlsTerms tlsTerms(Pop3Session session) {
        return new TlsTerms(!session.settings().withoutMechanisms().contains("EXTERNAL"));
    }

    /** Whether the end of TLS is told before the connection is closed (RFC 8314 section 3.4). */
    boolean announcesEnd(Pop3Session session) {
        return true;
    }

    /** The first line of an answer. */
    String statusLine(Pop3Session session, Command command, Reply reply) {
        if (reply.status() == Reply.Status.CHALLENGE) {
            return "+ " + reply.text() + "\r\n";
        }
        StringBuilder line = new StringBuilder(reply.positive() ? "+OK" : "-ERR");
        if (!reply.code().isEmpty()) {
            line.append(" [").append(reply.code()).append(']');
        }
        if (!reply.text().isEmpty()) {
            line.append(' ').append(session.conduct().localized(session, reply.text()));
        }
        return line.append("\r\n").toString();
    }

    /** The further lines of a multi-line answer, byte-stuffed (RFC 1939 section 3). */
    void content(Pop3Session session, Command command, Octets lines, OutputStream out) throws IOException {
        for (int at = 0; at < lines.length(); ) {
            int next = lines.lineEnd(at);
            if (lines.at(at) == '.') {
                out.write('.');
            }
            lines.slice(at, next).writeTo(out);
            at = next;
        }
    }

    /** What ends a multi-line answer. */
    String terminator(Pop3Session session, Command command) {
        return ".\r\n";
    }

    /** Writes an answer down. */
    void send(Pop3Session session, Command command, Reply reply, OutputStream out) throws IOException {
        if (reply.status() == Reply.Status.NONE) {
            return;
        }
        Conduct conduct = session.conduct();
        write(out, conduct.statusLine(session, command, reply));
        if (reply.content().isPresent()) {
            conduct.content(session, command, reply.content().get(), out);
            write(out, conduct.terminator(session, command));
        }
    }

    /** All that is sent on the port of an earlier protocol when a connection is made. */
    String greeting(EarlySession session) {
        return session.greeting();
    }

    /** Whether the command may be given now. */
    boolean admits(EarlySession session, Command command) {
        return session.admits(command);
    }

    /** Does what the command asks for. */
    Answer answer(EarlySession session, Command command) {
        return session.conduct().admits(session, command)
                ? session.obey(command)
                : session.conduct().refusal(session, "Not here");
    }

    /** What is answered to that which is no command, or none here and now. */
    Answer refusal(EarlySession session, String reason) {
        return session.refusal(reason);
    }

    /** What is answered when nothing came for too long. */
    Answer answerToSilence(EarlySession session) {
        return session.conduct().refusal(session, "Nothing came for too long").thenClose();
    }

    /** How many octets are announced, given how many will be sent. */
    int announced(EarlySession session, int octets) {
        return octets;
    }

    /** By how many messages an acknowledgement goes on, given by how many it should (RFC 937, ACKS, ACKD, NACK). */
    int steps(Pop2Session session, Command command, int right) {
        return right;
    }

    /** Takes the lock for the session; false when another one has it. */
    boolean lock(EarlySession session, Maildrop maildrop) {
        return maildrop.lock(session);
    }

    /** Gives the lock back. */
    void unlock(EarlySession session, Maildrop maildrop) {
        maildrop.unlock(session);
    }

    /** What the end of a session, or of a transaction, does to the maildrop: what was marked goes. */
    void update(EarlySession session) {
        session.remove(session.marked());
    }

    /** What happens to the maildrop when a connection is lost: nothing. */
    void broken(EarlySession session) {}

    static void write(OutputStream out, String wire) throws IOException {
        out.write(wire.getBytes(StandardCharsets.ISO_8859_1));
    }
}
