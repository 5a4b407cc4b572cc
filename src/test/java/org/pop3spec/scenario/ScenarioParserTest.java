package org.pop3spec.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.result.ClientMode;
import org.pop3spec.result.Level;
import org.pop3spec.result.Persona;
import org.pop3spec.result.Severity;
import org.pop3spec.result.SourcePosition;
import org.pop3spec.result.SpecReference;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Expectation.Outcome;
import org.pop3spec.scenario.Statement.StartTls.Tolerated;

class ScenarioParserTest {
    private static final String ANY = "---\ntitle: t\ntouches: [maildrop, login-failures]\n---\n";

    private final ScenarioParser parser = new ScenarioParser(
            new Vocabulary(Set.of("three", "empty"), Set.of("user-pass", "apop"), Map.of(), Vocabulary.FEATURES),
            new Expressions());

    private Scenario parse(String text, Map<String, String> pieces) throws ScenarioException {
        return parser.parse(
                "dir/a",
                new SourceFile("a.pop3", text),
                path -> Optional.ofNullable(pieces.get(path)).map(piece -> new SourceFile(path, piece)));
    }

    private List<Statement> session(String... lines) throws ScenarioException {
        return parse(ANY + String.join("\n", lines) + "\n", Map.of()).session();
    }

    private Statement only(String line) throws ScenarioException {
        assertThat(session(line)).hasSize(1);
        return session(line).get(0);
    }

    private Expectation expected(String line) throws ScenarioException {
        return ((Statement.Expect) only(line)).expectation();
    }

    private FrontMatter header(String... lines) throws ScenarioException {
        return parse("---\ntitle: t\n" + String.join("\n", lines) + "\n---\nC: NOOP\n", Map.of())
                .header();
    }

    private static SourcePosition at(int line, int column) {
        return new SourcePosition("a.pop3", line, column);
    }

    private static Template text(int line, int column, String octets) {
        return new Template(List.of(new Template.Text(octets)), at(line, column));
    }

    private static List<LinePattern.Part> parts(LinePattern pattern) {
        return ((LinePattern.Composed) pattern).parts();
    }

    private static LinePattern lineOf(Expectation expectation) {
        return ((Expectation.Line) expectation).pattern();
    }

    // front matter

    @Test
    void front_matter_has_defaults() throws ScenarioException {
        assertThat(header())
                .isEqualTo(new FrontMatter(
                        "t",
                        Optional.empty(),
                        Level.MUST,
                        "t",
                        List.of(),
                        "",
                        Optional.empty(),
                        false,
                        Set.of(),
                        List.of(),
                        List.of(),
                        Protocol.POP3,
                        Optional.empty(),
                        0,
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        false,
                        List.of(),
                        Optional.empty()));
    }

    @Test
    void every_key_of_the_front_matter_is_read() throws ScenarioException {
        assertThat(header(
                        "spec: RFC1939#5 DELE",
                        "level: SHOULD",
                        "requirement: >",
                        "  two",
                        "  lines",
                        "covers: [RFC1939-5-33, draft-x-00-2.2-01]",
                        "impact: \"a: b\"",
                        "mailbox: three",
                        "unread: true",
                        "touches: [flags, login-failures]",
                        "requires: apop",
                        "unless:",
                        "  - sasl-cram-md5",
                        "  - last",
                        "protocol: pop3",
                        "channel: stls",
                        "accounts: 3",
                        "depends-on: [sanity/*, rfc1939/x]",
                        "tags: [large, a.b]",
                        "aliases: old/id",
                        "timeout: 90s",
                        "slow: true",
                        "faults: [rset-keeps-marks, stat-with-two-blanks]"))
                .isEqualTo(new FrontMatter(
                        "t",
                        Optional.of(new SpecReference("RFC1939", "5", "DELE")),
                        Level.SHOULD,
                        "two lines",
                        List.of("RFC1939-5-33", "draft-x-00-2.2-01"),
                        "a: b",
                        Optional.of("three"),
                        true,
                        Set.of(Touch.FLAGS, Touch.LOGIN_FAILURES),
                        List.of("apop"),
                        List.of("sasl-cram-md5", "last"),
                        Protocol.POP3,
                        Optional.of(Channel.STLS),
                        3,
                        List.of("sanity/*", "rfc1939/x"),
                        List.of("large", "a.b"),
                        List.of("old/id"),
                        Optional.of(Duration.ofSeconds(90)),
                        true,
                        List.of("rset-keeps-marks", "stat-with-two-blanks"),
                        Optional.empty()));
    }

