package org.pop3spec.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pop3spec.audit.AuditRequest;
import org.pop3spec.audit.Discovery;
import org.pop3spec.audit.Fingerprints;
import org.pop3spec.audit.Fleet;
import org.pop3spec.audit.Ignored;
import org.pop3spec.audit.ListedServer;
import org.pop3spec.audit.Manners;
import org.pop3spec.audit.Places;
import org.pop3spec.audit.ServerList;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.report.AuditLog;
import org.pop3spec.report.AuditReader;
import org.pop3spec.report.OverviewFormat;
import org.pop3spec.report.Progress;
import org.pop3spec.report.ProgressView;
import org.pop3spec.report.Terminal;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.ExitCode;
import org.pop3spec.result.ResultFormatException;
import org.pop3spec.result.Severity;
import org.pop3spec.result.Shard;

/** One {@code pop3spec audit --targets}, from its options to its exit code. */
final class AuditingMany {
    /** Most of an audit is waiting. */
    static final int JOBS = 16;

    private final AuditCommand options;
    private final Shell shell;
    private final AuditSettings settings;

    AuditingMany(AuditCommand options) {
        this.options = options;
        this.shell = options.shell;
        this.settings = new AuditSettings(options);
    }

    int run() throws Refusal, IOException, InterruptedException {
        refuseWhatIsForOne();
        Optional<Severity> gate = AuditReporting.gate(options.failOn);
        List<OverviewFormat> formats = options.format.chosen(OverviewFormat.values(), OverviewFormat::parse);
        Ignored ignored = settings.ignored();
        Function<ListedServer, AuditRequest> requests = requests();
        Shard shard = shard();
        try (ServerList list = list(shard)) {
            tell(list, shard);
            if (options.dryRun) {
                return ExitCode.CONFORMANT.value();
            }
            Path folder = shell.folder().resolve(options.output);
            try (AuditLog log = claim(folder)) {
                Collection<ListedServer> open = open(list, log, folder);
                Progress progress = ProgressView.on(Terminal.ofStandardOutput(shell.environment()), shell.err());
                Fleet fleet = new Fleet(jobs(), requests, audit -> {
                    add(ignored.in(audit), log);
                    progress.finished(audit);
                });
                Interruption interruption = Interruption.stopping(fleet::stop);
                try {
                    boolean all = audit(open, fleet, progress);
                    return report(all, folder, gate, formats).value();
                } finally {
                    interruption.over();
                }
            }
        }
    }

    /** @return whether it came to its end */
    private static boolean audit(Collection<ListedServer> servers, Fleet fleet, Progress progress)
            throws InterruptedException {
        try (progress) {
            progress.planned(ProgressView.auditing(servers.size()), servers.size());
            return fleet.audit(servers);
        }
    }

    private ExitCode report(boolean all, Path folder, Optional<Severity> gate, List<OverviewFormat> formats)
            throws Refusal, IOException {
        if (!all) {
            shell.err().println("pop3spec: interrupted; --resume goes on with what is left");
        }
        ExitCode code = new AuditReporting(shell).many(List.of(folder), folder, gate, formats);
        return all ? code : ExitCode.NOT_CONFORMANT;
    }

