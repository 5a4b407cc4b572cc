package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.exchanging;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.unverified;
import static org.pop3spec.refserver.Fault.must;

import java.util.List;

/** The faults of ANONYMOUS, RFC 4505. */
final class FaultsOfAnonymous {
    private static final String SASL = "RFC5034#4 AUTH";

    private static final int LONGEST_TRACE = 255;

    private FaultsOfAnonymous() {}

    static List<Fault> all() {
        return List.of(
                must(
                        "anonymous-trace-not-checked",
                        "RFC4505#2",
                        "The trace of ANONYMOUS may be too long, or no text at all",
                        unverified(SaslCheck.TRACE_FORM)),
                must(
                        "anonymous-trace-wanted",
                        "RFC4505#2",
                        "ANONYMOUS refuses a client that leaves no trace",
                        exchanging(
                                "ANONYMOUS",
                                (session, right) -> response -> response.isEmpty()
                                        ? ServerExchange.malformed("Who are you?")
                                        : right.next(response))),
                must(
                        "anonymous-trace-must-be-an-address",
                        "RFC4505#2",
                        "ANONYMOUS refuses a trace without an at sign",
                        exchanging(
                                "ANONYMOUS",
                                (session, right) -> response -> response.isEmpty() || response.contains("@")
                                        ? right.next(response)
                                        : ServerExchange.malformed("Not an address"))),
                must(
                        "sasl-equals-sign-is-no-initial-response",
                        SASL,
                        "The equals sign that stands for an empty initial response is refused",
                        answerInstead(
                                to("AUTH"),
                                (session, command, right) ->
                                        command.rest().orElse("").endsWith(" =")
                                                ? Reply.error("Not base64")
                                                : right.get())),
                must(
                        "anonymous-trace-counted-in-octets",
                        "RFC4505#2",
                        "ANONYMOUS refuses a trace of more than 255 octets",
                        exchanging(
                                "ANONYMOUS",
                                (session, right) -> response -> response.length() > LONGEST_TRACE
                                        ? ServerExchange.malformed("Too long")
                                        : right.next(response))));
    }
}
