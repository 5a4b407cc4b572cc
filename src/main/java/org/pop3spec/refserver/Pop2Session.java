package org.pop3spec.refserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** POP2 as RFC 937 has it: the states and commands of its Server Decision Table. */
final class Pop2Session extends EarlySession {
    /** Where a session stands (RFC 937, Server State Diagram). */
    enum State {
        AUTH,
        MBOX,
        ITEM,
        NEXT
    }

    private static final int LONGEST_LINE = 512;
    private static final Pattern WORD = Pattern.compile("(?:\\\\.|[^ \\\\])+");
    private static final Pattern QUOTED = Pattern.compile("\\\\(.)");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private static final Map<String, Set<State>> ADMITTED = Map.of(
            "HELO", Set.of(State.AUTH),
            "FOLD", Set.of(State.MBOX, State.ITEM),
            "READ", Set.of(State.MBOX, State.ITEM),
            "RETR", Set.of(State.ITEM),
            "ACKS", Set.of(State.NEXT),
            "ACKD", Set.of(State.NEXT),
            "NACK", Set.of(State.NEXT),
            "QUIT", Set.of(State.AUTH, State.MBOX, State.ITEM));

    private State state = State.AUTH;
    private int current = 1;

    Pop2Session(Pop3Session.Premises premises, ClientConnection connection) {
        super(premises, connection);
    }

    @Override
    String greeting() {
        return "+ POP2 localhost " + settings().greetingName() + " ready\r\n";
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
        return Answer.line("- " + reason).thenClose();
    }

    @Override
    Answer obey(Command command) {
        return switch (command.keyword()) {
            case "HELO" -> helo(words(command));
            case "FOLD" -> command.rest().isEmpty() ? conduct().refusal(this, "FOLD needs a mailbox") : fold(command);
            case "READ" -> read(command);
            default ->
                command.rest().isPresent() ? conduct().refusal(this, "No argument is known") : withoutArgument(command);
        };
    }

    private Answer withoutArgument(Command command) {
        return switch (command.keyword()) {
            case "RETR" -> retr();
            case "ACKS" -> acknowledged(command, false, 1);
            case "ACKD" -> acknowledged(command, true, 1);
            case "NACK" -> acknowledged(command, false, 0);
            default -> quit();
        };
    }

    private Answer helo(List<String> words) {
        if (words.size() != 2) {
            return conduct().refusal(this, "HELO needs a user and a password");
        }
        if (!authenticates(words.get(0), words.get(1)) || !open()) {
            return conduct().refusal(this, "Login failed");
        }
        return selected();
    }

    private Answer fold(Command command) {
        conduct().update(this);
        if (FOLDER.equalsIgnoreCase(unquoted(command.rest().orElse("")))) {
            look();
        } else {
            look(List.of());
        }
        return selected();
    }

    private Answer selected() {
        state = State.MBOX;
        current = 1;
        return Answer.line("#" + messages().size() + " messages");
    }

    private Answer read(Command command) {
        OptionalInt number = command.rest().map(Pop2Session::number).orElse(OptionalInt.of(current));
        if (number.isEmpty()) {
            return conduct().refusal(this, "READ takes a number");
        }
        current = number.getAsInt();
        state = State.ITEM;
        return length();
    }

    private Answer length() {
        int length = conduct()
                .announced(this, message(current).map(StoredMessage::size).orElse(0));
        return Answer.line("=" + length + " characters");
    }

    private Answer retr() {
        Optional<StoredMessage> message = message(current);
        if (message.isEmpty()) {
            return Answer.none().thenClose();
        }
        state = State.NEXT;
        return Answer.mail(message.get().content());
    }

    private Answer acknowledged(Command command, boolean deletes, int steps) {
        if (deletes) {
            mark(current);
        }
        current += conduct().steps(this, command, steps);
        state = State.ITEM;
        return length();
    }

    private Answer quit() {
        conduct().update(this);
        release();
        return Answer.line("+ Bye").thenClose();
    }

    private static OptionalInt number(String argument) {
        return NUMBER.matcher(argument).matches() ? OptionalInt.of(Integer.parseInt(argument)) : OptionalInt.empty();
    }

    /** The arguments, without their quotes (RFC 937, Quoting). */
    private static List<String> words(Command command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command.rest().orElse(""));
        while (matcher.find()) {
            words.add(unquoted(matcher.group()));
        }
        return words;
    }

    private static String unquoted(String argument) {
        return QUOTED.matcher(argument).replaceAll("$1");
    }

    /** Whether there is such a command, be it admitted or not. */
    static boolean knows(String keyword) {
        return ADMITTED.containsKey(keyword);
    }

    State state() {
        return state;
    }

    /** As after another command. */
    void state(State other) {
        state = other;
    }

    /** The number of the current message. */
    int current() {
        return current;
    }

    void current(int number) {
        current = number;
    }
}
