package org.pop3spec.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.pop3spec.result.SourcePosition;

/** Reads {@code connect [on N] [CHANNEL] [no-greeting|no-handshake]} and {@code connect [on N] [CHANNEL] kpop [as N] [no-greeting|no-handshake]}. */
final class ConnectStatement {
    private static final List<String> CHANNELS =
            Stream.of(Channel.values()).map(Channel::word).toList();

    private static final String NO_HANDSHAKE = "no-handshake";

    private final Cursor cursor;
    private final Parsing parsing;
    private int connection = 1;
    private Optional<Channel> channel = Optional.empty();
    private boolean greeting = true;
    private boolean kpop;
    private Optional<Integer> noHandshake = Optional.empty();
    private int account = 1;

    ConnectStatement(Cursor cursor, Parsing parsing) {
        this.cursor = cursor;
        this.parsing = parsing;
    }

    /** The cursor stands behind {@code connect}. */
    Statement read(SourcePosition at) {
        for (cursor.skipBlanks(); !cursor.atEnd(); cursor.skipBlanks()) {
            word();
        }
        if (noHandshake.isPresent() && !kpop && !channel.equals(Optional.of(Channel.TLS))) {
            throw cursor.mistake(
                    noHandshake.get(),
                    NO_HANDSHAKE.length(),
                    "only a connection to a port for TLS or KPOP begins with a handshake",
                    "connect tls " + NO_HANDSHAKE + ", or connect kpop " + NO_HANDSHAKE);
        }
        boolean handshake = noHandshake.isEmpty();
        if (kpop && handshake) {
            parsing.needAccount(cursor, account, 0, cursor.offset());
        }
        // what follows the handshake can't be waited for before it
        return new Statement.Connect(at, connection, channel, greeting && handshake, kpop, handshake, account);
    }

    private void word() {
        int from = cursor.offset();
        String word = cursor.token();
        if (word.equals("on")) {
            cursor.skipBlanks();
            connection = cursor.oneToNine("connection");
        } else if (word.equals("no-greeting")) {
            greeting = false;
        } else if (word.equals("kpop")) {
            kpop = true;
        } else if (word.equals(NO_HANDSHAKE)) {
            noHandshake = Optional.of(from);
        } else if (word.equals("as") && kpop) {
            cursor.skipBlanks();
            int place = cursor.offset();
            account = cursor.oneToNine("account");
            parsing.needAccount(cursor, account, place, 1);
        } else if (CHANNELS.contains(word) && channel.isEmpty()) {
            channel = Optional.of(Channel.valueOf(word.toUpperCase(Locale.ROOT)));
        } else {
            throw cursor.unknown(from, word, "'" + word + "' is no way to connect", valid());
        }
    }

    private List<String> valid() {
        List<String> valid = new ArrayList<>(CHANNELS);
        valid.addAll(List.of("on", "no-greeting", NO_HANDSHAKE, kpop ? "as" : "kpop"));
        return valid;
    }
}
