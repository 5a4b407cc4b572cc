package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.capabilities;
import static org.pop3spec.refserver.Deviations.failure;
import static org.pop3spec.refserver.Deviations.greeting;
import static org.pop3spec.refserver.Deviations.mechanisms;
import static org.pop3spec.refserver.Deviations.refused;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.timestamp;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.toUnknown;
import static org.pop3spec.refserver.Fault.weakSetting;
import static org.pop3spec.refserver.Fault.weakness;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** What no text forbids, and an audit finds under the same name: each takes one thing away from a server that is set up well. */
final class FaultsOfAudits {
    private static final String SECURITY = "RFC1939#13";

    private FaultsOfAudits() {}

    static List<Fault> all() {
        return List.of(
                weakSetting(
                        "cleartext-login",
                        "RFC2595#2.3",
                        "Logins are offered without TLS too",
                        settings -> settings.cleartext(CleartextPolicy.ALLOW)),
                weakSetting("apop-offered", "RFC1939#7 APOP", "APOP is offered", settings -> settings.apop(true)),
                weakness(
                        "apop-timestamp-predictable",
                        "RFC1939#7 APOP",
                        "APOP is offered, with timestamps that are made of a process and a counter",
                        settings -> settings.apop(true),
                        countingTimestamps()),
                weakSetting("mechanism-md5", "RFC6331#1", "CRAM-MD5 is offered", with("CRAM-MD5")),
                weakness(
                        "user-welcomes-known-names",
                        SECURITY,
                        "USER is accepted in other words for names that exist",
                        success(
                                to("USER"),
                                (session, command, right) -> session.accounts()
                                                .find(command.argument(0))
                                                .isPresent()
                                        ? right.withText("Welcome " + command.argument(0))
                                        : right)),
                weakness(
                        "mechanism-unsalted",
                        "RFC5802#1",
                        "CRAM-SHA1 and CRAM-SHA256 are listed",
                        mechanisms((session, names) -> names.addAll(List.of("CRAM-SHA1", "CRAM-SHA256")))),
                weakSetting("mechanism-ntlm", "MS-NLMP", "NTLM is offered", with("NTLM")),
                weakSetting(
                        "scram-without-channel-binding",
                        "RFC5802#6",
                        "SCRAM is offered without channel binding",
                        without("SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS")),
                weakSetting("rpop-offered", "RFC1081", "RPOP is offered", settings -> settings.rpop(true)),
                weakSetting(
                        "failed-logins-not-slowed",
                        SECURITY,
                        "Logins that fail are refused at once",
                        settings -> settings.refusalDelay(Duration.ZERO)),
                weakSetting(
                        "connections-not-limited",
                        SECURITY,
                        "One client may have as many connections as there are",
                        settings -> settings.limits(Limits.USUAL)),
                weakSetting(
                        "tls-no-resumption",
                        "RFC9325#3.4",
                        "No TLS session can be gone on with",
                        settings -> settings.sessionCache(false)),
                weakness(
                        "stls-missing",
                        "RFC2595#4",
                        "There is no STLS",
                        next -> refused(to("STLS"), session -> true)
                                .apply(capabilities((session, all) -> all.remove("STLS"))
                                        .apply(next))),
                weakness(
                        "version-in-greeting",
                        "RFC1939#4",
                        "The greeting has a version",
                        greeting((session, right) -> right.replace(" ready", " 2.3.19 ready"))),
                weakness(
                        "version-in-capabilities",
                        "RFC2449#6.9",
                        "IMPLEMENTATION has a version",
                        capabilities((session, all) ->
                                all.replaceAll(line -> line.startsWith("IMPLEMENTATION") ? line + " 2.3.19" : line))),
                weakness(
                        "error-text-leaks",
                        SECURITY,
                        "The answer to a command that nobody knows has the name of a file",
                        failure(
                                toUnknown(),
                                (session, command, right) -> right.withText("commands.c:118: unknown command"))),
                weakSetting(
                        "mail-expires-at-once",
                        "RFC2449#6.7 EXPIRE",
                        "What was fetched is removed at the end of the session",
                        settings -> settings.retention(Optional.of(Retention.ofDays(0)))),
                weakness(
                        "top-leaves-mark",
                        "RFC1939#7 TOP",
                        "What TOP has looked at has a field Status in later sessions",
                        marks()));
    }

    private static UnaryOperator<ServerSettings.Builder> with(String mechanism) {
        return settings -> {
            Set<String> others = new HashSet<>(settings.build().withoutMechanisms());
            others.remove(mechanism);
            return settings.withoutMechanisms(others);
        };
    }

    private static UnaryOperator<ServerSettings.Builder> without(String... mechanisms) {
        return settings -> {
            Set<String> more = new HashSet<>(settings.build().withoutMechanisms());
            more.addAll(List.of(mechanisms));
            return settings.withoutMechanisms(more);
        };
    }

    private static UnaryOperator<Conduct> countingTimestamps() {
        AtomicLong counter = new AtomicLong(697_170_952);
        return timestamp((session, right) -> "<1896." + counter.getAndIncrement() + "@pop3spec.invalid>");
    }

    private static UnaryOperator<Conduct> marks() {
        Map<String, Pop3Session> lookedAt = new ConcurrentHashMap<>();
        return success(to("TOP"), (session, command, right) -> {
            String id = session.message(Integer.parseInt(command.argument(0))).uniqueId();
            boolean before = !lookedAt.computeIfAbsent(id, i -> session).equals(session);
            return before
                    ? right.withContent(Octets.ofLatin1("Status: RO\r\n"
                            + right.content().map(Octets::latin1).orElse("")))
                    : right;
        });
    }
}
