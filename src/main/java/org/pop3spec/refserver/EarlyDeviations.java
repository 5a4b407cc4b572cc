package org.pop3spec.refserver;

import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The shapes that deviations from one of the protocols before POP3 have; sessions of others stay as they are. */
final class EarlyDeviations<S extends EarlySession> {
    /** So long are wrong passwords that a fault takes, so that shorter ones are still refused. */
    static final int LONG_PASSWORD = 10;

    private final Class<S> about;

    EarlyDeviations(Class<S> about) {
        this.about = about;
    }

    /** Answers in another way; the right one is there to be asked. */
    @FunctionalInterface
    interface Change<S> {
        Answer to(S session, Command command, Supplier<Answer> right);
    }

    UnaryOperator<Conduct> greeting(UnaryOperator<String> change) {
        return next -> new Deviation(next) {
            @Override
            String greeting(EarlySession session) {
                String right = super.greeting(session);
                return about.isInstance(session) ? change.apply(right) : right;
            }
        };
    }

    UnaryOperator<Conduct> answer(Predicate<Command> to, Change<S> change) {
        return next -> new Deviation(next) {
            @Override
            Answer answer(EarlySession session, Command command) {
                return about.isInstance(session) && to.test(command)
                        ? change.to(about.cast(session), command, () -> super.answer(session, command))
                        : super.answer(session, command);
            }
        };
    }

    /** As {@link #answer}, where the command was obeyed. */
    UnaryOperator<Conduct> success(Predicate<Command> to, BiFunction<S, Answer, Answer> change) {
        return answer(to, (session, command, right) -> {
            Answer answer = right.get();
            boolean refused = answer.octets().length() == 0 || answer.octets().at(0) == '-';
            return refused ? answer : change.apply(session, answer);
        });
    }

    /** Takes one command for another. */
    UnaryOperator<Conduct> understood(BiFunction<S, Command, Command> as) {
        return next -> new Deviation(next) {
            @Override
            Answer answer(EarlySession session, Command command) {
                return super.answer(
                        session, about.isInstance(session) ? as.apply(about.cast(session), command) : command);
            }
        };
    }

    /** Serves what is not to be served now. */
    UnaryOperator<Conduct> admitted(BiPredicate<S, Command> also) {
        return next -> new Deviation(next) {
            @Override
            boolean admits(EarlySession session, Command command) {
                return super.admits(session, command)
                        || (about.isInstance(session) && also.test(about.cast(session), command));
            }
        };
    }

    /** Announces another number of octets than are sent. */
    UnaryOperator<Conduct> announced(BiFunction<S, Integer, Integer> change) {
        return next -> new Deviation(next) {
            @Override
            int announced(EarlySession session, int octets) {
                int right = super.announced(session, octets);
                return about.isInstance(session) ? change.apply(about.cast(session), right) : right;
            }
        };
    }

    /** The right password, for a fault that lets another one pass; empty for a user who is not known. */
    static String password(EarlySession session, String user) {
        return session.settings().accounts().stream()
                .filter(account -> account.name().equals(user))
                .map(Account::password)
                .findFirst()
                .orElse("");
    }
}
