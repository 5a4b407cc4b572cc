package org.pop3spec.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.pop3spec.net.Printable;

/**
 * Many servers to be audited: one a line, named as on the command line. Empty lines say nothing, nor does what follows a
 * {@code #} at the beginning or after a blank.
 *
 * <p>A list is read once, for it may be a pipe, and to its end. The servers are on disk then, so that they take no memory, and
 * that the list may be edited meanwhile.
 */
public final class ServerList implements AutoCloseable {
    /** A list of addresses has none that is longer. */
    private static final int LONGEST_LINE = 2000;

    /** Of what is wrong with a list, so much is told. */
    private static final int MOST_MISTAKES = 20;

    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s)#.*");

    private final Spool spool;
    private int size;
    private int chosen;
    private int repeated;

    private ServerList(Spool spool) {
        this.spool = spool;
    }

    /**
     * Reads a list.
     *
     * @param chosen which of its servers are of interest
     * @throws IllegalArgumentException when some lines name no server; each on a line, with its line and column
     */
    public static ServerList read(BufferedReader lines, Predicate<ListedServer> chosen) throws IOException {
        ServerList list = new ServerList(Spool.create());
        try {
            list.take(lines, chosen);
            return list;
        } catch (IOException | RuntimeException | Error e) {
            list.close();
            throw e;
        }
    }

    private void take(BufferedReader lines, Predicate<ListedServer> wanted) throws IOException {
        Fingerprints known = new Fingerprints();
        List<String> mistakes = new ArrayList<>();
        int more = 0;
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            String written = COMMENT.matcher(line).replaceFirst("").strip();
            if (written.isEmpty()) {
                continue;
            }
            try {
                take(server(written), known, wanted);
            } catch (IllegalArgumentException e) {
                if (mistakes.size() < MOST_MISTAKES) {
                    mistakes.add(number + ":" + column(line) + ": " + Printable.line(String.valueOf(e.getMessage())));
                } else {
                    more++;
                }
            }
        }
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException(
                    String.join("\n", mistakes) + (more > 0 ? "\nand " + more + " more" : ""));
        }
        spool.written();
    }

    private void take(ListedServer server, Fingerprints known, Predicate<ListedServer> wanted) throws IOException {
        if (!known.add(server.key())) {
            repeated++;
            return;
        }
        size++;
        if (wanted.test(server)) {
            chosen++;
            spool.add(server.name());
        }
    }

    private static ListedServer server(String written) {
        if (written.length() > LONGEST_LINE) {
            throw new IllegalArgumentException("expected a server, and not so long a line");
        }
        return ListedServer.named(written);
    }

    /** Where the first word stands that names no server, from 1. */
    private static int column(String line) {
        return WORD.matcher(line)
                .results()
                .filter(word -> !ListedServer.isNamedBy(word.group()))
                .map(word -> word.start() + 1)
                .findFirst()
                .orElse(1);
    }

    /** How many servers the list has. */
    public int size() {
        return size;
    }

    /** How many more lines name one of them again. */
    public int repeated() {
        return repeated;
    }

    /** Those of interest, each once, in the order of the list; to be read until this is closed. */
    public Collection<ListedServer> servers() {
        return new SpooledServers(spool, server -> true, chosen);
    }

    /** Those of interest whose keys are not there. */
    public Collection<ListedServer> without(Fingerprints keys) {
        Predicate<ListedServer> open = server -> !keys.contains(server.key());
        return keys.size() == 0
                ? servers()
                : new SpooledServers(
                        spool, open, (int) servers().stream().filter(open).count());
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
