package org.pop3spec.audit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
        new Questions(way, new HelloProbe(guest, way), notes).ask();
    }

    /** What is asked about one way. That something is not there is believed only if the server still answers at the end. */
    private final class Questions {
        private final Way way;
        private final HelloProbe probe;
        private final Notebook notes;
        private final Map<TlsVersion, ServerFlight.Hello> spoken = new LinkedHashMap<>();
        /** The ids of which something is written down. */
        private final Set<String> settled = new HashSet<>();

        Questions(Way way, HelloProbe probe, Notebook notes) {
            this.way = way;
            this.probe = probe;
            this.notes = notes;
        }

        void ask() throws Trouble, InterruptedException {
            for (TlsVersion version : TlsVersion.values()) {
                ServerFlight flight = probe.ask(version, Set.of());
                if (flight instanceof ServerFlight.Hello hello && hello.version() == version) {
                    spoken.put(version, hello);
                    if (OLD.containsKey(version)) {
                        found(OLD.get(version), evidence(version.toString(), flight));
                    }
                }
            }
            if (spoken.isEmpty()) {
                throw new Trouble("it answers no version of TLS");
            }
            notes.observed("TLS versions, " + way.label(), join(spoken.keySet()));
            List<ServerFlight.Hello> older = spoken.values().stream()
                    .filter(hello -> hello.version() != TlsVersion.TLS_1_3)
                    .toList();
            // with TLS 1.3 alone all that follows is gone, and it was the last that was asked for
            if (!older.isEmpty()) {
                suites(older.get(0), older.get(older.size() - 1));
            }
            if (!spoken.containsKey(TlsVersion.TLS_1_3)) {
                found(NO_TLS_1_3, List.of("-- it speaks " + join(spoken.keySet())));
            }
            ids().stream().filter(id -> !settled.contains(id)).forEach(id -> notes.sound(id, way.label()));
        }

        /**
         * What was weak in versions before 1.3; a server may have kept some suites for the oldest that it speaks.
         *
         * @param oldest its answer in the oldest of them
         * @param newest the same in the newest
         */
        private void suites(ServerFlight.Hello oldest, ServerFlight.Hello newest) throws Trouble, InterruptedException {
            List<String> evidence = evidence(newest.version().toString(), newest);
            foundIf(newest.compressed(), COMPRESSION, evidence);
            foundIf(!newest.secureRenegotiation(), INSECURE_RENEGOTIATION, evidence);
            foundIf(!newest.extendedMasterSecret(), NO_EXTENDED_MASTER_SECRET, evidence);
            Set<TlsVersion> versions = new LinkedHashSet<>(List.of(newest.version(), oldest.version()));
            for (TlsVersion version : versions) {
                for (Map.Entry<SuiteFamily, String> family : WEAK.entrySet()) {
                    if (!settled.contains(family.getValue())) {
                        family(version, family.getKey(), family.getValue());
                    }
                }
                if (!settled.contains(WEAK_GROUP)) {
                    group(version);
                }
            }
            if (!(probe.ask(newest.version(), Set.of()) instanceof ServerFlight.Hello)) {
                throw new Trouble("it does not answer any more what it answered before");
            }
        }

        private void family(TlsVersion version, SuiteFamily family, String id) throws Trouble, InterruptedException {
            ServerFlight flight = probe.ask(version, Set.of(family));
            boolean taken = flight instanceof ServerFlight.Hello hello
                    && CipherSuites.of(family).contains(hello.suite());
            foundIf(taken, id, evidence(suitesNamed(family), flight));
        }

        private void group(TlsVersion version) throws Trouble, InterruptedException {
            ServerFlight flight = probe.ask(version, Set.of(SuiteFamily.FINITE_FIELD));
            if (!(flight instanceof ServerFlight.Hello hello)
                    || !CipherSuites.of(SuiteFamily.FINITE_FIELD).contains(hello.suite())) {
                return;
            }
            if (hello.groupBits().isPresent()) {
                boolean small = hello.groupBits().getAsInt() < LEAST_GROUP;
                foundIf(small, WEAK_GROUP, evidence(suitesNamed(SuiteFamily.FINITE_FIELD), flight));
            } else {
                settled.add(WEAK_GROUP);
                notes.notTested(WEAK_GROUP, way.label(), "it takes such suites, and does not come to show its group");
            }
        }

        private void foundIf(boolean weak, String id, List<String> evidence) {
            if (weak) {
                found(id, evidence);
            }
        }

        private void found(String id, List<String> evidence) {
            settled.add(id);
            notes.found(id, way.label(), evidence);
        }
    }

    private static String join(Set<TlsVersion> versions) {
        return versions.stream().map(TlsVersion::toString).collect(Collectors.joining(", "));
    }

    private static List<String> evidence(String what, ServerFlight flight) {
        return List.of(
                "C: ClientHello, " + what,
                "S: " + (flight instanceof ServerFlight.Hello ? "ServerHello, " : "") + flight);
    }

    private static String suitesNamed(SuiteFamily family) {
        List<Integer> suites = CipherSuites.of(family);
        return "only " + suites.size() + " suites such as " + CipherSuites.name(suites.get(0));
    }
}
