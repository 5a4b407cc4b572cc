package org.pop3spec.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pop3spec audit}: what is weak at a live server. */
@Command(
        name = "audit",
        description = {
            "Audits a live server, or many, as a guest: what is weak, how it was seen, what to do about it.",
            "It needs no account; with one, whose password is sent under TLS only, it looks at its maildrop before and after.",
            "It fetches and deletes nothing, and sends no wrong password unless that is allowed."
        })
final class AuditCommand implements Callable<Integer> {
    final Shell shell;

    @Parameters(
            arity = "0..*",
            paramLabel = "SERVER",
            description = {
                "A mail domain or host (its SRV records, else ports 110, 995, 1109 and 109), host:port, pop3://host:port, pop3s://host:port, kpop://host, pop2://host or a URL of RFC 2384.",
                "Several are ports of the same server."
            })
    List<String> servers = List.of();

    @Option(
            names = "--targets",
            paramLabel = "FILE",
            description = "Audits many servers: one a line, named as above; - for standard input.")
    String targets = "";

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "How many of them are audited at a time; " + AuditingMany.JOBS + " without this option.")
    Optional<Integer> jobs = Optional.empty();

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description = "Audits only the I-th of N parts of them. Which one a server is in depends on its name only.")
    String shard = "";

    @Option(
            names = "--resume",
            description = "Goes on where an earlier audit of them, with the same --output, was ended or killed.")
    boolean resume;

    @Option(
            names = "--resolver",
            paramLabel = "HOST:PORT",
            description = "The name server to ask for SRV records; those of the system without this option.")
    String resolver = "";

    @Mixin
    AccountOptions account = new AccountOptions();

    @Option(
            names = "--allow-failed-logins",
            paramLabel = "N",
            description = "How many logins of that account may fail; none without this option.")
    int failedLogins;

    @Option(
            names = "--allow-top",
            description = "Look at the headers of a few small messages of that account by TOP; some servers mark them.")
    boolean top;

    @Option(
            names = "--slow",
            description = "Look also at what takes long, or may keep the account from being used for some minutes.")
    boolean slow;

    @Option(names = "--dry-run", description = "Only say what would be done; nothing is sent.")
    boolean dryRun;

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description = "Certificates to trust, in PEM; 'system' for those of Java, 'insecure' not to judge them.")
    String trust = "";

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "How many connections may be open at a time; ${DEFAULT-VALUE} without this option.")
    int connections = 2;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "How many connections may be opened in a second; ${DEFAULT-VALUE} without this option.")
    int rate = 4;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long one answer may take; ${DEFAULT-VALUE} without this option.")
    String timeout = "15s";

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description = "How long the audit of a server may take; 5m, or 20m with --slow, without this option.")
    String deadline = "";

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            description = "From which severity on a finding makes the exit code 1: info, low, medium or high.")
    String failOn = "";

    @Option(
            names = "--ignore",
            paramLabel = "FILE",
            description = "Findings that are taken as they are: lines of 'id: reason'. They don't fail the audit.")
    Optional<Path> ignore = Optional.empty();

    @Mixin
    FormatOption format = new FormatOption();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where the reports are written; ${DEFAULT-VALUE} without this option.")
    Path output = Path.of("reports", "audit");

    AuditCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        if (targets.isEmpty()) {
            return new Auditing(this).run();
        }
        return new AuditingMany(this).run();
    }
}
