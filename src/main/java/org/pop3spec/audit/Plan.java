package org.pop3spec.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.pop3spec.net.Endpoint;

/** What an audit is going to do, for whoever wants to know before. */
final class Plan {
    private Plan() {}

    static List<String> of(AuditRequest request) {
        List<String> lines = new ArrayList<>();
        if (!request.elsewhere().isEmpty()) {
            lines.add("looks for the first host at which somebody listens on " + Service.POP3.port() + " or "
                    + Service.POP3S.port() + ", of "
                    + request.everywhere()
                            .map(door -> door.endpoint().host())
                            .distinct()
                            .collect(Collectors.joining(", "))
                    + "; there:");
        }
        for (Door door : request.doors()) {
            Endpoint endpoint = door.endpoint();
            if (!door.service().isPop3()) {
                lines.add(endpoint + ": " + old(door.service()));
                continue;
            }
            lines.add(
                    door.tls()
                            ? endpoint + ": greeting and CAPA under TLS"
                            : endpoint
                                    + ": greeting and CAPA in the clear and after STLS; STLS with a command behind it");
            if (!door.tls()) {
                lines.add(endpoint + ": AUTH PLAIN and AUTH LOGIN, broken off, where they are not offered");
            }
            lines.add(endpoint + ": up to about 30 TLS handshakes, most of them broken off after the server's hello");
        }
        lines.add("where a host has addresses of IPv4 and IPv6: two sessions more by each, to compare what they show");
        lines.add("USER with a made-up name, at most three times, and no password behind it"
                + request.account().map(a -> "; once with " + a.user()).orElse("") + "; 4 commands that are mistakes");
        if (request.manners().connections() >= TurnsCheck.TOGETHER) {
            lines.add("a second connection while a first says nothing, once, or twice where it has to wait");
        }
        if (request.account().isPresent()) {
            lines.add("login as " + request.account().get().user()
                    + ", under TLS only, before and after: STAT and UIDL; no RETR, no DELE"
                    + (request.top() ? "" : ", no TOP"));
            if (request.top()) {
                lines.add("twice more in between: LIST, UIDL, and TOP n 0 for at most " + TopCheck.MOST_MESSAGES
                        + " messages of at most " + (TopCheck.MOST_OCTETS >> 10)
                        + " KiB, unless the server announces EXPIRE 0; what they say is not kept");
            }
            if (request.slow()) {
                lines.add("once a connection is dropped after login, to see whether the maildrop can be opened again;"
                        + " once nothing is said for ten minutes after login");
            }
            if (request.account().get().failedLogins() > 0) {
                lines.add("at the end failed logins of this account, at most "
                        + request.account().get().failedLogins()
                        + ": wrong passwords, and from 3 on one with the right password by which SCRAM is downgraded");
            }
        } else {
            lines.add("no login, so no maildrop is opened: no RETR, no TOP, no DELE");
        }
        if (request.manners().connections() >= ConnectionsCheck.MANY) {
            lines.add("once " + ConnectionsCheck.MANY + " connections at the same time, without a login");
        }
        lines.add(request.manners().told());
        return lines;
    }

    private static String old(Service service) {
        return service == Service.POP2
                ? "the greeting of POP2; nothing is sent"
                : "the versions of KPOP, twice, and no ticket behind them";
    }
}
