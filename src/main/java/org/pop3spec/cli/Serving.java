package org.pop3spec.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.pop3spec.kerberos.KerberosTrouble;
import org.pop3spec.kerberos.Keytabs;
import org.pop3spec.kerberos.ServiceKey;
import org.pop3spec.refserver.Account;
import org.pop3spec.refserver.Fault;
import org.pop3spec.refserver.Faults;
import org.pop3spec.refserver.KerberosService;
import org.pop3spec.refserver.Ports;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.ExitCode;
import org.pop3spec.scenario.Nearest;

/** Runs the reference server for others. */
final class Serving {
    private static final String OWN_SERVICE = "pop/localhost@POP3SPEC.TEST";

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
        List<ServiceKey> keys = keys();
        try (ReferenceServer server = start(password.text(), keys)) {
            if (forTarget()) {
                new ServedTarget(server, keys, shell.folder().resolve(options.targetFile))
                        .write(host(), password.text());
            }
            tell(server, password.shown(), keys);
            new CountDownLatch(1).await();
        }
        return ExitCode.CONFORMANT.value();
    }

    private void list() {
        for (Fault fault : Faults.offered()) {
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
        return Nearest.to(name, Faults.offered().stream().map(Fault::id).toList())
                .map(near -> ", did you mean " + near + "?")
                .orElse("");
    }

    private boolean forTarget() {
        return !options.targetFile.toString().isEmpty();
    }

    /** Those of the service that the server is; none for a server outside any realm. */
    private List<ServiceKey> keys() throws Refusal {
        try {
            if (options.keytab.toString().isEmpty()) {
                return forTarget() ? ServiceKey.random(OWN_SERVICE) : List.of();
            }
            List<ServiceKey> keys = Keytabs.read(shell.folder().resolve(options.keytab)).stream()
                    .filter(key -> key.principal().startsWith("pop/"))
                    .toList();
            if (keys.stream().map(ServiceKey::principal).distinct().count() != 1) {
                throw Refusal.usage("--keytab: " + options.keytab + " should have the keys of one principal pop/HOST");
            }
            return keys;
        } catch (KerberosTrouble e) {
            throw Refusal.usage("--keytab: " + e.getMessage());
        }
    }

    private ReferenceServer start(String password, List<ServiceKey> keys) throws Refusal, IOException {
        List<Account> accounts = new ArrayList<>();
        List<Fault> faults = faults(options.faults);
        try {
            for (String user : options.users) {
                Account account = new Account(user, password);
                accounts.add(
                        forTarget() ? account.withToken(SharedPassword.madeUp().text()) : account);
            }
            ServerSettings.Builder settings = (options.hardened ? ServerSettings.hardened() : ServerSettings.builder())
                    .bind(InetAddress.getByName(options.bind))
                    .ports(new Ports(
                            options.pop3,
                            options.pop3s,
                            options.smtp,
                            options.lmtp,
                            options.kpop,
                            options.kpops,
                            options.pop2,
                            options.pop1))
                    .accounts(accounts)
                    .rpop(options.rpop)
                    .last(options.last)
                    .faults(faults);
            if (!keys.isEmpty()) {
                settings.kerberos(new KerberosService(keys.get(0).principal(), () -> keys));
            }
            return ReferenceServer.start(settings.build());
        } catch (UnknownHostException e) {
            throw Refusal.usage("--bind: " + options.bind + " is no address of this machine");
        } catch (BindException e) {
            throw Refusal.usage("a port can't be had: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw Refusal.usage(String.valueOf(e.getMessage()));
        }
    }

    private void tell(ReferenceServer server, String password, List<ServiceKey> keys) {
        PrintStream out = shell.out();
        String host = host();
        out.println("The reference server listens; Ctrl-C ends it.");
        options.faults.forEach(fault -> out.println("  fault     " + fault));
        out.println("  POP3      pop3://" + host + ":" + server.pop3Port() + " (with STLS)");
        out.println("  POP3S     pop3s://" + host + ":" + server.pop3sPort());
        out.println("  POP2      pop2://" + host + ":" + server.pop2Port());
        out.println("  POP1      pop1://" + host + ":" + server.pop1Port());
        if (!keys.isEmpty()) {
            out.println("  KPOP      " + host + ":" + server.kpopPort() + ", under TLS " + host + ":"
                    + server.kpopsPort() + ", as " + keys.get(0).principal());
        }
        out.println("  delivery  smtp://" + host + ":" + server.smtpPort() + " or lmtp://" + host + ":"
                + server.lmtpPort());
        out.println("  accounts  " + String.join(", ", options.users) + ", " + password);
        if (forTarget()) {
            out.println("  target    pop3spec run --target " + options.targetFile);
        }
        out.flush();
    }

    private String host() {
        return options.bind.contains(":") ? "[" + options.bind + "]" : options.bind;
    }
}
