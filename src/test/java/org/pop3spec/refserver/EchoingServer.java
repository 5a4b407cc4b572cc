package org.pop3spec.refserver;

import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/**
 * A server that says again, in the status line of a refusal, what it refuses, and refuses what is right too: it lets its users
 * in by USER and PASS in cleartext only.
 */
public final class EchoingServer {
    /** What stands before that which is said again. */
    public static final String ECHO = "not taken: ";

    private static final String ID = "refusals-echo";

    private EchoingServer() {}

    /** What a reference server has to be started with to be one. */
    public static Fault fault() {
        return Fault.weakness(
                ID, "RFC1939#13", "Refusals say what was refused, whatever it is", EchoingServer::conduct);
    }

    /** Whether it is that fault. */
    public static boolean is(Fault other) {
        return other.id().equals(ID);
    }

    private static Conduct conduct(Conduct right) {
        Map<Pop3Session, String> heard = Collections.synchronizedMap(new WeakHashMap<>());
        return new Deviation(right) {
            @Override
            Optional<Line> nextLine(Pop3Session session, LineSource in) throws IOException {
                Optional<Line> line = super.nextLine(session, in);
                line.map(Line::text)
                        .ifPresent(text -> heard.merge(
                                session, text, (before, now) -> session.authenticating() ? before + " " + now : now));
                return line;
            }

            @Override
            Reply answer(Pop3Session session, Command command) {
                boolean taken = !command.is("PASS") || !(session.isTls() || session.isKpop());
                return taken ? super.answer(session, command) : Reply.error("AUTH", "Login failed");
            }

            @Override
            boolean verifiesDigest(Pop3Session session, Account account, String digest) {
                return false;
            }

            @Override
            boolean trusts(Pop3Session session, Account account, String remoteUser) {
                return false;
            }

            @Override
            Optional<Account> acting(Pop3Session session, Account account, String authorizationId) {
                return Optional.empty();
            }

            @Override
            String statusLine(Pop3Session session, Command command, Reply reply) {
                String line = super.statusLine(session, command, reply);
                return reply.status() == Reply.Status.ERR
                        ? line.stripTrailing() + ", " + ECHO + heard.getOrDefault(session, "") + "\r\n"
                        : line;
            }

            @Override
            Answer answer(EarlySession session, Command command) {
                return command.is("HELO")
                        ? refusal(session, ECHO + command.rest().orElse(""))
                        : super.answer(session, command);
            }
        };
    }
}
