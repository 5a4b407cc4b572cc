package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.net.pop3.ExtendedPOP3Client;
import org.apache.commons.net.pop3.POP3Reply;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pop3spec.Requires;
import org.pop3spec.result.Level;

/**
 * The fault-free server and programs that others wrote, where they are installed: each fetches a message with each login
 * variant that it knows, on each channel, and none with a wrong secret.
 */
@Timeout(120)
class OtherClientsTest {
    private static final String MESSAGE = "Subject: hello\r\n\r\nworld\r\n";
    private static final String RIGHT = "wonderland-or-token";

    /** What a program can do: variants by the names of {@code run --variant}, without {@code sasl-}. */
    private static final String TABLE = """
            curl      | cleartext, stls, tls | user-pass apop plain login cram-md5 digest-md5 ntlm
            curl      | stls, tls            | oauthbearer xoauth2 external
            fetchmail | cleartext, stls, tls | user-pass apop cram-md5
            mpop      | cleartext, stls, tls | user-pass apop plain login cram-md5 digest-md5 scram-sha-1 scram-sha-256
            mpop      | stls, tls            | oauthbearer xoauth2 external
            getmail   | cleartext, tls       | user-pass apop
            fetchmail | cleartext, stls, tls | ntlm
            mpop      | cleartext, stls, tls | ntlm
            """;

    /** One row and column of it. */
    record Visit(String program, String channel, String variant) {
        @Override
        public String toString() {
            return program + " by " + variant + " over " + channel;
        }

        boolean sasl() {
            return !variant.equals("user-pass") && !variant.equals("apop");
        }

        /** Whether what it calls NTLM is version 1, which the server takes with a fault only. */
        boolean outdated() {
            return variant.equals("ntlm") && !program.equals("curl");
        }

        /** Whether the secret is a certificate with its key. */
        boolean certified() {
            return variant.equals("external");
        }

        /** How the command begins that opens the maildrop. */
        String command() {
            return switch (variant) {
                case "user-pass" -> "PASS";
                case "apop" -> "APOP";
                default -> "AUTH " + variant.toUpperCase(Locale.ROOT);
            };
        }
    }

    static Stream<Visit> visits() {
        return TABLE.lines().flatMap(line -> {
            String[] row = line.split(" *\\| *", -1);
            return Arrays.stream(row[1].split(", *", -1))
                    .flatMap(channel -> Arrays.stream(row[2].split(" ", -1))
                            .map(variant -> new Visit(row[0], channel.strip(), variant)));
        });
    }

    @TempDir
    private Path folder;

    private final Queue<String> commands = new ConcurrentLinkedQueue<>();

    /** Offers nothing beside the variant from which a program might choose, and notes what is asked. */
    private ReferenceServer server(Visit visit) throws IOException {
        Fault listening =
                new Fault("listening", "RFC1939#3", Level.MAY, "Commands are noted", next -> new Deviation(next) {
                    @Override
                    Reply answer(Pop3Session session, Command command) {
                        commands.add(command.is("AUTH") ? "AUTH " + command.argument(0) : command.keyword());
                        return super.answer(session, command);
                    }

                    @Override
                    List<String> capabilities(Pop3Session session) {
                        List<String> all = new ArrayList<>(super.capabilities(session));
                        all.removeIf(line -> line.startsWith("SASL "));
                        if (visit.sasl()) {
                            all.add("SASL " + visit.variant().toUpperCase(Locale.ROOT));
                        }
                        return all;
                    }
                });
        List<Fault> faults = new ArrayList<>(List.of(listening));
        if (visit.outdated()) {
            faults.add(Faults.named("ntlm-version-1-accepted").orElseThrow());
        }
        ReferenceServer server = ReferenceServer.start(ServerSettings.builder()
                .accounts(List.of(new Account("alice", RIGHT).withToken(RIGHT)))
                .apop(visit.variant().equals("apop"))
                .faults(faults)
                .build());
        server.maildrop("alice").put(MESSAGE.getBytes(ISO_8859_1));
        return server;
    }

    @ParameterizedTest
    @MethodSource("visits")
    void a_program_fetches_a_message_with_the_right_secret_only(Visit visit) throws Exception {
        Requires.command(visit.program());
        try (ReferenceServer server = server(visit);
                ReferenceServer other = server(visit)) {
            String refused = fetch(visit, server, visit.certified() ? other.clientCertificatePem("alice") : "wrong");
            assertThat(mail()).as(refused).doesNotContain("world");

            commands.clear();
            String output = fetch(visit, server, visit.certified() ? server.clientCertificatePem("alice") : RIGHT);
            assertThat(mail()).as(output).contains("Subject: hello", "world");
            assertThat(commands)
                    .as(output)
                    .anyMatch(command -> command.toUpperCase(Locale.ROOT).equals(visit.command()));
        }
    }

    private String mail() throws IOException {
        Path file = folder.resolve("mail");
        return Files.exists(file) ? Files.readString(file, ISO_8859_1) : "";
    }

    private String fetch(Visit visit, ReferenceServer server, String secret) throws Exception {
        boolean implicit = visit.channel().equals("tls");
        int port = implicit ? server.pop3sPort() : server.pop3Port();
        Path authority = Files.writeString(folder.resolve("ca.pem"), server.caCertificatePem());
        List<String> command = switch (visit.program()) {
            case "curl" -> curl(visit, port, authority, secret);
            case "mpop" -> mpop(visit, port, authority, secret);
            case "fetchmail" -> fetchmail(visit, port, authority, secret);
            default -> getmail(visit, port, authority, secret);
        };
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("%s ends", visit.program())
                .isTrue();
        return output;
    }

