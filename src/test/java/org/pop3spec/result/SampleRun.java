package org.pop3spec.result;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Runs for tests: one as a real server would give it, one by a server that is out to break the reports. */
public final class SampleRun {
    public static final Instant STARTED = Instant.parse("2026-03-01T09:30:00.250Z");

    /** What a hostile server says; every place that shows something of a server must show it as text. */
    public static final String HOSTILE =
            "+OK <script>alert('owned')</script></script><!-- ]]> --> \"><img src=x onerror=alert(1)>"
                    + " ${jndi:x} `whoami` | [link](javascript:alert(1)) \u001b[31;1mred\u001b[0m \u001b]0;title\u0007 \0NUL"
                    + " \u009b2J \u00ff\u00fe \u00c3\u00a9 &lt;b&gt; </template></details></textarea></style>\r\n";

    private SampleRun() {}

    /** A complete run without results. */
    public static Run empty() {
        return of(List.of());
    }

    public static Run of(List<ScenarioResult> results) {
        return run(results, true, Optional.empty());
    }

    public static Run of(ScenarioResult... results) {
        return of(List.of(results));
    }

    public static Run incomplete(ScenarioResult... results) {
        return run(List.of(results), false, Optional.empty());
    }

    public static Run unusable(String why, ScenarioResult... results) {
        return run(List.of(results), true, Optional.of(why));
    }

    /** All that is text of a server, or of a file that someone else wrote, is hostile. */
    public static Run hostile() {
        String unicode = HOSTILE + "\u202e\u2028\ud800 \udc00x";
        ScenarioResult failed = SampleResult.of("hostile/" + HOSTILE.strip())
                .title(unicode)
                .spec("RFC1939#5 " + HOSTILE.strip())
                .requirement(unicode)
                .impact(unicode)
                .tags(HOSTILE)
                .variant(HOSTILE, HOSTILE)
                .fails(Verdict.FAIL, HOSTILE, HOSTILE, HOSTILE, 2, 1)
                .warning(HOSTILE)
                .observed(HOSTILE, HOSTILE)
                .finding(HOSTILE, Severity.HIGH, HOSTILE)
                .client(HOSTILE, ClientMode.NEXT_DAY)
                .transcript(new SampleTranscript()
                        .opened()
                        .rawServer(HOSTILE)
                        .note(HOSTILE)
                        .ends(Event.Kind.RESET_BY_SERVER))
                .script(HOSTILE + unicode)
                .replay(HOSTILE)
                .build();
        ScenarioResult passed = SampleResult.of("hostile/passed")
                .title(HOSTILE)
                .transcript(new SampleTranscript().opened().rawServer(HOSTILE))
                .script(HOSTILE)
                .build();
        ScenarioResult skipped = SampleResult.of("hostile/skipped")
                .skipped(SkipReason.Code.UNSUPPORTED, HOSTILE)
                .build();
        return new Run(
                Run.SCHEMA,
                HOSTILE,
                HOSTILE,
                new TargetDescription(
                        HOSTILE,
                        HOSTILE,
                        List.of(HOSTILE),
                        Optional.of(HOSTILE),
                        Optional.of(HOSTILE),
                        Map.of(HOSTILE, List.of(HOSTILE)),
                        List.of(HOSTILE),
                        HOSTILE),
                STARTED,
                Optional.empty(),
                false,
                -1,
                Optional.empty(),
                List.of(HOSTILE),
                3,
                List.of(HOSTILE),
                Optional.of(HOSTILE),
                Optional.empty(),
                Optional.empty(),
                List.of(failed, passed, skipped));
    }

