package org.pop3spec.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pop3spec.net.CipherSuites;
import org.pop3spec.net.ServerFlight;
import org.pop3spec.scenario.SuiteFamily;
import org.pop3spec.scenario.TlsVersion;

/** What TLS a server goes into: its versions and the weak among the cipher suites, each asked for by a hello of our own. */
final class TlsCheck implements Check {
    static final String SSL_3 = "ssl-3";
    static final String TLS_1_0 = "tls-1.0";
    static final String TLS_1_1 = "tls-1.1";
    static final String NO_TLS_1_3 = "tls-1.3-missing";
    static final String COMPRESSION = "tls-compression";
    static final String INSECURE_RENEGOTIATION = "tls-insecure-renegotiation";
    static final String NO_EXTENDED_MASTER_SECRET = "tls-no-extended-master-secret";
    static final String WEAK_GROUP = "tls-weak-group";

    private static final int LEAST_GROUP = 2048;
    private static final Map<TlsVersion, String> OLD =
            Map.of(TlsVersion.SSL_3, SSL_3, TlsVersion.TLS_1_0, TLS_1_0, TlsVersion.TLS_1_1, TLS_1_1);
    private static final Map<SuiteFamily, String> WEAK = weak();

    private static Map<SuiteFamily, String> weak() {
        Map<SuiteFamily, String> weak = new LinkedHashMap<>();
        weak.put(SuiteFamily.NULL, "tls-no-encryption");
        weak.put(SuiteFamily.ANONYMOUS, "tls-anonymous");
        weak.put(SuiteFamily.EXPORT, "tls-export");
        weak.put(SuiteFamily.RC4, "tls-rc4");
        weak.put(SuiteFamily.SMALL_BLOCKS, "tls-small-blocks");
        weak.put(SuiteFamily.STATIC_RSA, "tls-no-forward-secrecy");
        return weak;
    }

    @Override
    public List<String> ids() {
        List<String> ids = new ArrayList<>(List.of(
                SSL_3,
                TLS_1_0,
                TLS_1_1,
                NO_TLS_1_3,
                COMPRESSION,
                INSECURE_RENEGOTIATION,
                NO_EXTENDED_MASTER_SECRET,
                WEAK_GROUP));
        ids.addAll(WEAK.values());
        return ids;
    }

    @Override
    public List<Way> places(Survey survey) {
        return survey.tls();
    }

    @Override
    public String without() {
        return "there is no TLS to look at";
    }

    @Override
    public void look(Way way, Survey survey, Guest guest, Notebook notes) throws Trouble, InterruptedException {
        HelloProbe probe = new HelloProbe(guest, way);
        Map<TlsVersion, ServerFlight.Hello> spoken = new LinkedHashMap<>();
        for (TlsVersion version : TlsVersion.values()) {
            ServerFlight flight = probe.ask(version, Set.of());
            boolean there = flight instanceof ServerFlight.Hello hello && hello.version() == version;
            if (flight instanceof ServerFlight.Hello hello && there) {
                spoken.put(version, hello);
            }
            if (OLD.containsKey(version)) {
                notes.judged(OLD.get(version), way.label(), there, evidence(version.toString(), flight));
            }
        }
        if (spoken.isEmpty()) {
            throw new Trouble("it answers no version of TLS");
        }
        notes.judged(
                NO_TLS_1_3,
                way.label(),
                !spoken.containsKey(TlsVersion.TLS_1_3),
                List.of("-- it speaks " + join(spoken.keySet())));
        notes.observed("TLS versions, " + way.label(), join(spoken.keySet()));
        Optional<ServerFlight.Hello> newest = spoken.values().stream()
                .filter(hello -> hello.version() != TlsVersion.TLS_1_3)
                .reduce((older, newer) -> newer);
        if (newest.isEmpty()) {
            // all that follows is gone with TLS 1.3
            ids().stream()
                    .filter(id -> !OLD.containsValue(id) && !id.equals(NO_TLS_1_3))
                    .forEach(id -> notes.sound(id, way.label()));
            return;
        }
        older(way, newest.get(), notes);
        suites(way, probe, newest.get().version(), notes);
    }

    private static String join(Set<TlsVersion> versions) {
        return versions.stream().map(TlsVersion::toString).collect(Collectors.joining(", "));
    }

    private static List<String> evidence(String what, ServerFlight flight) {
        return List.of(
                "C: ClientHello, " + what,
                "S: " + (flight instanceof ServerFlight.Hello ? "ServerHello, " : "") + flight);
    }

    private static void older(Way way, ServerFlight.Hello hello, Notebook notes) {
        List<String> evidence = evidence(hello.version().toString(), hello);
        notes.judged(COMPRESSION, way.label(), hello.compressed(), evidence);
        notes.judged(INSECURE_RENEGOTIATION, way.label(), !hello.secureRenegotiation(), evidence);
        notes.judged(NO_EXTENDED_MASTER_SECRET, way.label(), !hello.extendedMasterSecret(), evidence);
    }

    private static void suites(Way way, HelloProbe probe, TlsVersion version, Notebook notes)
            throws Trouble, InterruptedException {
        for (Map.Entry<SuiteFamily, String> family : WEAK.entrySet()) {
            ServerFlight flight = probe.ask(version, Set.of(family.getKey()));
            boolean taken = flight instanceof ServerFlight.Hello hello
                    && CipherSuites.of(family.getKey()).contains(hello.suite());
            notes.judged(family.getValue(), way.label(), taken, evidence(suitesNamed(family.getKey()), flight));
        }
        ServerFlight flight = probe.ask(version, Set.of(SuiteFamily.FINITE_FIELD));
        boolean small = flight instanceof ServerFlight.Hello hello
                && hello.groupBits().isPresent()
                && hello.groupBits().getAsInt() < LEAST_GROUP;
        notes.judged(WEAK_GROUP, way.label(), small, evidence(suitesNamed(SuiteFamily.FINITE_FIELD), flight));
    }

    private static String suitesNamed(SuiteFamily family) {
        List<Integer> suites = CipherSuites.of(family);
        return "only " + suites.size() + " suites such as " + CipherSuites.name(suites.get(0));
    }
}
