package org.pop3spec.kerberos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pop3spec.Requires;

/** A realm of MIT's KDC, with alice and {@code pop/localhost}, that the harness has not started. */
public final class MitRealm implements AutoCloseable {
    public static final String PASSWORD = "wonderland";
    private static final Duration STARTING = Duration.ofSeconds(30);

    private final Path folder;
    private final String name;
    private @Nullable Process kdc;

    private MitRealm(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /**
     * Starts one.
     *
     * @param types the encryption types of all its keys, those of sessions too
     */
    public static MitRealm start(Path folder, String name, String... types) throws IOException, InterruptedException {
        Requires.command("krb5kdc");
        Requires.command("kadmin.local");
        MitRealm realm = new MitRealm(folder, name);
        realm.start(List.of(types));
        return realm;
    }

    private void start(List<String> types) throws IOException, InterruptedException {
        int port = freePort();
        Files.writeString(krb5Conf(), """
                [libdefaults]
                    default_realm = %s
                    dns_lookup_kdc = false
                    dns_canonicalize_hostname = false
                    rdns = false
                    udp_preference_limit = 1
                    permitted_enctypes = %s
                [realms]
                    %s = {
                        kdc = 127.0.0.1:%d
                    }
                """.formatted(name, String.join(" ", types), name, port));
        String salted =
                String.join(" ", types.stream().map(type -> type + ":normal").toList());
        Files.writeString(folder.resolve("kdc.conf"), """
                [realms]
                    %s = {
                        kdc_listen = 127.0.0.1:%d
                        kdc_tcp_listen = 127.0.0.1:%d
                        database_name = %s/principal
                        key_stash_file = %s/stash
                        acl_file = %s/acl
                        master_key_type = %s
                        supported_enctypes = %s
                        default_principal_flags = +preauth
                    }
                """.formatted(
                        name, port, port, folder, folder, folder, types.get(0), salted));
        run("", "kdb5_util", "create", "-r", name, "-s", "-P", "master");
        for (String query : List.of(
                "addprinc -pw " + PASSWORD + " alice",
                "addprinc -randkey pop/localhost",
                "ktadd -k " + keytab() + " pop/localhost",
                "ktadd -norandkey -k " + folder + "/alice.keytab alice")) {
            run("", "kadmin.local", "-r", name, "-q", query);
        }
        Process started = process("krb5kdc", "-n", "-r", name);
        kdc = started;
        awaitPort(port, started);
    }

    /** Whose tickets are asked for with a password, a key in a keytab, or a cache. */
    public KerberosIdentity alice(String kind) throws IOException, InterruptedException {
        ClientKey key = switch (kind) {
            case "keytab" -> new ClientKey.InKeytab(folder.resolve("alice.keytab"));
            case "cache" -> {
                run(PASSWORD + "\n", "kinit", "alice@" + name);
                yield new ClientKey.InCache(folder.resolve("cache"));
            }
            default -> new ClientKey.Password(PASSWORD);
        };
        return new KerberosIdentity(new OutsideRealm(krb5Conf(), Optional.empty()), "alice@" + name, key, service());
    }

    public String service() {
        return "pop/localhost@" + name;
    }

    public Path krb5Conf() {
        return folder.resolve("krb5.conf");
    }

    /** The service's keys. */
    public Path keytab() {
        return folder.resolve("pop.keytab");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitPort(int port, Process started) throws IOException {
        long until = System.nanoTime() + STARTING.toNanos();
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException e) {
                if (!started.isAlive() || System.nanoTime() > until) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    /** A program that knows the realm and its service's keys. */
    public Process process(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("KRB5_CONFIG", krb5Conf().toString());
        builder.environment().put("KRB5_KDC_PROFILE", folder.resolve("kdc.conf").toString());
        builder.environment().put("KRB5CCNAME", "FILE:" + folder.resolve("cache"));
        builder.environment().put("KRB5_KTNAME", "FILE:" + keytab());
        builder.environment().put("KRB5RCACHENAME", "dfl:");
        builder.environment().put("KRB5RCACHEDIR", folder.toString());
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    private void run(String input, String... command) throws IOException, InterruptedException {
        Process process = process(command);
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(ISO_8859_1));
        }
        String said = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor()).as("%s: %s", command[0], said).isZero();
    }

    @Override
    public void close() {
        Process started = kdc;
        if (started != null) {
            started.destroyForcibly().onExit().join();
        }
    }
}