    /** A few scores of results of every verdict. */
    public static Run realistic() {
        List<ScenarioResult> all = new ArrayList<>();
        all.addAll(greeting());
        all.addAll(transaction());
        all.addAll(extensions());
        all.addAll(tls());
        Map<String, List<String>> capabilities = new LinkedHashMap<>();
        capabilities.put(
                "cleartext before login",
                List.of("TOP", "UIDL", "RESP-CODES", "PIPELINING", "USER", "STLS", "SASL PLAIN CRAM-MD5"));
        capabilities.put(
                "cleartext after login",
                List.of("TOP", "UIDL", "RESP-CODES", "PIPELINING", "EXPIRE NEVER", "IMPLEMENTATION ShuttlePost-2.4"));
        capabilities.put(
                "after STLS", List.of("TOP", "UIDL", "RESP-CODES", "PIPELINING", "USER", "SASL PLAIN CRAM-MD5 LOGIN"));
        capabilities.put("tls before login", List.of("TOP", "UIDL", "RESP-CODES", "PIPELINING", "USER", "SASL PLAIN"));
        return new Run(
                Run.SCHEMA,
                "7f3c9a52",
                "pop3spec 0.1.0",
                new TargetDescription(
                        "staging",
                        "remote",
                        List.of("pop3://mail.example.org:110", "pop3s://mail.example.org:995"),
                        Optional.of("ShuttlePost-2.4"),
                        Optional.of("ShuttlePost 2.4-3+deb12u1"),
                        capabilities,
                        List.of("user-pass", "apop", "sasl-plain", "sasl-cram-md5"),
                        "smtp://mail.example.org:25"),
                STARTED,
                Optional.of(STARTED.plusMillis(14_730)),
                true,
                4711,
                Optional.empty(),
                List.of("run", "--target", "staging.yaml", "--jobs", "2"),
                all.size(),
                List.of(
                        "9 scenarios send wrong passwords; failed-logins: 3 on an account allows them",
                        "2 scenarios are slow; --slow plays them"),
                Optional.empty(),
                Optional.of(new Timings(11_000_000, 2_500_000, 700_000)),
                Optional.empty(),
                all);
    }

    /** The second of three shards, held against a baseline: something known, something new, something stale. */
    public static Run shardWithBaseline() {
        Run run = of(
                SampleResult.of("known")
                        .fails(Verdict.FAIL, "as ever")
                        .stands(Standing.State.KNOWN, "it is old", "https://example.org/7")
                        .build(),
                SampleResult.of("new")
                        .fails(Verdict.WARN, "better not")
                        .stands(Standing.State.NEW, "the baseline does not have it", "")
                        .build());
        BaselineCheck check = new BaselineCheck(
                "baseline.yaml",
                List.of(
                        new BaselineCheck.Entry(
                                2, "fail known: as ever", false, Optional.empty(), BaselineCheck.Showing.SHOWN),
                        new BaselineCheck.Entry(
                                5,
                                "fail gone: no",
                                true,
                                Optional.of(LocalDate.parse("2026-01-31")),
                                BaselineCheck.Showing.ABSENT)));
        return shard(new Shard(2, 3), run.against(Optional.of(check), run.results()));
    }

    /** The same as a part of a larger run. */
    public static Run shard(Shard shard, Run run) {
        return new Run(
                run.schema(),
                run.id(),
                run.tool(),
                run.target(),
                run.started(),
                run.finished(),
                run.complete(),
                run.seed(),
                Optional.of(shard),
                run.arguments(),
                run.planned(),
                run.leftOut(),
                run.unusable(),
                run.timings(),
                run.baseline(),
                run.results());
    }

    private static Run run(List<ScenarioResult> results, boolean complete, Optional<String> unusable) {
        return new Run(
                Run.SCHEMA,
                "0123abcd",
                "pop3spec 0.1.0",
                new TargetDescription(
                        "reference",
                        "reference",
                        List.of("pop3://127.0.0.1:40110"),
                        Optional.of("pop3spec reference server"),
                        Optional.empty(),
                        Map.of("cleartext before login", List.of("TOP", "UIDL", "SASL PLAIN CRAM-MD5")),
                        List.of("user-pass", "apop"),
                        "memory"),
                STARTED,
                complete ? Optional.of(STARTED.plusSeconds(3)) : Optional.empty(),
                complete,
                42,
                Optional.empty(),
                List.of("run"),
                complete ? results.size() : results.size() + 5,
                List.of(),
                unusable,
                Optional.empty(),
                Optional.empty(),
                results);
    }

    private static SampleTranscript login() {
        return new SampleTranscript()
                .opened()
                .server("+OK ShuttlePost ready <1896.697170952@mail.example.org>")
                .client("USER alice")
                .server("+OK")
                .client("PASS ••••••••".replace('•', '*'))
                .server("+OK alice's maildrop has 3 messages (1026 octets)");
    }

    private static String script(String title, String spec, String body) {
        return "---\ntitle: " + title + "\nspec: " + spec + "\nlevel: MUST\nmailbox: three\ntouches: maildrop\n---\n"
                + body;
    }

