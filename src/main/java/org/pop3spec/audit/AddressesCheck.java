package org.pop3spec.audit;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pop3spec.net.Printable;

/** Whether a host is the same server by IPv4 and by IPv6: clients take either. Its greeting, capabilities and certificate are compared. */
final class AddressesCheck {
    static final String DIFFER = "addresses-differ";

    private static final int MOST_SHOWN = 20;

    /** What may be another one in each session, or name the machine that answers: nothing with a digit or a dot is compared. */
    private static final Pattern PASSING = Pattern.compile(".*[0-9.<>].*");

    private final Guest guest;
    private final Notebook notes;

    AddressesCheck(Guest guest, Notebook notes) {
        this.guest = guest;
        this.notes = notes;
    }

    /**
     * What a server shows by the address of one family.
     *
     * @param name for people
     * @param shown by the name of a fact; of what changes from one session to the next, nothing
     * @param trouble why there is no session; empty where there is
     */
    private record Side(String name, Map<String, List<String>> shown, Optional<Trouble> trouble) {}

    /** Looks by every way by which there was a session. */
    void look(Survey survey) throws InterruptedException {
        List<String> hosts = survey.seen().stream()
                .map(seen -> seen.way().endpoint().host())
                .distinct()
                .toList();
        for (String host : hosts) {
            try {
                look(host, survey);
            } catch (Trouble e) {
                notes.notTested(DIFFER, host, e.reason());
            }
        }
        if (hosts.isEmpty()) {
            notes.notTested(DIFFER, "", "there is no session");
        }
    }

    private void look(String host, Survey survey) throws Trouble, InterruptedException {
        List<InetAddress> addresses = guest.addresses(host);
        Optional<InetAddress> four = first(Inet4Address.class, addresses);
        Optional<InetAddress> six = first(Inet6Address.class, addresses);
        notes.observed(
                "addresses, " + host,
                addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", ")));
        if (four.isEmpty() || six.isEmpty()) {
            throw new Trouble("all its addresses are of " + (six.isEmpty() ? "IPv4" : "IPv6"));
        }
        List<Way> ways = survey.seen().stream()
                .map(Seen::way)
                .filter(way -> way.endpoint().host().equals(host))
                .toList();
        for (Way way : ways) {
            try {
                compare(way, side("IPv4", four.get(), way), side("IPv6", six.get(), way));
            } catch (Trouble e) {
                notes.notTested(DIFFER, way.label(), e.reason());
            }
        }
    }

    private static Optional<InetAddress> first(Class<? extends InetAddress> family, List<InetAddress> addresses) {
        return addresses.stream().filter(family::isInstance).findFirst();
    }

    private Side side(String family, InetAddress address, Way way) throws Trouble, InterruptedException {
        String name = family + " (" + address.getHostAddress() + ")";
        Guest there = guest.at(address);
        try {
            Map<String, List<String>> shown = shown(way, there);
            shown.entrySet().retainAll(shown(way, there).entrySet());
            return new Side(name, shown, Optional.empty());
        } catch (Trouble e) {
            if (e.tells()) {
                return new Side(name, Map.of(), Optional.of(e));
            }
            throw new Trouble(e.kind(), "by " + name + ": " + e.reason());
        }
    }

    private static Map<String, List<String>> shown(Way way, Guest there) throws Trouble, InterruptedException {
        Map<String, List<String>> shown = new LinkedHashMap<>();
        try (Visit visit = there.enter(way)) {
            shown.put(
                    "greeting",
                    Stream.of(visit.greeting().split(" "))
                            .filter(word -> !PASSING.matcher(word).matches())
                            .sorted()
                            .toList());
            shown.put(
                    "capabilities",
                    visit.capabilities().orElse(List.of()).stream().sorted().toList());
            visit.connection().serverCertificates().stream()
                    .findFirst()
                    .ifPresent(own -> shown.put("certificate", CertificateCheck.identified((X509Certificate) own)));
            visit.leave();
        }
        return shown;
    }

    private void compare(Way way, Side four, Side six) throws Trouble {
        if (four.trouble().isPresent() && six.trouble().isPresent()) {
            throw four.trouble().get();
        }
        List<String> evidence = new ArrayList<>();
        for (Side side : List.of(four, six)) {
            side.trouble().ifPresent(t -> evidence.add("-- by " + side.name() + ": " + Printable.line(t.reason())));
        }
        four.shown().forEach((fact, here) -> {
            List<String> there = six.shown().getOrDefault(fact, here);
            only(fact, four, here, there, evidence);
            only(fact, six, there, here, evidence);
        });
        notes.judged(DIFFER, way.label(), !evidence.isEmpty(), evidence);
    }

    private static void only(String fact, Side side, List<String> here, List<String> there, List<String> evidence) {
        List<String> more = new ArrayList<>(here);
        more.removeAll(there);
        if (!more.isEmpty()) {
            evidence.add("-- " + fact + " by " + side.name() + " only: "
                    + more.stream().limit(MOST_SHOWN).map(Printable::line).collect(Collectors.joining(", ")));
        }
    }
}
