package org.pop3spec.mailbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.SocketFactory;
import org.apache.commons.net.smtp.SMTP;
import org.apache.commons.net.smtp.SMTPConnectionClosedException;
import org.apache.commons.net.smtp.SMTPReply;
import org.pop3spec.net.AddressLookup;
import org.pop3spec.net.ConnectFailure;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Endpoint;

/**
 * One SMTP or LMTP connection on which messages are handed over, one transaction with one recipient after the other.
 *
 * <p>Commons Net writes the commands and reads the answers. The message itself goes past it, straight to the socket: its
 * own writer takes characters.
 */
final class SmtpConversation implements AutoCloseable {
    private static final int BLOCK = 1 << 16;
    private static final long LONGEST_ANSWER = 1 << 16;
    private static final int LONGER_AT_THE_END = 4;
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Carrier carrier;
    private final String where;
    private final Duration timeout;
    private final StepTimer timer;
    private final Client client = new Client();
    private Map<String, String> extensions = Map.of();
    /** The reverse-path, null as long as the server does not mind. */
    private String sender = "";

    private int delivered;

    private SmtpConversation(Carrier carrier, Endpoint endpoint, Duration timeout) {
        this.carrier = carrier;
        this.where = carrier.words() + " server " + endpoint;
        this.timeout = timeout;
        this.timer = new StepTimer("deadline for " + where);
    }

    /** Connects and says hello. */
    static SmtpConversation open(Carrier carrier, Endpoint endpoint, Duration timeout) throws DeliveryException {
        return open(carrier, endpoint, timeout, AddressLookup.ofSystem());
    }

    /** The same with another way to find the host's addresses, which may take as long as a step may. */
    static SmtpConversation open(Carrier carrier, Endpoint endpoint, Duration timeout, AddressLookup lookup)
            throws DeliveryException {
        SmtpConversation conversation = new SmtpConversation(carrier, endpoint, timeout);
        boolean open = false;
        try {
            conversation.connect(endpoint, lookup);
            conversation.hello();
            open = true;
            return conversation;
        } finally {
            if (!open) {
                conversation.abandon();
            }
        }
    }