    @Test
    void a_persona_is_a_client_a_mode_and_where_that_is_from() throws ScenarioException {
        FrontMatter header =
                header("persona: {client: fetchmail, version: 6.4, mode: next-day, source: https://example.org/log}");
        assertThat(header.persona())
                .contains(new Persona(
                        "fetchmail",
                        "6.4",
                        ClientMode.NEXT_DAY,
                        Optional.empty(),
                        Optional.of("https://example.org/log")));
        assertThat(header.level()).isEqualTo(Level.MAY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"any", "some", "empty"})
    void a_mailbox_is_named_or_any_or_some(String mailbox) throws ScenarioException {
        assertThat(header("mailbox: " + mailbox).mailbox()).contains(mailbox);
    }

    @Test
    void nothing_is_touched_where_nothing_is_said_to_be() throws ScenarioException {
        assertThat(header("touches: nothing").touches()).isEmpty();
    }

    @Test
    void the_accounts_are_counted_where_they_are_not_declared() throws ScenarioException {
        assertThat(parse("---\ntitle: t\n---\nC: NOOP\n", Map.of()).header().accounts())
                .isZero();
        assertThat(parse("---\ntitle: t\n---\nC: USER ${user}\n", Map.of())
                        .header()
                        .accounts())
                .isEqualTo(1);
        assertThat(parse("---\ntitle: t\n---\nlogin\nC: NOOP\n", Map.of())
                        .header()
                        .accounts())
                .isEqualTo(1);
        assertThat(parse("---\ntitle: t\n---\nlogin as 3\n", Map.of()).header().accounts())
                .isEqualTo(3);
        assertThat(parse("---\ntitle: t\n---\nS: +OK\nassert size(password2) > 1\n", Map.of())
                        .header()
                        .accounts())
                .isEqualTo(2);
    }

    @Test
    void the_header_alone_can_be_read_of_a_scenario_with_a_mistake_in_its_session() throws ScenarioException {
        assertThat(parser.header(new SourceFile("a.pop3", "---\ntitle: t\n---\nnonsense\n"))
                        .title())
                .isEqualTo("t");
    }

    // the client

    @Test
    void a_line_is_sent_as_it_is_with_values_put_in() throws ScenarioException {
        assertThat(only("  C: APOP ${user}  ${md5('x' + password)} $${x} $y\\n"))
                .isEqualTo(new Statement.Send(
                        at(5, 3),
                        1,
                        List.of(new Template(
                                List.of(
                                        new Template.Text("APOP "),
                                        new Template.Value(new Expression("user", at(5, 13))),
                                        new Template.Text("  "),
                                        new Template.Value(new Expression("md5('x' + password)", at(5, 22))),
                                        new Template.Text(" ${x} $y\\n")),
                                at(5, 6)))));
    }

    @Test
    void an_empty_line_can_be_sent() throws ScenarioException {
        assertThat(only("C:")).isEqualTo(new Statement.Send(at(5, 1), 1, List.of(new Template(List.of(), at(5, 3)))));
    }

    @Test
    void text_beyond_ascii_is_utf_8_on_the_wire() throws ScenarioException {
        assertThat(((Statement.Send) only("C: USER é😀")).lines().get(0).parts())
                .containsExactly(new Template.Text("USER \u00c3\u00a9\u00f0\u009f\u0098\u0080"));
    }

    @Test
    void consecutive_lines_of_one_connection_leave_in_one_write() throws ScenarioException {
        assertThat(session("C: NOOP", "# a comment", "", "C1: STAT", "C2: NOOP", "C: NOOP"))
                .containsExactly(
                        new Statement.Send(at(5, 1), 1, List.of(text(5, 4, "NOOP"), text(8, 5, "STAT"))),
                        new Statement.Send(at(9, 1), 2, List.of(text(9, 5, "NOOP"))),
                        new Statement.Send(at(10, 1), 1, List.of(text(10, 4, "NOOP"))));
    }

    @Test
    void raw_octets_are_sent_in_pieces_with_pauses() throws ScenarioException {
        assertThat(only("C9 raw \"NO\" 200ms \"OP\\r\\n\\t\\0\\\\\\\"\\xFF${user}\""))
                .isEqualTo(new Statement.SendRaw(
                        at(5, 1),
                        9,
                        List.of(
                                new Statement.Octets(text(5, 9, "NO")),
                                new Statement.Pause(Duration.ofMillis(200)),
                                new Statement.Octets(new Template(
                                        List.of(
                                                new Template.Text("OP\r\n\t\0\\\"\u00ff"),
                                                new Template.Value(new Expression("user", at(5, 40)))),
                                        at(5, 20))))));
    }

