package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.asksOnceMore;
import static org.pop3spec.refserver.Deviations.exchanging;
import static org.pop3spec.refserver.Deviations.holding;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.unverified;
import static org.pop3spec.refserver.Fault.must;

import java.util.List;
import java.util.Optional;

/** The faults of EXTERNAL, RFC 4422 appendix A. */
final class FaultsOfExternal {
    private FaultsOfExternal() {}

    static List<Fault> all() {
        String section = "RFC4422#A.1";
        return List.of(
                must(
                                "external-empty-name-refused",
                                section,
                                "EXTERNAL wants to be told the name that stands in the certificate",
                                exchanging(
                                        "EXTERNAL",
                                        (session, right) -> response -> response.isEmpty()
                                                ? ServerExchange.malformed("Who are you?")
                                                : right.next(response)))
                        .wideBecause(
                                "no login by this mechanism succeeds, and scenarios on every way of logging in take it too"),
                must(
                        "external-name-refused",
                        section,
                        "EXTERNAL refuses a client that says its own name",
                        exchanging(
                                "EXTERNAL",
                                (session, right) -> response -> response.isEmpty()
                                        ? right.next(response)
                                        : ServerExchange.malformed("The name stands in the certificate"))),
                must(
                        "external-asks-for-nothing",
                        section,
                        "EXTERNAL without an initial response is over at once",
                        answerInstead(
                                to("AUTH"),
                                (session, command, right) -> command.arguments().size() == 1
                                                && command.argument(0).equalsIgnoreCase("EXTERNAL")
                                        ? session.certified()
                                                .flatMap(session.accounts()::find)
                                                .map(account -> Pop3Commands.open(session, account))
                                                .orElseGet(right)
                                        : right.get())),
                must(
                                "external-asks-again",
                                section,
                                "EXTERNAL has another challenge behind the client's response",
                                exchanging("EXTERNAL", (session, right) -> asksOnceMore(right)))
                        .wideBecause(
                                "no login by this mechanism succeeds, and scenarios on every way of logging in take it too"),
                must(
                        "external-without-certificate",
                        section,
                        "Who shows no certificate is taken for the first account",
                        holding((session, chain) -> chain.isEmpty()
                                ? Optional.of(session.settings().accounts().stream()
                                        .findFirst()
                                        .map(Account::name))
                                : Optional.empty())),
                must(
                        "external-name-believed",
                        section,
                        "Who shows no certificate is whom he says he is",
                        next -> exchanging("EXTERNAL", FaultsOfExternal::believing)
                                .apply(holding((session, chain) ->
                                                chain.isEmpty() ? Optional.of(Optional.of("nobody")) : Optional.empty())
                                        .apply(next))),
                must(
                        "external-issuer-not-checked",
                        section,
                        "A certificate is believed that nobody issued",
                        holding((session, chain) -> chain.isEmpty()
                                ? Optional.empty()
                                : Optional.of(Optional.of(TlsIdentity.subject(chain.get(0)))))),
                must(
                                "external-not-after-stls",
                                "RFC2595#4 STLS",
                                "A certificate that is shown after STLS does not count",
                                exchanging(
                                        "EXTERNAL",
                                        (session, right) -> response -> session.beganWithTls()
                                                ? right.next(response)
                                                : ServerExchange.denied()))
                        .wideBecause(
                                "no login by a certificate behind STLS succeeds, and scenarios on every way of logging in take that too"),
                must(
                        "external-form-not-checked",
                        section,
                        "What stands behind a NUL in the response of EXTERNAL is not seen",
                        unverified(SaslCheck.EXTERNAL_FORM)));
    }

    private static ServerExchange believing(Pop3Session session, ServerExchange right) {
        return response -> session.accounts()
                .find(response)
                .<ServerExchange.Step>map(account -> new ServerExchange.Success(account, ""))
                .orElseGet(() -> right.next(response));
    }
}
