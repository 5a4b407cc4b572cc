package org.pop3spec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.audit.AuditRequest;
import org.pop3spec.audit.Auditor;
import org.pop3spec.audit.Discovery;
import org.pop3spec.audit.Door;
import org.pop3spec.audit.Ignored;
import org.pop3spec.audit.ListedServer;
import org.pop3spec.audit.Manners;
import org.pop3spec.audit.Places;
import org.pop3spec.audit.ServerAddress;
import org.pop3spec.net.Deadline;
import org.pop3spec.report.AuditFormat;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.ExitCode;
import org.pop3spec.result.Severity;
import org.pop3spec.target.Account;
import org.pop3spec.target.Secret;

/** One {@code pop3spec audit} of one server, from its options to its exit code. */
final class Auditing {
    private final AuditCommand options;
    private final Shell shell;
    private final AuditSettings settings;

    Auditing(AuditCommand options) {
        this.options = options;
        this.shell = options.shell;
        this.settings = new AuditSettings(options);
    }

    int run() throws Refusal, IOException {
        if (options.servers.isEmpty()) {
            throw Refusal.usage("name a server, or a list of servers with --targets");
        }
        if (options.jobs.isPresent() || options.resume || !options.shard.isEmpty()) {
            throw Refusal.usage("--jobs, --shard and --resume are about the servers of --targets");
        }
        Optional<Severity> gate = AuditReporting.gate(options.failOn);
        List<AuditFormat> formats = options.format.chosen(AuditFormat.values(), AuditFormat::parse);
        Ignored ignored = settings.ignored();
        Manners manners = settings.manners();
        ListedServer named = named();
        if (!options.dryRun) {
            Output.folder(folder());
        }
        long begun = System.nanoTime();
        Places places = places(named, Deadline.in(manners.deadline()));
        Duration spent = Duration.ofNanos(System.nanoTime() - begun);
        AuditRequest request = new AuditRequest(
                String.join(" ", options.servers),
                places,
                settings.trust(),
                account(),
                options.slow,
                options.top,
                manners,
                Version.text(),
                shell.arguments());
        Auditor.plan(request).forEach(line -> shell.err().println("pop3spec: " + line));
        if (options.dryRun) {
            return ExitCode.CONFORMANT.value();
        }
        Thread here = Thread.currentThread();
        Interruption interruption = Interruption.stopping(here::interrupt);
        try {
            return audit(request, spent, ignored, gate, formats).value();
        } finally {
            interruption.over();
        }
    }

    private ExitCode audit(
            AuditRequest request, Duration spent, Ignored ignored, Optional<Severity> gate, List<AuditFormat> formats)
            throws IOException {
        AuditResult audit = ignored.in(new Auditor(request, spent).audit());
        // the reports on what was seen until then are still written
        boolean interrupted = Thread.interrupted();
        ignored.stale(audit).forEach(id -> shell.err().println("pop3spec: --ignore: " + id + " is not there any more"));
        ExitCode code = new AuditReporting(shell).one(audit, folder(), gate, formats);
        return interrupted && code == ExitCode.CONFORMANT ? ExitCode.NOT_CONFORMANT : code;
    }

    private Path folder() {
        return shell.folder().resolve(options.output);
    }

    private ListedServer named() throws Refusal {
        try {
            return new ListedServer(options.servers);
        } catch (IllegalArgumentException e) {
            throw Refusal.usage(String.valueOf(e.getMessage()));
        }
    }

    private Places places(ListedServer named, Deadline deadline) throws Refusal {
        Discovery discovery = settings.discovery();
        Map<String, Discovery.Found> recorded = new HashMap<>();
        for (String word : named.words()) {
            Optional<String> domain = ServerAddress.domain(word);
            if (domain.isPresent()) {
                recorded.put(domain.get(), recorded(domain.get(), discovery, deadline));
            }
        }
        return Places.of(named.words(), domain -> recorded.getOrDefault(domain, Discovery.Found.NOTHING));
    }

    /** What the SRV records say; in a dry run nobody is asked. */
    private Discovery.Found recorded(String domain, Discovery discovery, Deadline deadline) throws Refusal {
        if (options.dryRun) {
            shell.err()
                    .println("pop3spec: asks for the SRV records of _pop3._tcp." + domain + " and _pop3s._tcp." + domain
                            + ", and whether the hosts that they name are aliases; where there are none:");
            return Discovery.Found.NOTHING;
        }
        Discovery.Found found = discovery.find(domain, deadline);
        found.notes().forEach(note -> shell.err().println("pop3spec: " + note.name() + ": " + note.value()));
        List<Door> outside = found.outside(domain);
        if (options.account.given() && !outside.isEmpty()) {
            throw Refusal.usage("--user: the SRV records of " + domain + " name " + outside.get(0)
                    + ", which is not in that domain, and who forges them could name any host; if it is the server"
                    + " meant, name it instead of the domain");
        }
        return found;
    }

    private Optional<Account> account() throws Refusal {
        if (options.failedLogins < 0) {
            throw Refusal.usage("--allow-failed-logins: expected a number from 0");
        }
        Optional<String> user = options.account.user();
        if (user.isEmpty()) {
            if (options.failedLogins > 0) {
                throw Refusal.usage("--allow-failed-logins is about the account of --user");
            }
            if (options.top) {
                throw Refusal.usage("--allow-top is about the maildrop of --user");
            }
            return Optional.empty();
        }
        Secret password = options.dryRun ? Secret.of("", "nowhere") : options.account.password(shell);
        return Optional.of(new Account(user.get(), password, Set.of(), options.failedLogins));
    }
}
