package org.pop3spec.audit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pop3spec.net.Endpoint;

/**
 * A server as people name it: {@code host}, {@code host:port}, {@code pop3://host}, {@code pop3s://host}, {@code kpop://host},
 * {@code pop2://host}, or a URL of RFC 2384 such as {@code pop://alice;auth=*@host:110}, whose user is of no interest here. IPv6
 * addresses stand in brackets.
 */
public final class ServerAddress {
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern FORM = Pattern.compile("(?:(?<scheme>[A-Za-z0-9]+)://)?(?:(?<user>[^@/]*)@)?"
            + "(?<host>\\[[0-9A-Fa-f:.]+(?:%25?[A-Za-z0-9._-]+)?\\]|[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_.])?)"
            + "(?::(?<port>[0-9]{0,5}))?/?");

    private ServerAddress() {}

    /**
     * The ports where such a server is looked for.
     *
     * @throws IllegalArgumentException when it has none of these forms; the message is one line
     */
    public static List<Door> doors(String written) {
        if (written.chars().anyMatch(c -> c > '~')) {
            throw new IllegalArgumentException("a name beyond ASCII is written as name servers have it, with xn--");
        }
        Matcher matcher = FORM.matcher(written.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected host, host:port, pop3://host:port, pop3s://host:port or"
                    + " pop://user@host:port; an IPv6 address in brackets");
        }
        String user = matcher.group("user");
        if (user != null && user.contains(":")) {
            throw new IllegalArgumentException("no password belongs into an address");
        }
        String host = URLDecoder.decode(
                matcher.group("host").replaceAll("[\\[\\]]", "").replace("+", "%2B"), StandardCharsets.US_ASCII);
        String scheme =
                matcher.group("scheme") == null ? "" : matcher.group("scheme").toLowerCase(Locale.ROOT);
        String port = matcher.group("port") == null ? "" : matcher.group("port");
        Optional<Integer> number = port.isEmpty() ? Optional.empty() : Optional.of(number(port));
        if (scheme.isEmpty() && number.isEmpty()) {
            return Door.withOld(List.of(door(host, Service.POP3, number), door(host, Service.POP3S, number)));
        }
        return List.of(door(host, scheme.isEmpty() ? Service.at(number.orElseThrow()) : service(scheme), number));
    }

    private static Service service(String scheme) {
        return switch (scheme) {
            case "pop", "pop3" -> Service.POP3;
            case "pops", "pop3s" -> Service.POP3S;
            case "kpop" -> Service.KPOP;
            case "pop2" -> Service.POP2;
            default ->
                throw new IllegalArgumentException("'" + scheme + "' is none of pop, pop3, pops, pop3s, kpop, pop2");
        };
    }

    /** The host, where nothing but the name of one is written, which may be that of a mail domain with SRV records. */
    public static Optional<String> domain(String written) {
        String name = written.strip();
        return name.matches("[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?\\.[A-Za-z][A-Za-z0-9-]*")
                ? Optional.of(name)
                : Optional.empty();
    }

    /**
     * Reads {@code host:port}.
     *
     * @throws IllegalArgumentException when it is something else; the message is one line
     */
    public static Endpoint endpoint(String written) {
        List<Door> doors = doors(written);
        if (doors.size() != 1 || written.contains("//")) {
            throw new IllegalArgumentException("expected host:port; an IPv6 address in brackets");
        }
        return doors.get(0).endpoint();
    }

    private static int number(String port) {
        int number = Integer.parseInt(port);
        if (number < 1 || number > HIGHEST_PORT) {
            throw new IllegalArgumentException("a port is a number from 1 to " + HIGHEST_PORT);
        }
        return number;
    }

    private static Door door(String host, Service service, Optional<Integer> port) {
        return new Door(new Endpoint(host, port.orElse(service.port())), service);
    }
}
