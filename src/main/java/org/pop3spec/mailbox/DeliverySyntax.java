package org.pop3spec.mailbox;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pop3spec.net.Endpoint;

/** Reads the values of a target file's {@code delivery}. */
final class DeliverySyntax {
    static final int SMTP_PORT = 25;
    static final int LMTP_PORT = 24;
    private static final String FORMS = "smtp://host:port, lmtp://host:port, maildir:/path/{user}, mbox:/path/{user},"
            + " exec:command {user}, or none";

    private DeliverySyntax() {}

    static Delivery parse(String value, Path baseDir, DeliverySettings settings) {
        String text = value.strip();
        if (text.toLowerCase(Locale.ROOT).equals("none")) {
            return new NoDelivery();
        }
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = text.substring(colon + 1);
        return switch (scheme) {
            case "smtp" -> new SmtpDelivery(Carrier.SMTP, authority(text, rest, SMTP_PORT), settings);
            case "lmtp" -> new SmtpDelivery(Carrier.LMTP, authority(text, rest, LMTP_PORT), settings);
            case "maildir" -> new MaildirDelivery(path(text, rest, baseDir));
            case "mbox" -> new MboxDelivery(path(text, rest, baseDir), settings);
            case "exec" -> new CommandDelivery(words(text, rest), baseDir, settings);
            default -> throw new IllegalArgumentException("\"" + text + "\" is no delivery; expected " + FORMS);
        };
    }

    private static Endpoint authority(String text, String rest, int defaultPort) {
        if (!rest.startsWith("//")) {
            throw new IllegalArgumentException("\"" + text + "\" lacks the // before its host");
        }
        String authority = rest.substring(2);
        if (authority.endsWith("/")) {
            authority = authority.substring(0, authority.length() - 1);
        }
        if (authority.contains("/") || authority.contains("@") || authority.contains("?")) {
            throw new IllegalArgumentException("\"" + text + "\": only host and port may stand behind //");
        }
        boolean bracketed = authority.startsWith("[");
        int hostEnd = bracketed ? authority.indexOf(']') : authority.indexOf(':');
        if (bracketed && hostEnd < 0) {
            throw new IllegalArgumentException("\"" + text + "\": the ] behind the IPv6 address is missing");
        }
        String host =
                bracketed ? authority.substring(1, hostEnd) : hostEnd < 0 ? authority : authority.substring(0, hostEnd);
        String behind = bracketed ? authority.substring(hostEnd + 1) : hostEnd < 0 ? "" : authority.substring(hostEnd);
        if (host.isEmpty()) {
            throw new IllegalArgumentException("\"" + text + "\" names no host");
        }
        return new Endpoint(host, port(text, behind, defaultPort));
    }

    private static int port(String text, String behindHost, int defaultPort) {
        if (behindHost.isEmpty()) {
            return defaultPort;
        }
        if (behindHost.matches(":[0-9]{1,5}")) {
            int port = Integer.parseInt(behindHost.substring(1));
            if (port > 0 && port < 65536) {
                return port;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\": a port from 1 to 65535 was expected behind the host"
                + " (an IPv6 address stands in brackets)");
    }

    private static PathTemplate path(String text, String rest, Path baseDir) {
        if (rest.isBlank()) {
            throw new IllegalArgumentException("\"" + text + "\" names no path");
        }
        String unknown = rest.replace(AccountName.PLACEHOLDER, "");
        if (unknown.contains("{") || unknown.contains("}")) {
            throw new IllegalArgumentException("\"" + text + "\": {user} is the only thing that may stand in braces");
        }
        try {
            return new PathTemplate(
                    rest,
                    baseDir,
                    Path.of(rest.replace(AccountName.PLACEHOLDER, "user")).isAbsolute());
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no path: " + e.getReason(), e);
        }
    }

    /** Splits a command into words: blanks divide, quotes and backslashes work as in a shell, and nothing else does. */
    private static List<String> words(String text, String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int at = 0; at < command.length(); at++) {
            char c = command.charAt(at);
            boolean escapes = c == '\\' && quote != '\'' && at + 1 < command.length();
            if (escapes) {
                word.append(command.charAt(++at));
                inWord = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                inWord = true;
            } else if (c == ' ' || c == '\t') {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("\"" + text + "\": the closing " + quote + " is missing");
        }
        if (inWord) {
            words.add(word.toString());
        }
        if (words.isEmpty()) {
            throw new IllegalArgumentException("\"" + text + "\" names no command");
        }
        return words;
    }
}
