package org.pop3spec.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.auth.ConnectedChannel;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Received;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Expectation;
import org.pop3spec.scenario.Opening;
import org.pop3spec.scenario.Protocol;

/**
 * One connection of a scenario, and what is known of the session on it: which commands still wait for their answers, whether
 * the maildrop is open, which deletions are pending.
 */
final class Dialogue extends ConnectedChannel {
    /** Enough for any keyword and the password after it. */
    private static final int LONGEST_LINE = 512;
    /** Commands whose positive answer goes on after its first line, whatever their arguments. */
    private static final Set<String> MULTI_LINE = Set.of("RETR", "TOP", "CAPA");
    /** Commands whose positive answer does so when they have no argument. */
    private static final Set<String> MULTI_LINE_ALONE = Set.of("LIST", "UIDL");

    private final Protocol protocol;
    private final Connection connection;
    private final Approach approach;
    private final Deque<Command> waiting = new ArrayDeque<>();
    private final StringBuilder unfinished = new StringBuilder();
    private String command = "";
    private Optional<String> greeting = Optional.empty();
    private boolean greetingDue = true;
    private boolean greetingWanted = true;
    /** What is written as raw octets are frames of an exchange before the greeting, not lines. */
    private boolean framed;

    private boolean stlsDue;
    private boolean touched;
    private boolean open;
    private boolean perhapsOpen;
    private boolean everOpened;
    private boolean broken;
    private boolean authenticating;
    private boolean bodyDue;
    /** Whether the answer that was read last is a refusal, and how many there were. */
    private boolean refused;

    private int refusals;
    private int marked;
    private Outcome.Maildrop maildrop = Outcome.Maildrop.UNTOUCHED;

    Dialogue(Protocol protocol, Connection connection, Approach approach) {
        super(connection);
        this.protocol = protocol;
        this.connection = connection;
        this.approach = approach;
        this.stlsDue = approach.channel() == Channel.STLS;
        this.framed = approach.opening() == Opening.KPOP && !approach.handshake();
    }

    /** What is spoken. */
    Protocol protocol() {
        return protocol;
    }

    Connection connection() {
        return connection;
    }

    Channel channel() {
        return approach.channel();
    }

    /** How it was opened. */
    Approach approach() {
        return approach;
    }

    /** Whether the greeting has still to be read before the client may speak. */
    boolean greetingWanted() {
        return greetingDue && greetingWanted;
    }

    /** Whether the greeting is still to be read, by whom ever. */
    boolean greetingDue() {
        return greetingDue;
    }

    void greetingSeen(String text) {
        framed = false;
        greetingDue = false;
        greeting = Optional.of(text);
    }

    /** The script speaks first; if it wants the greeting it says so. */
    void greetingWaived() {
        greetingWanted = false;
    }

    /** Whether what is written as raw octets are frames of an exchange before the greeting. */
    boolean framed() {
        return framed;
    }

    /** From here on the script writes lines, be it before it has read the greeting. */
    void linesBegin() {
        framed = false;
    }

    /** Whether the channel's STLS is still to be said. */
    boolean stlsDue() {
        return stlsDue;
    }

    void stlsDone() {
        stlsDue = false;
    }

    /** Whether the script has sent anything on it. */
    boolean touched() {
        return touched;
    }

    /** Whether the maildrop is open, as far as the answers tell. */
    boolean open() {
        return open;
    }

    /** Whether the maildrop is open, or may be once the server has read what was sent. */
    boolean perhapsOpen() {
        return open || perhapsOpen;
    }

    /** Whether it may be this connection that keeps others from the maildrop. */
    boolean mayHoldTheMaildrop() {
        return perhapsOpen()
                && !command.equals("QUIT")
                && !connection.closed()
                && connection.ended().isEmpty();
    }

    /** Whether one of these octets' lines, together with what was written before, may open a maildrop. */
    boolean opens(String octets) {
        return (unfinished + octets).lines().map(Dialogue::keyword).anyMatch(this::opensMaildrop);
    }

    /** Whether the maildrop was open at any time. */
    boolean everOpened() {
        return everOpened;
    }

    void opened() {
        open = true;
        everOpened = true;
        refused = false;
    }

    /** How often the server has refused something on this connection; 0 where the answer that was read last is no refusal. */
    int refusals() {
        return refused ? refusals : 0;
    }

    Outcome.Maildrop maildrop() {
        return maildrop;
    }

    /** The keyword of the command whose answer was read last, in upper case. */
    String command() {
        return command;
    }

    /** Whether every command has had its answer, to the end, and the greeting was read. */
    boolean inStep() {
        return !broken && !greetingDue && waiting.isEmpty() && unfinished.length() == 0 && !authenticating && !bodyDue;
    }

