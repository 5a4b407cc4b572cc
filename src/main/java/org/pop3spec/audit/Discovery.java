package org.pop3spec.audit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Printable;
import org.pop3spec.result.Observation;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/** Finds the ports of a mail domain by its SRV records (RFC 6186 section 3.3, RFC 2782). */
public final class Discovery {
    /** Of the records that nobody can use, so many are told. */
    private static final int MOST_TOLD = 5;

    /** Its last label has a letter: all else would be taken for an address. */
    private static final Pattern HOST = Pattern.compile("(?:[A-Za-z0-9_-]+\\.)*[0-9_-]*[A-Za-z][A-Za-z0-9_-]*");

    /** The one that a client goes to first. */
    private static final Comparator<SRVRecord> BEST = Comparator.comparingInt(SRVRecord::getPriority)
            .thenComparing(Comparator.comparingInt(SRVRecord::getWeight).reversed())
            .thenComparing(SRVRecord::getTarget)
            .thenComparingInt(SRVRecord::getPort);

    private final NameServers servers;

    /**
     * @param resolver the name server to ask; empty for those of the system
     * @param patience how long one of them may take for one answer; each is asked twice at most
     */
    public Discovery(Optional<Endpoint> resolver, Duration patience) {
        this.servers = new NameServers(resolver, patience);
    }

    /**
     * What was found.
     *
     * @param doors empty where the domain says nothing of POP3
     * @param notes what was said, at least one for each question, by the name that was asked for
     */
    public record Found(List<Door> doors, List<Observation> notes) {
        /** Nobody was asked, or nothing was found. */
        public static final Found NOTHING = new Found(List.of(), List.of());

        public Found {
            doors = List.copyOf(doors);
            notes = List.copyOf(notes);
        }

        /**
         * Those whose host is not in the domain that was asked for: whoever forges answers of a name server can name any host, and
         * show a right certificate for it (RFC 6186 section 6).
         */
        public List<Door> outside(String domain) {
            String inside = "." + domain.toLowerCase(Locale.ROOT);
            return doors.stream()
                    .filter(door -> !("." + door.endpoint().host().toLowerCase(Locale.ROOT)).endsWith(inside))
                    .toList();
        }
    }

    /**
     * Asks for {@code _pop3._tcp} and {@code _pop3s._tcp} of a domain, and whether the hosts that they name are aliases.
     *
     * @param deadline until when it may take; what was not asked by then is told so
     */
    public Found find(String domain, Deadline deadline) {
        List<Door> doors = new ArrayList<>();
        List<Observation> notes = new ArrayList<>();
        for (boolean tls : new boolean[] {false, true}) {
            String name = (tls ? "_pop3s._tcp." : "_pop3._tcp.") + domain;
            try {
                List<Record> answer = servers.ask(name, Type.SRV, deadline);
                best(answer).ifPresent(best -> doors.add(door(best, tls)));
                told(answer, tls).forEach(said -> notes.add(new Observation(name, said)));
            } catch (IOException e) {
                notes.add(new Observation(name, "no answer (" + Printable.line(String.valueOf(e.getMessage())) + ")"));
            }
        }
        doors.stream()
                .map(door -> door.endpoint().host())
                .distinct()
                .filter(host -> isAlias(host, deadline))
                .forEach(host -> notes.add(
                        new Observation(host, "an alias, where SRV records have to name the host itself (RFC 2782)")));
        return new Found(doors, notes);
    }

    private static <T extends Record> Stream<T> only(Class<T> type, List<Record> records) {
        return records.stream().filter(type::isInstance).map(type::cast);
    }

    private static Optional<SRVRecord> best(List<Record> answer) {
        return only(SRVRecord.class, answer)
                .filter(record -> trouble(record).isEmpty())
                .min(BEST);
    }

    private static Door door(SRVRecord record, boolean tls) {
        return new Door(new Endpoint(host(record), record.getPort()), tls);
    }

    /** Without the final dot; whatever is no letter, digit, hyphen or underscore is escaped. */
    private static String host(SRVRecord record) {
        return record.getTarget().toString(true);
    }

    private static List<String> told(List<Record> answer, boolean tls) {
        List<String> told = new ArrayList<>();
        best(answer).ifPresent(best -> told.add(door(best, tls).toString()));
        only(SRVRecord.class, answer)
                .flatMap(record -> trouble(record).stream())
                .limit(MOST_TOLD)
                .forEach(told::add);
        if (told.isEmpty()) {
            told.add(only(CNAMERecord.class, answer)
                    .findFirst()
                    .map(alias -> "an alias of " + alias.getTarget().toString(true) + ", which has no such record")
                    .orElse("no such record"));
        }
        return told;
    }

    /** Why nobody can go where it points to. */
    private static Optional<String> trouble(SRVRecord record) {
        if (record.getTarget().equals(Name.root)) {
            // a single dot says that there is no such service (RFC 6186 section 3.4)
            return Optional.of("not offered there");
        }
        if (!HOST.matcher(host(record)).matches()) {
            return Optional.of("it names " + Printable.line(host(record)) + ", which is no name of a host");
        }
        return record.getPort() > 0
                ? Optional.empty()
                : Optional.of("it names port 0 of " + host(record) + ", at which nobody listens");
    }

    /** Where nobody says so it is taken for none: what matters is whether it has an address, which is seen later. */
    private boolean isAlias(String host, Deadline deadline) {
        try {
            Name name = Name.fromString(host, Name.root);
            return only(CNAMERecord.class, servers.ask(host, Type.CNAME, deadline))
                    .anyMatch(record -> record.getName().equals(name));
        } catch (IOException e) {
            return false;
        }
    }
}
