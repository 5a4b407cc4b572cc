package org.pop3spec.refserver;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** POP1 as RFC 918 has it: the states and commands of its diagram. */
final class Pop1Session extends EarlySession {
    /** Where a session stands. */
    enum State {
        /** Nobody is known. */
        START,
        /** USER was given. */
        NAMED,
        /** Who it is is known. */
        READY,
        /** RETR or RDEL was given: the mailbox is open and locked. */
        OPENED,
        /** The mail was sent. */
        SENT
    }

    private static final int LONGEST_LINE = 512;

    private static final Map<String, Set<State>> ADMITTED = Map.of(
            "USER", Set.of(State.START, State.NAMED),
            "PASS", Set.of(State.NAMED),
            "RETR", Set.of(State.READY),
            "RDEL", Set.of(State.READY),
            "RCEV", Set.of(State.OPENED),
            "RECV", Set.of(State.OPENED),
            "RCVD", Set.of(State.SENT),
            "QUIT", Set.of(State.START, State.NAMED, State.READY),
            "NOOP", Set.of(State.READY),
            "RSET", Set.of(State.READY, State.OPENED, State.SENT));

    private State state = State.START;
    private String name = "";
    private boolean deletes;

    Pop1Session(Pop3Session.Premises premises, ClientConnection connection) {
        super(premises, connection);
    }

    @Override
    String greeting() {
        return "+OK POP1 ready\r\n";
    }

    @Override
    int longestLine() {
        return LONGEST_LINE;
    }

    @Override
    boolean admits(Command command) {
        return ADMITTED.getOrDefault(command.keyword(), Set.of()).contains(state);
    }

    @Override
    Answer refusal(String reason) {
        return Answer.line("-ERR " + reason);
    }

    @Override
    Answer obey(Command command) {
        String argument = command.rest().orElse("");
        return switch (command.keyword()) {
            case "USER" -> user(argument);
            case "PASS" -> pass(argument);
            case "RETR" -> begin(argument, false);
            case "RDEL" -> begin(argument, true);
            case "RCEV", "RECV" -> send();
            case "RCVD" -> received();
            case "RSET" -> reset();
            case "QUIT" -> Answer.line("+OK Bye").thenClose();
            default -> Answer.line("+OK");
        };
    }

    private Answer user(String argument) {
        if (argument.isEmpty()) {
            return conduct().refusal(this, "USER needs a name");
        }
        name = argument;
        state = State.NAMED;
        return Answer.line("+OK");
    }

    private Answer pass(String password) {
        boolean right = authenticates(name, password);
        state = right ? State.READY : State.START;
        return right ? Answer.line("+OK") : conduct().refusal(this, "Login failed");
    }

    private Answer begin(String mailbox, boolean deletesAfterwards) {
        if (!FOLDER.equalsIgnoreCase(mailbox)) {
            return conduct().refusal(this, "No such mailbox");
        }
        if (!open()) {
            return conduct().refusal(this, "The mailbox is in use");
        }
        deletes = deletesAfterwards;
        state = State.OPENED;
        return Answer.line("#" + conduct().announced(this, mail().length()));
    }

    private Answer send() {
        state = State.SENT;
        return Answer.mail(mail());
    }

    /** All messages, one after the other. */
    private Octets mail() {
        StringBuilder all = new StringBuilder();
        messages().forEach(message -> all.append(message.content().latin1()));
        return Octets.ofLatin1(all.toString());
    }

    private Answer received() {
        if (deletes) {
            IntStream.rangeClosed(1, messages().size()).forEach(this::mark);
        }
        conduct().update(this);
        close();
        return Answer.line("+OK");
    }

    private Answer reset() {
        close();
        return Answer.line("+OK");
    }

    private void close() {
        release();
        look(List.of());
        state = State.READY;
    }

    State state() {
        return state;
    }

    /** As after another command. */
    void state(State other) {
        state = other;
    }

    /** Whose name was given by USER. */
    String name() {
        return name;
    }

    /** Has the transaction delete, or not. */
    void deletes(boolean afterwards) {
        deletes = afterwards;
    }

    /** Whether the transaction began with RDEL. */
    boolean deletes() {
        return deletes;
    }
}
