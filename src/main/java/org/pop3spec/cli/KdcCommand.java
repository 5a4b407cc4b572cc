package org.pop3spec.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.pop3spec.kerberos.KdcSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pop3spec kdc}: the embedded KDC, for a server under test and for other clients. */
@Command(
        name = "kdc",
        description = "Runs a Kerberos realm until Ctrl-C, and says what a server under test needs of it.")
final class KdcCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--realm", paramLabel = "REALM", description = "Its name; ${DEFAULT-VALUE} without this option.")
    String realm = "EXAMPLE.TEST";

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "Listen there; ${DEFAULT-VALUE} without this option.")
    String bind = "127.0.0.1";

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "What clients call this machine; the address of --bind without this option.")
    String host = "";

    @Option(names = "--port", paramLabel = "PORT", description = "By TCP and UDP; a free port without this option.")
    int port;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Principals with a password; alice without this option. Can be repeated.")
    List<String> users = List.of("alice");

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "Where their password is; - for standard input. Without this option one is made up and shown.")
    String passwordFile = "";

    @Option(
            names = "--service",
            paramLabel = "NAME/HOST",
            description = "Principals of servers, with keys of their own; pop/localhost without this option. Can be"
                    + " repeated.")
    List<String> services = List.of("pop/localhost");

    @Option(
            names = "--keytab",
            paramLabel = "FILE",
            description =
                    "Write the servers' keys there, for the server under test; ${DEFAULT-VALUE} without this option.")
    Path keytab = Path.of("pop3spec.keytab");

    @Option(
            names = "--krb5-conf",
            paramLabel = "FILE",
            description = "Write the settings for clients there; ${DEFAULT-VALUE} without this option.")
    Path krb5Conf = Path.of("pop3spec.krb5.conf");

    @Option(
            names = "--enctypes",
            split = ",",
            paramLabel = "TYPE",
            description =
                    "What keys there are; aes256-cts-hmac-sha1-96 and aes128-cts-hmac-sha1-96 without this option,"
                            + " arcfour-hmac too where it is asked for.")
    List<String> enctypes = KdcSettings.ENCRYPTION_TYPES.subList(0, 2);

    KdcCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        return new RunningKdc(shell, this).run();
    }
}
