package org.pop3spec.audit;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Received;
import org.pop3spec.target.PlainSession;

/** Whether a password can be sent, or is even asked for, where everybody on the way can read it. */
final class CleartextCheck implements Check {
    static final String OFFERED = "cleartext-login";
    static final String UNANNOUNCED = "cleartext-login-unannounced";

    /** Who has what these send can log in with it. */
    private static final Set<String> READABLE = Set.of("PLAIN", "LOGIN", "OAUTHBEARER", "XOAUTH2");

    /** Those of them that every client knows. */
    private static final List<String> PASSWORDS = List.of("PLAIN", "LOGIN");

    /** By this a refusal of USER is about the command, and not about the name. */
    private static final Pattern FOR_THE_COMMAND =
            Pattern.compile("(?i)\\b(?:tls|stls|starttls|ssl)\\b|secur|encrypt|plain ?text|clear ?text|disabled"
                    + "|(?:unknown|unrecogni[sz]ed|invalid|bad|unsupported|illegal) command|no such command"
                    + "|not (?:allowed|permitted|available|supported|implemented|recogni[sz]ed)");

    @Override
    public List<String> ids() {
        return List.of(OFFERED, UNANNOUNCED);
    }

    @Override
    public List<Way> places(Survey survey) {
        return survey.inTheClear().stream().map(Seen::way).toList();
    }

    @Override
    public String without() {
        return "there is no port without TLS";
    }

    @Override
    public void look(Way way, Survey survey, Guest guest, Notebook notes) throws Trouble, InterruptedException {
        Seen seen = survey.seen(way).orElseThrow();
        boolean offered = seen.lists("USER") || seen.mechanisms().stream().anyMatch(READABLE::contains);
        if (offered) {
            notes.found(OFFERED, way.label(), seen.evidence());
            notes.sound(UNANNOUNCED, way.label());
            return;
        }
        try (Visit visit = guest.enter(way)) {
            PlainSession.Status user = visit.command("USER " + Names.nobody());
            boolean asked = !user.ok() && isAskedFor(visit);
            List<String> evidence = visit.evidence();
            visit.leave();
            boolean listed = seen.capabilities().isPresent();
            boolean taken = asked || taken(user, listed);
            notes.judged(OFFERED, way.label(), taken && !listed, evidence);
            notes.judged(UNANNOUNCED, way.label(), taken && listed, evidence);
        }
    }

    /** Whether AUTH goes on with what sends the password; it is broken off there (RFC 5034 section 4). */
    private static boolean isAskedFor(Visit visit) throws Trouble, InterruptedException {
        Connection connection = visit.connection();
        for (String mechanism : PASSWORDS) {
            if (connection.ended().isPresent()) {
                return false;
            }
            visit.send("AUTH " + mechanism + "\r\n");
            if (isContinued(connection)) {
                visit.send("*\r\n");
                connection.line(connection.limits().answerDeadline());
                return true;
            }
        }
        return false;
    }

    private static boolean isContinued(Connection connection) throws Trouble, InterruptedException {
        Received answer = connection.line(connection.limits().answerDeadline());
        if (answer instanceof Received.TimedOut) {
            throw new Trouble(Trouble.Kind.SILENT, "the server does not answer AUTH in time");
        }
        // who hangs up takes nothing
        return answer instanceof Received.Line line
                && line.octets().startsWith("+")
                && !line.octets().toUpperCase(Locale.ROOT).startsWith("+OK");
    }

    /** Whether USER is taken, be it for other names. */
    private static boolean taken(PlainSession.Status status, boolean listed) throws Trouble {
        String text = status.text();
        if (status.ok() || NamesCheck.isAboutTheName(text)) {
            return true;
        }
        // of a server with a list of capabilities it is known that USER is not among them
        if (listed || FOR_THE_COMMAND.matcher(text).find()) {
            return false;
        }
        throw new Trouble(NamesCheck.WHY_IS_NOT_KNOWN);
    }
}
