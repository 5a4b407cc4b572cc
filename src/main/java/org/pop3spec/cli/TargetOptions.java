package org.pop3spec.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The server to play against, as the command line names it. */
final class TargetOptions {
    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = "The server: pop3://host:110, pop3s://host:995, or a target file (docs/targets.md).")
    String target = "";

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            description = "Start this server in a container and play against it.")
    String recipe = "";

    @Mixin
    AccountOptions account = new AccountOptions();

    @Option(
            names = "--allow",
            split = ",",
            paramLabel = "WHAT",
            description = "What may be done with the account: read, change. Looking at it only without this option.")
    List<String> allow = List.of();

    @Option(
            names = "--failed-logins",
            paramLabel = "N",
            description = "How many wrong passwords may be sent for the account; none without this option.")
    Optional<Integer> failedLogins = Optional.empty();

    @Option(names = "--disposable", description = "Everything may be done with the account and its mail.")
    boolean disposable;

    @Option(
            names = "--delivery",
            paramLabel = "WHERE",
            description = "How messages get in: smtp://host:25, lmtp://, maildir:, mbox:, exec:, none.")
    String delivery = "";

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description = "Certificates to trust, in PEM; 'system' for those of Java, 'insecure' for any.")
    String trust = "";

    @Option(
            names = "--kdc",
            paramLabel = "FILE",
            description = "The krb5.conf of the Kerberos realm in which the server is pop/HOST: GSSAPI is played with"
                    + " tickets of it.")
    String kdc = "";
}
