package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.opened;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Fault.historic;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.util.List;
import java.util.function.UnaryOperator;

/** The faults of RPOP, RFC 1081. */
final class FaultsOfRpop {
    private FaultsOfRpop() {}

    static List<Fault> all() {
        String section = "RFC1225#RPOP";
        return List.of(
                historic(
                        "rpop-trusts-nobody",
                        section,
                        "RPOP is refused to everybody",
                        trusting((session, account, remote, right) -> false)),
                historic(
                        "rpop-trusts-everybody",
                        section,
                        "RPOP believes every name that comes from a reserved port",
                        trusting((session, account, remote, right) ->
                                session.connection().fromReservedPort())),
                historic(
                        "rpop-from-any-port",
                        section,
                        "RPOP is served to clients from any port",
                        trusting((session, account, remote, right) -> remote.equals(account.name()))),
                historic(
                        "rpop-before-user",
                        section,
                        "RPOP without USER opens the maildrop of the remote user's name",
                        answerInstead(
                                to("RPOP"),
                                (session, command, right) -> session.settings().rpop()
                                                && session.state() != TRANSACTION
                                                && session.named().isEmpty()
                                                && !command.arguments().isEmpty()
                                                && session.connection().fromReservedPort()
                                        ? opened(session, command.argument(0), right)
                                        : right.get())),
                historic(
                        "rpop-without-a-name",
                        section,
                        "RPOP without a name means the name of USER",
                        answerInstead(
                                to("RPOP"),
                                (session, command, right) -> session.settings().rpop()
                                                && session.state() != TRANSACTION
                                                && command.arguments().isEmpty()
                                        ? opened(session, session.named().orElse(""), right)
                                        : right.get())),
                historic(
                        "rpop-after-login",
                        section,
                        "RPOP is answered with +OK in the TRANSACTION state",
                        answerInstead(
                                to("RPOP"),
                                (session, command, right) -> session.settings().rpop() && session.state() == TRANSACTION
                                        ? Reply.ok("It is open already")
                                        : right.get())),
                must(
                        "rpop-is-still-there",
                        "RFC1939#3",
                        "RPOP opens maildrops though nobody set it up",
                        answerInstead(
                                to("RPOP"),
                                (session, command, right) -> !session.settings().rpop()
                                                && session.connection().fromReservedPort()
                                        ? opened(session, session.named().orElse(""), right)
                                        : right.get())));
    }

    private static UnaryOperator<Conduct> trusting(Trusting trusting) {
        return next -> new Deviation(next) {
            @Override
            boolean trusts(Pop3Session session, Account account, String remoteUser) {
                return trusting.trusts(session, account, remoteUser, super.trusts(session, account, remoteUser));
            }
        };
    }

    /** Whether RPOP lets somebody in, given whether it should. */
    @FunctionalInterface
    private interface Trusting {
        boolean trusts(Pop3Session session, Account account, String remoteUser, boolean right);
    }
}
