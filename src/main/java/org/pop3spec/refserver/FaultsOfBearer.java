package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.exchanging;
import static org.pop3spec.refserver.Deviations.forgiving;
import static org.pop3spec.refserver.Deviations.makes;
import static org.pop3spec.refserver.Deviations.mechanisms;
import static org.pop3spec.refserver.Deviations.servedWithoutTls;
import static org.pop3spec.refserver.Deviations.unverified;
import static org.pop3spec.refserver.Fault.must;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The faults of OAUTHBEARER, RFC 7628, and XOAUTH2. */
final class FaultsOfBearer {
    private FaultsOfBearer() {}

    static List<Fault> all() {
        return List.of(
                must(
                                "oauth-token-not-checked",
                                "RFC7628#3.2",
                                "Any token opens the maildrop of the user that is named",
                                unverified(SaslCheck.TOKEN))
                        .wideBecause("each way in which a token can be wrong has its scenario, for both mechanisms"),
                must(
                        "oauth-scheme-not-checked",
                        "RFC7628#3.1",
                        "A token may be of another scheme than Bearer",
                        unverified(SaslCheck.BEARER_SCHEME)),
                must(
                        "oauthbearer-flag-not-checked",
                        "RFC7628#3.1",
                        "OAUTHBEARER takes a client that asks for channel binding, and does not bind",
                        unverified(SaslCheck.BEARER_FLAG)),
                must(
                                "oauth-token-and-scheme-not-checked",
                                "RFC7628#3.1",
                                "A name without a token opens the maildrop of that user",
                                next -> unverified(SaslCheck.TOKEN)
                                        .apply(unverified(SaslCheck.BEARER_SCHEME)
                                                .apply(next)))
                        .wideBecause("each way in which a token can be wrong has its scenario, for both mechanisms"),
                must(
                                "oauthbearer-right-token-refused",
                                "RFC7628#3.1",
                                "OAUTHBEARER refuses every token",
                                exchanging(
                                        "OAUTHBEARER",
                                        (session, right) -> response ->
                                                right.next(response.replace("auth=Bearer ", "auth=Bearer x"))))
                        .wideBecause(
                                "no login by this mechanism succeeds, and scenarios on every way of logging in take it too"),
                must(
                                "xoauth2-right-token-refused",
                                "XOAUTH2 message",
                                "XOAUTH2 refuses every token",
                                exchanging(
                                        "XOAUTH2",
                                        (session, right) -> response ->
                                                right.next(response.replace("auth=Bearer ", "auth=Bearer x"))))
                        .wideBecause(
                                "no login by this mechanism succeeds, and scenarios on every way of logging in take it too"),
                must(
                                "oauth-error-without-status",
                                "RFC7628#3.2.2",
                                "The error that a refused token gets has no status",
                                makes(SaslValue.BEARER_ERROR, (session, right) -> "{\"scope\":\"pop\"}"))
                        .wideBecause(
                                "each way in which a token can be wrong has its scenario, which reads the error and answers it"),
                must(
                                "oauth-error-not-told",
                                "RFC7628#3.2.2",
                                "A refused token gets an empty challenge in place of the error",
                                makes(SaslValue.BEARER_ERROR, (session, right) -> ""))
                        .wideBecause(
                                "each way in which a token can be wrong has its scenario, which reads the error and answers it"),
                must(
                                "oauth-error-answered-with-success",
                                "RFC7628#3.2.3",
                                "After the error of a refused token the maildrop is opened all the same",
                                exchanging(
                                        "OAUTHBEARER",
                                        (session, right) -> forgiving(session, right, FaultsOfBearer::nameIn)))
                        .wideBecause(
                                "each way in which a token can be wrong has its scenario, which reads the error and answers it"),
                must(
                                "xoauth2-error-answered-with-success",
                                "XOAUTH2 error",
                                "After the error of a refused token of XOAUTH2 the maildrop is opened all the same",
                                exchanging(
                                        "XOAUTH2",
                                        (session, right) -> forgiving(session, right, FaultsOfBearer::nameIn)))
                        .wideBecause("for every way in which a token is wrong a scenario expects its refusal"),
                must(
                        "oauthbearer-cut-message-accepted",
                        "RFC7628#3.1",
                        "A message of OAUTHBEARER may lack its end",
                        exchanging(
                                "OAUTHBEARER",
                                (session, right) -> response -> right.next(
                                        response.endsWith("\u0001\u0001") || !response.startsWith("n")
                                                ? response
                                                : response + "\u0001"))),
                must(
                        "oauthbearer-name-wanted",
                        "RFC7628#3.1",
                        "OAUTHBEARER refuses a token without a name",
                        exchanging(
                                "OAUTHBEARER",
                                (session, right) -> response -> response.startsWith("n,,")
                                        ? ServerExchange.malformed("No name")
                                        : right.next(response))),
                must(
                                "oauthbearer-announced-without-tls",
                                "RFC7628#3",
                                "OAUTHBEARER is announced without TLS",
                                mechanisms((session, names) -> names.add("OAUTHBEARER")))
                        .wideBecause(
                                "scenarios on every way of logging in take a mechanism that is listed, and so those that are refused without TLS"),
                must(
                        "oauthbearer-served-without-tls",
                        "RFC7628#3",
                        "AUTH OAUTHBEARER asks for the token without TLS",
                        servedWithoutTls("OAUTHBEARER", "")),
                must(
                                "xoauth2-announced-without-tls",
                                "XOAUTH2 message",
                                "XOAUTH2 is announced without TLS",
                                mechanisms((session, names) -> names.add("XOAUTH2")))
                        .wideBecause(
                                "it is listed under TLS twice then, and who compares lists, or logs in by all of one, meets that"),
                must(
                        "xoauth2-served-without-tls",
                        "XOAUTH2 message",
                        "AUTH XOAUTH2 asks for the token without TLS",
                        servedWithoutTls("XOAUTH2", "")),
                must(
                        "oauthbearer-host-not-checked",
                        "RFC7628#3.2",
                        "OAUTHBEARER takes a message for another host",
                        unverified(SaslCheck.BEARER_HOST)),
                must(
                                "oauthbearer-port-refused",
                                "RFC7628#3.1",
                                "OAUTHBEARER refuses a message that tells the port",
                                refusing("\u0001port="))
                        .wideBecause("the harness tells the port each time it logs in by OAUTHBEARER"),
                must(
                        "oauthbearer-unknown-pair-refused",
                        "RFC7628#3.1",
                        "OAUTHBEARER refuses a message with a key that it does not know",
                        refusing("\u0001(?!host=|port=|auth=)[A-Za-z]+=")),
                must(
                        "oauthbearer-scheme-case-sensitive",
                        "RFC7628#3.1",
                        "OAUTHBEARER takes the word Bearer only as it is written here",
                        refusing("\u0001auth=(?!Bearer )(?i:Bearer) ")),
                must(
                                "oauthbearer-lone-separator-logs-in",
                                "RFC7628#3.1",
                                "OAUTHBEARER lets somebody in whose first message is a lone separator",
                                exchanging(
                                        "OAUTHBEARER",
                                        (session, right) -> response -> response.equals("\u0001")
                                                ? new ServerExchange.Success(
                                                        session.settings()
                                                                .accounts()
                                                                .get(0),
                                                        "")
                                                : right.next(response)))
                        .wideBecause(
                                "each way in which a token can be wrong has its scenario, which reads the error and answers it"));
    }

    /** The name in a message that is not encrypted. */
    private static String nameIn(String response) {
        return response.replaceFirst("^(?:n,a=|user=)([^,\u0001]*)(?s:.*)$", "$1");
    }

    /** Refuses messages of OAUTHBEARER in which something is found. */
    private static UnaryOperator<Conduct> refusing(String found) {
        Pattern pattern = Pattern.compile(found);
        return exchanging(
                "OAUTHBEARER",
                (session, right) -> response -> pattern.matcher(response).find()
                        ? ServerExchange.malformed("Not a message of OAUTHBEARER")
                        : right.next(response));
    }
}
