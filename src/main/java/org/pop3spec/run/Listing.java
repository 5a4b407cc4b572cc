package org.pop3spec.run;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.pop3spec.mailbox.Message;
import org.pop3spec.target.PlainSession;

/** What is seen of a maildrop from inside a session, by whichever commands work. */
final class Listing {
    private final PlainSession session;
    private final List<String> lines;
    private final int count;
    private boolean topRefused;

    private Listing(PlainSession session, List<String> lines, int count) {
        this.session = session;
        this.lines = lines;
        this.count = count;
    }

    /** Looks. */
    static Listing of(PlainSession session) throws PlainSession.Broken, InterruptedException {
        Optional<List<String>> unique = session.lines("UIDL");
        Optional<List<String>> scan = session.lines("LIST");
        if (scan.isPresent()) {
            return new Listing(session, unique.orElse(scan.get()), scan.get().size());
        }
        String stat = session.command("STAT").text();
        int blank = stat.indexOf(' ');
        String number = blank < 0 ? stat : stat.substring(0, blank);
        int count = number.matches("[0-9]{1,6}")
                ? Integer.parseInt(number)
                : unique.map(List::size).orElse(0);
        return new Listing(session, unique.orElse(List.of(stat)), count);
    }

    /** The same, for a server whose TOP breaks the session: messages are recognised by RETR. */
    static Listing withoutTop(PlainSession session) throws PlainSession.Broken, InterruptedException {
        Listing listing = of(session);
        listing.topRefused = true;
        return listing;
    }

    /** What to compare with, to see whether it is still the same. */
    List<String> lines() {
        return lines;
    }

    /** How many messages there are. */
    int count() {
        return count;
    }

    /** The id that the harness gave a message, if it is one of its own. Fetches at least its header. */
    Optional<String> id(int number) throws PlainSession.Broken, InterruptedException {
        if (!topRefused) {
            Optional<List<String>> header = session.lines("TOP " + number + " 0");
            // asked once only: a server may close when it is asked again and again for what it does not have
            topRefused = header.isEmpty();
            Optional<String> id = header.flatMap(Listing::idIn);
            if (id.isPresent()) {
                return id;
            }
        }
        return session.lines("RETR " + number).flatMap(Listing::idIn);
    }

    private static Optional<String> idIn(List<String> text) {
        return Message.idIn((String.join("\r\n", text) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}