    /** Whether a status line is due: a greeting, or the answer to a command. */
    boolean statusDue() {
        return greetingDue || (!bodyDue && (!waiting.isEmpty() || authenticating));
    }

    /** The terminating dot was read. */
    void bodyRead() {
        bodyDue = false;
    }

    /** Writes what the script says. */
    Optional<Received> write(String octets) throws InterruptedException {
        touched = true;
        if (!framed) {
            note(octets);
        }
        return connection.write(octets, Deadline.in(connection.limits().answer()));
    }

    private void note(String octets) {
        for (int i = 0; i < octets.length(); i++) {
            char c = octets.charAt(i);
            if (c == '\n') {
                complete();
            } else if (unfinished.length() < LONGEST_LINE) {
                unfinished.append(c);
            }
        }
    }

    private void complete() {
        String line = unfinished.toString().strip();
        unfinished.setLength(0);
        String keyword = keyword(line);
        waiting.addLast(new Command(keyword, keyword.length() < line.length()));
        switch (protocol.deed(keyword)) {
            case LOGIN -> perhapsOpen = true;
            case FETCH -> atLeast(Outcome.Maildrop.FETCHED);
            case DELETE -> {
                if (perhapsOpen()) {
                    marked++;
                    atLeast(Outcome.Maildrop.MARKED);
                }
            }
            case COMMIT -> {
                if (marked > 0) {
                    atLeast(Outcome.Maildrop.COMMITTED);
                }
            }
            default -> {
                // nothing that the maildrop would notice
            }
        }
    }

    /** The keyword of a command line, in upper case. */
    static String keyword(String line) {
        String command = line.stripLeading();
        int end = 0;
        while (end < command.length() && !Character.isWhitespace(command.charAt(end))) {
            end++;
        }
        return command.substring(0, end).toUpperCase(Locale.ROOT);
    }

    private void atLeast(Outcome.Maildrop state) {
        if (perhapsOpen() && state.compareTo(maildrop) > 0) {
            maildrop = state;
        }
    }

    /** The keyword of the command that the next answer is to, in upper case. */
    String nextCommand() {
        Command next = waiting.peekFirst();
        return next == null ? "" : next.keyword();
    }

    /** A status line was read. */
    void answered(Expectation.Outcome indicator, String text) {
        if (greetingDue) {
            greetingSeen(text);
            return;
        }
        boolean more = false;
        if (!waiting.isEmpty()) {
            Command answered = waiting.removeFirst();
            command = answered.keyword();
            more = answered.multiLine();
        }
        refused = indicator == Expectation.Outcome.ERR && protocol == Protocol.POP3;
        refusals += refused ? 1 : 0;
        bodyDue = more && indicator == Expectation.Outcome.OK && protocol == Protocol.POP3;
        switch (indicator) {
            case CONTINUATION -> authenticating = true;
            case ERR, FAILURE -> authenticating = false;
            default -> {
                if (authenticating || opensMaildrop(command)) {
                    opened();
                }
                authenticating = false;
                if (protocol.deed(command) == Protocol.Deed.UNDO) {
                    marked = 0;
                }
            }
        }
    }

    /** Octets were read that are no line: where the protocol answers so, that was the answer. */
    void octetsRead() {
        if (protocol.answersWithOctets(nextCommand())) {
            command = waiting.removeFirst().keyword();
        }
    }

    /** Whether there are deletions that the end of the session would carry out. */
    boolean pending() {
        return marked > 0;
    }

    private boolean opensMaildrop(String keyword) {
        return protocol.deed(keyword) == Protocol.Deed.LOGIN;
    }

    /** Whether the command whose answer comes next opens a maildrop. */
    boolean opening() {
        return authenticating || opensMaildrop(nextCommand());
    }

    /** A write did not go through: what the server has of it is not known. */
    void broken() {
        broken = true;
    }

    /** The client has left. */
    void gone() {
        waiting.clear();
        unfinished.setLength(0);
        bodyDue = false;
    }

    /** A command that was sent. */
    private record Command(String keyword, boolean argument) {
        boolean multiLine() {
            return MULTI_LINE.contains(keyword) || (!argument && MULTI_LINE_ALONE.contains(keyword));
        }
    }

    @Override
    public String greeting() {
        return greeting.orElse("");
    }

    @Override
    public Received receive() throws InterruptedException {
        Received received = connection.line(connection.limits().answerDeadline());
        // the beginning of a line means nothing: "+OK" may have been to become "+OKAY"
        return received instanceof Received.Line line && line.terminator() == Received.Terminator.NONE
                ? new Received.Closed(false)
                : received;
    }
}
