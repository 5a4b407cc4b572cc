package org.pop3spec.refserver;

import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which an earlier protocol than POP3 is spoken, from greeting to end: every line has one answer. It shares
 * accounts and maildrops with POP3, and nothing else.
 */
abstract class EarlySession implements Runnable {
    /** What the only folder of an account is called; letters count whatever their case. */
    static final String FOLDER = "INBOX";

    private final Pop3Session.Premises premises;
    private final ClientConnection connection;
    private @Nullable Account account;
    private @Nullable Maildrop maildrop;
    private List<StoredMessage> messages = List.of();
    private final BitSet marked = new BitSet();

    EarlySession(Pop3Session.Premises premises, ClientConnection connection) {
        this.premises = premises;
        this.connection = connection;
    }

    /** What is sent when a connection is made, with its line end. */
    abstract String greeting();

    /** How long a line may be, CRLF included. */
    abstract int longestLine();

    /** Whether the command may be given now. */
    abstract boolean admits(Command command);

    /** Does what a command asks for that may be given now. */
    abstract Answer obey(Command command);

    /** What is answered to that which is no command here and now. */
    abstract Answer refusal(String reason);

    @Override
    public void run() {
        try {
            serve();
        } catch (IOException e) {
            // the client is gone: there is nobody left to tell
            connection.abort();
        } finally {
            end();
        }
    }

    private void end() {
        if (maildrop != null) {
            conduct().broken(this);
            // before the client sees the end, so that its next login finds the maildrop free
            release();
        }
        try {
            connection.finish(true);
        } catch (IOException e) {
            // closed or reset by the client already
            connection.abort();
        }
        connection.abort();
    }

    private void serve() throws IOException {
        Duration idle = settings().scaled(settings().idleTimeout());
        // for a client that stops in the middle of a line; one that says nothing at all is told
        connection.patience(idle.multipliedBy(2));
        Conduct.write(connection.out(), conduct().greeting(this));
        connection.out().flush();
        boolean goesOn = true;
        while (goesOn) {
            Optional<Answer> answer = next(idle);
            goesOn = answer.isPresent() && !answer.get().closes();
            if (answer.isPresent()) {
                answer.get().octets().writeTo(connection.out());
                connection.out().flush();
            }
        }
    }

    /** The answer to the next line; empty when the client has closed. */
    private Optional<Answer> next(Duration idle) throws IOException {
        if (connection.lines().buffered() == 0 && !connection.hasInputWithin(idle)) {
            return Optional.of(conduct().answerToSilence(this));
        }
        Optional<Line> line = connection.lines().line(longestLine());
        connection.touch();
        return line.map(this::answer);
    }

    private Answer answer(Line line) {
        settings().heard().accept(line.text());
        if (line.length() != Line.Length.FITS) {
            return conduct().refusal(this, "Line too long");
        }
        return conduct().answer(this, Command.parse(line.text()));
    }

    Conduct conduct() {
        return premises.conduct();
    }

    ServerSettings settings() {
        return premises.settings();
    }

    /** Whether there is an account with that name and password, which is this session's then. */
    boolean authenticates(String name, String password) {
        account = premises.accounts()
                .find(name)
                .filter(there -> conduct().verifies(there, password))
                .orElse(null);
        return account != null;
    }

    /** Locks the account's maildrop for this session and sees what is in it; false when another one has it. */
    boolean open() {
        Account who = account;
        Maildrop wanted = who == null ? null : premises.accounts().maildrop(who);
        if (wanted == null || !conduct().lock(this, wanted)) {
            return false;
        }
        maildrop = wanted;
        look();
        return true;
    }

    /** Sees the maildrop as it is now, with nothing marked. */
    void look() {
        messages = maildrop == null ? List.of() : maildrop.messages();
        marked.clear();
    }

    /** Shows other messages, or none. */
    void look(List<StoredMessage> others) {
        messages = List.copyOf(others);
        marked.clear();
    }

    /** Those that are selected, marked ones too. */
    List<StoredMessage> messages() {
        return messages;
    }

    /** That message, counted from 1; empty when there is none, or when it is marked as deleted. */
    Optional<StoredMessage> message(int number) {
        boolean there = number >= 1 && number <= messages.size() && !marked.get(number);
        return there ? Optional.of(messages.get(number - 1)) : Optional.empty();
    }

    void mark(int number) {
        marked.set(number);
    }

    boolean isMarked(int number) {
        return marked.get(number);
    }

    /** The messages that are marked as deleted. */
    List<StoredMessage> marked() {
        return IntStream.rangeClosed(1, messages.size())
                .filter(marked::get)
                .mapToObj(number -> messages.get(number - 1))
                .toList();
    }

    /** Removes messages from the maildrop that is open. */
    void remove(List<StoredMessage> gone) {
        if (maildrop != null) {
            maildrop.remove(gone);
        }
    }

    /** Gives the lock back. */
    void release() {
        Maildrop open = maildrop;
        if (open != null) {
            maildrop = null;
            conduct().unlock(this, open);
        }
    }
}
