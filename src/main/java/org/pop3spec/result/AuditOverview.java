package org.pop3spec.result;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.pop3spec.result.AuditFinding.Setting;

/**
 * The audits of many servers in short, by server and by weakness: no evidence, so that it is small however many they are.
 *
 * @param servers the worst grade first, those without one last
 * @param weaknesses the worst first, of those the most frequent
 * @param tools names and versions of the harness
 */
public record AuditOverview(List<Server> servers, List<Weakness> weaknesses, List<String> tools) {
    public AuditOverview {
        servers = List.copyOf(servers);
        weaknesses = List.copyOf(weaknesses);
        tools = List.copyOf(tools);
    }

    /**
     * One server.
     *
     * @param name as the user named it
     * @param complete false when its audit ran out of time
     * @param changedMail whether mail that was there before is not there any more
     * @param unusable why nothing could be said about it, when nothing could
     * @param found the worst first
     * @param notTested how many questions have no answer
     */
    public record Server(
            String name,
            Optional<String> software,
            Instant started,
            boolean complete,
            boolean changedMail,
            Optional<String> unusable,
            Optional<Grade> grade,
            List<Found> found,
            int notTested) {
        public Server {
            found = List.copyOf(found);
        }

        /** Whether there is a finding of at least this severity that the user does not take as it is. */
        public boolean hasFrom(Severity least) {
            return found.stream().anyMatch(f -> !f.ignored() && f.severity().compareTo(least) >= 0);
        }
    }

    /**
     * A weakness of one server.
     *
     * @param ignored whether the user takes it as it is
     */
    public record Found(String id, Severity severity, boolean ignored) {}

    /**
     * A weakness, and where it is.
     *
     * @param settings of all the software that was recognised there
     * @param servers their names in alphabetical order
     * @param ignored at how many of them the user takes it as it is
     */
    public record Weakness(
            String id,
            String area,
            String title,
            Severity severity,
            String gain,
            String remedy,
            List<Setting> settings,
            List<String> references,
            List<String> servers,
            int ignored) {
        public Weakness {
            settings = List.copyOf(settings);
            references = List.copyOf(references);
            servers = List.copyOf(servers);
        }
    }

    /** Of a single audit. */
    public static AuditOverview of(AuditResult audit) {
        Collector collector = new Collector();
        collector.add(audit);
        return collector.overview();
    }

    /** Takes up audits one by one; keeps none of them. */
    public static final class Collector {
        private static final Comparator<Setting> BY_SOFTWARE =
                Comparator.comparing(Setting::software).thenComparing(Setting::setting);

        private final Map<String, Server> byName = new HashMap<>();
        private final Map<String, Weakness> weaknesses = new LinkedHashMap<>();
        private final Map<String, Set<Setting>> settings = new HashMap<>();
        private final Pool<List<Found>> founds = new Pool<>();
        private final Pool<Optional<String>> softwares = new Pool<>();
        private final Pool<Optional<Grade>> grades = new Pool<>();

        private final TreeSet<String> tools = new TreeSet<>();

        /** Takes up an audit. Of several of the same server the one counts that began last. */
        public void add(AuditResult audit) {
            tools.add(audit.tool());
            audit.findings().forEach(this::known);
            Server server = new Server(
                    audit.server(),
                    softwares.one(audit.software()),
                    audit.started(),
                    audit.complete(),
                    audit.changedMail(),
                    audit.unusable(),
                    grades.one(audit.grade()),
                    founds.one(
                            audit.findings().stream().map(Collector::found).collect(Collectors.toUnmodifiableList())),
                    audit.notTested().size());
            byName.merge(server.name(), server, (old, other) -> other.started().isBefore(old.started()) ? old : other);
        }

        private void known(AuditFinding finding) {
            weaknesses.computeIfAbsent(
                    finding.id(),
                    id -> new Weakness(
                            id,
                            finding.area(),
                            finding.title(),
                            finding.severity(),
                            finding.gain(),
                            finding.remedy(),
                            List.of(),
                            finding.references(),
                            List.of(),
                            0));
            settings.computeIfAbsent(finding.id(), id -> new TreeSet<>(BY_SOFTWARE))
                    .addAll(finding.settings());
        }

        private static Found found(AuditFinding finding) {
            return new Found(finding.id(), finding.severity(), finding.ignored().isPresent());
        }

        /** What was taken up so far. */
        public AuditOverview overview() {
            Comparator<Server> worst = Comparator.comparing(
                    server -> server.grade().map(Grade::ordinal).orElse(-1), Comparator.reverseOrder());
            List<Server> servers = byName.values().stream()
                    .sorted(worst.thenComparing(Server::name))
                    .toList();
            return new AuditOverview(servers, weaknesses(servers), List.copyOf(tools));
        }

        private List<Weakness> weaknesses(List<Server> servers) {
            Map<String, List<String>> where = new HashMap<>();
            Map<String, Integer> ignored = new HashMap<>();
            servers.stream()
                    .sorted(Comparator.comparing(Server::name))
                    .forEach(server -> server.found().forEach(found -> {
                        where.computeIfAbsent(found.id(), id -> new ArrayList<>())
                                .add(server.name());
                        ignored.merge(found.id(), found.ignored() ? 1 : 0, Integer::sum);
                    }));
            List<Weakness> there = new ArrayList<>();
            for (Weakness w : weaknesses.values()) {
                List<String> at = where.getOrDefault(w.id(), List.of());
                if (!at.isEmpty()) {
                    there.add(new Weakness(
                            w.id(),
                            w.area(),
                            w.title(),
                            w.severity(),
                            w.gain(),
                            w.remedy(),
                            List.copyOf(settings.getOrDefault(w.id(), Set.of())),
                            w.references(),
                            at,
                            ignored.getOrDefault(w.id(), 0)));
                }
            }
            there.sort(Comparator.comparing(Weakness::severity)
                    .thenComparing(w -> w.servers().size())
                    .reversed()
                    .thenComparing(Weakness::id));
            return there;
        }
    }

    /** Values of which thousands of servers have the same few: each is in memory once. */
    private static final class Pool<T> {
        private final Map<T, T> known = new HashMap<>();

        T one(T value) {
            return known.computeIfAbsent(value, same -> same);
        }
    }

    /** How many servers have which grade; those without one are not counted. */
    public Map<Grade, Integer> grades() {
        Map<Grade, Integer> counts = new EnumMap<>(Grade.class);
        servers.forEach(server -> server.grade().ifPresent(grade -> counts.merge(grade, 1, Integer::sum)));
        return counts;
    }

    /** About how many nothing could be said. */
    public int unusable() {
        return (int) servers.stream().filter(s -> s.unusable().isPresent()).count();
    }

    /** About how many something was said, but not all that was to be asked. */
    public int incomplete() {
        return (int) servers.stream().filter(s -> !s.complete()).count();
    }

    /**
     * What a command returns: that the target is unusable when nothing could be said about any server.
     *
     * @param gate the least severity that fails it; empty when none does
     */
    public ExitCode exitCode(Optional<Severity> gate) {
        if (!servers.isEmpty() && unusable() == servers.size()) {
            return ExitCode.UNUSABLE;
        }
        boolean failed = incomplete() > 0
                || servers.stream().anyMatch(Server::changedMail)
                || gate.filter(least -> servers.stream().anyMatch(s -> s.hasFrom(least)))
                        .isPresent();
        return failed ? ExitCode.NOT_CONFORMANT : ExitCode.CONFORMANT;
    }
}
