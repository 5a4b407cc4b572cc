package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.alsoSent;
import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.failure;
import static org.pop3spec.refserver.Deviations.sessions;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.timestamp;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.understood;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;
import static org.pop3spec.refserver.Pop3Session.State.AUTHORIZATION;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** The faults of servers that are careless with strangers: with what these send, and with what one can learn of another. */
final class FaultsOfSecurity {
    private static final int TRIES = 3;
    private static final Duration LOCKED = Duration.ofSeconds(2);
    private static final int MOST_SILENT = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final long POLL_MILLIS = 50;

    private FaultsOfSecurity() {}

    static List<Fault> all() {
        return List.of(
                should(
                        "user-takes-longer-for-known-names",
                        "RFC1939#13",
                        "USER is answered 50 milliseconds later for names that exist",
                        success(
                                to("USER"),
                                (session, command, right) -> session.accounts()
                                                .find(command.argument(0))
                                                .isPresent()
                                        ? later(right)
                                        : right)),
                should(
                        "pass-takes-longer-for-known-names",
                        "RFC1939#13",
                        "PASS is refused 50 milliseconds later for names that exist",
                        failure(
                                to("PASS"),
                                (session, command, right) -> session.named()
                                                .flatMap(session.accounts()::find)
                                                .isPresent()
                                        ? later(right)
                                        : right)),
                should(
                        "wrong-passwords-lock-the-account",
                        "RFC1939#13",
                        "For two seconds after three wrong passwords an account's right one is refused",
                        lockedOut()),
                should(
                        "name-taken-for-a-path",
                        "RFC1939#7 USER",
                        "Of a name with slashes in it only what stands behind the last one counts",
                        understood(command -> command.is("USER")
                                        && command.rest().isPresent()
                                ? command.withArguments(command.rest().get().replaceFirst(".*/", ""))
                                : command)),
                must(
                        "name-of-a-file-opens-a-maildrop",
                        "RFC1939#7 PASS",
                        "For a name that leads out of a folder any password opens an empty maildrop",
                        failure(
                                to("PASS"),
                                (session, command, right) -> session.named()
                                                .filter(name -> name.startsWith("../"))
                                                .isPresent()
                                        ? Deviations.enterEmptyMaildrop(session, Reply.ok("Maildrop opened"))
                                        : right)),
                must(
                        "format-string-ends-the-session",
                        "RFC1939#3",
                        "A command with %n in it ends the session without an answer",
                        answerInstead(
                                command -> command.rest().orElse("").contains("%n"),
                                (session, command, right) -> Reply.none().thenDo(Reply.Then.CLOSE))),
                should(
                        "format-string-carried-out",
                        "RFC1939#13",
                        "Where a name has %x in it the refusal has a number from the server's memory",
                        failure(
                                to("PASS"),
                                (session, command, right) -> session.named()
                                        .filter(name -> name.contains("%x"))
                                        .map(name ->
                                                right.withText("Login failed for " + name.replace("%x", "7ffd1c02")))
                                        .orElse(right))),
                should(
                        "refusal-repeats-the-password",
                        "RFC1939#13",
                        "A password that is refused stands in the refusal",
                        failure(
                                to("PASS"),
                                (session, command, right) -> right.withText(
                                        "Not let in with " + command.rest().orElse("nothing")))),
                must(
                        "octets-that-are-no-utf-8-not-answered",
                        "RFC1939#3",
                        "A command with octets behind its keyword that are not UTF-8 gets no answer",
                        answerInstead(FaultsOfSecurity::malformed, (session, command, right) -> Reply.none())),
                must(
                        "octets-that-are-no-utf-8-answered-twice",
                        "RFC1939#3",
                        "A command with octets behind its keyword that are not UTF-8 gets two answers",
                        alsoSent(FaultsOfSecurity::malformed, (command, reply) -> "-ERR Invalid octets\r\n")),
                must(
                        "name-shared-by-connections",
                        "RFC1939#7 PASS",
                        "PASS takes the name that was last given on another connection",
                        next -> new SharedName(next)),
                must(
                                "marks-shared-by-sessions",
                                "RFC1939#5 DELE",
                                "DELE marks the message with that number in every open maildrop",
                                marksShared())
                        .wideBecause(
                                "scenarios are played side by side, and each account's marks show in the others' maildrops"),
                must(
                        "silent-connections-block-others",
                        "RFC1939#4",
                        "While three connections have said nothing no further one is greeted",
                        next -> new Blocking(next)),
                should(
                        "timestamp-counts-connections",
                        "RFC1939#7 APOP",
                        "The timestamp is made of two numbers that grow by one with every connection",
                        timestamp((session, right) -> "<" + session.serial() + "." + (697_170_952 + session.serial())
                                + "@pop3spec.invalid>")));
    }

