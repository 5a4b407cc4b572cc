package org.pop3spec.refserver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The door by which messages get in: SMTP (RFC 5321) or LMTP (RFC 2033), with SIZE, 8BITMIME, SMTPUTF8 (RFC 6531) and PIPELINING. The local
 * part of a recipient is an account name, whatever the domain. Octets are kept as they come; a lone CR or LF, which SMTP forbids,
 * becomes a line end, for POP3 has no other way to send it.
 */
final class MailDoor implements Runnable {
    private static final int LONGEST_COMMAND = 2048;
    private static final int MOST_RECIPIENTS = 100;
    private static final Pattern FROM =
            Pattern.compile("FROM:\\s*<([^<>]*)>((?:\\s+\\S+)*)\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern TO = Pattern.compile("TO:\\s*<([^<>]+)>\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern SIZE = Pattern.compile("SIZE=(\\d{1,18})", Pattern.CASE_INSENSITIVE);
    private static final Pattern KNOWN = Pattern.compile("BODY=(7BIT|8BITMIME)|SMTPUTF8", Pattern.CASE_INSENSITIVE);

    private final ClientConnection connection;
    private final ServerSettings settings;
    private final Accounts accounts;
    private final boolean lmtp;

    private Optional<String> client = Optional.empty();
    private @Nullable String sender;
    private final Set<String> recipients = new LinkedHashSet<>();

    MailDoor(ClientConnection connection, ServerSettings settings, Accounts accounts, boolean lmtp) {
        this.connection = connection;
        this.settings = settings;
        this.accounts = accounts;
        this.lmtp = lmtp;
    }

    @Override
    public void run() {
        try {
            reply("220 " + settings.greetingName() + (lmtp ? " LMTP" : " ESMTP") + " ready");
            boolean open = true;
            while (open) {
                Optional<Line> line = connection.lines().line(LONGEST_COMMAND);
                if (line.isEmpty()) {
                    return;
                }
                connection.touch();
                open = take(line.get());
            }
            connection.finish(true);
        } catch (IOException e) {
            // the client is gone; a message that was not complete is not delivered
            reset();
        }
    }

    /** False when the connection ends. */
    private boolean take(Line line) throws IOException {
        if (line.length() != Line.Length.FITS) {
            reply("500 Line too long");
            return line.length() == Line.Length.TOO_LONG;
        }
        String text = line.text().stripTrailing();
        int blank = text.indexOf(' ');
        String verb = (blank < 0 ? text : text.substring(0, blank)).toUpperCase(Locale.ROOT);
        String rest = blank < 0 ? "" : text.substring(blank + 1);
        switch (verb) {
            case "EHLO", "LHLO", "HELO" -> hello(verb, rest);
            case "MAIL" -> mail(rest);
            case "RCPT" -> rcpt(rest);
            case "DATA" -> {
                return data();
            }
            case "RSET" -> {
                reset();
                reply("250 Done");
            }
            case "NOOP" -> reply("250 Done");
            case "VRFY" -> reply("252 Send some mail");
            case "QUIT" -> {
                reply("221 Goodbye");
                return false;
            }
            default -> reply("500 Unknown command");
        }
        return true;
    }

    private void hello(String verb, String name) throws IOException {
        if (verb.equals("LHLO") != lmtp) {
            reply("500 This port speaks " + (lmtp ? "LMTP" : "SMTP"));
            return;
        }
        if (name.isEmpty()) {
            reply("501 Who are you?");
            return;
        }
        client = Optional.of(name);
        reset();
        if (verb.equals("HELO")) {
            reply("250 " + settings.greetingName());
            return;
        }
        reply("250-" + settings.greetingName());
        reply("250-SIZE " + settings.limits().messageOctets());
        reply("250-8BITMIME");
        reply("250-SMTPUTF8");
        reply("250 PIPELINING");
    }

    private void mail(String rest) throws IOException {
        if (client.isEmpty() || sender != null) {
            reply("503 " + (sender == null ? "Say hello first" : "One sender only"));
            return;
        }
        Matcher matcher = FROM.matcher(rest);
        if (!matcher.matches()) {
            reply("501 MAIL FROM:<address>");
            return;
        }
        for (String parameter : matcher.group(2).strip().split("\\s+", -1)) {
            Matcher size = SIZE.matcher(parameter);
            if (size.matches()) {
                if (Long.parseLong(size.group(1)) > settings.limits().messageOctets()) {
                    reply("552 Message too large");
                    return;
                }
            } else if (!parameter.isEmpty() && !KNOWN.matcher(parameter).matches()) {
                reply("555 Unknown parameter");
                return;
            }
        }
        sender = matcher.group(1);
        reply("250 Sender taken");
    }

    /** A local part without what quotes it (RFC 5321 section 4.1.2, Quoted-string). */
    private static String unquoted(String localPart) {
        return QUOTED.matcher(localPart).matches()
                ? localPart.substring(1, localPart.length() - 1).replaceAll("\\\\(.)", "$1")
                : localPart;
    }

    private void rcpt(String rest) throws IOException {
        if (sender == null) {
            reply("503 MAIL first");
            return;
        }
        Matcher matcher = TO.matcher(rest);
        if (!matcher.matches()) {
            reply("501 RCPT TO:<address>");
            return;
        }
        String address = matcher.group(1);
        int at = address.lastIndexOf('@');
        String name = unquoted(at < 0 ? address : address.substring(0, at));
        if (accounts.find(name).isEmpty() && accounts.find(address).isPresent()) {
            name = address;
        }
        if (accounts.find(name).isEmpty()) {
            reply("550 No such account");
        } else if (recipients.size() >= MOST_RECIPIENTS) {
            reply("452 Too many recipients");
        } else {
            recipients.add(name);
            reply("250 Recipient taken");
        }
    }

    private boolean data() throws IOException {
        String from = sender;
        if (from == null || recipients.isEmpty()) {
            reply(from == null ? "503 MAIL first" : (lmtp ? "503 No valid recipients" : "554 No valid recipients"));
            return true;
        }
        reply("354 Go ahead, end with a lone dot");
        Optional<Body> body = receive();
        if (body.isEmpty()) {
            return false;
        }
        List<String> answers = new ArrayList<>();
        for (String name : recipients) {
            answers.add(deliver(name, from, body.get()));
        }
        if (lmtp) {
            for (String answer : answers) {
                reply(answer);
            }
        } else {
            // SMTP has one answer for all: a refusal when anyone could not take it
            reply(answers.stream().filter(a -> !a.startsWith("250")).findFirst().orElse("250 Delivered"));
        }
        reset();
        return true;
    }

    /** A received message; without octets when it was too large. */
    private record Body(Optional<byte[]> text) {}

    private String deliver(String name, String from, Body body) {
        if (body.text().isEmpty()) {
            return "552 Message too large";
        }
        byte[] text = body.text().get();
        byte[] whole = settings.traceHeaders() ? traced(name, from, text) : text;
        return accounts.maildrop(name).add(Octets.withNetworkLineEnds(whole)).isPresent()
                ? "250 Delivered"
                : "452 The maildrop is full";
    }

    private byte[] traced(String name, String from, byte[] text) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
        String header = "Return-Path: <" + from + ">\r\n"
                + "Received: from " + client.orElse("unknown") + "\r\n"
                + "\tby " + settings.greetingName() + " with " + (lmtp ? "LMTP" : "ESMTP") + "\r\n"
                + "\tfor <" + name + ">; " + date.replace("GMT", "+0000") + "\r\n";
        ByteArrayOutputStream all = new ByteArrayOutputStream(header.length() + text.length);
        all.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(text);
        return all.toByteArray();
    }

