package org.pop3spec.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pop3spec.result.ClientMode;
import org.pop3spec.result.Event;
import org.pop3spec.result.Gate;
import org.pop3spec.result.Run;
import org.pop3spec.result.SampleResult;
import org.pop3spec.result.SampleRun;
import org.pop3spec.result.SampleTranscript;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Verdict;

class HtmlReportTest {
    static Stream<Run> runs() {
        return Stream.of(
                SampleRun.empty(),
                SampleRun.realistic(),
                SampleRun.hostile(),
                SampleRun.incomplete(SampleResult.of("pass").build()),
                SampleRun.unusable("refused"));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void a_page_asks_for_nothing_beyond_itself(Run run) throws Exception {
        String page = write(run);
        assertThat(page).contains("default-src 'none'").doesNotContain("@import", "url(");
        assertThat(all(page, " (?:src|data|action|srcset|poster)=\"([^\"]*)\"")).isEmpty();
        assertThat(all(page, " href=\"([^\"]*)\""))
                .allMatch(href -> href.startsWith("#") || href.startsWith("https://www.rfc-editor.org/rfc/rfc"));
        assertThat(all(page, "<a href=\"https:[^>]*>")).allMatch(a -> a.contains("rel=\"noreferrer noopener\""));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void the_policy_lets_through_the_style_and_the_script_of_the_page_and_no_other(Run run) throws Exception {
        String page = write(run);
        List<String> styles = all(page, "(?s)<style>(.*?)</style>");
        List<String> scripts = all(page, "(?s)<script>(.*?)</script>");
        assertThat(styles).hasSize(1);
        assertThat(scripts).hasSize(1);
        assertThat(page)
                .contains("style-src 'sha256-" + sha256(styles.get(0)) + "'")
                .contains("script-src 'sha256-" + sha256(scripts.get(0)) + "'");
    }

    @ParameterizedTest
    @MethodSource("runs")
    void no_raw_control_character_is_in_a_page(Run run) throws Exception {
        assertThat(write(run).chars())
                .allMatch(c -> c == '\n' || (c >= ' ' && c != 0x7f && !(c >= 0x80 && c < 0xa0) && c != 0x202e));
    }

    @Test
    void a_client_leads_to_what_it_was_played_by_and_has_its_reason() throws Exception {
        String page = write(SampleRun.of(
                SampleResult.of("clients/mutt/headers")
                        .client("mutt", ClientMode.HEADERS_FIRST)
                        .observed("works-but", "no <TOP>")
                        .build(),
                SampleResult.of("clients/mutt/next")
                        .client("mutt", ClientMode.NEXT_DAY)
                        .build()));
        assertThat(page)
                .contains("<th scope=\"row\">mutt 1.0</th>")
                .containsPattern(
                        "<a class=\"answer warn\" href=\"#clients/mutt/headers\">.*works, but</a><span class=\"because\">no &lt;TOP&gt;</span>")
                .containsPattern("<a class=\"answer pass\" href=\"#clients/mutt/next\">.*works</a></td>");
        assertThat(write(SampleRun.realistic())).doesNotContain("id=\"clients\"");
    }

    @Test
    void every_anchor_is_there_once_whatever_the_ids_are() throws Exception {
        Run run = SampleRun.of(
                SampleResult.of("search").build(),
                SampleResult.of("a b").build(),
                SampleResult.of("a_b").build(),
                SampleResult.of("twice").build(),
                SampleResult.of("twice").variant("apop", "tls").build(),
                SampleResult.of("").build());
        List<String> ids = all(write(run), " id=\"([^\"]*)\"");
        assertThat(ids)
                .doesNotHaveDuplicates()
                .contains("search~2", "a_b", "a_b~2", "twice~user-pass~cleartext", "twice~apop~tls", "_");
    }

    @Test
    void an_incomplete_run_and_an_unusable_target_are_said_first() throws Exception {
        assertThat(write(SampleRun.incomplete(SampleResult.of("pass").build())))
                .contains("Incomplete, no failure so far")
                .contains("The run is incomplete: 1 of 6 scenarios have a result.");
        assertThat(write(SampleRun.unusable("127.0.0.1:110 refuses the connection")))
                .contains("The target could not be used")
                .contains("127.0.0.1:110 refuses the connection");
    }

    @Test
    void a_thousand_scenarios_stay_a_moderate_file() throws Exception {
        List<ScenarioResult> sample = SampleRun.realistic().results();
        List<ScenarioResult> many = IntStream.range(0, 1000)
                .mapToObj(i -> sample.get(i % sample.size()))
                .toList();
        assertThat(write(SampleRun.of(many)).length()).isLessThan(5_000_000);
    }

    @Test
    void very_long_transcripts_are_shown_in_part_with_the_failing_event_in_it() throws Exception {
        SampleTranscript endless = new SampleTranscript().opened();
        IntStream.range(0, 20_000).forEach(i -> endless.server("line " + i + " of many"));
        endless.rawServer("x".repeat(1_000_000));
        ScenarioResult result = SampleResult.of("endless")
                .fails(Verdict.FAIL, "it never ends", "an end", "more", 1, 10_000)
                .transcript(endless)
                .build();
        assertThat(write(SampleRun.of(result)))
                .hasSizeLessThan(200_000)
                .contains("line 0 of many", "line 9999 of many", "line 19999 of many", "octets are not shown")
                .containsPattern("[0-9]+ events are not shown");
    }

    @Test
    void one_mistake_that_many_scenarios_see_is_one_entry_of_what_went_wrong() throws Exception {
        List<ScenarioResult> many = IntStream.range(0, 5)
                .mapToObj(
                        i -> SampleResult.of("s/" + i).fails(Verdict.FAIL, "no").build())
                .toList();
        assertThat(write(SampleRun.of(many)))
                .containsOnlyOnce("<a href=\"#s/0\">Title of s/0</a><span class=\"reason\">no</span>")
                .contains("also in 4 other scenarios", "<li><a href=\"#s/4\">Title of s/4</a></li>");
    }

    @Test
    void a_transcript_shows_who_when_and_where_in_the_stream() throws Exception {
        ScenarioResult result = SampleResult.of("two")
                .fails(Verdict.FAIL, "no")
                .transcript(new SampleTranscript()
                        .opened()
                        .on(2)
                        .opened()
                        .client("STLS")
                        .tls()
                        .client("QUIT")
                        .ends(Event.Kind.TIMED_OUT))
                .build();
        assertThat(write(SampleRun.of(result)))
                .contains("<th scope=\"row\">C2</th><td>0</td>")
                .contains("TLS begins: TLSv1.3 TLS_AES_256_GCM_SHA384")
                .contains("<tr class=\"c tls\">")
                .contains("<th scope=\"row\">C2</th><td>6</td>")
                .contains("nothing came in time");
    }

    private static String sha256(String text) throws Exception {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> all(String page, String regex) {
        Matcher matcher = Pattern.compile(regex).matcher(page);
        List<String> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(matcher.group(matcher.groupCount()));
        }
        return found;
    }

    private static String write(Run run) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HtmlReport.write(run, Gate.FAIL_ONLY, out);
        // as a browser reads it
        return out.toString(StandardCharsets.UTF_8).replace("&#39;", "'");
    }
}
