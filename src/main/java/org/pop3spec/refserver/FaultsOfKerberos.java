package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.answer;
import static org.pop3spec.refserver.Deviations.to;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.pop3spec.result.Level;

/** The faults of KPOP, and of the receipt of tickets. */
final class FaultsOfKerberos {
    private FaultsOfKerberos() {}

    static List<Fault> all() {
        return Stream.of(handshake(), session(), requests(), tickets())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Fault> handshake() {
        return List.of(
                kpop(
                                "kpop-greets-first",
                                "1",
                                "KPOP greets before the client has shown a ticket",
                                TicketRule.CLIENT_FIRST)
                        .wideBecause("each scenario on KPOP begins with the versions"),
                kpop(
                        "kpop-without-ticket",
                        "1",
                        "Who begins with a command on the port for KPOP gets a session",
                        TicketRule.TICKET_FIRST),
                kpop(
                        "kpop-is-pop3-under-tls",
                        "1",
                        "On the port for KPOP under TLS no ticket is asked for",
                        TicketRule.TICKET_UNDER_TLS),
                kpop("kpop-any-version", "2", "KPOP takes any version strings", TicketRule.VERSIONS),
                kpop("kpop-version-without-nul", "2", "KPOP takes versions without their NUL", TicketRule.NUL_COUNTS),
                kpop(
                        "kpop-empty-version",
                        "2",
                        "KPOP takes an empty application version for the right one",
                        TicketRule.VERSION_THERE),
                kpop(
                        "kpop-version-of-kerberos-4",
                        "2",
                        "KPOP takes the application version of Kerberos 4",
                        TicketRule.VERSION_OF_KERBEROS_5),
                kpop(
                                "kpop-versions-unanswered",
                                "2",
                                "KPOP answers right versions by waiting for the ticket",
                                TicketRule.VERSIONS_ANSWERED)
                        .wideBecause("each scenario on KPOP begins with the versions"),
                kpop(
                        "kpop-frame-in-one-piece",
                        "1",
                        "KPOP takes what arrives at once for a whole frame",
                        TicketRule.FRAME_BY_LENGTH),
                kpop(
                        "kpop-refusal-not-told",
                        "4",
                        "KPOP closes without KRB-ERROR when a ticket is not right",
                        TicketRule.REFUSAL_TOLD),
                kpop("kpop-goes-on-refused", "4", "KPOP greets after a KRB-ERROR", TicketRule.REFUSAL_ENDS),
                kpop("kpop-no-proof", "5", "KPOP sends no AP-REP to who asks for one", TicketRule.PROOF_SENT),
                kpop("kpop-proof-unasked", "5", "KPOP sends an AP-REP to who asks for none", TicketRule.PROOF_ASKED));
    }

    private static List<Fault> session() {
        return List.of(
                kpop(
                        "kpop-ignores-principal",
                        "6",
                        "KPOP lets whoever has a ticket open any maildrop",
                        TicketRule.PRINCIPAL_IS_USER),
                kpop(
                        "kpop-ignores-realm",
                        "6",
                        "KPOP takes a user of another realm for its own of that name",
                        TicketRule.REALM_COUNTS),
                kpop(
                        "kpop-ignores-instance",
                        "6",
                        "KPOP takes a principal with an instance for the user",
                        TicketRule.INSTANCE_COUNTS),
                kpop(
                        "kpop-wants-the-password",
                        "6",
                        "KPOP wants the right password too",
                        TicketRule.PASSWORD_MEANS_NOTHING),
                historic(
                        "kpop-one-attempt",
                        "6",
                        "After a refused PASS the ticket counts no more",
                        answer(to("PASS"), (session, command, right) -> {
                            if (!right.positive()) {
                                session.forgetTicket();
                            }
                            return right;
                        })),
                historic(
                        "kpop-empty-maildrop",
                        "6",
                        "Whoever logs in by ticket finds no messages",
                        answer(to("PASS"), (session, command, right) -> {
                            if (session.isKpop()) {
                                session.look(List.of());
                            }
                            return right;
                        })));
    }

    private static List<Fault> requests() {
        return List.of(
                ticket("empty-request-accepted", "3.2.3", "An empty AP-REQ is taken", TicketRule.REQUEST_THERE),
                ticket("any-request-accepted", "3.2.3", "What is no AP-REQ is taken for one", TicketRule.REQUEST_FORM),
                ticket("cut-request-accepted", "3.2.3", "An AP-REQ without its end is taken", TicketRule.REQUEST_WHOLE),
                ticket("replay-accepted", "3.2.3", "An AP-REQ is taken a second time", TicketRule.FRESH),
                ticket(
                        "old-authenticator-accepted",
                        "3.2.3",
                        "Authenticators of any age are taken",
                        TicketRule.CLOCK_SKEW),
                ticket(
                        "future-authenticator-accepted",
                        "3.2.3",
                        "Authenticators from the future are taken",
                        TicketRule.NOT_AHEAD),
                ticket(
                        "ticket-of-another-client",
                        "3.2.3",
                        "The authenticator may name another client than the ticket",
                        TicketRule.SAME_CLIENT),
                ticket(
                        "authenticator-not-opened",
                        "3.2.3",
                        "The authenticator is not looked at: a ticket alone is enough",
                        TicketRule.AUTHENTICATOR),
                ticket(
                                "kpop-wrong-proof",
                                "3.2.4",
                                "KPOP's AP-REP has another time in it than the authenticator",
                                TicketRule.PROOF_RIGHT)
                        .wideBecause(
                                "GSSAPI's reply is the same message as KPOP's, and each scenario that goes on behind it verifies it"),
                ticket(
                                "kpop-proof-by-subkey",
                                "3.2.4",
                                "KPOP's AP-REP is sealed with the subkey of the authenticator",
                                TicketRule.PROOF_BY_SESSION_KEY)
                        .wideBecause(
                                "GSSAPI's reply is the same message as KPOP's, and each scenario that goes on behind it verifies it"));
    }

    private static List<Fault> tickets() {
        return List.of(
                ticket("expired-ticket-accepted", "3.2.3", "Tickets are taken after their end", TicketRule.NOT_ENDED),
                ticket("ticket-accepted-too-early", "3.2.3", "Tickets are taken before their start", TicketRule.BEGUN),
                ticket(
                        "invalid-ticket-accepted",
                        "3.2.3",
                        "Tickets with the flag INVALID are taken",
                        TicketRule.NOT_INVALID),
                ticket(
                        "ticket-of-another-service-accepted",
                        "3.2.3",
                        "Tickets for services that the server has no key of are taken unopened",
                        TicketRule.OWN_SERVICE),
                ticket(
                        "ticket-of-another-realm-accepted",
                        "3.2.3",
                        "Tickets of realms that the server has no key of are taken unopened",
                        TicketRule.OWN_REALM),
                ticket(
                        "broken-ticket-accepted",
                        "3.2.3",
                        "Tickets that can't be opened are taken",
                        TicketRule.TICKET_WHOLE),
                ticket(
                        "authorization-data-refused",
                        "5.2.6.1",
                        "Tickets with authorization data are refused, also where it may be ignored",
                        TicketRule.UNKNOWN_DATA_IGNORED),
                ticket(
                        "forwarded-ticket-refused",
                        "2.6",
                        "Tickets with the flag FORWARDED are refused",
                        TicketRule.FORWARDED_TAKEN),
                new Fault(
                        "weak-session-key-accepted",
                        "RFC8429#4",
                        Level.SHOULD,
                        "Tickets with a session key for RC4 are taken",
                        without(TicketRule.STRONG_KEY)),
                ticket(
                        "key-version-ignored",
                        "3.2.3",
                        "The key version that a ticket names is not looked at",
                        TicketRule.KEY_VERSION));
    }

    private static Fault kpop(String id, String section, String intent, TicketRule rule) {
        return historic(id, section, intent, without(rule));
    }

    private static Fault historic(String id, String section, String intent, UnaryOperator<Conduct> deviation) {
        return new Fault(id, "KPOP#" + section, Level.HISTORIC, intent, deviation);
    }

    private static Fault ticket(String id, String section, String intent, TicketRule rule) {
        return Fault.must(id, "RFC4120#" + section, intent, without(rule));
    }

    private static UnaryOperator<Conduct> without(TicketRule left) {
        return next -> new Deviation(next) {
            @Override
            boolean observes(TicketRule rule) {
                return rule != left && super.observes(rule);
            }
        };
    }
}