    /** Everything up to CRLF.CRLF, stuffed dots undone; empty when the client left before. */
    private Optional<Body> receive() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        LineSource in = connection.lines();
        int limit = settings.limits().messageOctets();
        boolean tooLarge = false;
        // the first line begins as if a CRLF stood before it
        int before = '\r';
        int previous = '\n';
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            boolean lineStart = before == '\r' && previous == '\n';
            if (lineStart) {
                connection.touch();
            }
            if (lineStart && octet == '.') {
                int next = in.read();
                if (next == '\r') {
                    int last = in.read();
                    if (last == '\n') {
                        return Optional.of(new Body(tooLarge ? Optional.empty() : Optional.of(text.toByteArray())));
                    }
                    // a dot, a lone CR: the dot was stuffed, the rest is text
                    text.write('\r');
                    previous = '\r';
                    octet = last;
                } else {
                    octet = next;
                }
                if (octet < 0) {
                    break;
                }
            }
            if (!tooLarge && text.size() < limit) {
                text.write(octet);
            } else if (!tooLarge) {
                tooLarge = true;
                text = new ByteArrayOutputStream();
            }
            before = previous;
            previous = octet;
        }
        return Optional.empty();
    }

    private void reset() {
        sender = null;
        recipients.clear();
    }

    private void reply(String line) throws IOException {
        Conduct.write(connection.out(), line + "\r\n");
        connection.out().flush();
    }
}
