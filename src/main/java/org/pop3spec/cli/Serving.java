package org.pop3spec.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.pop3spec.refserver.Account;
import org.pop3spec.refserver.Fault;
import org.pop3spec.refserver.Faults;
import org.pop3spec.refserver.Ports;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.ExitCode;
import org.pop3spec.scenario.Nearest;

/** Runs the reference server for others. */
final class Serving {
    private final Shell shell;
    private final ServeCommand options;

    Serving(Shell shell, ServeCommand options) {
        this.shell = shell;
        this.options = options;
    }

    int run() throws Refusal, IOException, InterruptedException {
        if (options.listFaults) {
            list();
            return ExitCode.CONFORMANT.value();
        }
        SharedPassword password = SharedPassword.of(options.passwordFile, shell);
        try (ReferenceServer server = start(password.text())) {
            Path file = options.targetFile;
            if (!file.toString().isEmpty()) {
                writeTarget(server, password.text(), shell.folder().resolve(file));
            }
            tell(server, password.shown());
            new CountDownLatch(1).await();
        }
        return ExitCode.CONFORMANT.value();
    }

    private void list() {
        for (Fault fault : Faults.all()) {
            shell.out().printf("%-40s %-6s %-24s %s%n", fault.id(), fault.level(), fault.section(), fault.intent());
        }
    }

    /** The faults of these names. */
    static List<Fault> faults(List<String> names) throws Refusal {
        List<Fault> faults = new ArrayList<>();
        for (String name : names) {
            Optional<Fault> fault = Faults.named(name);
            faults.add(fault.orElseThrow(() -> Refusal.usage(
                    "there is no fault " + name + nearest(name) + "; 'pop3spec serve --list-faults' lists them")));
        }
        return faults;
    }

    private static String nearest(String name) {
        return Nearest.to(name, Faults.all().stream().map(Fault::id).toList())
                .map(near -> ", did you mean " + near + "?")
                .orElse("");
    }

    private ReferenceServer start(String password) throws Refusal, IOException {
        List<Account> accounts = new ArrayList<>();
        List<Fault> faults = faults(options.faults);
        try {
            for (String user : options.users) {
                accounts.add(new Account(user, password));
            }
            return ReferenceServer.start(ServerSettings.builder()
                    .bind(InetAddress.getByName(options.bind))
                    .ports(new Ports(options.pop3, options.pop3s, options.smtp, options.lmtp))
                    .accounts(accounts)
                    .faults(faults)
                    .build());
        } catch (UnknownHostException e) {
            throw Refusal.usage("--bind: " + options.bind + " is no address of this machine");
        } catch (BindException e) {
            throw Refusal.usage("a port can't be had: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw Refusal.usage(String.valueOf(e.getMessage()));
        }
    }

    private void tell(ReferenceServer server, String password) {
        PrintStream out = shell.out();
        String host = host();
        out.println("The reference server listens; Ctrl-C ends it.");
        options.faults.forEach(fault -> out.println("  fault     " + fault));
        out.println("  POP3      pop3://" + host + ":" + server.pop3Port() + " (with STLS)");
        out.println("  POP3S     pop3s://" + host + ":" + server.pop3sPort());
        out.println("  delivery  smtp://" + host + ":" + server.smtpPort() + " or lmtp://" + host + ":"
                + server.lmtpPort());
        out.println("  accounts  " + String.join(", ", options.users) + ", " + password);
        if (!options.targetFile.toString().isEmpty()) {
            out.println("  target    pop3spec run --target " + options.targetFile);
        }
        out.flush();
    }

    private String host() {
        return options.bind.contains(":") ? "[" + options.bind + "]" : options.bind;
    }

    private void writeTarget(ReferenceServer server, String password, Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        PrivateFile.write(file.resolveSibling(name + ".secret"), (password + "\n").getBytes(StandardCharsets.UTF_8));
        Files.writeString(file.resolveSibling(name + ".ca.pem"), server.caCertificatePem());
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write("name: reference\n");
            out.write("pop3: \"" + host() + ":" + server.pop3Port() + "\"\n");
            out.write("pop3s: \"" + host() + ":" + server.pop3sPort() + "\"\n");
            out.write("accounts:\n");
            for (String user : options.users) {
                out.write("  - {user: \"" + user + "\", password-file: \"" + name + ".secret\"}\n");
            }
            out.write("disposable: true\n");
            out.write("delivery: \"smtp://" + host() + ":" + server.smtpPort() + "\"\n");
            out.write("tls: {trust: \"" + name + ".ca.pem\"}\n");
        }
    }
}
