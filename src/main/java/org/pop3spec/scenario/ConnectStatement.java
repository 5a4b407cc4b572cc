package org.pop3spec.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.pop3spec.result.SourcePosition;

/**
 * Reads {@code connect [on N] [CHANNEL] [OPENING] [no-greeting|no-handshake]}, where the opening is {@code kpop [as N]}, {@code
 * certificate [as N]}, {@code untrusted-certificate [as N]}, {@code reserved-port} or {@code binding TYPE}.
 */
final class ConnectStatement {
    private static final List<String> CHANNELS =
            Stream.of(Channel.values()).map(Channel::word).toList();

    /** Those that Java does not tell in every version; the other one every connection has. */
    private static final List<String> BINDINGS = List.of("tls-unique", "tls-exporter");

    private static final List<String> OTHER_PROTOCOLS = List.of("on", "no-greeting");

    private static final String NO_HANDSHAKE = "no-handshake";

    private final Cursor cursor;
    private final Parsing parsing;
    private int connection = 1;
    private Optional<Channel> channel = Optional.empty();
    private boolean greeting = true;
    private Opening opening = Opening.USUAL;
    private Optional<String> binding = Optional.empty();
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
        if (noHandshake.isPresent() && opening != Opening.KPOP && !channel.equals(Optional.of(Channel.TLS))) {
            throw cursor.mistake(
                    noHandshake.get(),
                    NO_HANDSHAKE.length(),
                    "only a connection to a port for TLS or KPOP begins with a handshake",
                    "connect tls " + NO_HANDSHAKE + ", or connect kpop " + NO_HANDSHAKE);
        }
        boolean handshake = noHandshake.isEmpty();
        if (opening.personal() && handshake) {
            parsing.needAccount(cursor, account, 0, cursor.offset());
        }
        // what follows the handshake can't be waited for before it
        return new Statement.Connect(
                at, connection, channel, greeting && handshake, opening, handshake, account, binding);
    }

    private void word() {
        int from = cursor.offset();
        String word = cursor.token();
        if (word.equals("on")) {
            cursor.skipBlanks();
            connection = cursor.oneToNine("connection");
        } else if (word.equals("no-greeting")) {
            greeting = false;
        } else if (parsing.protocol() != Protocol.POP3) {
            throw cursor.unknown(
                    from, word, "'" + word + "' is no way to connect for " + parsing.protocol(), OTHER_PROTOCOLS);
        } else if (word.equals("binding") && opening == Opening.USUAL && binding.isEmpty()) {
            binding = Optional.of(binding());
        } else if (opening == Opening.USUAL
                && binding.isEmpty()
                && Opening.named(word).isPresent()) {
            opening = Opening.named(word).get();
        } else if (word.equals(NO_HANDSHAKE)) {
            noHandshake = Optional.of(from);
        } else if (word.equals("as") && opening.personal()) {
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

    private String binding() {
        cursor.skipBlanks();
        int from = cursor.offset();
        String type = cursor.token();
        if (!BINDINGS.contains(type)) {
            throw cursor.unknown(from, type, "'" + type + "' is no channel binding to connect with", BINDINGS);
        }
        return type;
    }

    private List<String> valid() {
        List<String> valid = new ArrayList<>(CHANNELS);
        valid.addAll(List.of("on", "no-greeting", NO_HANDSHAKE));
        if (opening.personal()) {
            valid.add("as");
        } else if (opening == Opening.USUAL && binding.isEmpty()) {
            Arrays.stream(Opening.values())
                    .map(Opening::word)
                    .filter(word -> !word.isEmpty())
                    .forEach(valid::add);
            valid.add("binding");
        }
        return valid;
    }
}