    @Test
    void a_client_leaves_in_several_manners() throws ScenarioException {
        assertThat(only("C close")).isEqualTo(new Statement.Disconnect(at(5, 1), 1, Statement.Disconnect.Manner.CLOSE));
        assertThat(only("C2 half-close"))
                .isEqualTo(new Statement.Disconnect(at(5, 1), 2, Statement.Disconnect.Manner.HALF_CLOSE));
        assertThat(only("C reset")).isEqualTo(new Statement.Disconnect(at(5, 1), 1, Statement.Disconnect.Manner.RESET));
    }

    @Test
    void tls_begins_by_itself_or_after_stls() throws ScenarioException {
        assertThat(only("C2 tls")).isEqualTo(new Statement.StartTls(at(5, 1), 2, Optional.empty()));
        assertThat(only("C tls|close")).isEqualTo(new Statement.StartTls(at(5, 1), 1, Optional.of(Tolerated.CLOSE)));
        assertThat(only("C tls|untrusted"))
                .isEqualTo(new Statement.StartTls(at(5, 1), 1, Optional.of(Tolerated.UNTRUSTED)));
        assertThat(only("stls")).isEqualTo(new Statement.Stls(at(5, 1), 1));
        assertThat(only("stls on 3")).isEqualTo(new Statement.Stls(at(5, 1), 3));
    }

    @Test
    void a_hello_has_a_version_and_what_else_it_offers() throws ScenarioException {
        assertThat(only("C2 hello tls-1.0"))
                .isEqualTo(new Statement.Hello(at(5, 1), 2, TlsVersion.TLS_1_0, List.of(), Optional.empty()));
        assertThat(only("C hello tls-1.2 suites rc4 small-blocks alpn pop3"))
                .isEqualTo(new Statement.Hello(
                        at(5, 1),
                        1,
                        TlsVersion.TLS_1_2,
                        List.of(SuiteFamily.RC4, SuiteFamily.SMALL_BLOCKS),
                        Optional.of("pop3")));
        assertThat(only("C hello tls-1.3 alpn http/1.1"))
                .isEqualTo(new Statement.Hello(at(5, 1), 1, TlsVersion.TLS_1_3, List.of(), Optional.of("http/1.1")));
        assertThat(((Statement.Expect) only("S flight as answer")).expectation())
                .isEqualTo(new Expectation.Flight("answer"));
        assertThat(((Statement.Expect) only("S within 2s close-notify")).expectation())
                .isEqualTo(new Expectation.CloseNotify());
    }

    @Test
    void a_connection_is_opened_on_a_channel_with_or_without_greeting() throws ScenarioException {
        assertThat(only("connect"))
                .isEqualTo(new Statement.Connect(
                        at(5, 1), 1, Optional.empty(), true, Opening.USUAL, true, 1, Optional.empty()));
        assertThat(only("connect on 2 tls no-greeting"))
                .isEqualTo(new Statement.Connect(
                        at(5, 1), 2, Optional.of(Channel.TLS), false, Opening.USUAL, true, 1, Optional.empty()));
        assertThat(only("connect no-greeting cleartext"))
                .isEqualTo(new Statement.Connect(
                        at(5, 1), 1, Optional.of(Channel.CLEARTEXT), false, Opening.USUAL, true, 1, Optional.empty()));
        assertThat(only("connect no-handshake tls on 3"))
                .isEqualTo(new Statement.Connect(
                        at(5, 1), 3, Optional.of(Channel.TLS), false, Opening.USUAL, false, 1, Optional.empty()));
        assertThat(only("connect tls kpop as 2 on 3"))
                .isEqualTo(new Statement.Connect(
                        at(5, 1), 3, Optional.of(Channel.TLS), true, Opening.KPOP, true, 2, Optional.empty()));
        assertThat(only("connect kpop no-greeting"))
                .isEqualTo(new Statement.Connect(
                        at(5, 1), 1, Optional.empty(), false, Opening.KPOP, true, 1, Optional.empty()));
        assertThat(only("connect certificate as 2"))
                .isEqualTo(new Statement.Connect(
                        at(5, 1), 1, Optional.empty(), true, Opening.CERTIFICATE, true, 2, Optional.empty()));
        assertThat(only("connect stls untrusted-certificate"))
                .isEqualTo(new Statement.Connect(
                        at(5, 1),
                        1,
                        Optional.of(Channel.STLS),
                        true,
                        Opening.UNTRUSTED_CERTIFICATE,
                        true,
                        1,
                        Optional.empty()));
        assertThat(only("connect reserved-port on 2"))
                .isEqualTo(new Statement.Connect(
                        at(5, 1), 2, Optional.empty(), true, Opening.RESERVED_PORT, true, 1, Optional.empty()));
        assertThat(only("connect tls binding tls-exporter"))
                .isEqualTo(new Statement.Connect(
                        at(5, 1),
                        1,
                        Optional.of(Channel.TLS),
                        true,
                        Opening.USUAL,
                        true,
                        1,
                        Optional.of("tls-exporter")));
        assertThat(only("connect kpop no-handshake"))
                .isEqualTo(new Statement.Connect(
                        at(5, 1), 1, Optional.empty(), false, Opening.KPOP, false, 1, Optional.empty()));
    }