    private static void add(AuditResult audit, AuditLog log) {
        try {
            log.add(audit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int jobs() {
        return options.jobs.orElse(JOBS);
    }

    private Function<ListedServer, AuditRequest> requests() throws Refusal {
        Manners manners = settings.manners();
        Optional<TlsSettings> trust = settings.trust();
        Discovery discovery = settings.discovery();
        return server -> {
            Deadline deadline = Deadline.in(manners.deadline());
            return new AuditRequest(
                    server.name(),
                    Places.of(server.words(), domain -> discovery.find(domain, deadline)),
                    trust,
                    Optional.empty(),
                    options.slow,
                    false,
                    manners,
                    Version.text(),
                    shell.arguments());
        };
    }

    private void refuseWhatIsForOne() throws Refusal {
        if (!options.servers.isEmpty()) {
            throw Refusal.usage("servers are named either on the command line or by --targets");
        }
        if (options.account.given()) {
            throw Refusal.usage("--user: a password is sent to one server only, not to all of --targets");
        }
        if (options.top || options.failedLogins != 0) {
            throw Refusal.usage(
                    "--allow-top and --allow-failed-logins are about the account of --user, and with --targets"
                            + " there is none");
        }
        if (jobs() < 1) {
            throw Refusal.usage("--jobs: expected a number from 1");
        }
    }

    private Shard shard() throws Refusal {
        try {
            return options.shard.isEmpty() ? Shard.WHOLE : Shard.parse(options.shard);
        } catch (IllegalArgumentException e) {
            throw Refusal.usage("--shard: " + e.getMessage());
        }
    }

    private ServerList list(Shard shard) throws Refusal {
        boolean standardInput = options.targets.equals("-");
        String name = standardInput ? "standard input" : options.targets;
        try (InputStream in =
                standardInput ? shell.in() : Files.newInputStream(shell.folder().resolve(options.targets))) {
            ServerList list = ServerList.read(AuditSettings.reader(in), server -> shard.has(server.key()));
            if (list.size() == 0) {
                list.close();
                throw Refusal.usage("--targets: there is no server in " + name);
            }
            return list;
        } catch (CharacterCodingException e) {
            throw Refusal.usage("--targets: " + name + " is not UTF-8");
        } catch (IOException e) {
            throw Refusal.usage(
                    Breakdowns.unreadable("--targets", shell.folder().resolve(options.targets), e));
        } catch (IllegalArgumentException e) {
            throw Refusal.usageText(AuditSettings.placed(name, e));
        }
    }

    private void tell(ServerList list, Shard shard) throws Refusal {
        String repeated = list.repeated() == 0
                ? ""
                : ", " + counted(list.repeated(), "line names", "lines name") + " one of them again";
        String part = shard.equals(Shard.WHOLE)
                ? ""
                : ", of which shard " + shard + " has " + list.servers().size();
        shell.err().println("pop3spec: " + counted(list.size(), "server", "servers") + repeated + part);
        shell.err()
                .println("pop3spec: " + jobs() + " at a time, those with an address in common one after the other;"
                        + " what is done at one is told by --dry-run with its name");
        shell.err().println("pop3spec: at each " + settings.manners().told());
    }

    private static String counted(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    /** Before anything is sent, for audits that can't be written down are worth nothing. */
    private AuditLog claim(Path folder) throws Refusal, IOException {
        AuditLog log;
        try {
            log = AuditLog.claim(folder);
        } catch (IOException e) {
            throw Output.refused(e);
        }
        if (!options.resume && !log.isEmpty()) {
            log.close();
            throw Refusal.usage(folder.resolve(AuditLog.FILE)
                    + " is of an earlier audit: --resume goes on with it, --output names another folder");
        }
        return log;
    }

    /** Those that have not been audited yet. */
    private Collection<ListedServer> open(ServerList list, AuditLog log, Path folder) throws Refusal, IOException {
        Fingerprints done = new Fingerprints();
        Path file = folder.resolve(AuditLog.FILE);
        try {
            log.resume(audit -> key(audit).ifPresent(done::add))
                    .damaged()
                    .forEach(line -> shell.err().println("pop3spec: " + AuditReader.damaged(file, line)));
        } catch (ResultFormatException e) {
            throw Refusal.usage(file + ": " + e.getMessage());
        }
        Collection<ListedServer> open = list.without(done);
        int before = list.servers().size() - open.size();
        if (before > 0) {
            shell.err().println("pop3spec: " + before + " of them were audited before");
        }
        return open;
    }

    private static Optional<String> key(AuditResult audit) {
        try {
            return Optional.of(ListedServer.named(audit.server()).key());
        } catch (IllegalArgumentException ofNoList) {
            return Optional.empty();
        }
    }
}