    private static SampleResult plain(String id, String spec, String title) {
        return SampleResult.of(id)
                .title(title)
                .spec(spec)
                .requirement(title + ", as the section asks of every server.")
                .impact("A client that relies on it loses its place in the session.")
                .script(script(title, spec, "login\nC: NOOP\nS: +OK\nC: QUIT\nS: +OK\nS close\n"))
                .transcript(login().client("NOOP")
                        .server("+OK")
                        .client("QUIT")
                        .server("+OK bye")
                        .ends(Event.Kind.CLOSED_BY_SERVER))
                .replay("./pop3spec run --target staging.yaml --only " + id);
    }

    private static List<ScenarioResult> greeting() {
        List<ScenarioResult> results = new ArrayList<>();
        results.add(plain("rfc1939/greeting/positive", "RFC1939#4 greeting", "The greeting is one positive status line")
                .observed("greeting-has-timestamp", "yes")
                .build());
        results.add(
                plain("rfc1939/greeting/unasked", "RFC1939#4 greeting", "The greeting comes without being asked for")
                        .build());
        for (String command : List.of("STAT", "LIST", "RETR", "DELE", "NOOP", "RSET", "TOP", "UIDL")) {
            String name = command.toLowerCase(Locale.ROOT);
            results.add(plain(
                            "rfc1939/authorization/" + name + "-refused",
                            "RFC1939#4 AUTHORIZATION state",
                            command + " is refused before login")
                    .variant("none", "cleartext")
                    .took(1_800 + 97L * command.length())
                    .build());
        }
        results.add(plain("rfc1939/pass/wrong", "RFC1939#7 PASS", "A wrong password does not open the maildrop")
                .skipped(
                        SkipReason.Code.NOT_ALLOWED,
                        "it sends a wrong password; failed-logins: 1 on an account allows it")
                .transcript(new SampleTranscript())
                .build());
        results.add(plain("rfc1939/apop/right", "RFC1939#7 APOP", "APOP with the right digest opens the maildrop")
                .variant("apop", "cleartext")
                .level(Level.MAY)
                .build());
        results.add(
                plain("rfc1939/lock/second-session", "RFC1939#4 lock", "A second session cannot open a locked maildrop")
                        .fails(
                                Verdict.ERROR,
                                "mail.example.org:110 reset the connection before its greeting, three times out of three")
                        .attempts(3)
                        .took(3_204_000)
                        .transcript(login().on(2).opened().ends(Event.Kind.RESET_BY_SERVER))
                        .build());
        return results;
    }

