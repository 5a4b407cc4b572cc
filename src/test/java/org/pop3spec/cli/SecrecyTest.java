package org.pop3spec.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pop3spec.Relay;
import org.pop3spec.ReservedPort;
import org.pop3spec.kerberos.Kdc;
import org.pop3spec.kerberos.Keytabs;
import org.pop3spec.kerberos.ServiceKey;
import org.pop3spec.refserver.Account;
import org.pop3spec.refserver.EchoingServer;
import org.pop3spec.refserver.Fault;
import org.pop3spec.refserver.Faults;
import org.pop3spec.refserver.KerberosService;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.result.Failure;
import org.pop3spec.result.ResultJson;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;

/** Nothing that a run writes has anything in it that opens a maildrop, however it is written. */
@Timeout(300)
class SecrecyTest {
    private static final String SERVICE = "pop/localhost@EXAMPLE.TEST";
    private static final List<String> USERS = List.of("alice", "bob", "carol");
    /** With what HTML, XML, JSON, URLs, Markdown and the scenario language write in another way. */
    private static final String PASSWORD = "pA\"s<&>'w0 %+/\\`|*_=d-of-";

    private static final String TOKEN = "ya29.To-ken_of~bearer+/=";
    private static final String ABOUT_LOGINS =
            "each-variant,sanity/**,rfc1939/7-apop/**,rfc1939/7-user-pass/**,rfc2195/**,rfc1225/**,rfc2831/**,rfc4505/**,rfc4616/**,"
                    + "draft-murchison-sasl-login/**,rfc5034/**,rfc5802/**,rfc7677/**,rfc7628/**,xoauth2/**,ntlm/**,kpop/**,rfc937/**,rfc918/**,rfc4120/**,rfc4752/**,rfc4422/**";

    /** Where nearly all is refused it takes few to have each variant refused. */
    private static final String ABOUT_REFUSALS =
            "each-variant,rfc1939/7-apop/**,rfc1939/7-user-pass/**,rfc1225/**,rfc937/**";

    private static final String[] VARIANTS = {
        "user-pass",
        "apop",
        "kpop",
        "sasl-plain",
        "sasl-login",
        "sasl-cram-md5",
        "sasl-digest-md5",
        "sasl-scram-sha-1",
        "sasl-scram-sha-1-plus",
        "sasl-scram-sha-256",
        "sasl-scram-sha-256-plus",
        "sasl-oauthbearer",
        "sasl-xoauth2",
        "sasl-ntlm",
        "sasl-gssapi",
        "sasl-external"
    };

    /** Not in anything that POP3's status lines answer. */
    private static final Set<String> CREDENTIALS_GO_OTHERWISE = Set.of("kpop", "sasl-external");

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{16,}={0,2}");
    private static final Pattern ESCAPE =
            Pattern.compile("\\\\x([0-9A-Fa-f]{2})|\\\\u00([0-9A-Fa-f]{2})|&#x?([0-9]+);");
    /** The wrong passwords that scenarios make up. */
    private static final Pattern MADE_UP = Pattern.compile("(?:wrong-)?[a-z0-9]{12}");
    /** A piece that is shorter stands elsewhere by chance. */
    private static final int TELLING = 12;
    /** So much of a longer one, where the rest of a line is left out, is found too. */
    private static final int LONG_ENOUGH = 80;

    @TempDir
    private Path folder;

    private final Map<String, String> secrets = new LinkedHashMap<>();
    private List<ServiceKey> keys = List.of();

    @BeforeEach
    void makeKeys() throws Exception {
        try (Kdc kdc = Kdc.start("EXAMPLE.TEST")) {
            kdc.addPrincipal(SERVICE);
            keys = kdc.keys(SERVICE);
        }
        Files.write(folder.resolve("pop.keytab"), Keytabs.write(keys));
        keys.forEach(key -> secrets.put("service key of type " + key.type(), key.octets()));
        for (String user : USERS) {
            secrets.put("password of " + user, PASSWORD + user);
            secrets.put("token of " + user, TOKEN + user);
            Files.writeString(folder.resolve(user + ".password"), PASSWORD + user + "\n");
            Files.writeString(folder.resolve(user + ".token"), TOKEN + user + "\n");
        }
    }

