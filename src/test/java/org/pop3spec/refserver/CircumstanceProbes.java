package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The same conversations after other logins, on other channels, beside other sessions and after lost ones. */
final class CircumstanceProbes {
    private static final String LOGIN = "USER alice\r\nPASS wonderland\r\n";
    private static final String WRONG_LOGIN = "USER alice\r\nPASS wrong\r\n";
    private static final String AUTH = "AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=\r\n";
    private static final String WRONG_AUTH = "AUTH PLAIN AGFsaWNlAHdyb25n\r\n";
    private static final String FAILED_AUTH_OF_ANOTHER = "AUTH PLAIN AGJvYgB3cm9uZw==\r\n";
    private static final String UNKNOWN_AUTH = "AUTH PLAIN AG5vYm9keQB3cm9uZw==\r\n";
    private static final String CANCELLED_AUTH = "AUTH PLAIN\r\n*\r\n";
    private static final String INTERRUPTED_AUTH = "AUTH PLAIN\r\nSTLS\r\n";
    /** What a digest is put in the place of. */
    private static final String DIGEST = "DIGEST";

    private static final String APOP = "APOP alice " + DIGEST + "\r\n";
    private static final String WRONG_APOP = "APOP alice 1\r\n";
    private static final List<String> LOGINS = List.of(LOGIN, AUTH, APOP);
    private static final String BEFORE_LOGIN = "CAPA\r\nDELE 1\r\nRSET\r\nSTAT\r\n";
    private static final String SESSION = String.join(
            "\r\n",
            "CAPA",
            "CAPA",
            "USER alice",
            "PASS wonderland",
            "APOP alice 1",
            "STLS",
            "XYZZY",
            "STAT",
            "LIST",
            "LIST 2",
            "UIDL",
            "TOP 1 1",
            "TOP 2 0",
            "RETR 1",
            "RETR 2",
            "RETR 9",
            "DELE 9",
            "DELE 3",
            "LANG de",
            "STAT",
            "RSET",
            "UIDL 3",
            "STAT",
            "XYZZY",
            "RETR 2",
            "DELE 1",
            "QUIT",
            "");

    /** Where a conversation takes place. */
    private enum Channel {
        CLEAR,
        STLS,
        POP3S
    }

    private CircumstanceProbes() {}

    static String sessions(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (Channel channel : Channel.values()) {
            for (String login : LOGINS) {
                all.append(session(server, channel, BEFORE_LOGIN + login + SESSION))
                        .append(left(server));
            }
            for (String wrong : List.of(WRONG_LOGIN, WRONG_AUTH, UNKNOWN_AUTH)) {
                all.append(session(server, channel, wrong + "STAT\r\n"));
            }
            all.append(session(server, channel, "UTF8\r\nLANG\r\nLANG de\r\n" + LOGIN + SESSION));
        }
        for (String prelude : List.of(
                WRONG_LOGIN,
                WRONG_AUTH,
                WRONG_APOP,
                CANCELLED_AUTH,
                INTERRUPTED_AUTH,
                "AUTH PLAIN\r\n!\r\n",
                WRONG_APOP + WRONG_AUTH,
                "USER bob\r\nPASS wrong\r\n",
                FAILED_AUTH_OF_ANOTHER,
                "UTF8\r\n" + WRONG_LOGIN,
                "USER alice\r\nDELE 1\r\n",
                "lang de\r\nXYZZY\r\nutf8\r\n",
                "LANG DE\r\nLANG * *\r\nUTF8\r\n")) {
            for (String login : LOGINS) {
                all.append(session(server, Channel.CLEAR, prelude + BEFORE_LOGIN + login + SESSION))
                        .append(left(server));
            }
            all.append(session(server, Channel.CLEAR, prelude + "QUIT\r\n"))
                    .append(session(server, Channel.CLEAR, prelude + "STLS\r\n"));
        }
        return all.append(session(server, Channel.CLEAR, "STAT\r\nSTLS\r\n"))
                .append(session(server, Channel.CLEAR, WRONG_LOGIN + WRONG_LOGIN + WRONG_LOGIN + "STAT\r\n"))
                .append(pieces(server))
                .append(longMessage(server))
                .append(digests(server))
                .append(timestamps(server))
                .toString();
    }

