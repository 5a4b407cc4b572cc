package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Conversations that between them touch everything a fault may change. Each gives the octets that a server sent, with
 * what is different every time made equal; whatever differs from the fault-free server's is noticeable.
 */
final class Probes {
    private static final Pattern TIMESTAMP = Pattern.compile("<[0-9.a-f]+@pop3spec\\.invalid>");
    private static final Pattern UNIQUE_ID = Pattern.compile("[0-9a-f]{9,}\\.[0-9]{6}");

    /** The first handshake of a JVM on a busy machine takes more than a second. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(5);

    private static final String FIRST =
            crlf("Subject: first", " folded", "X-Last: yes", "", "", "one .dot", "two ", "", "three", "", "");
    private static final String LETTERS = "Subject: letters\r\n\r\na\r\nb\r\nend\r\n";
    private static final String EIGHT_BIT = "Subject: octets\r\n\r\n\u00e9\u00ff \u00a0\r\n.\u00e9\r\n";

    /** One conversation. */
    @FunctionalInterface
    interface Probe {
        String on(ReferenceServer server) throws IOException, GeneralSecurityException;
    }

    private Probes() {}

    /** All conversations by name, those that wait for something last. */
    static Map<String, Probe> all() {
        Map<String, Probe> all = new LinkedHashMap<>();
        all.put("before login", Probes::beforeLogin);
        all.put("logins", Probes::logins);
        all.put("apop", Probes::apop);
        all.put("transaction", Probes::transaction);
        all.put("numbers", Probes::numbers);
        all.put("mark", Probes::marks);
        all.put("empty maildrop", Probes::emptyMaildrop);
        all.put("uidl", Probes::uniqueIds);
        all.put("many messages", Probes::manyMessages);
        all.put("large message", Probes::largeMessage);
        all.put("overlong line", Probes::overlongLine);
        all.put("updates", Probes::updates);
        all.put("ends without quit", Probes::ends);
        all.put("lock", Probes::locks);
        all.put("new mail", Probes::newMail);
        all.put("step by step", Probes::stepByStep);
        all.put("tls", Probes::tls);
        all.put("pop3s", Probes::pop3s);
        all.put("kpop", KpopProbes::kpop);
        all.put("gssapi", GssapiProbes::gssapi);
        all.put("rpop", RpopProbes::rpop);
        all.put("last", Probes::last);
        all.put("xtnd", Probes::discussionGroups);
        all.put("login-delay", Probes::loginDelay);
        all.put("expire", Probes::retention);
        all.put("external", TlsProbes::external);
        all.put("binding", TlsProbes::bindings);
        all.put("hello", TlsProbes::hellos);
        all.put("close notify", TlsProbes::ends);
        all.put("ticket", KpopProbes::tickets);
        all.put("utf8", Utf8Probes::mode);
        all.put("prepared", Utf8Probes::names);
        all.put("lang", Utf8Probes::languages);
        all.put("strangers", SecurityProbes::strangers);
        all.put("neighbours", SecurityProbes::neighbours);
        all.put("history", HistoryProbes::history);
        all.put("arguments", ContentProbes::arguments);
        all.put("content", ContentProbes::content);
        all.put("batches", ContentProbes::batches);
        all.put("sessions", CircumstanceProbes::sessions);
        all.put("beside", CircumstanceProbes::beside);
        all.put("lost", CircumstanceProbes::lost);
        all.put("refused", CircumstanceProbes::refused);
        all.put("pop2", Pop2Probes::pop2);
        all.put("pop1", Pop1Probes::pop1);
        all.putAll(SaslProbes.all());
        all.put("8192", Probes::thousandsOfMessages);
        all.put("silence", Probes::silence);
        all.put("pop2 silence", Pop2Probes::silence);
        all.put("autologout", Probes::timer);
        return all;
    }

    /** A conversation that tells what came in the clear only. */
    @FunctionalInterface
    interface Plain {
        String on(ReferenceServer server) throws IOException;
    }