    private static List<ScenarioResult> transaction() {
        List<ScenarioResult> results = new ArrayList<>();
        String absent = "A message marked as deleted is absent from the scan listing";
        results.add(SampleResult.of("rfc1939/dele/absent-from-listing")
                .title(absent)
                .spec("RFC1939#5 DELE")
                .requirement("After DELE the message is no longer listed, and any other reference to it is an error.")
                .impact("A client that lists again after deleting fetches mail that the user has thrown away.")
                .tags("state", "listing")
                .script(script(absent, "RFC1939#5 DELE", """
                        login
                        C: DELE 1
                        S: +OK
                        C: LIST
                        S: +OK
                        S: 2 ${octets(2)}
                        S: 3 ${octets(3)}
                        S: .
                        C: RETR 1
                        S: -ERR
                        C: RSET
                        S: +OK
                        """))
                .transcript(login().client("DELE 1")
                        .server("+OK message 1 deleted")
                        .client("LIST")
                        .server("+OK 3 messages (1026 octets)", "1 120", "2 344", "3 562", ".")
                        .client("RSET")
                        .server("+OK")
                        .client("QUIT")
                        .server("+OK bye")
                        .ends(Event.Kind.CLOSED_BY_SERVER))
                .fails(Verdict.FAIL, "the server still lists message 1", "2 344", "1 120\r\n", 13, 9)
                .observed("list-status-text", "3 messages (1026 octets)")
                .replay("./pop3spec run --target staging.yaml --only rfc1939/dele/absent-from-listing")
                .took(8_911)
                .build());
        String lone = "A line that is a lone dot is stuffed";
        results.add(SampleResult.of("rfc1939/retr/lone-dot")
                .title(lone)
                .spec("RFC1939#3 multi-line responses")
                .requirement("A line of a message that begins with a dot is sent with another dot before it.")
                .impact(
                        "The client takes the line for the end of the answer, and the rest of the message for the next answer.")
                .script(script(lone, "RFC1939#3", "login\nC: RETR 1\nS: +OK\nS message 1\nC: NOOP\nS: +OK\n"))
                .transcript(login().client("RETR 1")
                        .rawServer("+OK 61 octets\r\nSubject: a lone dot\r\n\r\nBefore\r\n")
                        .pause(3)
                        .rawServer(".\r\nAfter caf\u00e9\nBare\rEnd\r\n.\r\n")
                        .client("NOOP")
                        .rawServer("+OK\r\n")
                        .ends(Event.Kind.CLOSED_BY_CLIENT))
                .fails(
                        Verdict.FAIL,
                        "the message ends before its line 4",
                        "line 4 of message 1: ..",
                        ".\r\nAfter caf\u00e9\nBare\rEnd\r\n.\r\n",
                        12,
                        8)
                .replay("./pop3spec run --target staging.yaml --only rfc1939/retr/lone-dot")
                .build());
        String ceiling = "A status line has at most 512 octets";
        results.add(plain("rfc1939/framing/512-octets", "RFC1939#3 responses", ceiling)
                .fails(
                        Verdict.FAIL,
                        "the status line has 2051 octets",
                        "at most 512 octets",
                        "-ERR unknown command: " + "A".repeat(2027) + "\r\n",
                        9,
                        7)
                .transcript(login().client("A".repeat(200))
                        .rawServer("-ERR unknown command: " + "A".repeat(700), 1327)
                        .rawServer("\r\n"))
                .build());
        for (String name : List.of(
                "stat/two-numbers",
                "stat/counts-deleted-out",
                "list/one-message",
                "list/no-such-message",
                "list/sizes-match",
                "retr/octets-match",
                "retr/no-such-message",
                "retr/eight-bit",
                "retr/25-mib",
                "dele/twice",
                "dele/rset-undoes",
                "noop/positive",
                "rset/positive",
                "top/zero-lines",
                "top/more-than-there-are",
                "top/no-such-message",
                "uidl/unique",
                "uidl/stable-across-sessions",
                "uidl/at-most-70",
                "quit/commits",
                "quit/in-authorization",
                "drop/keeps-messages",
                "case/keywords",
                "arguments/missing",
                "arguments/too-many",
                "arguments/huge-number")) {
            String command = name.substring(0, name.indexOf('/')).toUpperCase(Locale.ROOT);
            String title = command + ": " + name.substring(command.length() + 1).replace('-', ' ');
            String section =
                    Map.of("TOP", "7", "UIDL", "7", "QUIT", "6", "DROP", "6").getOrDefault(command, "5");
            results.add(plain("rfc1939/" + name, "RFC1939#" + section + " " + command, title)
                    .took(2_000 + 311L * name.length())
                    .build());
        }
        results.add(plain("rfc1939/list/trailing-text", "RFC1939#5 LIST", "A scan listing has nothing after the size")
                .level(Level.SHOULD)
                .fails(Verdict.WARN, "the scan listing goes on after the size", "1 120", "1 120 unseen\r\n", 12, 7)
                .observed("scan-listing-extra", "unseen")
                .build());
        return results;
    }

