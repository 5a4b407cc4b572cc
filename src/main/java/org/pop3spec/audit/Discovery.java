package org.pop3spec.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Printable;

/** Finds the ports of a mail domain by its SRV records (RFC 6186 section 3.3), through the DNS client that Java has. */
public final class Discovery {
    /** One question is asked so often, each time for twice as long (the client's own rule). */
    private static final String TRIES = "2";

    private static final String RECORD = "SRV";
    private static final Pattern SRV = Pattern.compile("([0-9]{1,5}) ([0-9]{1,5}) ([0-9]{1,5}) (\\S{1,255})");

    private final Optional<Endpoint> resolver;
    private final Duration patience;

    /**
     * @param resolver the name server to ask; empty for those of the system
     * @param patience how long the first try of a question waits
     */
    public Discovery(Optional<Endpoint> resolver, Duration patience) {
        this.resolver = resolver;
        this.patience = patience;
    }

    /**
     * What was found.
     *
     * @param doors empty where the domain says nothing of POP3
     * @param notes one line on each question
     */
    public record Found(List<Door> doors, List<String> notes) {
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

    /** A record as it is; the lowest priority is meant to be used first. */
    private record Service(int priority, int port, String target) {}

    /** Asks for {@code _pop3._tcp} and {@code _pop3s._tcp} of a domain. */
    public Found find(String domain) {
        List<Door> doors = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (boolean tls : new boolean[] {false, true}) {
            String name = (tls ? "_pop3s._tcp." : "_pop3._tcp.") + domain;
            try {
                best(name)
                        .ifPresentOrElse(
                                service -> {
                                    if (service.target().isEmpty()) {
                                        notes.add(name + ": not offered there");
                                    } else {
                                        doors.add(new Door(new Endpoint(service.target(), service.port()), tls));
                                        notes.add(name + ": " + doors.get(doors.size() - 1));
                                    }
                                },
                                () -> notes.add(name + ": no such record"));
            } catch (NamingException e) {
                notes.add(name + ": no answer (" + Printable.line(String.valueOf(e.getMessage())) + ")");
            }
        }
        return new Found(doors, notes);
    }

    // that of DNS makes text of what it reads, and deserializes nothing; it takes no other kind of map
    @SuppressWarnings({"BanJNDI", "JdkObsolete"})
    private Optional<Service> best(String name) throws NamingException {
        Hashtable<String, String> settings = new Hashtable<>();
        settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        settings.put(
                Context.PROVIDER_URL, resolver.map(server -> "dns://" + server).orElse("dns:"));
        settings.put("com.sun.jndi.dns.timeout.initial", String.valueOf(patience.toMillis()));
        settings.put("com.sun.jndi.dns.timeout.retries", TRIES);
        DirContext dns = new InitialDirContext(settings);
        try {
            Attribute records = dns.getAttributes(name, new String[] {RECORD}).get(RECORD);
            return records == null ? Optional.empty() : best(records);
        } catch (NameNotFoundException e) {
            return Optional.empty();
        } finally {
            dns.close();
        }
    }

    private static Optional<Service> best(Attribute records) throws NamingException {
        List<Service> services = new ArrayList<>();
        NamingEnumeration<?> all = records.getAll();
        while (all.hasMore()) {
            Matcher matcher = SRV.matcher(String.valueOf(all.next()));
            if (matcher.matches()) {
                int port = Integer.parseInt(matcher.group(3));
                // a single dot says that there is no such service (RFC 6186 section 3.4)
                String target = matcher.group(4).replaceFirst("\\.$", "");
                if (target.isEmpty() || (port > 0 && target.matches("[A-Za-z0-9._-]+"))) {
                    services.add(new Service(Integer.parseInt(matcher.group(1)), port, target));
                }
            }
        }
        return services.stream().min(Comparator.comparingInt(Service::priority));
    }
}
