package org.pop3spec.mailbox;

import java.util.Optional;

/** A kind of delivery, and which messages it cannot carry unchanged whatever the server at its end can do. */
public enum Carrier {
    SMTP("SMTP"),
    LMTP("LMTP"),
    MAILDIR("a maildir"),
    MBOX("an mbox file"),
    COMMAND("a command"),
    MEMORY("a maildrop in this process"),
    NONE("no delivery");

    /** RFC 5321 section 4.5.3.1.6 and RFC 5322 section 2.1.1: 1000 octets with the line end. */
    static final int LONGEST_LINE = 998;

    private final String words;

    Carrier(String words) {
        this.words = words;
    }

    /** How to name it in a sentence. */
    String words() {
        return words;
    }

    /**
     * Why this kind of delivery cannot carry a message, empty when it can.
     *
     * <p>SMTP and LMTP end every message with CRLF, know no NUL without BINARYMIME (which hardly a server has), and a
     * line of more than 998 octets may be refused, broken or cut on the way. That is not tried: a difference could
     * then not be laid at the POP3 server's door.
     */
    Optional<String> obstacle(Message message) {
        Traits traits = message.traits();
        return switch (this) {
            case SMTP, LMTP -> inTransit(traits);
            case MBOX -> inMbox(traits);
            case MAILDIR, COMMAND, MEMORY -> Optional.empty();
            case NONE -> Optional.of("the target has no delivery, so no message can be put into its maildrop");
        };
    }

    private Optional<String> inTransit(Traits traits) {
        if (!traits.endsWithLineEnd()) {
            return Optional.of(words + " always ends a message with CRLF, and this one ends without a line end");
        }
        if (traits.nul()) {
            return Optional.of(words + " carries no NUL octets without BINARYMIME");
        }
        if (traits.longestLine() > LONGEST_LINE) {
            return Optional.of(words + " promises to carry lines of up to " + LONGEST_LINE
                    + " octets only (RFC 5321 section 4.5.3.1.6), and this message has one of " + traits.longestLine());
        }
        return Optional.empty();
    }

    private Optional<String> inMbox(Traits traits) {
        if (!traits.endsWithLineEnd()) {
            return Optional.of(words + " ends every message with a line end, and this one ends without");
        }
        if (traits.nul()) {
            return Optional.of(words + " is a text file: NUL octets do not survive in it everywhere");
        }
        return Optional.empty();
    }
}