    @Test
    void octets_and_frames_are_expected_by_name() throws ScenarioException {
        assertThat(((Statement.Expect) only("S octets 65536 as all")).expectation())
                .matches(
                        octets -> ((Expectation.Octets) octets).count().source().equals("65536"));
        assertThat(((Statement.Expect) only("S frame as answer")).expectation())
                .isEqualTo(new Expectation.Frame("answer"));
    }

    @Test
    void a_login_is_as_an_account_on_a_connection_by_a_variant() throws ScenarioException {
        assertThat(only("login")).isEqualTo(new Statement.Login(at(5, 1), 1, Optional.empty(), 1, false));
        assertThat(only("login apop as 2 on 3"))
                .isEqualTo(new Statement.Login(at(5, 1), 3, Optional.of("apop"), 2, false));
        assertThat(only("login on 2")).isEqualTo(new Statement.Login(at(5, 1), 2, Optional.empty(), 1, false));
    }

    @Test
    void new_mail_is_a_mailbox_or_one_message_of_it_for_an_account() throws ScenarioException {
        assertThat(only("deliver three")).isEqualTo(new Statement.Deliver(at(5, 1), "three", OptionalInt.empty(), 1));
        assertThat(only("deliver message 2 of three as 2"))
                .isEqualTo(new Statement.Deliver(at(5, 1), "three", OptionalInt.of(2), 2));
    }

    // the server

    @Test
    void a_status_line_has_an_indicator_and_any_text() throws ScenarioException {
        assertThat(expected("S: +OK"))
                .isEqualTo(new Expectation.Status(List.of(Outcome.OK), Optional.empty(), Optional.empty()));
        assertThat(expected("S: -ERR"))
                .isEqualTo(new Expectation.Status(List.of(Outcome.ERR), Optional.empty(), Optional.empty()));
        assertThat(expected("S: +"))
                .isEqualTo(new Expectation.Status(List.of(Outcome.CONTINUATION), Optional.empty(), Optional.empty()));
    }

    @Test
    void several_outcomes_may_be_right() throws ScenarioException {
        assertThat(expected("S: -ERR|close"))
                .isEqualTo(new Expectation.Status(
                        List.of(Outcome.ERR, Outcome.CLOSE), Optional.empty(), Optional.empty()));
        assertThat(expected("S: +OK|-ERR|silence"))
                .isEqualTo(new Expectation.Status(
                        List.of(Outcome.OK, Outcome.ERR, Outcome.SILENCE), Optional.empty(), Optional.empty()));
    }

    @Test
    void a_response_code_stands_alone_in_brackets() throws ScenarioException {
        assertThat(expected("S: -ERR [IN-USE]"))
                .isEqualTo(new Expectation.Status(List.of(Outcome.ERR), Optional.of("IN-USE"), Optional.empty()));
        assertThat(expected("S: -ERR|close [SYS/TEMP]"))
                .isEqualTo(new Expectation.Status(
                        List.of(Outcome.ERR, Outcome.CLOSE), Optional.of("SYS/TEMP"), Optional.empty()));
        Expectation.Status longer = (Expectation.Status) expected("S: -ERR [AUTH] no");
        assertThat(longer.responseCode()).isEmpty();
        assertThat(parts(longer.text().orElseThrow())).containsExactly(new LinePattern.Text("[AUTH] no"));
    }