    private List<String> curl(Visit visit, int port, Path authority, String secret) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error", "--verbose"));
        command.addAll(List.of("--cacert", authority.toString(), "--output", folder.resolve("mail") + ""));
        if (visit.channel().equals("stls")) {
            command.add("--ssl-reqd");
        }
        if (visit.certified()) {
            Path certificate = Files.writeString(folder.resolve("certificate"), secret);
            command.addAll(List.of("--user", "alice:", "--cert", certificate.toString()));
        } else if (visit.variant().contains("auth")) {
            command.addAll(List.of("--user", "alice", "--oauth2-bearer", secret));
        } else {
            command.addAll(List.of("--user", "alice:" + secret));
        }
        if (visit.variant().equals("apop")) {
            command.addAll(List.of("--login-options", "AUTH=+APOP"));
        } else if (visit.sasl()) {
            command.addAll(List.of("--login-options", visit.command().replace(' ', '=')));
        }
        command.add((visit.channel().equals("tls") ? "pop3s" : "pop3") + "://localhost:" + port + "/1");
        return command;
    }

    private List<String> mpop(Visit visit, int port, Path authority, String secret) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), secret + "\n");
        List<String> command = new ArrayList<>(List.of(
                "mpop",
                "--debug",
                "--host=localhost",
                "--port=" + port,
                "--user=alice",
                "--auth=" + (visit.variant().equals("user-pass") ? "user" : visit.variant()),
                "--passwordeval=cat " + file,
                "--tls=" + (visit.channel().equals("cleartext") ? "off" : "on"),
                "--tls-starttls=" + (visit.channel().equals("stls") ? "on" : "off"),
                "--tls-trust-file=" + authority,
                "--delivery=mbox," + folder.resolve("mail"),
                "--uidls-file=" + folder.resolve("uidls"),
                "--keep=on"));
        if (visit.certified()) {
            command.addAll(List.of("--tls-cert-file=" + file, "--tls-key-file=" + file));
        }
        return command;
    }

    private List<String> fetchmail(Visit visit, int port, Path authority, String secret) throws IOException {
        Path settings = settings("fetchmailrc");
        String tls = switch (visit.channel()) {
            case "cleartext" -> "sslproto \"\"";
            case "stls" -> "sslproto \"TLS1.2+\" sslcertck sslcertfile \"" + authority + "\"";
            default -> "ssl sslcertck sslcertfile \"" + authority + "\"";
        };
        Files.writeString(
                settings,
                "poll localhost service " + port + " protocol "
                        + (visit.variant().equals("apop") ? "apop" : "pop3 auth " + auth(visit))
                        + " no dns user \"alice\" there password \"" + secret + "\" is \"root\" here " + tls
                        + " keep fetchall mda \"cat >> " + folder.resolve("mail") + "\"\n");
        return List.of(
                "fetchmail",
                "-v",
                "-f",
                settings.toString(),
                "--nosyslog",
                "--pidfile",
                folder.resolve("fetchmail.pid").toString());
    }

    private static String auth(Visit visit) {
        return visit.variant().equals("user-pass") ? "password" : visit.variant();
    }

    private List<String> getmail(Visit visit, int port, Path authority, String secret) throws IOException {
        Path settings = settings("getmailrc");
        boolean implicit = visit.channel().equals("tls");
        Files.writeString(
                settings,
                "[retriever]\ntype = " + (implicit ? "SimplePOP3SSLRetriever" : "SimplePOP3Retriever")
                        + "\nserver = 127.0.0.1\nport = " + port + "\nusername = alice\npassword = " + secret
                        + "\ntimeout = 20\nuse_apop = " + (visit.variant().equals("apop") ? "true" : "false")
                        + (implicit ? "\nca_certs = " + authority : "")
                        + "\n[destination]\ntype = MDA_external\npath = /usr/bin/tee\nallow_root_commands = true\narguments = (\"-a\", \""
                        + folder.resolve("mail") + "\")\n[options]\nread_all = true\n");
        return List.of("getmail", "--getmaildir=" + folder, "--rcfile=" + settings, "--trace");
    }

    /** A file that nobody else may read, which these programs insist on. */
    private Path settings(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.deleteIfExists(file);
        return Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    static Stream<String> commonsNet() {
        return Stream.concat(
                Stream.of("user-pass", "apop"),
                Arrays.stream(ExtendedPOP3Client.AUTH_METHOD.values()).map(Enum::name));
    }

    @ParameterizedTest
    @MethodSource("commonsNet")
    void commons_net_logs_in_with_the_right_password_only(String variant) throws Exception {
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults())) {
            for (String password : List.of("wrong", "wonderland")) {
                ExtendedPOP3Client client = new ExtendedPOP3Client();
                client.connect("127.0.0.1", server.pop3Port());
                boolean in = switch (variant) {
                    case "user-pass" -> client.login("alice", password);
                    case "apop" -> {
                        String timestamp = client.getReplyString().replaceAll("(?s).*(<.*>).*", "$1");
                        yield client.login("alice", timestamp, password);
                    }
                    default -> client.auth(ExtendedPOP3Client.AUTH_METHOD.valueOf(variant), "alice", password);
                };
                assertThat(in).isEqualTo(password.equals("wonderland"));
                // after AUTH it does not know that the maildrop is open, so that the command is sent by hand
                assertThat(client.sendCommand("STAT")).isEqualTo(in ? POP3Reply.OK : POP3Reply.ERROR);
                assertThat(client.logout()).isTrue();
                client.disconnect();
            }
        }
    }
}
