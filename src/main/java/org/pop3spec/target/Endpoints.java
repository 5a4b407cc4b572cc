package org.pop3spec.target;

import java.util.Optional;
import org.pop3spec.net.Endpoint;

/** Reads hosts and ports as people write them. */
final class Endpoints {
    /** The registered port of POP3 (RFC 1939 section 3). */
    static final int POP3 = 110;
    /** The registered port of POP3 over TLS (RFC 8314 section 3.1). */
    static final int POP3S = 995;

    /** The port of KPOP by custom; nobody registered it. */
    static final int KPOP = 1109;

    /** The registered port of POP2 (RFC 937). */
    static final int POP2 = 109;

    /** Where a port must be written: nobody gave POP1 (RFC 918) one. */
    static final int NONE = 0;

    private static final int HIGHEST_PORT = 65535;

    private Endpoints() {}

    /**
     * Reads {@code host}, {@code host:port}, {@code [IPv6]} or {@code [IPv6]:port}.
     *
     * @param defaultPort where none is written; {@link #NONE} where one must be
     * @return empty when it has none of these forms
     */
    static Optional<Endpoint> parse(String written, int defaultPort) {
        String host;
        String port;
        if (written.startsWith("[")) {
            int bracket = written.indexOf(']');
            if (bracket < 0 || !isIpv6(written.substring(1, bracket))) {
                return Optional.empty();
            }
            host = written.substring(1, bracket);
            port = written.substring(bracket + 1);
        } else {
            int colon = written.indexOf(':');
            host = colon < 0 ? written : written.substring(0, colon);
            port = colon < 0 ? "" : written.substring(colon);
            if (!host.matches("[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_.])?")) {
                return Optional.empty();
            }
        }
        if (port.isEmpty()) {
            return defaultPort == NONE ? Optional.empty() : Optional.of(new Endpoint(host, defaultPort));
        }
        if (!port.matches(":[0-9]{1,5}")) {
            return Optional.empty();
        }
        int number = Integer.parseInt(port.substring(1));
        return number >= 1 && number <= HIGHEST_PORT ? Optional.of(new Endpoint(host, number)) : Optional.empty();
    }

    private static boolean isIpv6(String address) {
        return address.indexOf(':') >= 0 && address.matches("[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?");
    }
}