    @Test
    void a_status_text_has_a_pattern() throws ScenarioException {
        Expectation.Status status = (Expectation.Status) expected("S: +OK ${n:number} ${octets(1)}");
        assertThat(status.text())
                .contains(new LinePattern.Composed(
                        List.of(
                                new LinePattern.Capture("n", CaptureType.NUMBER),
                                new LinePattern.Text(" "),
                                new LinePattern.Value(new Expression("octets(1)", at(5, 22)))),
                        "${n:number} ${octets(1)}",
                        at(5, 8)));
        Expectation.Status continuation = (Expectation.Status) expected("S: + ${challenge:base64}");
        assertThat(parts(continuation.text().orElseThrow()))
                .containsExactly(new LinePattern.Capture("challenge", CaptureType.BASE64));
        Expectation.Status regex = (Expectation.Status) expected("S: +OK /(?P<a>x*)/");
        assertThat(regex.text()).containsInstanceOf(LinePattern.Regex.class);
    }

    @Test
    void any_other_line_is_one_as_it_is_on_the_wire() throws ScenarioException {
        assertThat(parts(lineOf(expected("S: .")))).containsExactly(new LinePattern.Text("."));
        assertThat(parts(lineOf(expected("S: +OKAY|x")))).containsExactly(new LinePattern.Text("+OKAY|x"));
        assertThat(parts(lineOf(expected("S: ..dot  two")))).containsExactly(new LinePattern.Text("..dot  two"));
        assertThat(parts(lineOf(expected("S:")))).isEmpty();
        assertThat(parts(lineOf(expected("S: close of day")))).containsExactly(new LinePattern.Text("close of day"));
    }

    @Test
    void a_regular_expression_stands_between_slashes() throws ScenarioException {
        assertThat(lineOf(expected("S: /(?P<b>[0-9]+) (?P<a>.*)\\/$/")))
                .isEqualTo(new LinePattern.Regex(
                        "(?P<b>[0-9]+) (?P<a>.*)\\/$", List.of("b", "a"), "/(?P<b>[0-9]+) (?P<a>.*)\\/$/", at(5, 4)));
    }

