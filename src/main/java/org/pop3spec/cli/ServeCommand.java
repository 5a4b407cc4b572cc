package org.pop3spec.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pop3spec serve}: the reference server, for other clients than this one. */
@Command(name = "serve", description = "Runs the reference server until Ctrl-C, correct or with chosen faults.")
final class ServeCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--fault",
            split = ",",
            paramLabel = "NAME",
            description = "What it is to do wrong; several may be given.")
    List<String> faults = List.of();

    @Option(
            names = "--hardened",
            description = "Set up as an audit finds nothing on: logins under TLS only, nothing that rests on MD5, wrong"
                    + " passwords slowed down, few connections for one client.")
    boolean hardened;

    @Option(names = "--list-faults", description = "List the faults there are, and end.")
    boolean listFaults;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "Listen there; ${DEFAULT-VALUE} without this option.")
    String bind = "127.0.0.1";

    @Option(names = "--pop3", paramLabel = "PORT", description = "For POP3 with STLS; a free port without this option.")
    int pop3;

    @Option(names = "--pop3s", paramLabel = "PORT", description = "For POP3 over TLS; a free port without this option.")
    int pop3s;

    @Option(names = "--pop2", paramLabel = "PORT", description = "For POP2; a free port without this option.")
    int pop2;

    @Option(names = "--pop1", paramLabel = "PORT", description = "For POP1; a free port without this option.")
    int pop1;

    @Option(names = "--smtp", paramLabel = "PORT", description = "For delivery; a free port without this option.")
    int smtp;

    @Option(names = "--lmtp", paramLabel = "PORT", description = "For delivery; a free port without this option.")
    int lmtp;

    @Option(names = "--kpop", paramLabel = "PORT", description = "For KPOP; a free port without this option.")
    int kpop;

    @Option(names = "--kpops", paramLabel = "PORT", description = "For KPOP over TLS; a free port without this option.")
    int kpops;

    @Option(names = "--rpop", description = "Offer RPOP to clients that come from a port below 1024.")
    boolean rpop;

    @Option(names = "--last", description = "Offer LAST, which RFC 1725 dropped.")
    boolean last;

    @Option(
            names = "--keytab",
            paramLabel = "FILE",
            description =
                    "The keys of pop/HOST, as 'pop3spec kdc' writes them: offer KPOP and GSSAPI with these. Without"
                            + " this option --target-file makes some up.")
    Path keytab = Path.of("");

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Accounts; alice without this option. Can be repeated.")
    List<String> users = List.of("alice");

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "Where the accounts' password is; - for standard input. Without this option one is made up"
                    + " and shown.")
    String passwordFile = "";

    @Option(
            names = "--target-file",
            paramLabel = "FILE",
            description = "Write a target file for 'run --target FILE', and beside it what opens the accounts and the"
                    + " certificate to trust.")
    Path targetFile = Path.of("");

    ServeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        return new Serving(shell, this).run();
    }
}
