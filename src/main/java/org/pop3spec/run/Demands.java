package org.pop3spec.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.pop3spec.scenario.Expectation;
import org.pop3spec.scenario.FrontMatter;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.Statement;
import org.pop3spec.scenario.Template;
import org.pop3spec.scenario.Touch;

/** What a script takes from a target, read off its statements. */
final class Demands {
    private static final Pattern LOGIN = Pattern.compile("\\s*(PASS|APOP|AUTH|HELO)\\b.*", Pattern.DOTALL);
    /** For loops of which it is not known how often they run. */
    private static final int MANY = 10;

    private Demands() {}

    /** Everything that a scenario needs. */
    static Step.Needs of(Scenario scenario) {
        int failures = scenario.header().touches().contains(Touch.LOGIN_FAILURES)
                ? Math.max(1, logins(scenario.session()))
                : 0;
        Optional<String> mailbox = scenario.header()
                .mailbox()
                .filter(name -> !name.equals(Housekeeping.ANY) && !name.equals(Housekeeping.SOME));
        return new Step.Needs(accounts(scenario.header()), connections(scenario), failures, mailbox);
    }

    private static int connections(Scenario scenario) {
        int own = Math.max(1, connections(scenario.session(), new TreeSet<>()));
        // somebody has to look whether the mail has come
        return delivered(scenario).isEmpty() ? own : own + 1;
    }

    /**
     * Whoever touches something answers for it with an account, also where the script names none: a wrong password for a
     * made-up name may get the address of the client locked out.
     */
    private static int accounts(FrontMatter header) {
        return header.touches().isEmpty() ? header.accounts() : Math.max(1, header.accounts());
    }

    /** Whether it opens the maildrop as the variant under test does. */
    static boolean usesVariant(Scenario scenario) {
        Deque<Statement> left = new ArrayDeque<>(scenario.session());
        while (!left.isEmpty()) {
            Statement statement = left.pop();
            if (statement instanceof Statement.Login login && login.variant().isEmpty()) {
                return true;
            }
            nested(statement).forEach(left::addAll);
        }
        return false;
    }

    /** The mailboxes of which messages arrive while it is played. */
    static Set<String> delivered(Scenario scenario) {
        Set<String> delivered = new TreeSet<>();
        Deque<Statement> left = new ArrayDeque<>(scenario.session());
        while (!left.isEmpty()) {
            Statement statement = left.pop();
            if (statement instanceof Statement.Deliver deliver) {
                delivered.add(deliver.mailbox());
            }
            nested(statement).forEach(left::addAll);
        }
        return delivered;
    }

    /**
     * How many connections are open at the same time, at most.
     *
     * @param open those that are open before the statements, and afterwards those that may be open behind them
     */
    private static int connections(List<Statement> statements, Set<Integer> open) {
        int most = open.size();
        for (Statement statement : statements) {
            connection(statement).ifPresent(open::add);
            most = Math.max(most, open.size());
            Set<Integer> before = Set.copyOf(open);
            List<List<Statement>> ways = ways(statement);
            if (!ways.isEmpty()) {
                open.clear();
            }
            for (List<Statement> way : ways) {
                Set<Integer> behind = new TreeSet<>(before);
                most = Math.max(most, connections(way, behind));
                open.addAll(behind);
            }
            ended(statement).ifPresent(open::remove);
        }
        return most;
    }

    /** What may be played in place of a statement that has others in it; a loop more than once, or not at all. */
    private static List<List<Statement>> ways(Statement statement) {
        if (statement instanceof Statement.Repeat repeat) {
            List<Statement> twice = new ArrayList<>(repeat.body());
            twice.addAll(repeat.body());
            return List.of(twice, List.of());
        }
        return nested(statement);
    }

    /** The connection that is over behind a statement. */
    private static Optional<Integer> ended(Statement statement) {
        if (statement instanceof Statement.Disconnect gone && gone.manner() != Statement.Disconnect.Manner.HALF_CLOSE) {
            return Optional.of(gone.connection());
        } else if (statement instanceof Statement.Expect expect
                && (expect.expectation() instanceof Expectation.Close
                        || expect.expectation() instanceof Expectation.CloseNotify)) {
            return Optional.of(expect.connection());
        }
        return Optional.empty();
    }

    /** The connection that a statement opens where it is not open. */
    private static Optional<Integer> connection(Statement statement) {
        if (statement instanceof Statement.Send send) {
            return Optional.of(send.connection());
        } else if (statement instanceof Statement.SendRaw raw) {
            return Optional.of(raw.connection());
        } else if (statement instanceof Statement.Expect expect) {
            return Optional.of(expect.connection());
        } else if (statement instanceof Statement.Connect connect) {
            return Optional.of(connect.connection());
        } else if (statement instanceof Statement.Login login) {
            return Optional.of(login.connection());
        } else if (statement instanceof Statement.Sasl sasl) {
            return Optional.of(sasl.connection());
        } else if (statement instanceof Statement.Stls stls) {
            return Optional.of(stls.connection());
        } else if (statement instanceof Statement.Hello hello) {
            return Optional.of(hello.connection());
        }
        return Optional.empty();
    }

    /** How many logins the script itself spells out, at most. */
    private static int logins(List<Statement> statements) {
        int sum = 0;
        for (Statement statement : statements) {
            if (statement instanceof Statement.Send send) {
                sum += (int) send.lines().stream().filter(Demands::isLogin).count();
            } else if (statement instanceof Statement.SendRaw raw) {
                sum += (int) raw.pieces().stream()
                        .filter(piece -> piece instanceof Statement.Octets octets && isLogin(octets.template()))
                        .count();
            } else if (statement instanceof Statement.Repeat repeat) {
                sum += times(repeat) * logins(repeat.body());
            } else {
                sum += nested(statement).stream()
                        .mapToInt(Demands::logins)
                        .max()
                        .orElse(0);
            }
        }
        return sum;
    }

    private static int times(Statement.Repeat repeat) {
        String source = repeat.times().source().strip();
        return source.matches("[0-9]{1,4}") ? Integer.parseInt(source) : MANY;
    }

    private static boolean isLogin(Template template) {
        return !template.parts().isEmpty()
                && template.parts().get(0) instanceof Template.Text text
                && LOGIN.matcher(text.octets().toUpperCase(Locale.ROOT)).matches();
    }

    private static List<List<Statement>> nested(Statement statement) {
        if (statement instanceof Statement.When when) {
            return List.of(when.then(), when.otherwise());
        } else if (statement instanceof Statement.Either either) {
            return either.alternatives().stream().map(Demands::whole).toList();
        } else if (statement instanceof Statement.Repeat repeat) {
            return List.of(repeat.body());
        }
        return List.of();
    }

    private static List<Statement> whole(Statement.Alternative alternative) {
        Deque<Statement> all = new ArrayDeque<>(alternative.rest());
        all.addFirst(alternative.first());
        return List.copyOf(all);
    }
}
