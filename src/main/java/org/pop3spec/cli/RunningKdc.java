package org.pop3spec.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.pop3spec.kerberos.Kdc;
import org.pop3spec.kerberos.KdcSettings;
import org.pop3spec.kerberos.KerberosTrouble;
import org.pop3spec.kerberos.Keytabs;
import org.pop3spec.kerberos.ServiceKey;
import org.pop3spec.result.ExitCode;

/** Runs the embedded KDC for others. */
final class RunningKdc {
    private final Shell shell;
    private final KdcCommand options;

    RunningKdc(Shell shell, KdcCommand options) {
        this.shell = shell;
        this.options = options;
    }

    int run() throws Refusal, IOException, InterruptedException {
        for (String user : options.users) {
            if (!user.matches("[^@\\s]{1,200}")) {
                throw Refusal.usage("--user: '" + user + "' is no name of a principal; the realm is added");
            }
        }
        Set<String> hosts = new TreeSet<>(List.of("localhost"));
        for (String service : options.services) {
            if (!service.matches("[^@/\\s]+/[^@/\\s]+")) {
                throw Refusal.usage(
                        "--service: expected NAME/HOST such as pop/mail.example.org, not '" + service + "'");
            }
            hosts.add(service.substring(service.indexOf('/') + 1));
        }
        SharedPassword password = SharedPassword.of(options.passwordFile, shell);
        try (Kdc kdc = Kdc.start(settings(List.copyOf(hosts)))) {
            List<ServiceKey> keys = fill(kdc, password.text());
            PrivateFile.write(shell.folder().resolve(options.keytab), Keytabs.write(keys));
            String conf = options.host.isEmpty() ? kdc.krb5Conf() : kdc.krb5Conf(options.host);
            Files.writeString(shell.folder().resolve(options.krb5Conf), conf);
            tell(kdc, conf, password.shown());
            new CountDownLatch(1).await();
        } catch (KerberosTrouble e) {
            throw Refusal.usage(String.valueOf(e.getMessage()));
        }
        return ExitCode.CONFORMANT.value();
    }

    private KdcSettings settings(List<String> hosts) throws Refusal {
        if (!options.host.matches("[A-Za-z0-9.:-]{0,253}")) {
            throw Refusal.usage("--host: '" + options.host + "' is neither the name of a host nor an address");
        }
        try {
            InetAddress bind = InetAddress.getByName(options.bind);
            if (bind.isAnyLocalAddress() && options.host.isEmpty()) {
                throw Refusal.usage("--bind: nobody reaches a KDC by the address " + options.bind
                        + ": expected --host too, with what clients call this machine");
            }
            return new KdcSettings(options.realm, bind, options.port, options.enctypes, hosts);
        } catch (UnknownHostException e) {
            throw Refusal.usage("--bind: " + options.bind + " is no address of this machine");
        } catch (IllegalArgumentException e) {
            throw Refusal.usage(String.valueOf(e.getMessage()));
        }
    }

    private List<ServiceKey> fill(Kdc kdc, String password) throws KerberosTrouble {
        for (String user : options.users) {
            kdc.addPrincipal(user + "@" + kdc.realm(), password);
        }
        List<ServiceKey> keys = new ArrayList<>();
        for (String service : options.services) {
            String principal = service + "@" + kdc.realm();
            kdc.addPrincipal(principal);
            keys.addAll(kdc.keys(principal));
        }
        return keys;
    }

    private void tell(Kdc kdc, String conf, String password) {
        PrintStream out = shell.out();
        String realm = kdc.realm();
        out.println("The Kerberos realm " + realm + " is there; Ctrl-C ends it.");
        out.println("  KDC         " + options.bind + ", port " + kdc.port() + " by TCP and UDP");
        out.println("  principals  " + String.join(", ", options.users) + ", " + password);
        out.println("  services    " + String.join(", ", options.services) + ", keys in " + options.keytab);
        out.println("  krb5.conf   " + options.krb5Conf + ", for clients: KRB5_CONFIG=" + options.krb5Conf + " kinit "
                + options.users.get(0) + "@" + realm);
        out.println("  target      kerberos: {kdc: " + options.krb5Conf + ", service: " + options.services.get(0) + "@"
                + realm + ", keytab: " + options.keytab + "}");
        out.println();
        out.println("Dovecot (dovecot-gssapi):");
        out.println("  auth_mechanisms = plain gssapi");
        out.println("  auth_krb5_keytab = " + absolute(options.keytab));
        out.println("  auth_gssapi_hostname = \"$ALL\"");
        out.println("  auth_username_format = %n");
        out.println("Cyrus (libsasl2-modules-gssapi-mit), imapd.conf:");
        out.println("  sasl_mech_list: GSSAPI PLAIN");
        out.println("  sasl_keytab: " + absolute(options.keytab));
        out.println("Both read the realm's settings by: KRB5_CONFIG=" + absolute(options.krb5Conf));
        out.println();
        out.println(options.krb5Conf + ":");
        conf.lines().forEach(line -> out.println("  " + line));
        out.flush();
    }

    private Path absolute(Path file) {
        return shell.folder().resolve(file).toAbsolutePath();
    }
}
