package org.pop3spec.session;

import java.util.Optional;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Printable;
import org.pop3spec.result.Event;
import org.pop3spec.result.Transcript;
import org.pop3spec.scenario.Channel;

/** How a person can repeat by hand what was played. */
public final class Replay {
    private static final int MOST_LINES = 40;

    private Replay() {}

    /** A command that connects, and below it the client's lines with secrets masked. */
    public static String of(Setting setting, Transcript transcript) {
        StringBuilder text = new StringBuilder(command(setting));
        int lines = 0;
        for (Event event : transcript.events()) {
            if (event.kind() != Event.Kind.SENT) {
                continue;
            }
            for (String line : event.octets().lines().toList()) {
                if (++lines > MOST_LINES) {
                    return text.append("\n...").toString();
                }
                text.append('\n');
                if (event.connection() > 1) {
                    text.append(event.connection()).append("> ");
                }
                text.append(Printable.line(line));
            }
        }
        return text.toString();
    }

    private static String command(Setting setting) {
        Optional<Endpoint> endpoint = setting.endpoint(Approach.by(setting.channel(), setting.variant(), 1));
        String where = endpoint.map(Endpoint::toString).orElse("HOST:PORT");
        if (setting.channel() == Channel.TLS) {
            return "openssl s_client -quiet -crlf -connect " + where;
        }
        if (setting.channel() == Channel.STLS) {
            return "openssl s_client -quiet -crlf -starttls pop3 -connect " + where;
        }
        return endpoint.map(e -> "nc -C " + e.host() + " " + e.port()).orElse("nc -C HOST PORT");
    }
}