    @Test
    void multi_line_answers_are_expected_in_several_ways() throws ScenarioException {
        assertThat(((Expectation.EachLine) expected("S each: ${n:number}")).pattern())
                .isInstanceOf(LinePattern.Composed.class);
        assertThat(((Expectation.SomeLine) expected("S2 some: /UIDL/")).pattern())
                .isInstanceOf(LinePattern.Regex.class);
        assertThat(expected("S lines")).isEqualTo(new Expectation.Lines(Optional.empty()));
        assertThat(expected("S lines as list")).isEqualTo(new Expectation.Lines(Optional.of("list")));
        assertThat(expected("S message"))
                .isEqualTo(new Expectation.MessageText(Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(expected("S message as text"))
                .isEqualTo(new Expectation.MessageText(Optional.empty(), Optional.empty(), Optional.of("text")));
        assertThat(expected("S message 2 as text"))
                .isEqualTo(new Expectation.MessageText(
                        Optional.of(new Expression("2", at(5, 11))), Optional.empty(), Optional.of("text")));
        assertThat(expected("S message ${messages - 1}"))
                .isEqualTo(new Expectation.MessageText(
                        Optional.of(new Expression("messages - 1", at(5, 13))), Optional.empty(), Optional.empty()));
        assertThat(expected("S top messages 0 as head"))
                .isEqualTo(new Expectation.MessageText(
                        Optional.of(new Expression("messages", at(5, 7))),
                        Optional.of(new Expression("0", at(5, 16))),
                        Optional.of("head")));
    }

    @Test
    void a_server_closes_keeps_silent_or_does_something_within_a_time() throws ScenarioException {
        assertThat(expected("S close")).isEqualTo(new Expectation.Close());
        assertThat(expected("S silence 300ms")).isEqualTo(new Expectation.Silence(Duration.ofMillis(300)));
        Statement.Expect status = (Statement.Expect) only("S2 within 5s: +OK");
        assertThat(status.within()).contains(Duration.ofSeconds(5));
        assertThat(status.connection()).isEqualTo(2);
        assertThat(status.expectation()).isInstanceOf(Expectation.Status.class);
        Statement.Expect close = (Statement.Expect) only("S within 1m close");
        assertThat(close.within()).contains(Duration.ofMinutes(1));
        assertThat(close.expectation()).isEqualTo(new Expectation.Close());
    }

    // captures and comparisons

    @Test
    void a_bare_name_captures_where_it_is_new_and_compares_where_it_is_known() throws ScenarioException {
        List<Statement> session = session("S: +OK ${a} ${user}", "S: +OK ${a:number}", "S: +OK ${a:base64}");
        assertThat(partsOf(session.get(0)))
                .containsExactly(
                        new LinePattern.Capture("a", CaptureType.TEXT),
                        new LinePattern.Text(" "),
                        new LinePattern.Value(new Expression("user", at(5, 15))));
        assertThat(partsOf(session.get(1))).containsExactly(new LinePattern.Value(new Expression("a", at(6, 10))));
        assertThat(partsOf(session.get(2)))
                .containsExactly(new LinePattern.Value(new Expression("base64(a)", at(7, 10))));
    }

    @Test
    void a_name_that_every_way_captures_is_known_afterwards() throws ScenarioException {
        List<Statement> session = session(
                "either",
                "  S: +OK ${a}",
                "or",
                "  S: -ERR ${a}",
                "or",
                "  S close",
                "  pass \"closed\"",
                "end",
                "S: +OK ${a}");
        assertThat(partsOf(session.get(1))).containsExactly(new LinePattern.Value(new Expression("a", at(13, 10))));
    }

    @Test
    void a_name_that_a_branch_captures_is_new_in_the_other() throws ScenarioException {
        List<Statement> session = session(
                "when messages > 0", "  S: +OK ${a}", "else", "  S: -ERR ${a:number}", "end", "assert size(a) > 0");
        Statement.When when = (Statement.When) session.get(0);
        assertThat(partsOf(when.then().get(0))).containsExactly(new LinePattern.Capture("a", CaptureType.TEXT));
        assertThat(partsOf(when.otherwise().get(0))).containsExactly(new LinePattern.Capture("a", CaptureType.NUMBER));
    }

    @Test
    void what_a_loop_that_is_surely_entered_captures_is_known_after_it() throws ScenarioException {
        assertThat(session("repeat 2 as i", "  C: NOOP", "  S: +OK ${a}", "end", "assert a != '' and i == 2"))
                .hasSize(2);
    }

    @Test
    void a_name_may_be_set_again() throws ScenarioException {
        assertThat(session("let n = 1", "repeat 3", "  C: NOOP", "  let n = n + 1", "end", "assert n == 4"))
                .hasSize(3);
    }

    private static List<LinePattern.Part> partsOf(Statement statement) {
        Expectation.Status status = (Expectation.Status) ((Statement.Expect) statement).expectation();
        return parts(status.text().orElseThrow());
    }

    // branches, values, results

    @Test
    void alternatives_are_told_apart_by_their_first_expectation() throws ScenarioException {
        Statement.Either either = (Statement.Either) only("either\n  S: +OK\n  C: NOOP\nor\n  S: -ERR\nend");
        assertThat(either.at()).isEqualTo(at(5, 1));
        assertThat(either.alternatives()).hasSize(2);
        assertThat(either.alternatives().get(0).first().at()).isEqualTo(at(6, 3));
        assertThat(either.alternatives().get(0).rest())
                .containsExactly(new Statement.Send(at(7, 3), 1, List.of(text(7, 6, "NOOP"))));
        assertThat(either.alternatives().get(1).rest()).isEmpty();
    }

    @Test
    void blocks_stand_in_blocks() throws ScenarioException {
        Statement.When when = (Statement.When) only(
                "when user == 'a'\n  repeat 2\n    either\n      S: +OK\n    or\n      S: -ERR\n    end\n  end\nend");
        assertThat(when.condition()).isEqualTo(new Expression("user == 'a'", at(5, 6)));
        Statement.Repeat repeat = (Statement.Repeat) when.then().get(0);
        assertThat(repeat.times()).isEqualTo(new Expression("2", at(6, 10)));
        assertThat(repeat.counter()).isEmpty();
        assertThat(repeat.body()).hasSize(1);
        assertThat(when.otherwise()).isEmpty();
    }

    @Test
    void a_loop_has_a_counter() throws ScenarioException {
        Statement.Repeat repeat = (Statement.Repeat) only("repeat messages - 1 as n\n  C: LIST ${n}\nend");
        assertThat(repeat.times()).isEqualTo(new Expression("messages - 1", at(5, 8)));
        assertThat(repeat.counter()).contains("n");
    }

    @Test
    void values_are_named_and_asserted() throws ScenarioException {
        assertThat(session("S: +OK", "let x = size(user)", "assert x > 0", "should x < 9 \"long: ${x}\""))
                .endsWith(
                        new Statement.Let(at(6, 1), "x", new Expression("size(user)", at(6, 9))),
                        new Statement.Assert(at(7, 1), false, new Expression("x > 0", at(7, 8)), Optional.empty()),
                        new Statement.Assert(
                                at(8, 1),
                                true,
                                new Expression("x < 9", at(8, 8)),
                                Optional.of(new Template(
                                        List.of(
                                                new Template.Text("long: "),
                                                new Template.Value(new Expression("x", at(8, 23)))),
                                        at(8, 15)))));
    }

    @Test
    void observations_findings_and_conclusions_are_read() throws ScenarioException {
        assertThat(session(
                        "S: +OK",
                        "observe login-delay.x \"5 s\"",
                        "finding weak-x high \"seen\"",
                        "wait 2s",
                        "warn \"so so\""))
                .endsWith(
                        new Statement.Observe(at(6, 1), "login-delay.x", text(6, 24, "5 s")),
                        new Statement.ReportFinding(at(7, 1), "weak-x", Severity.HIGH, text(7, 22, "seen")),
                        new Statement.Wait(at(8, 1), Duration.ofSeconds(2)),
                        new Statement.Conclude(at(9, 1), Verdict.WARN, text(9, 7, "so so")));
        assertThat(session("S: +OK", "pass \"a\"").get(1))
                .isInstanceOfSatisfying(
                        Statement.Conclude.class, c -> assertThat(c.verdict()).isEqualTo(Verdict.PASS));
        assertThat(session("S: +OK", "fail \"a\"").get(1))
                .isInstanceOfSatisfying(
                        Statement.Conclude.class, c -> assertThat(c.verdict()).isEqualTo(Verdict.FAIL));
        assertThat(session("S: +OK", "skip \"a\"").get(1))
                .isInstanceOfSatisfying(
                        Statement.Conclude.class, c -> assertThat(c.verdict()).isEqualTo(Verdict.SKIP));
    }

    // includes

    @Test
    void a_piece_is_put_in_place_with_its_own_positions() throws ScenarioException {
        List<Statement> session = parse(
                        ANY + "include lib/ask\nassert size(list) > 0\n",
                        Map.of(
                                "dir/lib/ask.inc",
                                "C: CAPA\nS: +OK\ninclude ../rest\n",
                                "dir/rest.inc",
                                "S lines as list\n"))
                .session();
        assertThat(session)
                .extracting(s -> s.at().toString())
                .containsExactly("dir/lib/ask.inc:1:1", "dir/lib/ask.inc:2:1", "dir/rest.inc:1:1", "a.pop3:6:1");
    }

    @Test
    void a_path_with_a_slash_before_it_begins_at_the_root() throws ScenarioException {
        assertThat(parse(ANY + "include /lib/quit\n", Map.of("lib/quit.inc", "C: QUIT\n"))
                        .session())
                .hasSize(1);
    }

    @Test
    void a_piece_can_be_the_first_of_an_alternative() throws ScenarioException {
        Scenario scenario =
                parse(ANY + "either\n  include ok\nor\n  S: -ERR\nend\n", Map.of("dir/ok.inc", "S: +OK\nC: QUIT\n"));
        assertThat(((Statement.Either) scenario.session().get(0))
                        .alternatives()
                        .get(0)
                        .rest())
                .hasSize(1);
    }

    @Test
    void includes_that_multiply_are_bounded() {
        Map<String, String> pieces = Map.of(
                "dir/a.inc", "include b\n".repeat(50),
                "dir/b.inc", "include c\n".repeat(50),
                "dir/c.inc", "C: NOOP\n".repeat(5000),
                "dir/d.inc", "include e\n".repeat(50),
                "dir/e.inc", "include f\n".repeat(50),
                "dir/f.inc", "");
        assertThatThrownBy(() -> parse(ANY + "include a\n", pieces))
                .isInstanceOf(ScenarioException.class)
                .hasMessageStartingWith("dir/c.inc:4995:1: the scenario has more than 20000 statements");
        assertThatThrownBy(() -> parse(ANY + "include d\n", pieces))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("there are more than 200 includes");
    }

    // what may be touched

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C: DELE 1\nS: -ERR",
                "C: RETR 1\nS: -ERR",
                "C: USER ${user}\nS: +OK\nC: PASS ${password}\nS: +OK",
                "C: USER ${user2}\nS: +OK\nC: PASS ${password2}\nS: +OK",
                "let u = user\nlet p = password\nC: USER ${u}\nC: PASS ${p}",
                "C: PASS ${password}\nS: -ERR",
                "C raw \"USER ${user}\\r\\nPASS ${password}\\r\\n\"",
                "S: +OK ${g}\nlet digest = md5(g + password)\nC: APOP ${user} ${digest}\nS: +OK",
                "login\nC: LIST 1\nC: NOOP DELE 1",
            })
    void what_touches_nothing_needs_no_declaration(String session) throws ScenarioException {
        assertThat(parse("---\ntitle: t\n---\n" + session + "\n", Map.of())
                        .header()
                        .touches())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "login\nC: dele 1",
                "login\nC:  DELE 1",
                "C: USER ${user}\nC: PASS ${password}\nC: DELE 1",
                "C: AUTH PLAIN\nS: +\nC: DELE 1",
                "C raw \"DE\"\nlogin\nC raw \"LE 1\\r\\n\"",
                "repeat 2\n  C: DELE 1\n  login\nend",
                "login\nC: NOOP\nC raw \"NOOP\\nDELE 1\\r\\n\"",
                "login\neither\n  S: +OK\nor\n  S: -ERR\n  C: TOP 1 0\nend",
                "login\nS: +OK ${octets(1)}",
                "login\nassert size(password) == octets(1)",
                "C: USER ${user}\nC: PASS ${upper(password)}",
                "C: USER ${user}\nC: PASS ${password}x",
                "C: USER someone\nC: PASS ${password}",
                "C: USER ${user2}\nC: PASS ${password}",
                "let password3x = 'x'\nC: PASS ${password3x}",
                "C: PASS",
                "S: +OK ${g}\nC: APOP nobody ${md5(g + password)}",
            })
    void what_is_touched_must_be_declared(String session) {
        assertThatThrownBy(() -> parse("---\ntitle: t\n---\n" + session + "\n", Map.of()))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("the front matter does not say so");
    }

    // the file

    @Test
    void lines_may_end_with_crlf() throws ScenarioException {
        assertThat(parse(ANY.replace("\n", "\r\n") + "C: NOOP\r\nS: +OK\r\n", Map.of())
                        .session())
                .hasSize(2);
    }

    @Test
    void a_file_is_utf_8() throws ScenarioException {
        assertThat(SourceFile.decode("a.pop3", "\uFEFFé".getBytes(StandardCharsets.UTF_8))
                        .text())
                .isEqualTo("é");
        assertThatThrownBy(() -> SourceFile.decode("a.pop3", new byte[] {'a', '\n', 'b', (byte) 0xE9, 'c'}))
                .isInstanceOf(ScenarioException.class)
                .hasMessage("a.pop3:2:2: an octet here is not UTF-8");
        assertThatThrownBy(() -> SourceFile.decode("a.pop3", new byte[] {'a', (byte) 0xC3}))
                .isInstanceOf(ScenarioException.class)
                .hasMessage("a.pop3:1:2: an octet here is not UTF-8");
    }

    @Test
    void a_file_is_bounded() {
        assertThatThrownBy(() -> SourceFile.decode("a.pop3", new byte[SourceFile.MOST_OCTETS + 1]))
                .isInstanceOf(ScenarioException.class)
                .hasMessage("a.pop3:1:1: the file is larger than 256 KiB");
    }

    @Test
    void front_matter_made_to_exhaust_the_reader_is_refused() {
        assertThatThrownBy(() -> parse("---\ntitle: " + "[".repeat(50_000) + "\n---\nC: NOOP\n", Map.of()))
                .isInstanceOf(ScenarioException.class);
        assertThatThrownBy(() -> parse("---\ntitle: &a [x, x]\ntags: [*a, *a]\n---\nC: NOOP\n", Map.of()))
                .isInstanceOf(ScenarioException.class);
        assertThatThrownBy(() -> parse("---\n" + "- ".repeat(20_000) + "x\n---\nC: NOOP\n", Map.of()))
                .isInstanceOf(ScenarioException.class);
    }

    @Test
    void no_more_than_fifty_mistakes_are_told() {
        assertThatThrownBy(() -> parse(ANY + "nonsense\n".repeat(1000), Map.of()))
                .isInstanceOfSatisfying(
                        ScenarioException.class,
                        e -> assertThat(e.diagnostics()).hasSize(50));
    }

    @Test
    void the_text_is_kept_for_reports() throws ScenarioException {
        Scenario scenario = parse(ANY + "C: NOOP\n", Map.of());
        assertThat(scenario.text()).isEqualTo(ANY + "C: NOOP\n");
        assertThat(scenario.id()).isEqualTo("dir/a");
        assertThat(scenario.file()).isEqualTo("a.pop3");
    }

    @Test
    void an_unreadable_piece_is_told_with_its_reason() {
        assertThatThrownBy(() -> parser.parse("a", new SourceFile("a.pop3", ANY + "include x\n"), path -> {
                    throw new IOException("no access");
                }))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("'x.inc' can't be read: no access");
    }
}