    private static List<ScenarioResult> extensions() {
        List<ScenarioResult> results = new ArrayList<>();
        for (String name : List.of(
                "capa/before-login",
                "capa/after-login",
                "capa/ends-with-dot",
                "capa/user-works",
                "capa/top-works",
                "capa/uidl-works")) {
            results.add(plain(
                            "rfc2449/" + name,
                            "RFC2449#5 CAPA",
                            "CAPA: " + name.substring(5).replace('-', ' '))
                    .build());
        }
        results.add(plain(
                        "rfc2449/pipelining/three-commands",
                        "RFC2449#6.6 PIPELINING",
                        "Commands in one segment are answered in order")
                .transcript(login().client("NOOP", "STAT", "LIST 1").server("+OK", "+OK 3 1026", "+OK 1 120"))
                .build());
        results.add(plain("rfc2449/resp-codes/in-use", "RFC2449#8.1.2 IN-USE", "A locked maildrop is told by IN-USE")
                .level(Level.SHOULD)
                .fails(
                        Verdict.WARN,
                        "no response code although RESP-CODES is announced",
                        "-ERR [IN-USE]",
                        "-ERR maildrop already locked\r\n",
                        10,
                        5)
                .build());
        results.add(plain("rfc2449/expire/advertised", "RFC2449#6.7 EXPIRE", "EXPIRE before and after login agree")
                .skipped(SkipReason.Code.UNSUPPORTED, "the server does not announce EXPIRE before login")
                .build());
        results.add(plain("rfc2449/login-delay/obeyed", "RFC2449#6.5 LOGIN-DELAY", "A login too soon is refused")
                .skipped(SkipReason.Code.UNSUPPORTED, "the server does not announce LOGIN-DELAY")
                .build());
        results.add(
                plain("rfc2449/errors/after-drop", "RFC2449#8 response codes", "A response code follows the indicator")
                        .skipped(SkipReason.Code.DEPENDENCY, "rfc1939/lock/second-session did not pass")
                        .build());
        results.add(plain("rfc1725/last/refused", "RFC1725#5 LAST", "LAST gives the highest message accessed")
                .level(Level.HISTORIC)
                .skipped(SkipReason.Code.UNSUPPORTED, "the server does not know LAST")
                .build());
        results.add(SampleResult.of("own/banner")
                .title("Our banner does not name the software")
                .script(
                        "---\ntitle: Our banner does not name the software\n---\nS: +OK ${text}\nassert not matches(text, 'Shuttle.*')\n")
                .transcript(new SampleTranscript().opened().server("+OK ready"))
                .build());
        return results;
    }

    private static List<ScenarioResult> tls() {
        List<ScenarioResult> results = new ArrayList<>();
        results.add(plain("rfc2595/stls/upgrade", "RFC2595#4 STLS", "STLS starts TLS and the session goes on")
                .variant("user-pass", "stls")
                .transcript(new SampleTranscript()
                        .opened()
                        .server("+OK ShuttlePost ready")
                        .client("STLS")
                        .server("+OK begin")
                        .tls()
                        .client("CAPA")
                        .server("+OK", "USER", "UIDL", ".")
                        .client("QUIT")
                        .server("+OK bye")
                        .ends(Event.Kind.CLOSED_BY_SERVER))
                .build());
        String inject = "What came before the handshake is not answered after it";
        results.add(SampleResult.of("rfc2595/stls/injection")
                .title(inject)
                .spec("RFC2595#4 STLS")
                .requirement("Whatever the server had buffered before TLS began is thrown away.")
                .impact("Someone on the path puts commands of his own into the protected session.")
                .variant("user-pass", "stls")
                .script(script(
                        inject, "RFC2595#4 STLS", "C raw \"STLS\\r\\nNOOP\\r\\n\"\nS: +OK\nC tls\nS silence 300ms\n"))
                .transcript(new SampleTranscript()
                        .opened()
                        .server("+OK ShuttlePost ready")
                        .client("STLS", "NOOP")
                        .server("+OK begin")
                        .tls()
                        .rawServer("-ERR unknown command\r\n")
                        .ends(Event.Kind.CLOSED_BY_CLIENT))
                .fails(
                        Verdict.FAIL,
                        "the server answered what was sent in cleartext",
                        "silence for 300 ms",
                        "-ERR unknown command\r\n",
                        11,
                        5)
                .finding(
                        "stls-injection",
                        Severity.HIGH,
                        "a command sent in the segment of STLS was answered inside TLS")
                .warning("the server's answer came 2 ms after the handshake")
                .replay("openssl s_client -starttls pop3 -connect mail.example.org:110")
                .build());
        results.add(plain(
                        "rfc2595/cleartext/login-offered",
                        "RFC2595#2.2 cleartext passwords",
                        "Cleartext login is not offered before TLS")
                .level(Level.SHOULD)
                .finding("cleartext-login", Severity.MEDIUM, "USER is announced, and accepted, before STLS")
                .build());
        for (String name : List.of(
                "stls/after-login-refused",
                "stls/twice-refused",
                "stls/capa-after",
                "tls/implicit",
                "tls/close-notify")) {
            results.add(plain(
                            "rfc2595/" + name,
                            "RFC2595#4 STLS",
                            name.substring(name.indexOf('/') + 1).replace('-', ' '))
                    .variant("user-pass", name.startsWith("tls") ? "tls" : "stls")
                    .build());
        }
        return results;
    }
}
