package org.pop3spec.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.pop3spec.net.Printable;

/**
 * Many servers to be audited: one a line, named as on the command line. Empty lines say nothing, nor does what follows a
 * {@code #} at the beginning or after a blank.
 *
 * @param servers each once, in the order of the list
 * @param repeated how many more lines name one of them again
 */
public record ServerList(List<ListedServer> servers, int repeated) {
    /** A list of addresses has none that is longer. */
    private static final int LONGEST_LINE = 2000;

    /** Of what is wrong with a list, so much is told. */
    private static final int MOST_MISTAKES = 20;

    private static final Pattern WORD = Pattern.compile("\\S+");

    public ServerList {
        servers = List.copyOf(servers);
    }

    /**
     * Reads the lines of a list.
     *
     * @throws IllegalArgumentException when some name no server; each on a line, with its line and column
     */
    public static ServerList parse(Iterable<String> lines) {
        Map<String, ListedServer> byKey = new LinkedHashMap<>();
        List<String> mistakes = new ArrayList<>();
        int number = 0;
        int repeated = 0;
        for (String line : lines) {
            number++;
            String written = line.replaceFirst("(?:^|\\s)#.*", "").strip();
            if (written.isEmpty()) {
                continue;
            }
            try {
                ListedServer server = server(written);
                repeated += byKey.putIfAbsent(server.key(), server) == null ? 0 : 1;
            } catch (IllegalArgumentException e) {
                mistakes.add(number + ":" + column(line) + ": " + Printable.line(String.valueOf(e.getMessage())));
            }
        }
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException(told(mistakes));
        }
        return new ServerList(List.copyOf(byKey.values()), repeated);
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

    private static String told(List<String> mistakes) {
        String first = mistakes.stream().limit(MOST_MISTAKES).collect(Collectors.joining("\n"));
        int more = mistakes.size() - MOST_MISTAKES;
        return more > 0 ? first + "\nand " + more + " more" : first;
    }
}