    /** The conversation with a server that is like another one, but for something. */
    static String onOther(ReferenceServer like, UnaryOperator<ServerSettings.Builder> change, Plain conversation)
            throws IOException {
        ServerSettings.Builder settings = like.settings().toBuilder().ports(Ports.ANY);
        try (ReferenceServer other =
                ReferenceServer.start(change.apply(settings).build())) {
            return conversation.on(other);
        }
    }

    /** What the server answers to octets after which the client closes its direction. */
    static String talk(ReferenceServer server, String octets) throws IOException {
        try (RawClient client = RawClient.connect(server.pop3Port())) {
            client.send(octets);
            client.closeOutput();
            return client.rest() + "<end>\n";
        }
    }

    static String session(ReferenceServer server, String octets) throws IOException {
        return talk(server, "USER alice\r\nPASS wonderland\r\n" + octets);
    }

    static void fill(ReferenceServer server, String... messages) {
        server.maildrop("alice").clear();
        for (String message : messages) {
            server.maildrop("alice").put(message.getBytes(ISO_8859_1));
        }
    }

    static String crlf(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    private static String beforeLogin(ReferenceServer server) throws IOException {
        fill(server, FIRST);
        return talk(server, crlf("", "STAT", "LIST", "RETR 1", "DELE 1", "NOOP", "RSET", "TOP 1 0", "UIDL"))
                + talk(server, crlf("XYZZY", "XYZZY " + "x".repeat(240), "xyzzy", "NOOPX", "NOO", "LAST", "QUIT x"))
                + talk(server, crlf("USER", "USER alice", "PASS", "PASS ", "APOP", "APOP alice", "USER nobody"))
                + talk(
                        server,
                        crlf("USER " + "u".repeat(40), "USER " + "u".repeat(248), "PASS x", "CAPA", "CAPA", "STAT"))
                + talk(server, crlf("NO\0OP", "NOOP \u001b[A", "NOO\u007fP", "NOOP \u00ff"))
                + talk(server, crlf("AUTH", "capa", "CAPA x", "STLS x", "quit"))
                + talk(server, crlf("XYZZY" + " NOOP".repeat(200), "QUIT", "QUIT"))
                + talk(server, crlf("XYZZY " + "x".repeat(200), "QUIT"));
    }

    private static String logins(ReferenceServer server) throws IOException {
        fill(server, FIRST, LETTERS);
        List<String> starts = new ArrayList<>();
        for (String password : List.of(
                "", "wrong", "w", "wonderlan", "wonderland x", "wonderland ", "WONDERLAND", "builder", "wonderland")) {
            starts.add(crlf("USER alice", "PASS " + password));
        }
        starts.add(crlf("USER alice", "PASS"));
        starts.add(crlf("USER nobody", "PASS wonderland"));
        starts.add(crlf("PASS wonderland"));
        starts.add(crlf("USER", "PASS wonderland"));
        starts.add(crlf("USER", "USER alice", "PASS wonderland"));
        starts.add(crlf("USER alice", "USER bob", "PASS wonderland"));
        starts.add(crlf("USER alice", "PASS wrong", "PASS wonderland"));
        starts.add(crlf("USER alice", "PASS wrong", "CAPA", "STLS x", "USER alice", "PASS wonderland"));
        starts.add(crlf("USER alice", "NOOP"));
        starts.add(crlf("USER alice", "NOOP", "PASS wonderland"));
        starts.add(crlf("USER alice", "QUIT"));
        starts.add(crlf("USER alice"));
        starts.add(crlf("CAPA", "USER alice", "PASS wonderland"));
        StringBuilder all = new StringBuilder();
        for (String start : starts) {
            all.append(talk(server, start + crlf("STAT")));
        }
        return all.toString();
    }

    private static String apop(ReferenceServer server) throws IOException, GeneralSecurityException {
        fill(server, FIRST);
        StringBuilder all = new StringBuilder();
        String used = "";
        String before = "";
        for (String kind : List.of(
                "right",
                "replay",
                "cut",
                "longer",
                "last digit",
                "secret",
                "timestamp",
                "bare",
                "other",
                "upper",
                "wrong",
                "nobody",
                "empty secret",
                "twice",
                "after pass",
                "two names")) {
            try (RawClient client = RawClient.connect(server.pop3Port())) {
                client.patience(Duration.ofSeconds(1));
                String greeting = client.line();
                Matcher matcher = Pattern.compile("<[^<>]*>").matcher(greeting);
                String timestamp = matcher.find() ? matcher.group() : "";
                String right = md5(timestamp + "wonderland");
                String name = kind.equals("nobody") || kind.equals("empty secret") ? "nobody" : "alice";
                String digest = switch (kind) {
                    case "right", "after pass" -> right;
                    case "replay" -> used;
                    case "cut" -> right.substring(0, 31);
                    case "longer" -> right + "0";
                    case "last digit" -> right.substring(0, 31) + (right.endsWith("0") ? "1" : "0");
                    case "secret" -> md5("wonderland");
                    case "timestamp", "empty secret" -> md5(timestamp);
                    case "bare" -> md5(timestamp.replaceAll("[<>]", "") + "wonderland");
                    case "other" -> md5(timestamp + "builder");
                    case "upper" -> "A".repeat(32);
                    case "two names" -> right + " x";
                    default -> "0".repeat(32);
                };
                all.append(kind).append(": ").append(timestamp.equals(before)).append(' ');
                all.append(greeting).append('\n');
                before = timestamp;
                used = right;
                String prelude = kind.equals("after pass") ? crlf("USER alice", "PASS wrong") : "";
                String again = kind.equals("twice") ? crlf("APOP alice " + right) : "";
                client.send(prelude + crlf("APOP " + name + " " + digest) + again + crlf("APOP alice 0", "STAT"));
                client.closeOutput();
                all.append(client.rest()).append('\n');
            }
        }
        return all.toString();
    }

    private static String mime() {
        return crlf(
                "Subject: mime",
                "Content-Type: multipart/mixed; boundary=b",
                "",
                "--b",
                "Content-Type: text/plain",
                "",
                "one",
                "two",
                "three",
                "--b--");
    }

    private static String dotsAtBlocks() {
        StringBuilder text = new StringBuilder("Subject: blocks\r\n\r\n");
        while (text.length() < 9000) {
            text.append("x".repeat(510 - text.length() % 512)).append("\r\n.dot\r\n");
        }
        return text.toString();
    }

    private static String transaction(ReferenceServer server) throws IOException {
        fill(
                server,
                FIRST,
                "Subject: dots\r\n\r\n.\r\n..\r\n.x\r\nlast\r\n",
                dotsAtBlocks(),
                "Subject: header only\r\n\r\n",
                "Subject: no empty line\r\n",
                EIGHT_BIT,
                "Subject: long\r\n\r\n" + "y".repeat(1200) + "\r\nz\r\n",
                mime(),
                "X-Field: 1\r\n".repeat(150) + "\r\nbody\r\n",
                LETTERS,
                EIGHT_BIT);
        StringBuilder script = new StringBuilder(crlf("STAT", "LIST", "UIDL", "UIDL", "CAPA", "CAPA"));
        for (int n = 1; n <= 11; n++) {
            script.append(crlf(
                    "LIST " + n,
                    "UIDL " + n,
                    "RETR " + n,
                    "RETR " + n,
                    "TOP " + n + " 0",
                    "TOP " + n + " 1",
                    "TOP " + n + " 2",
                    "TOP " + n + " 3",
                    "TOP " + n + " 100",
                    "TOP " + n + " 4294967297"));
        }
        script.append(crlf("UIDL", "RSET", "UIDL", "noop", "NOOP", "NOOP x", "STAT 1", "LIST  1", "LIST 1 1", "TOP 1"));
        script.append(
                crlf("", "XYZZY", "NOOPX", "NOO", "LAST", "USER alice", "PASS wonderland", "APOP alice x", "STLS"));
        return session(server, script.toString());
    }

    private static String numbers(ReferenceServer server) throws IOException {
        fill(server, FIRST, LETTERS);
        StringBuilder script = new StringBuilder();
        for (String command : List.of("LIST", "RETR", "UIDL", "TOP", "DELE")) {
            script.append(crlf(command));
            for (String number : List.of(
                    "0", "-1", "1abc", "abc", "3", "257", "4294967297", "18446744073709551617", "1 -1", "1 x")) {
                script.append(
                        crlf(command + " " + number + (command.equals("TOP") && number.indexOf(' ') < 0 ? " 1" : "")));
            }
            script.append(crlf("STAT"));
        }
        return session(server, script.toString());
    }

    private static String marks(ReferenceServer server) throws IOException {
        fill(server, FIRST, LETTERS, EIGHT_BIT);
        List<String> reads = List.of("STAT", "LIST", "UIDL", "LIST 2", "UIDL 2", "RETR 2", "TOP 2 0", "DELE 2");
        StringBuilder script = new StringBuilder();
        for (String between : List.of("NOOP", "CAPA", "XYZZY", "RETR 1", "TOP 1 0", "LIST 9", "DELE 3", "RSET")) {
            script.append(crlf("DELE 2", "STAT", between)).append(crlf(reads.toArray(String[]::new)));
        }
        script.append(crlf("RSET", "STAT", "DELE 1", "DELE 3", "RSET", "STAT", "LIST"));
        return session(server, script.toString());
    }

    /** Where LAST is there. */
    private static String last(ReferenceServer like) throws IOException {
        return onOther(like, settings -> settings.last(true), server -> {
            StringBuilder all = new StringBuilder(talk(server, crlf("LAST")) + session(server, crlf("LAST", "QUIT")));
            fill(server, FIRST, LETTERS, EIGHT_BIT);
            for (String script : List.of(
                    crlf("LAST", "RETR 9", "LAST", "DELE 9", "LAST", "LIST 3", "LAST", "QUIT"),
                    crlf("RETR 2", "LAST", "RETR 1", "LAST", "DELE 3", "LAST", "DELE 1", "LAST", "RSET", "LAST"),
                    crlf("LAST", "LASTX", "RETR 3", "DELE 1", "QUIT"),
                    crlf("LAST", "QUIT"))) {
                all.append(session(server, script));
                awaitUnlocked(server);
            }
            return all.toString();
        });
    }

    private static String discussionGroups(ReferenceServer server) throws IOException {
        return session(
                server,
                crlf("XTND BBOARDS", "XTND BBOARDS system", "LIST", "XTND ARCHIVE system", "XTND X-BBOARDS system"));
    }

    /** Within a delay that does not end while this lasts. */
    private static String loginDelay(ReferenceServer like) throws IOException {
        return onOther(
                like,
                settings -> settings.loginDelay(Duration.ofMinutes(5)),
                server -> talk(server, crlf("USER alice", "PASS wrong", "USER alice", "PASS wonderland"))
                        + CircumstanceProbes.logins(server));
    }

    /** Where nothing is said about retention, and where mail may not be left. */
    private static String retention(ReferenceServer like) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Optional<Retention> promise : List.of(Optional.<Retention>empty(), Optional.of(Retention.ofDays(0)))) {
            all.append(onOther(like, settings -> settings.retention(promise), server -> {
                fill(server, FIRST, LETTERS);
                return session(server, crlf("RETR 1", "QUIT"))
                        + server.maildrop("alice").messages().size();
            }));
        }
        return all.toString();
    }

    private static String emptyMaildrop(ReferenceServer server) throws IOException {
        fill(server);
        return session(server, crlf("STAT", "LIST", "UIDL", "RSET", "QUIT"));
    }

    private static String uniqueIds(ReferenceServer server) throws IOException {
        fill(server, FIRST, LETTERS, EIGHT_BIT);
        String all = session(server, crlf("UIDL", "RETR 1", "UIDL", "QUIT"));
        all += session(server, crlf("UIDL", "DELE 1", "QUIT"));
        all += session(server, crlf("UIDL"));
        fill(server, LETTERS);
        return all + session(server, crlf("UIDL", "QUIT"));
    }

    private static void fill(ReferenceServer server, int count) {
        fill(
                server,
                IntStream.rangeClosed(1, count)
                        .mapToObj(n -> "Subject: " + n + "\r\n\r\n" + n + "\r\n")
                        .toArray(String[]::new));
    }

    private static String thousandsOfMessages(ReferenceServer server) throws IOException {
        fill(server, 8_200);
        return session(server, crlf("STAT", "LIST", "UIDL", "RETR 8193", "TOP 8193 0", "QUIT"));
    }

    private static String manyMessages(ReferenceServer server) throws IOException {
        fill(server, 600);
        return session(server, crlf("STAT", "LIST", "UIDL", "RETR 300") + "NOOP\r\n".repeat(300) + "QUIT\r\n");
    }

    private static String overlongLine(ReferenceServer server) throws IOException {
        fill(
                server,
                "Subject: overlong\r\n\r\n" + "x".repeat(1_200) + "\r\nend\r\n",
                "Subject: beyond\r\n\r\n" + "x".repeat(70_000) + "\r\nend\r\n");
        return session(server, crlf("RETR 1", "NOOP", "RETR 2", "NOOP", "QUIT"));
    }

    private static String largeMessage(ReferenceServer server) throws IOException {
        fill(server, "Subject: large\r\n\r\n" + "0123456789\r\n".repeat(200_000));
        StringBuilder all = new StringBuilder();
        try (RawClient client = RawClient.loggedIn(server)) {
            client.patience(Duration.ofSeconds(1));
            client.send("RETR 1\r\n");
            // the answer is too large for what the system buffers: the server is still busy when this arrives
            client.line();
            client.send("NOOP\r\n");
            client.closeOutput();
            String rest = client.rest();
            all.append(rest.length()).append(rest.substring(Math.max(0, rest.length() - 100)));
        } catch (IOException e) {
            all.append(e.getMessage());
        }
        return all.toString();
    }

    private static String updates(ReferenceServer server) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String script : List.of(
                crlf("DELE 1", "DELE 3", "QUIT", "DELE 2", "QUIT"),
                crlf("DELE 1", "RSET", "QUIT"),
                crlf("DELE 1", "DELE 2", "DELE 3", "QUIT"),
                crlf("RETR 1", "QUIT"),
                crlf("TOP 1 0", "QUIT"),
                crlf("LIST", "QUIT"),
                crlf("DELE 9", "STAT", "QUIT"),
                crlf("QUIT"))) {
            fill(server, FIRST, LETTERS, EIGHT_BIT);
            all.append(session(server, script));
            all.append(server.maildrop("alice").messages().stream()
                    .map(StoredMessage::size)
                    .toList());
        }
        fill(server, FIRST, LETTERS);
        all.append(talk(server, crlf("USER alice", "QUIT")));
        all.append(server.maildrop("alice").messages().size());
        return all.toString();
    }

    private static String ends(ReferenceServer server) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String end : List.of("half-close", "unfinished", "reset", "retrieved", "dele only")) {
            fill(server, FIRST, LETTERS, EIGHT_BIT);
            try (RawClient client = RawClient.greeted(server)) {
                client.send(crlf("USER alice", "PASS wonderland", "STAT"));
                client.patience(Duration.ofSeconds(1));
                all.append(client.line()).append(client.line()).append(client.line());
                client.send(end.equals("retrieved") ? "TOP 1 0\r\nRETR 1\r\n" : "DELE 1\r\n");
                all.append(client.line());
                switch (end) {
                    case "reset" -> client.reset();
                    case "unfinished" -> client.send("QUIT");
                    default -> client.say("NOOP");
                }
                if (!end.equals("reset")) {
                    client.closeOutput();
                    all.append(client.rest());
                }
            } catch (IOException e) {
                all.append(e.getMessage());
            }
            awaitUnlocked(server);
            all.append(end)
                    .append(server.maildrop("alice").messages().stream()
                            .map(StoredMessage::size)
                            .toList());
            all.append(session(server, crlf("STAT", "UIDL")));
        }
        return all.toString();
    }

    private static String locks(ReferenceServer server) throws IOException {
        fill(server, FIRST, LETTERS);
        StringBuilder all = new StringBuilder();
        try (RawClient first = RawClient.greeted(server)) {
            first.patience(Duration.ofSeconds(1));
            all.append(first.say("USER alice"))
                    .append(first.say("PASS wonderland"))
                    .append(first.say("STAT"));
            all.append(
                    talk(server, crlf("USER alice", "PASS wrong", "USER alice", "PASS wonderland", "DELE 1", "QUIT")));
            all.append(first.say("LIST 1"));
            server.maildrop("alice").put(EIGHT_BIT.getBytes(ISO_8859_1));
            all.append(first.say("STAT")).append(first.say("LIST 1"));
            all.append(first.say("DELE 2")).append(first.say("QUIT"));
        } catch (IOException e) {
            all.append(e.getMessage());
        }
        awaitUnlocked(server);
        all.append(session(server, crlf("STAT", "QUIT"))).append(session(server, crlf("STAT", "DELE 1", "QUIT")));
        all.append(session(server, crlf("STAT")));
        all.append(session(server, crlf("STAT", "QUIT")));
        all.append(talk(server, crlf("USER alice", "PASS wrong")));
        all.append(session(server, crlf("STAT", "QUIT")));
        return all.append(session(server, crlf("QUIT"))).toString();
    }

    /** One command after the other, without anything waiting behind it. */
    private static String newMail(ReferenceServer server) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String last : List.of("DELE 1", "DELE 3", "NOOP")) {
            fill(server, FIRST, LETTERS, EIGHT_BIT);
            try (RawClient client = RawClient.loggedIn(server)) {
                client.patience(Duration.ofSeconds(1));
                all.append(client.all("UIDL")).append(client.say(last));
                server.maildrop("alice").put(LETTERS.getBytes(ISO_8859_1));
                all.append(client.say("STAT")).append(client.say("QUIT"));
            } catch (IOException e) {
                all.append(e.getMessage());
            }
            awaitUnlocked(server);
            all.append(session(server, crlf("LIST", "UIDL", "QUIT")));
        }
        return all.toString();
    }

    private static String stepByStep(ReferenceServer server) throws IOException {
        fill(server, FIRST, LETTERS);
        StringBuilder all = new StringBuilder();
        try (RawClient client = RawClient.connect(server.pop3Port())) {
            client.patience(Duration.ofSeconds(1));
            all.append(client.line());
            for (String command :
                    List.of("USER alice", "PASS wonderland", "NOOP", "DELE 1", "RSET", "NOOP\nNOOP", "NOOP")) {
                all.append(client.say(command)).append('\n');
            }
            client.send("NO");
            all.append(client.silentFor(Duration.ofMillis(200)));
            client.send("OP\r\nST");
            all.append(client.line());
            all.append(client.silentFor(Duration.ofMillis(200)));
            client.send("AT\r\n");
            all.append(client.line());
            client.send("QUIT\r\n");
            all.append(client.rest());
        } catch (IOException e) {
            all.append(e.getMessage());
        }
        return all.toString();
    }

    private static String tls(ReferenceServer server) throws IOException, GeneralSecurityException {
        fill(server, FIRST, "Subject: large\r\n\r\n" + "0123456789\r\n".repeat(200_000));
        StringBuilder all = new StringBuilder();
        for (String behind : List.of("", "CAPA\r\n", "USER alice\r\n")) {
            all.append(underTls(
                    server, "USER alice\r\nSTLS\r\n" + behind, 2, crlf("PASS wonderland", "STAT", "capa", "STLS")));
        }
        String transfer = underTls(
                server,
                "STLS\r\n",
                1,
                crlf("USER alice", "PASS wonderland", "CAPA", "RETR 1", "UIDL", "DELE 1", "LIST", "RETR 2"));
        all.append(transfer, 0, Math.min(2000, transfer.length())).append(transfer.length());
        awaitUnlocked(server);
        all.append(server.maildrop("alice").messages().size());
        all.append(talk(server, crlf("stls")).replaceAll("(?s)(?<=\r\n)\\P{ASCII}.*", ""));
        all.append(talk(server, crlf("USER alice", "PASS wrong", "STLS")).length());
        all.append(underTls(server, "STLS\r\n", 1, crlf("USER alice", "PASS wrong", "QUIT")));
        try (RawClient idle = RawClient.greeted(server)) {
            idle.say("STLS");
            all.append(underTls(server, "STLS\r\n", 1, crlf("CAPA", "QUIT")));
        }
        try (RawClient broken = RawClient.greeted(server)) {
            broken.patience(HANDSHAKE);
            broken.say("STLS");
            broken.send("CAPA\r\nCAPA\r\n");
            all.append(broken.rest().contains("+OK"));
        } catch (IOException e) {
            all.append(e.getMessage());
        }
        return all.append(underTls(server, "STLS\r\n", 1, crlf("CAPA", "QUIT"))).toString();
    }

    /** Sends in the clear, reads so many lines behind the greeting, starts TLS, sends under it. */
    private static String underTls(ReferenceServer server, String clear, int answers, String secured)
            throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        try (RawClient client = RawClient.greeted(server)) {
            client.patience(HANDSHAKE);
            client.send(clear);
            for (int i = 0; i < answers; i++) {
                all.append(client.line()).append('\n');
            }
            client.tls(server.caCertificatePem());
            client.send(secured);
            client.closeTlsOutput();
            all.append(client.rest());
        } catch (IOException e) {
            all.append(e.getClass().getSimpleName());
        }
        return all.append("<end>\n").toString();
    }

    private static String pop3s(ReferenceServer server) throws IOException, GeneralSecurityException {
        fill(server, FIRST);
        StringBuilder all = new StringBuilder();
        try (RawClient client = RawClient.connect(server.pop3sPort())) {
            client.patience(HANDSHAKE);
            client.tls(server.caCertificatePem());
            client.send(crlf(
                    "USER alice",
                    "PASS wrong",
                    "STAT",
                    "CAPA",
                    "STLS",
                    "USER alice",
                    "PASS wonderland",
                    "UIDL",
                    "QUIT"));
            all.append(client.rest());
        } catch (IOException e) {
            all.append(e.getClass().getSimpleName());
        }
        return all + session(server, crlf("UIDL")) + servedInTheClear(server.pop3sPort());
    }

    /** Only whether: how a handshake ends that never was one depends on who closes first. */
    private static boolean servedInTheClear(int port) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            client.send(crlf("CAPA"));
            client.closeOutput();
            return client.rest().contains("+OK");
        } catch (SocketException e) {
            return false;
        }
    }

    private static String silence(ReferenceServer server) throws IOException {
        StringBuilder all = new StringBuilder();
        try (RawClient client = RawClient.connect(server.pop3Port())) {
            all.append(client.line()).append(client.silentFor(Duration.ofMillis(600)));
            all.append(client.say("USER alice")).append(client.silentFor(Duration.ofMillis(600)));
        }
        return all.toString();
    }

    /** The server's clock runs so that ten minutes are five seconds: a client that is held up for one is still in time. */
    private static String timer(ReferenceServer unused) throws IOException {
        StringBuilder all = new StringBuilder();
        ServerSettings fast = unused.settings().toBuilder().timeScale(120).build();
        try (ReferenceServer server = ReferenceServer.start(fast);
                RawClient stranger = RawClient.greeted(server);
                RawClient client = RawClient.loggedInAfterFill(server, FIRST)) {
            all.append(stranger.silentFor(Duration.ofMillis(3500)));
            client.say("NOOP");
            all.append(client.say("DELE 1"));
            all.append(client.silentFor(Duration.ofMillis(3500)));
            all.append(client.say("NOOP"));
            all.append(client.silentFor(Duration.ofMillis(3500)));
            all.append(client.say("NOOP"));
            all.append(client.rest().replace("<reset>", ""));
            awaitUnlocked(server);
            all.append(server.maildrop("alice").messages().size());
        } catch (IOException e) {
            all.append(e.getMessage());
        }
        return all.toString();
    }

    static void awaitUnlocked(ReferenceServer server) {
        long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (server.maildrop("alice").locked() && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    private static String md5(String text) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(ISO_8859_1)));
    }

    /** Makes equal what is different every time. */
    static String settled(String transcript) {
        String text = TIMESTAMP.matcher(transcript).replaceAll("<timestamp>");
        Map<String, String> names = new HashMap<>();
        return UNIQUE_ID
                .matcher(text)
                .replaceAll(match -> names.computeIfAbsent(match.group(), id -> "U" + (names.size() + 1)));
    }

    /** What the server said in one conversation; one that broke, or in which something is no base64, is part of it. */
    static String transcript(Probe probe, ReferenceServer server) {
        try {
            return settled(probe.on(server));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            return e.toString();
        }
    }
}
