package org.pop3spec.scenario;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.pop3spec.scenario.Expectation.Outcome;

/** What client and server speak, and what its commands do to a maildrop. */
public enum Protocol {
    /** RFC 1939. */
    POP3(
            "RFC 1939 section 3",
            List.of(Outcome.OK, Outcome.ERR, Outcome.CONTINUATION),
            Map.ofEntries(
                    entry("PASS", Deed.LOGIN),
                    entry("APOP", Deed.LOGIN),
                    entry("AUTH", Deed.LOGIN),
                    entry("RPOP", Deed.LOGIN),
                    entry("RETR", Deed.FETCH),
                    entry("TOP", Deed.FETCH),
                    entry("DELE", Deed.DELETE),
                    entry("RSET", Deed.UNDO),
                    entry("QUIT", Deed.COMMIT))),
    /** RFC 937. */
    POP2(
            "RFC 937",
            List.of(Outcome.SUCCESS, Outcome.FAILURE, Outcome.COUNT, Outcome.LENGTH),
            Map.ofEntries(
                    entry("HELO", Deed.LOGIN),
                    entry("RETR", Deed.FETCH),
                    entry("ACKD", Deed.DELETE),
                    entry("FOLD", Deed.COMMIT),
                    entry("QUIT", Deed.COMMIT))),
    /** RFC 918. */
    POP1(
            "RFC 918",
            List.of(Outcome.OK, Outcome.ERR, Outcome.COUNT),
            Map.ofEntries(
                    entry("PASS", Deed.LOGIN),
                    entry("RCEV", Deed.FETCH),
                    // as the diagram calls it
                    entry("RECV", Deed.FETCH),
                    entry("RDEL", Deed.DELETE),
                    entry("RSET", Deed.UNDO),
                    entry("RCVD", Deed.COMMIT)));

    /** Those that POP3 came after; each has a port of its own. */
    public static final List<Protocol> EARLIER =
            Arrays.stream(values()).filter(protocol -> protocol != POP3).toList();

    private final String document;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Outcome> indicators;

    @SuppressWarnings("ImmutableEnumChecker") // made by Map.ofEntries
    private final Map<String, Deed> deeds;

    Protocol(String document, List<Outcome> indicators, Map<String, Deed> deeds) {
        this.document = document;
        this.indicators = indicators;
        this.deeds = deeds;
    }

    /** What a command does to a maildrop, or is about. */
    public enum Deed {
        NOTHING,
        /** Opens it, with credentials. */
        LOGIN,
        /** Has a message sent. */
        FETCH,
        /** Marks what is to be deleted. */
        DELETE,
        /** Takes back what was marked. */
        UNDO,
        /** Deletes what was marked. */
        COMMIT
    }

    /** The word in front matter. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The text that says how lines look. */
    public String document() {
        return document;
    }

    /** Whether its text says how lines end; RFC 918 does not. */
    public boolean asksForCrlf() {
        return this != POP1;
    }

    /** What a status line can begin with. */
    public List<Outcome> indicators() {
        return indicators;
    }

    /** What can be accepted where a status line is due. */
    List<Outcome> outcomes() {
        List<Outcome> outcomes = new ArrayList<>(indicators);
        outcomes.add(Outcome.CLOSE);
        outcomes.add(Outcome.SILENCE);
        return outcomes;
    }

    /** What a command does. */
    public Deed deed(String keyword) {
        return deeds.getOrDefault(keyword.toUpperCase(Locale.ROOT), Deed.NOTHING);
    }

    /** Whether deletions that are not yet carried out can be taken back. */
    public boolean takesBack() {
        return deeds.containsValue(Deed.UNDO);
    }

    /** Whether that command is answered by the octets of mail alone, as many as were told before. */
    public boolean answersWithOctets(String keyword) {
        return this != POP3 && deed(keyword) == Deed.FETCH;
    }
}
