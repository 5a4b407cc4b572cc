package org.pop3spec.target;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pop3spec.net.ConnectFailure;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.Received;
import org.pop3spec.net.Recorder;
import org.pop3spec.net.Secrets;
import org.pop3spec.net.TlsFailure;
import org.pop3spec.net.TlsSettings;

/**
 * A session that the harness has for its own purposes: to see what a server offers, to fill and to empty maildrops. It
 * judges nothing and forgives what can be understood. Octets are strings with one char per octet.
 */
public final class PlainSession implements AutoCloseable {
    /** How long the answer to QUIT is waited for, at most. */
    private static final Duration PARTING = Duration.ofSeconds(10);

    private static final int SHOWN = 120;
    private static final int MOST_LINES = 1_000_000;
    private static final int MOST_OCTETS = 64 * 1024 * 1024;

    private final Connection connection;
    private String greeting = "";

    private PlainSession(Connection connection) {
        this.connection = connection;
    }

    /**
     * A status line.
     *
     * @param text what follows the indicator and a blank
     */
    public record Status(boolean ok, String text) {
        /** The response code (RFC 2449 section 8) in upper case, without brackets. */
        public Optional<String> code() {
            int end = text.indexOf(']');
            return text.startsWith("[") && end > 0
                    ? Optional.of(text.substring(1, end).toUpperCase(Locale.ROOT))
                    : Optional.empty();
        }
    }

    /** The server did what leaves nothing to say to it; the message is one line. */
    public static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean late;

        Broken(String message) {
            this(message, false);
        }

        private Broken(String message, boolean late) {
            super(message);
            this.late = late;
        }

        /** Whether all it did was to let the time pass. */
        public boolean late() {
            return late;
        }
    }

    /**
     * Connects and reads the greeting.
     *
     * @param tls present to begin with a TLS handshake
     */
    public static PlainSession open(Endpoint endpoint, Optional<TlsSettings> tls, Limits limits)
            throws ConnectFailure, TlsFailure, Broken, InterruptedException {
        return over(Connection.open(1, endpoint, limits, new Recorder(new Secrets())), tls);
    }

    /** The same on a connection that is open, which is closed where there is no session. */
    public static PlainSession over(Connection connection, Optional<TlsSettings> tls)
            throws TlsFailure, Broken, InterruptedException {
        PlainSession session = new PlainSession(connection);
        try {
            if (tls.isPresent()) {
                session.connection.startTls(tls.get());
            }
            Status status = session.status("the greeting");
            session.greeting = (status.ok() ? "+OK " : "-ERR ") + status.text();
            if (!status.ok()) {
                throw new Broken("it greets with " + shown(session.greeting));
            }
            return session;
        } catch (TlsFailure | Broken | InterruptedException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** What it goes over. */
    public Connection connection() {
        return connection;
    }

    /** The greeting, with its indicator. */
    public String greeting() {
        return greeting;
    }

    /** The timestamp of the greeting (RFC 1939 section 7, APOP). */
    public Optional<String> timestamp() {
        int from = greeting.indexOf('<');
        int to = greeting.indexOf('>', from + 1);
        return from >= 0 && to > 0 && greeting.substring(from, to).contains("@")
                ? Optional.of(greeting.substring(from, to + 1))
                : Optional.empty();
    }

    /** What login variants send and receive by. */
    PlainLogin login() {
        return new PlainLogin(connection, greeting);
    }

    /** Sends a command and reads its status line. */
    public Status command(String command) throws Broken, InterruptedException {
        send(command + "\r\n");
        return status(answerTo(command));
    }

    /** Sends commands at once and reads a status line for each; only where the server said PIPELINING. */
    public List<Status> pipelined(List<String> commands) throws Broken, InterruptedException {
        send(String.join("\r\n", commands) + "\r\n");
        List<Status> answers = new ArrayList<>();
        for (String command : commands) {
            answers.add(status(answerTo(command)));
        }
        return answers;
    }

    /** Sends a command with a multi-line answer: its lines, dot-stuffing undone; empty when it is refused. */
    public Optional<List<String>> lines(String command) throws Broken, InterruptedException {
        return lines(command, MOST_OCTETS);
    }

    /** The same where no more than so many octets are borne, line ends included. */
    public Optional<List<String>> lines(String command, int most) throws Broken, InterruptedException {
        if (!command(command).ok()) {
            return Optional.empty();
        }
        String what = answerTo(command);
        List<String> lines = new ArrayList<>();
        long octets = 0;
        Deadline deadline = connection.limits().answerDeadline();
        while (true) {
            String line = line(connection.textLine(deadline, most), what);
            if (line.equals(".")) {
                return Optional.of(lines);
            }
            octets += line.length() + 2;
            if (lines.size() >= MOST_LINES || octets > most) {
                throw new Broken(what + " does not end");
            }
            lines.add(line.startsWith(".") ? line.substring(1) : line);
        }
    }

    /** STLS and the handshake. */
    public Status startTls(TlsSettings tls) throws TlsFailure, Broken, InterruptedException {
        Status status = command("STLS");
        if (status.ok()) {
            connection.startTls(tls);
        }
        return status;
    }

    /** Sends QUIT, waits a while for the answer and closes; how a server answers is for the scenarios to judge. */
    public void leave() throws InterruptedException {
        try (this) {
            send("QUIT\r\n");
            Duration answer = connection.limits().answer();
            connection.line(Deadline.in(answer.compareTo(PARTING) < 0 ? answer : PARTING));
        } catch (Broken e) {
            // the server has left before us
            return;
        }
    }

    /** Closes without QUIT: what was marked as deleted stays. */
    @Override
    public void close() {
        connection.close();
    }

    private static String answerTo(String command) {
        return "the answer to " + command.split(" ", 2)[0];
    }

    private void send(String octets) throws Broken, InterruptedException {
        if (connection.write(octets, Deadline.in(connection.limits().answer())).isPresent() && connection.closed()) {
            throw new Broken("the connection is closed");
        }
    }

    private Status status(String what) throws Broken, InterruptedException {
        Received received = connection.line(connection.limits().answerDeadline());
        String line = line(received, what);
        String upper = line.toUpperCase(Locale.ROOT);
        if (upper.startsWith("+OK")) {
            return new Status(true, line.substring("+OK".length()).strip());
        }
        if (upper.startsWith("-ERR")) {
            return new Status(false, line.substring("-ERR".length()).strip());
        }
        throw broken(what, received);
    }

    private static String line(Received received, String what) throws Broken {
        if (received instanceof Received.Line line) {
            return line.octets();
        }
        throw broken(what, received);
    }

    /** What it means that something else came than was due. */
    static Broken broken(String what, Received received) {
        if (received instanceof Received.Line line) {
            return new Broken("it does not speak POP3: " + what + " is " + shown(line.octets()));
        }
        if (received instanceof Received.TimedOut) {
            return new Broken("it does not answer in time: " + what + " is missing", true);
        }
        if (received instanceof Received.Reset) {
            return new Broken("it resets the connection where " + what + " is due");
        }
        if (received instanceof Received.TooLong) {
            return new Broken(what + " has a line without end");
        }
        if (received instanceof Received.TlsFailed failed) {
            return new Broken("TLS broke: " + failed.message());
        }
        return new Broken("it closes the connection where " + what + " is due");
    }

    /** Octets from a server in a line for people. */
    static String shown(String octets) {
        String printable = octets.replaceAll("[^ -~]", "?");
        return '"' + (printable.length() > SHOWN ? printable.substring(0, SHOWN) + "..." : printable) + '"';
    }
}
