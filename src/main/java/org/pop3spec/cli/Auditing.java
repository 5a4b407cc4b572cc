package org.pop3spec.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.audit.AuditRequest;
import org.pop3spec.audit.Auditor;
import org.pop3spec.audit.Discovery;
import org.pop3spec.audit.Door;
import org.pop3spec.audit.Ignored;
import org.pop3spec.audit.Manners;
import org.pop3spec.audit.ServerAddress;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.report.AuditConsole;
import org.pop3spec.report.AuditFormat;
import org.pop3spec.report.AuditWriter;
import org.pop3spec.report.Terminal;
import org.pop3spec.report.UnwrittenReports;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.ExitCode;
import org.pop3spec.result.Severity;
import org.pop3spec.target.Account;
import org.pop3spec.target.Secret;
import org.pop3spec.target.TargetFile;
import org.pop3spec.target.Trust;

/** One {@code pop3spec audit}, from its options to its exit code. */
final class Auditing {
    private static final Duration NAME_SERVER = Duration.ofSeconds(2);

    private final AuditCommand options;
    private final Shell shell;

    Auditing(AuditCommand options) {
        this.options = options;
        this.shell = options.shell;
    }

    int run() throws Refusal, IOException {
        Optional<Severity> gate = gate();
        List<AuditFormat> formats = formats();
        Ignored ignored = ignored();
        AuditRequest request = new AuditRequest(
                String.join(" ", options.servers),
                doors(),
                trust(),
                account(),
                options.slow,
                manners(),
                Version.text(),
                shell.arguments());
        Auditor.plan(request).forEach(line -> shell.err().println("pop3spec: " + line));
        if (options.dryRun) {
            return ExitCode.CONFORMANT.value();
        }
        Thread here = Thread.currentThread();
        Interruption interruption = Interruption.stopping(here::interrupt);
        try {
            return audit(request, ignored, gate, formats).value();
        } finally {
            interruption.over();
        }
    }

    private ExitCode audit(AuditRequest request, Ignored ignored, Optional<Severity> gate, List<AuditFormat> formats)
            throws IOException {
        AuditResult audit = ignored.in(new Auditor(request).audit());
        // the reports on what was seen until then are still written
        boolean interrupted = Thread.interrupted();
        ignored.stale(audit).forEach(id -> shell.err().println("pop3spec: --ignore: " + id + " is not there any more"));
        report(audit, gate, formats);
        if (audit.unusable().isPresent()) {
            return ExitCode.UNUSABLE;
        }
        boolean failed = interrupted
                || !audit.complete()
                || audit.changedMail()
                || gate.filter(audit::hasFrom).isPresent();
        return failed ? ExitCode.NOT_CONFORMANT : ExitCode.CONFORMANT;
    }

    private void report(AuditResult audit, Optional<Severity> gate, List<AuditFormat> formats) throws IOException {
        AuditConsole console = new AuditConsole(Terminal.ofStandardOutput(shell.environment()));
        Path folder = shell.folder().resolve(options.output);
        try {
            console.write(audit, new AuditWriter(folder).write(audit, gate, formats), shell.out());
        } catch (UnwrittenReports e) {
            console.write(audit, e.written(), shell.out());
            throw e;
        }
    }

    private List<Door> doors() throws Refusal {
        Optional<Endpoint> resolver = resolver();
        Set<Door> doors = new LinkedHashSet<>();
        for (String server : options.servers) {
            try {
                List<Door> usual = ServerAddress.doors(server);
                Optional<String> domain = ServerAddress.domain(server);
                doors.addAll(domain.isPresent() ? looked(domain.get(), usual, resolver) : usual);
            } catch (IllegalArgumentException e) {
                throw Refusal.usage(server + ": " + e.getMessage());
            }
        }
        return new ArrayList<>(doors);
    }

