package org.pop3spec.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.pop3spec.Requires;
import org.pop3spec.auth.SaslExchange;
import org.pop3spec.auth.SaslObjection;

/**
 * A PostgreSQL server with one user, {@code alice}: no mail server, but one that has SCRAM-SHA-256-PLUS by tls-server-end-point
 * and isn't ours. Its messages are a letter, a length that counts itself, and the rest.
 */
final class Postgres {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final int SSL_REQUEST = 80_877_103;
    private static final int PROTOCOL = 3 << 16;
    private static final int DONE = 0;
    private static final int MECHANISMS = 10;

    private final Path folder;
    private final Path programs;
    private final int port;

    private Postgres(Path folder, Path programs, int port) {
        this.folder = folder;
        this.programs = programs;
        this.port = port;
    }

    /** How a client begins on a connection that has TLS. */
    interface Client {
        SaslExchange begin(SSLSession session) throws SaslObjection;
    }

    /** Makes one that does not run yet. */
    static Postgres made(Path folder, String password) throws IOException, InterruptedException {
        Requires.command("pg_ctlcluster");
        try (Stream<Path> versions = Files.list(INSTALLED);
                ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path programs = versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .findFirst()
                    .orElseThrow();
            Postgres server = new Postgres(folder, programs, free.getLocalPort());
            Path file = Files.writeString(folder.resolve("password"), password);
            server.run("initdb", "-U", "alice", "-A", "scram-sha-256", "--pwfile=" + file, "--no-sync");
            return server;
        }
    }

    /** Starts it with that certificate; where it runs, anew. */
    void start(SelfSigned identity) throws IOException, InterruptedException {
        Path certificate = Files.writeString(folder.resolve("cert.pem"), identity.certificatePem());
        Path key = Files.writeString(folder.resolve("key.pem"), identity.keyPem());
        run(
                "pg_ctl",
                "restart",
                "-w",
                "-m",
                "immediate",
                "-l",
                folder.resolve("log").toString(),
                "-o",
                "-h 127.0.0.1 -p " + port + " -k " + folder + " -c fsync=off -c ssl=on -c ssl_cert_file=" + certificate
                        + " -c ssl_key_file=" + key);
    }

    /** It refuses to run as root, and reads a key only that is nobody else's. */
    private void run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            done(List.of("chown", "-R", "postgres", folder.toString()));
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        done(List.of("chmod", "-R", "go=", folder.toString()));
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        done(command);
    }

    private void done(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        builder.environment().put("PGDATA", folder.resolve("data").toString());
        int code = builder.start().waitFor();
        assertThat(code)
                .as(Files.readString(folder.resolve("said"), ISO_8859_1))
                .isZero();
    }

    /** What a login comes to: {@code ok}, or the text of the server's error. */
    String login(String mechanism, Client client) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyTrust()}, null);
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
            DataOutputStream request = new DataOutputStream(plain.getOutputStream());
            request.writeInt(8);
            request.writeInt(SSL_REQUEST);
            assertThat(plain.getInputStream().read()).isEqualTo('S');
            try (SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true)) {
                socket.startHandshake();
                return outcome(socket, mechanism, client.begin(socket.getSession()));
            }
        }
    }

    private static String outcome(SSLSocket socket, String mechanism, SaslExchange exchange)
            throws IOException, SaslObjection {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        String startup = "user\0alice\0database\0postgres\0\0";
        out.writeInt(8 + startup.length());
        out.writeInt(PROTOCOL);
        out.writeBytes(startup);
        while (true) {
            int kind = in.read();
            byte[] rest = in.readNBytes(in.readInt() - 4);
            String text = new String(rest, ISO_8859_1);
            if (kind != 'R') {
                return text;
            }
            int step = rest[3];
            String said = text.substring(4);
            if (step == DONE) {
                return exchange.settled() ? "ok" : "not settled";
            } else if (step == MECHANISMS) {
                assertThat(said).contains(mechanism);
                String first = exchange.respond("");
                answer(out, mechanism.length() + 5 + first.length());
                out.writeBytes(mechanism + "\0");
                out.writeInt(first.length());
                out.writeBytes(first);
            } else {
                String response = exchange.respond(said);
                if (!response.isEmpty()) { // once the server has proven itself there is nothing left to say
                    answer(out, response.length());
                    out.writeBytes(response);
                }
            }
        }
    }

    private static void answer(DataOutputStream out, int length) throws IOException {
        out.writeByte('p');
        out.writeInt(4 + length);
    }

    void stop() throws IOException, InterruptedException {
        run("pg_ctl", "stop", "-w", "-m", "immediate");
    }
}