    /** One session with a maildrop of three messages, to its end. */
    private static String session(ReferenceServer server, Channel channel, String octets)
            throws IOException, GeneralSecurityException {
        server.maildrop("alice").clear();
        for (String message : List.of(
                "Subject: plain\r\n\r\n.one\r\ntwo\r\n",
                "Subject: gr\u00fc\u00dfe\r\n\r\n.one\r\ntwo\r\n",
                "Subject: another\r\n\r\none\r\n")) {
            server.maildrop("alice").put(message.getBytes(UTF_8));
        }
        return talk(server, channel, octets);
    }

    /** Every way to log in, one after the other. */
    static String logins(ReferenceServer server) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String login : LOGINS) {
            try (RawClient client = RawClient.connect(server.pop3Port())) {
                client.send(digested(login, timestamp(client.line())));
                client.closeOutput();
                all.append(client.rest()).append("<end>\n");
            }
        }
        return all.toString();
    }

    private static String talk(ReferenceServer server, Channel channel, String octets)
            throws IOException, GeneralSecurityException {
        try (RawClient client = connected(server, channel)) {
            return greeted(server, channel, client, timestamp -> digested(octets, timestamp));
        }
    }

    private static RawClient connected(ReferenceServer server, Channel channel) throws IOException {
        return RawClient.connect(channel == Channel.POP3S ? server.pop3sPort() : server.pop3Port());
    }

    /** Takes the greeting, whose timestamp it gives, and begins TLS where the channel has it. */
    private static String arrive(ReferenceServer server, Channel channel, RawClient client)
            throws IOException, GeneralSecurityException {
        if (channel == Channel.POP3S) {
            client.tls(server.caCertificatePem());
        }
        String timestamp = timestamp(client.line());
        if (channel == Channel.STLS) {
            client.say("STLS");
            client.tls(server.caCertificatePem());
        }
        return timestamp;
    }

    private static String greeted(
            ReferenceServer server, Channel channel, RawClient client, UnaryOperator<String> octets)
            throws IOException, GeneralSecurityException {
        client.send(octets.apply(arrive(server, channel, client)));
        if (channel == Channel.CLEAR) {
            client.closeOutput();
        } else {
            client.closeTlsOutput();
        }
        return client.rest() + "<end>\n";
    }

    private static String digested(String octets, String timestamp) {
        return octets.replace(DIGEST, Conduct.digest(timestamp + "wonderland"));
    }

    private static String timestamp(String greeting) {
        Matcher timestamp = Pattern.compile("<[^<>]*>").matcher(greeting);
        return timestamp.find() ? timestamp.group() : "";
    }

    private static String left(ReferenceServer server) {
        return server.maildrop("alice").messages().size() + " left\n";
    }

    /** A command whose end comes later than its beginning. */
    private static String pieces(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (Channel channel : Channel.values()) {
            try (RawClient client = connected(server, channel)) {
                arrive(server, channel, client);
                client.send("XY");
                all.append(client.silentFor(Duration.ofMillis(200)));
                client.send("ZZY\r\n");
                all.append(client.line());
            }
        }
        return all.toString();
    }

    /** How much of a message comes that QUIT waits behind. */
    private static int longMessage(ReferenceServer server) throws IOException, GeneralSecurityException {
        server.maildrop("alice").clear();
        server.maildrop("alice")
                .put(("Subject: long\r\n\r\n" + ("x".repeat(70) + "\r\n").repeat(1000)).getBytes(UTF_8));
        return talk(server, Channel.POP3S, LOGIN + "RETR 1\r\nQUIT\r\n").length();
    }

    private static String digests(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (UnaryOperator<String> odd : Stream.<UnaryOperator<String>>of(
                        timestamp -> "0".repeat(32),
                        timestamp -> Conduct.digest(timestamp + "wonderland").substring(0, 16),
                        timestamp -> Digested.hex(Digested.hmac("HmacMD5", "wonderland", timestamp)),
                        timestamp -> Conduct.digest(timestamp + "wonderland\r\n"),
                        timestamp -> Conduct.digest(timestamp + "wonderland\n"),
                        timestamp -> Conduct.digest(timestamp + "wonderla"),
                        timestamp -> Conduct.digest(timestamp + "WONDERLAND"),
                        timestamp -> Conduct.digest(timestamp + "alice"))
                .toList()) {
            try (RawClient client = RawClient.connect(server.pop3Port())) {
                all.append(greeted(
                        server,
                        Channel.CLEAR,
                        client,
                        timestamp -> "APOP alice " + odd.apply(timestamp) + "\r\nSTAT\r\n"));
            }
        }
        return all.toString();
    }

    /** How many different ones there are in three greetings. */
    private static int timestamps(ReferenceServer server) throws IOException, GeneralSecurityException {
        Set<String> different = new HashSet<>();
        for (Channel channel : List.of(Channel.CLEAR, Channel.POP3S, Channel.POP3S)) {
            try (RawClient client = connected(server, channel)) {
                different.add(arrive(server, channel, client));
            }
        }
        return different.size();
    }

    /** What another session does to one. */
    static String beside(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (String first : LOGINS) {
            for (String second : List.of(LOGIN, AUTH, APOP, WRONG_LOGIN, WRONG_AUTH, WRONG_APOP)) {
                all.append(whileOpen(server, first, Channel.CLEAR, BEFORE_LOGIN + second + "STAT\r\nQUIT\r\n"));
            }
            for (Channel secured : List.of(Channel.STLS, Channel.POP3S)) {
                all.append(whileOpen(server, first, secured, LOGIN));
            }
        }
        for (String other : List.of("UTF8\r\nLANG de\r\n" + LOGIN + "QUIT\r\n", "USER alice\r\n")) {
            all.append(session(server, Channel.CLEAR, other))
                    .append(talk(server, Channel.CLEAR, "PASS wonderland\r\nXYZZY\r\nSTAT\r\n"))
                    .append(talk(server, Channel.CLEAR, LOGIN + "RETR 2\r\n"));
        }
        return all.append(twice(server)).toString();
    }

    /** A login that is refused, and made again when the other session is over. */
    private static String twice(ReferenceServer server) throws IOException {
        try (RawClient open = RawClient.loggedIn(server);
                RawClient client = RawClient.greeted(server)) {
            String refused = client.say("USER alice") + client.say("PASS wonderland");
            return refused + open.say("QUIT") + client.say("USER alice") + client.say("PASS wonderland");
        }
    }

    /** What a connection is told, and a third one after it, while a session is open. */
    private static String whileOpen(ReferenceServer server, String login, Channel channel, String octets)
            throws IOException, GeneralSecurityException {
        session(server, Channel.CLEAR, "QUIT\r\n");
        try (RawClient open = RawClient.connect(server.pop3Port())) {
            open.send(digested(login, timestamp(open.line())));
            String line = open.line();
            while (!line.contains("opened") && !line.startsWith("-")) {
                line = open.line();
            }
            String told = line + open.say("RSET") + talk(server, channel, octets) + talk(server, Channel.CLEAR, LOGIN);
            return told + open.say("QUIT") + talk(server, Channel.CLEAR, LOGIN);
        }
    }

    /** What a session that is lost leaves behind. */
    static String lost(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (String login : LOGINS) {
            all.append(session(server, Channel.CLEAR, login + "DELE 1\r\n"))
                    .append(left(server))
                    .append(talk(server, Channel.CLEAR, BEFORE_LOGIN))
                    .append(talk(server, Channel.CLEAR, WRONG_LOGIN + "STAT\r\n"))
                    .append(talk(server, Channel.CLEAR, LOGIN + "RETR 1\r\n"));
        }
        all.append(session(server, Channel.POP3S, LOGIN + "DELE 1\r\n")).append(left(server));
        for (Channel channel : List.of(Channel.STLS, Channel.POP3S)) {
            session(server, Channel.CLEAR, "QUIT\r\n");
            try (RawClient client = connected(server, channel)) {
                arrive(server, channel, client);
                client.login();
                client.say("DELE 1");
                client.reset();
            }
            Probes.awaitUnlocked(server);
            all.append(left(server)).append(talk(server, Channel.CLEAR, LOGIN));
        }
        return all.toString();
    }

    /** What refused logins leave behind at once. */
    static String refused(ReferenceServer server) throws IOException, GeneralSecurityException {
        StringBuilder all = new StringBuilder();
        for (String wrong : List.of(WRONG_APOP, WRONG_AUTH)) {
            all.append(talk(server, Channel.CLEAR, wrong)).append(talk(server, Channel.CLEAR, LOGIN));
        }
        return all.toString();
    }
}