    /** What the SRV records say, else the usual ports; in a dry run nobody is asked. */
    private List<Door> looked(String domain, List<Door> usual, Optional<Endpoint> resolver) throws Refusal {
        if (options.dryRun) {
            shell.err()
                    .println("pop3spec: asks for the SRV records of _pop3._tcp." + domain + " and _pop3s._tcp." + domain
                            + "; where there are none:");
            return usual;
        }
        Discovery.Found found = new Discovery(resolver, NAME_SERVER).find(domain);
        found.notes().forEach(note -> shell.err().println("pop3spec: " + note));
        List<Door> outside = found.outside(domain);
        if (!options.user.isEmpty() && !outside.isEmpty()) {
            throw Refusal.usage("--user: the SRV records of " + domain + " name " + outside.get(0)
                    + ", which is not in that domain, and who forges them could name any host; if it is the server"
                    + " meant, name it instead of the domain");
        }
        return found.doors().isEmpty() ? usual : found.doors();
    }

    private Optional<Endpoint> resolver() throws Refusal {
        try {
            return options.resolver.isEmpty()
                    ? Optional.empty()
                    : Optional.of(ServerAddress.endpoint(options.resolver));
        } catch (IllegalArgumentException e) {
            throw Refusal.usage("--resolver: " + e.getMessage());
        }
    }

    private Optional<Account> account() throws Refusal {
        if (options.user.isEmpty()) {
            if (!options.passwordFile.isEmpty() || !options.passwordEnv.isEmpty()) {
                throw Refusal.usage("a password without --user");
            }
            return Optional.empty();
        }
        if (options.user.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
            throw Refusal.usage("--user: control characters cannot be sent");
        }
        Secret password = options.dryRun
                ? Secret.of("", "nowhere")
                : AccountPassword.of(shell, options.user, options.passwordFile, options.passwordEnv);
        return Optional.of(new Account(options.user, password, Set.of(), 0));
    }

    private Optional<TlsSettings> trust() throws Refusal {
        Trust trust = options.trust.isEmpty() ? new Trust.OfJava() : TargetFile.trust(options.trust, shell.folder());
        try {
            return trust instanceof Trust.Anything ? Optional.empty() : Optional.of(trust.settings());
        } catch (IOException e) {
            throw Refusal.usage("--trust: " + Breakdowns.line(e));
        }
    }

    private Manners manners() throws Refusal {
        if (options.connections < 1 || options.rate < 1) {
            throw Refusal.usage("--connections and --rate: expected a number from 1");
        }
        return new Manners(
                options.connections,
                options.rate,
                time("--deadline", options.deadline),
                Limits.standard().withAnswer(time("--timeout", options.timeout)));
    }

    private static Duration time(String option, String written) throws Refusal {
        return TargetFile.duration(written)
                .orElseThrow(() -> Refusal.usage(option + ": expected a time such as 500ms, 30s or 2m"));
    }

    private Optional<Severity> gate() throws Refusal {
        if (options.failOn.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Severity.valueOf(options.failOn.get().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw Refusal.usage("--fail-on: '" + options.failOn.get() + "' is none of info, low, medium, high");
        }
    }

    private List<AuditFormat> formats() throws Refusal {
        try {
            return options.format.isEmpty() ? List.of(AuditFormat.values()) : AuditFormat.parse(options.format);
        } catch (IllegalArgumentException e) {
            throw Refusal.usage("--format: " + e.getMessage());
        }
    }

    private Ignored ignored() throws Refusal {
        if (options.ignore.isEmpty()) {
            return Ignored.nothing();
        }
        Path file = options.ignore.get();
        try {
            return Ignored.parse(Files.readAllLines(shell.folder().resolve(file)));
        } catch (MalformedInputException e) {
            throw Refusal.usage("--ignore: " + file + " is not UTF-8");
        } catch (IOException e) {
            throw Refusal.usage("--ignore: " + Breakdowns.line(e));
        } catch (IllegalArgumentException e) {
            throw Refusal.usageText(String.valueOf(e.getMessage())
                    .lines()
                    .map(line -> file + ":" + line)
                    .reduce((a, b) -> a + "\n" + b)
                    .orElse(""));
        }
    }
}