    private static boolean malformed(Command command) {
        return Utf8.decoded(command.rest().orElse("")).isEmpty();
    }

    /** As if something were computed that takes its time. */
    private static Reply later(Reply right) {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return right;
    }

    private static UnaryOperator<Conduct> lockedOut() {
        Map<String, Integer> wrong = new ConcurrentHashMap<>();
        Map<String, Long> since = new ConcurrentHashMap<>();
        return answerInstead(to("PASS"), (session, command, right) -> {
            String name = session.named().orElse("");
            Long locked = since.get(name);
            if (locked != null && System.nanoTime() - locked < LOCKED.toNanos()) {
                return Reply.error("AUTH", "Login failed");
            }
            Reply reply = right.get();
            if (reply.positive()) {
                wrong.remove(name);
            } else if (wrong.merge(name, 1, Integer::sum) == TRIES) {
                wrong.remove(name);
                since.put(name, System.nanoTime());
            }
            return reply;
        });
    }

    private static UnaryOperator<Conduct> marksShared() {
        Set<Pop3Session> all = sessions();
        return next -> new Deviation(next) {
            @Override
            Reply answer(Pop3Session session, Command command) {
                all.add(session);
                Reply right = super.answer(session, command);
                if (command.is("DELE") && right.positive()) {
                    int number = Integer.parseInt(command.argument(0));
                    List.copyOf(all).stream()
                            .filter(other -> other.state() == TRANSACTION
                                    && number <= other.messages().size())
                            .forEach(other -> other.mark(number));
                }
                return right;
            }
        };
    }

    /** What USER says is kept for all connections in one place, until PASS or the end of the connection it came by. */
    private static final class SharedName extends Deviation {
        private final AtomicReference<Optional<Given>> latest = new AtomicReference<>(Optional.empty());

        private record Given(Pop3Session session, String name) {}

        SharedName(Conduct next) {
            super(next);
        }

        @Override
        Optional<Line> nextLine(Pop3Session session, LineSource in) throws IOException {
            Optional<Line> line = super.nextLine(session, in);
            if (line.isEmpty()) {
                forget(session);
            }
            return line;
        }

        private void forget(Pop3Session session) {
            latest.updateAndGet(given -> given.filter(other -> other.session() != session));
        }

        @Override
        Reply answer(Pop3Session session, Command command) {
            Reply right = super.answer(session, command);
            boolean early = session.state() == AUTHORIZATION;
            if (command.is("USER") && right.positive()) {
                latest.set(Optional.of(new Given(session, command.argument(0))));
            } else if (command.is("PASS") && early && session.named().isEmpty()) {
                return latest.get()
                        .flatMap(given -> session.accounts().find(given.name()))
                        .filter(account -> verifies(account, command.rest().orElse("")))
                        .map(account -> Pop3Commands.open(session, account))
                        .orElse(right);
            } else if (command.is("PASS")) {
                forget(session);
            }
            return right;
        }
    }

    /** One place for each connection on which nothing was said yet, and few of them. */
    private static final class Blocking extends Deviation {
        private final Set<Pop3Session> silent = new HashSet<>();

        Blocking(Conduct next) {
            super(next);
        }

        @Override
        String greeting(Pop3Session session) {
            String right = super.greeting(session);
            synchronized (silent) {
                try {
                    // who was there before may have gone without this being known yet
                    long until = System.nanoTime() + PATIENCE.toNanos();
                    while (silent.size() >= MOST_SILENT && System.nanoTime() < until) {
                        silent.wait(POLL_MILLIS);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return silent.size() >= MOST_SILENT || !silent.add(session) ? "" : right;
            }
        }

        @Override
        Optional<Line> nextLine(Pop3Session session, LineSource in) throws IOException {
            try {
                return super.nextLine(session, in);
            } finally {
                synchronized (silent) {
                    silent.remove(session);
                    silent.notifyAll();
                }
            }
        }
    }
}