    private static Stream<Named<List<Fault>>> servers() {
        return Stream.of(
                Named.of("a server that does everything right", List.of()),
                Named.of(
                        "a server that lets in whom it should not, and proves nothing",
                        Stream.of(
                                        "scram-signature-wrong",
                                        "digest-md5-rspauth-wrong",
                                        "ntlm-response-not-checked",
                                        "sasl-cancel-succeeds",
                                        "kpop-wrong-proof")
                                .flatMap(name -> Faults.named(name).stream())
                                .toList()),
                Named.of("a server that says again what it refuses", List.of(EchoingServer.fault())));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void nothing_that_a_run_through_every_variant_writes_has_a_secret_in_it(List<Fault> broken) throws Exception {
        ServerSettings settings = ServerSettings.builder()
                .accounts(USERS.stream()
                        .map(user -> new Account(user, PASSWORD + user).withToken(TOKEN + user))
                        .toList())
                .kerberos(new KerberosService(SERVICE, () -> keys))
                .rpop(true)
                .faults(broken)
                .build();
        try (ReferenceServer server = ReferenceServer.start(settings);
                Relay pop3 = Relay.to(server.pop3Port());
                Relay kpop = Relay.to(server.kpopPort());
                Relay pop2 = Relay.to(server.pop2Port())) {
            boolean echoes = broken.stream().anyMatch(EchoingServer::is);
            Map<String, String> written =
                    played(server, pop3.port(), kpop.port(), pop2.port(), echoes ? ABOUT_REFUSALS : ABOUT_LOGINS);

            Run run = ResultJson.read(Files.readAllBytes(folder.resolve("out/results.json")));
            assertThat(run.results()).extracting(ScenarioResult::variant).contains(VARIANTS);
            if (ReservedPort.possible()) {
                assertThat(run.results()).extracting(ScenarioResult::variant).contains("rpop");
            }
            pop3.sent().forEach(this::noteLines);
            pop3.answered().forEach(this::noteProofs);
            kpop.sent().forEach(this::noteTickets);
            pop2.sent().forEach(this::noteLines);
            assertThat(secrets.keySet())
                    .as("what was seen on the way")
                    .anyMatch(name -> name.startsWith("AUTH"))
                    .anyMatch(name -> name.startsWith("APOP"))
                    .anyMatch(name -> name.startsWith("proof"))
                    .anyMatch(name -> name.startsWith("HELO"))
                    .anyMatch(name -> name.startsWith("ticket"));
            assertThat(written.keySet())
                    .contains("console", "index.html", "results.json", "junit.xml", "summary.md", "journal.ndjson");
            written.forEach((name, text) -> assertThat(found(text)).as(name).isEmpty());
            if (echoes) {
                assertFailuresQuoteWhatIsMasked(run);
            }
        }
    }

    /** Else it would go unnoticed that the texts of failures were not masked. */
    private static void assertFailuresQuoteWhatIsMasked(Run run) {
        for (String variant : VARIANTS) {
            if (!CREDENTIALS_GO_OTHERWISE.contains(variant)) {
                assertThat(run.results())
                        .as(variant)
                        .filteredOn(result -> result.variant().equals(variant))
                        .flatExtracting(result ->
                                result.failure().stream().map(Failure::message).toList())
                        .anyMatch(message -> message.matches("(?s).*" + EchoingServer.ECHO + ".*\\*{8}.*"));
            }
        }
    }

    @Test
    void the_search_finds_what_it_is_to_find() {
        String password = PASSWORD + "alice";
        String inside = Base64.getEncoder().encodeToString(("\0alice\0" + password).getBytes(UTF_8));
        for (String text : List.of(
                "x" + password + "x",
                Base64.getEncoder().encodeToString(password.getBytes(UTF_8)),
                HexFormat.of().formatHex(password.getBytes(UTF_8)),
                HexFormat.of().withUpperCase().formatHex(password.getBytes(UTF_8)),
                URLEncoder.encode(password, UTF_8),
                URLEncoder.encode(password, UTF_8).replace("+", "%20"),
                "<b>"
                        + password.replace("&", "&amp;")
                                .replace("<", "&lt;")
                                .replace(">", "&gt;")
                                .replace("\"", "&#34;")
                        + "</b>",
                password.replace("\\", "\\\\").replace("\"", "\\\""),
                "AUTH PLAIN " + inside)) {
            assertThat(found(text)).as(text).contains("password of alice");
        }
        assertThat(found("nothing of that kind")).isEmpty();
    }

    /** What was written, by name; the console too. */
    private Map<String, String> played(ReferenceServer server, int pop3, int kpop, int pop2, String scenarios)
            throws IOException {
        Files.writeString(folder.resolve("ca.pem"), server.caCertificatePem());
        StringBuilder target = new StringBuilder("pop3: 127.0.0.1:" + pop3 + "\npop3s: 127.0.0.1:" + server.pop3sPort()
                + "\nkpop: 127.0.0.1:" + kpop + "\nkpops: 127.0.0.1:" + server.kpopsPort()
                + "\npop2: 127.0.0.1:" + pop2 + "\npop1: 127.0.0.1:" + server.pop1Port()
                + "\nkerberos: {kdc: embedded, service: " + SERVICE + ", keytab: pop.keytab}"
                + "\ndisposable: true\ndelivery: smtp://127.0.0.1:" + server.smtpPort()
                + "\ntls: {trust: ca.pem}\naccounts:\n");
        for (String user : USERS) {
            String certificate = server.clientCertificatePem(user);
            Files.writeString(folder.resolve(user + ".pem"), certificate);
            secrets.put(
                    "key to the certificate of " + user,
                    certificate
                            .replaceFirst("(?s).*BEGIN PRIVATE KEY-----\\s+", "")
                            .lines()
                            .findFirst()
                            .orElseThrow());
            target.append("  - {user: " + user + ", password-file: " + user + ".password, token-file: " + user
                    + ".token, rpop-user: " + user + ", client-certificate: " + user + ".pem}\n");
        }
        Files.writeString(folder.resolve("target.yaml"), target);
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(console, true, UTF_8);
        Shell shell = new Shell(
                List.of("run", "--target", "target.yaml", "--only", scenarios, "--output", "out"),
                printed,
                printed,
                new ByteArrayInputStream(new byte[0]),
                Map.of(),
                folder,
                false);
        ByteArrayOutputStream beside = new ByteArrayOutputStream();
        PrintStream error = System.err;
        System.setErr(new PrintStream(beside, true, UTF_8));
        try {
            Pop3spec.run(shell);
        } finally {
            System.setErr(error);
        }
        Map<String, String> written = new LinkedHashMap<>();
        written.put("console", console.toString(UTF_8));
        // what nobody catches, and what libraries log
        written.put("standard error", beside.toString(UTF_8));
        try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                written.put(String.valueOf(file.getFileName()), Files.readString(file, ISO_8859_1));
            }
        }
        return written;
    }

    /** Passwords, digests and whatever a SASL exchange consists of, among what a client sent. */
    private void noteLines(String sent) {
        for (String line : sent.split("\r\n", -1)) {
            String[] words = line.split(" ", -1);
            String keyword = words[0].toUpperCase(Locale.ROOT);
            if ((keyword.equals("APOP") || keyword.equals("AUTH")) && words.length == 3) {
                note(keyword, words[2]);
            } else if (keyword.equals("HELO") && words.length > 2) {
                note(keyword, line.substring(keyword.length() + words[1].length() + 2));
            } else if (keyword.equals("PASS")) {
                note(keyword, line.substring(Math.min(5, line.length())));
            } else if (BASE64.matcher(line).matches()) {
                note("AUTH's response", line);
            }
        }
    }

    /** By SCRAM and DIGEST-MD5 the server says something that is computed from the password, as the client does. */
    private void noteProofs(String answered) {
        for (String line : answered.split("\r\n", -1)) {
            if (line.startsWith("+ ") && BASE64.matcher(line.substring(2)).matches()) {
                String said = new String(Base64.getMimeDecoder().decode(line.substring(2)), ISO_8859_1);
                if (said.startsWith("v=") || said.startsWith("rspauth=")) {
                    note("proof", line.substring(2));
                }
            }
        }
    }

    /** The AP-REQs, which begin with their tag and a length of two octets (RFC 4120 section 5.5.1). */
    private void noteTickets(String sent) {
        for (int at = sent.indexOf("n\u0082");
                at >= 0 && at + 200 < sent.length();
                at = sent.indexOf("n\u0082", at + 1)) {
            // both in the ticket's and in the authenticator's sealed part
            note("ticket", sent.substring(at + 150, at + 180));
        }
    }

    private void note(String name, String secret) {
        if (secret.length() >= TELLING && !MADE_UP.matcher(secret).matches()) {
            secrets.put(name + " " + secrets.size(), secret);
        }
    }

    /** Which secrets are there. */
    private Set<String> found(String text) {
        Set<String> found = new LinkedHashSet<>();
        List<String> ways = new ArrayList<>(List.of(text, unescaped(text)));
        Matcher coded = BASE64.matcher(text);
        StringBuilder inside = new StringBuilder();
        while (coded.find()) {
            String piece = coded.group().replace('-', '+').replace('_', '/').replace("=", "");
            inside.append(new String(
                            Base64.getDecoder()
                                    .decode(piece.substring(0, piece.length() - (piece.length() % 4 == 1 ? 1 : 0))),
                            ISO_8859_1))
                    .append('\n');
        }
        ways.add(inside.toString());
        secrets.forEach((name, secret) -> {
            byte[] octets = secret.getBytes(ISO_8859_1);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(octets);
            String url = URLEncoder.encode(secret, ISO_8859_1);
            for (String form : List.of(
                    secret.substring(0, Math.min(secret.length(), LONG_ENOUGH)),
                    base64.substring(0, base64.length() / 4 * 4),
                    HexFormat.of().formatHex(octets),
                    HexFormat.of().withUpperCase().formatHex(octets),
                    url,
                    url.replace("+", "%20"))) {
                if (ways.stream().anyMatch(way -> way.contains(form))) {
                    found.add(name);
                }
            }
        });
        return found;
    }

    /** Without what HTML, XML, JSON and the transcripts write for single characters. */
    private static String unescaped(String text) {
        String plain = ESCAPE.matcher(text).replaceAll(escape -> {
            String hex = escape.group(1) != null ? escape.group(1) : escape.group(2);
            int code = hex != null ? Integer.parseInt(hex, 16) : Integer.parseInt(escape.group(3));
            return Matcher.quoteReplacement(String.valueOf((char) code));
        });
        return plain.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&")
                .replace("\\\"", "\"")
                .replace("\\\\", "\\");
    }
}