    private List<InetAddress> addresses(Endpoint endpoint, AddressLookup lookup) throws DeliveryException {
        try {
            return lookup.of(endpoint.host(), Deadline.in(timeout));
        } catch (ConnectFailure e) {
            throw new DeliveryException(where + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeliveryException(where + ": interrupted", e);
        }
    }

    private void connect(Endpoint endpoint, AddressLookup lookup) throws DeliveryException {
        List<InetAddress> addresses = addresses(endpoint, lookup);
        for (int at = 0; at < addresses.size(); at++) {
            InetAddress address = addresses.get(at);
            try {
                SmtpReply greeting =
                        step("connecting", timeout, () -> client.greeting(address, endpoint.port(), timeout));
                if (!greeting.isPositive()) {
                    throw new DeliveryException(where + " takes no mail: " + greeting.text());
                }
                return;
            } catch (NotConnectedException e) {
                if (at == addresses.size() - 1) {
                    throw e;
                }
            }
        }
    }

    private void hello() throws DeliveryException {
        String name = client.addressLiteral();
        String verb = carrier == Carrier.LMTP ? "LHLO" : "EHLO";
        SmtpReply reply = command(verb, name);
        if (!reply.isPositive() && !reply.isTransient() && carrier == Carrier.SMTP) {
            reply = command("HELO", name);
            expect(reply, "refuses HELO");
            return;
        }
        expect(reply, "refuses " + verb);
        extensions = reply.extensions();
    }

    /** Makes sure that the server takes a message, as far as what it offers tells. */
    void check(Message message) throws UndeliverableException {
        Traits traits = message.traits();
        long limit = sizeLimit();
        if (limit > 0 && traits.size() > limit) {
            throw new UndeliverableException(where + " takes messages of up to " + limit + " octets (SIZE), and "
                    + message.id() + " has " + traits.size());
        }
        if (traits.eightBit() && !extensions.containsKey("8BITMIME")) {
            throw new UndeliverableException(
                    where + " does not offer 8BITMIME, and " + message.id() + " has 8-bit octets");
        }
        if (traits.eightBitHeader() && !extensions.containsKey("SMTPUTF8")) {
            throw new UndeliverableException(
                    where + " does not offer SMTPUTF8, and " + message.id() + " has UTF-8 in its header");
        }
    }

    private long sizeLimit() {
        String limit = extensions.getOrDefault("SIZE", "");
        // more digits than this is more than any message has
        return limit.matches("[0-9]{1,18}") ? Long.parseLong(limit) : 0;
    }

    /**
     * Hands a message over.
     *
     * @return false when the server wants no more messages on this connection, and nothing of this one was sent
     */
    boolean send(String recipient, Message message) throws DeliveryException {
        SmtpReply mail;
        try {
            mail = command("MAIL", "FROM:<" + sender + ">" + parameters(message));
        } catch (NotConnectedException e) {
            if (delivered > 0 && !timer.hasExpired()) {
                return false;
            }
            throw e;
        }
        boolean stuck = mail.code() == SMTPReply.BAD_COMMAND_SEQUENCE; // as if the message before had not ended
        if ((mail.isTransient() || stuck) && delivered > 0) {
            return false;
        }
        expect(mail, "refuses the sender");
        SmtpReply rcpt = command("RCPT", "TO:<" + recipient + ">");
        if (rcpt.code() == SMTPReply.BAD_COMMAND_SEQUENCE && sender.isEmpty()) {
            sender = recipient;
            rcpt = again(recipient, message);
        }
        expect(rcpt, "refuses the recipient " + recipient);
        SmtpReply data = command("DATA", "");
        if (data.code() != 354) {
            throw refusal(data, "refuses the message");
        }
        // with one recipient LMTP gives one answer too (RFC 2033 section 4.2)
        expect(answerTo(message), "does not accept the message");
        delivered++;
        return true;
    }

    /**
     * For a server that says yes to the null reverse-path and then behaves as if there had been no MAIL. RFC 5321 section 4.5.5
     * does not allow that, but our business is the maildrop.
     */
    private SmtpReply again(String recipient, Message message) throws DeliveryException {
        expect(command("RSET", ""), "refuses RSET");
        expect(command("MAIL", "FROM:<" + sender + ">" + parameters(message)), "refuses the sender");
        return command("RCPT", "TO:<" + recipient + ">");
    }

    private String parameters(Message message) {
        Traits traits = message.traits();
        StringBuilder parameters = new StringBuilder();
        if (traits.eightBit()) {
            parameters.append(" BODY=8BITMIME");
        }
        if (traits.eightBitHeader()) {
            parameters.append(" SMTPUTF8");
        }
        if (extensions.containsKey("SIZE")) {
            parameters.append(" SIZE=").append(traits.size());
        }
        return parameters.toString();
    }

    private SmtpReply answerTo(Message message) throws DeliveryException {
        try {
            return sendOctets(message);
        } catch (NotConnectedException e) {
            if (timer.hasExpired()) {
                throw e;
            }
            return earlyAnswer(e);
        }
    }

    /** What a server said that hung up before it had the whole message; if it said nothing, that it hung up. */
    private SmtpReply earlyAnswer(NotConnectedException hungUp) throws DeliveryException {
        try {
            SmtpReply reply = step("the answer to a part of the message", FAREWELL, client::reply);
            if (!reply.isPositive()) {
                return reply;
            }
        } catch (NotConnectedException e) {
            hungUp.addSuppressed(e);
        }
        throw hungUp;
    }

    private SmtpReply sendOctets(Message message) throws DeliveryException {
        byte[] octets = message.octets();
        ByteArrayOutputStream block = new ByteArrayOutputStream(BLOCK + 1024);
        for (Lines lines = new Lines(octets, 0); lines.advance(); ) {
            if (lines.length() > 0 && lines.at(0) == '.') {
                block.write('.');
            }
            block.write(octets, lines.start(), lines.next() - lines.start());
            if (block.size() >= BLOCK) {
                write(block);
            }
        }
        block.writeBytes(new byte[] {'.', '\r', '\n'});
        write(block);
        return step("the end of the message", timeout.multipliedBy(LONGER_AT_THE_END), client::reply);
    }

    private void write(ByteArrayOutputStream block) throws DeliveryException {
        byte[] octets = block.toByteArray();
        block.reset();
        step("sending the message", timeout, () -> client.write(octets));
    }

    private SmtpReply command(String verb, String argument) throws DeliveryException {
        return step(verb, timeout, () -> client.command(verb, argument));
    }

    private void expect(SmtpReply reply, String otherwise) throws DeliveryException {
        if (!reply.isPositive()) {
            throw refusal(reply, otherwise);
        }
    }

    private DeliveryException refusal(SmtpReply reply, String what) {
        String words = where + " " + what + ": " + reply.text();
        return reply.isTooLarge() ? new UndeliverableException(words) : new DeliveryException(words);
    }

    private SmtpReply step(String what, Duration limit, Step step) throws DeliveryException {
        client.allow(LONGEST_ANSWER);
        timer.begin(limit, client::cut);
        try {
            return step.run();
        } catch (IOException e) {
            String reason = timer.hasExpired()
                    ? "not done within " + limit.toMillis() + " ms"
                    : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new NotConnectedException(where + ", " + what + ": " + reason, e);
        } finally {
            timer.end();
        }
    }

    @Override
    public void close() {
        try {
            step("QUIT", timeout.compareTo(FAREWELL) < 0 ? timeout : FAREWELL, () -> client.command("QUIT", ""));
        } catch (DeliveryException e) {
            // the messages are delivered whatever the server makes of the farewell
            timer.end();
        } finally {
            abandon();
        }
    }

    /** Ends the connection without a word. */
    void abandon() {
        timer.close();
        try {
            client.cut();
        } catch (IOException e) {
            // nothing is lost with a socket that cannot be closed properly
            timer.end();
        }
    }

    /** Something that is bounded in time and in what it reads. */
    @FunctionalInterface
    private interface Step {
        SmtpReply run() throws IOException;
    }

    /** The connection could not be made, or is gone. */
    private static final class NotConnectedException extends DeliveryException {
        private static final long serialVersionUID = 1L;

        NotConnectedException(String reason, Throwable cause) {
            super(reason, cause);
        }
    }

    /** Commons Net's SMTP, with a bounded socket and a way past its character streams. */
    private static final class Client extends SMTP {
        private static final SmtpReply NOTHING = new SmtpReply(0, List.of());

        private volatile BoundedSocket socket = new BoundedSocket();

        Client() {
            setSocketFactory(new OwnSocket());
        }

        void allow(long octets) {
            socket.allow(octets);
        }

        /** Closes the socket, whichever thread is using it. */
        void cut() throws IOException {
            socket.close();
        }

        SmtpReply greeting(InetAddress address, int port, Duration timeout) throws IOException {
            // each address that is tried needs a socket of its own
            socket.close();
            socket = new BoundedSocket();
            socket.allow(LONGEST_ANSWER);
            setConnectTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
            return answered(() -> connect(address, port));
        }

        SmtpReply command(String verb, String argument) throws IOException {
            return answered(() -> sendCommand(verb, argument.isEmpty() ? null : argument));
        }

        SmtpReply reply() throws IOException {
            return answered(this::getReply);
        }

        SmtpReply write(byte[] octets) throws IOException {
            _output_.write(octets);
            _output_.flush();
            return NOTHING;
        }

        private SmtpReply answered(Exchange exchange) throws IOException {
            try {
                exchange.run();
            } catch (SMTPConnectionClosedException e) {
                // thrown for the answer 421, whose text is there all the same; an end of the stream has none
                if (getReplyStrings().length == 0 || getReplyCode() != SMTPReply.SERVICE_NOT_AVAILABLE) {
                    throw e;
                }
            }
            return new SmtpReply(getReplyCode(), Arrays.asList(getReplyStrings()));
        }

        /** This end's name for EHLO, which needs no name service: RFC 5321 section 4.1.3. */
        String addressLiteral() {
            InetAddress local = getLocalAddress();
            String address = local.getHostAddress().replaceFirst("%.*", "");
            return local instanceof Inet6Address ? "[IPv6:" + address + "]" : "[" + address + "]";
        }

        @FunctionalInterface
        private interface Exchange {
            void run() throws IOException;
        }

        private final class OwnSocket extends SocketFactory {
            @Override
            public Socket createSocket() {
                return socket;
            }

            @Override
            public Socket createSocket(String host, int port) throws IOException {
                throw new IOException("only unconnected sockets are made here");
            }

            @Override
            public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
                return createSocket(host, port);
            }

            @Override
            public Socket createSocket(InetAddress host, int port) throws IOException {
                return createSocket(host.getHostAddress(), port);
            }

            @Override
            public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
                    throws IOException {
                return createSocket(host, port);
            }
        }
    }
}
