package org.pop3spec.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pop3spec.result.Gate;
import org.pop3spec.result.Run;
import org.pop3spec.result.SampleResult;
import org.pop3spec.result.SampleRun;
import org.pop3spec.result.ScenarioResult;
import org.pop3spec.result.Severity;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

class JunitReportTest {
    static Stream<Run> runs() {
        return Stream.of(
                SampleRun.empty(),
                SampleRun.realistic(),
                SampleRun.hostile(),
                SampleRun.incomplete(),
                SampleRun.unusable("refused"));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void every_report_is_valid_against_the_schema(Run run) throws Exception {
        for (Gate gate : List.of(Gate.FAIL_ONLY, Gate.parse("warn,low"))) {
            validator().validate(new StreamSource(new ByteArrayInputStream(write(run, gate))));
        }
    }

    @Test
    void the_schema_refuses_a_case_without_a_name() {
        byte[] broken = ("<testsuites name='x' tests='0' failures='0' errors='0' skipped='0' time='0.000000'>"
                        + "<testsuite name='x'><testcase classname='y'/></testsuite></testsuites>")
                .getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> validator().validate(new StreamSource(new ByteArrayInputStream(broken))))
                .isInstanceOf(SAXException.class);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void the_counts_are_those_of_the_cases(Run run) throws Exception {
        Document document = parse(write(run, Gate.FAIL_ONLY));
        List<Element> counted = new ArrayList<>(elements(document, "testsuite"));
        counted.add(document.getDocumentElement());
        for (Element element : counted) {
            assertThat(element.getAttribute("tests")).isEqualTo(number(element, "testcase"));
            assertThat(element.getAttribute("failures")).isEqualTo(number(element, "failure"));
            assertThat(element.getAttribute("errors")).isEqualTo(number(element, "error"));
            assertThat(element.getAttribute("skipped")).isEqualTo(number(element, "skipped"));
        }
    }

    @Test
    void failure_error_and_skipped_are_kept_apart() throws Exception {
        Document document = parse(write(
                SampleRun.of(
                        SampleResult.of("pass").build(),
                        SampleResult.of("fail").fails(Verdict.FAIL, "broke it").build(),
                        SampleResult.of("warn")
                                .fails(Verdict.WARN, "better not")
                                .build(),
                        SampleResult.of("error")
                                .fails(Verdict.ERROR, "unreliable")
                                .build(),
                        SampleResult.of("skip")
                                .skipped(SkipReason.Code.SLOW, "slow, and not asked for")
                                .build()),
                Gate.FAIL_ONLY));
        assertThat(outcome(document, "pass")).isEmpty();
        assertThat(outcome(document, "fail")).isEqualTo("failure: broke it");
        assertThat(outcome(document, "warn")).isEqualTo("system-out: ");
        assertThat(outcome(document, "error")).isEqualTo("error: unreliable");
        assertThat(outcome(document, "skip")).isEqualTo("skipped: slow, and not asked for");
        assertThat(find(document, "warn").getTextContent()).contains("warning: better not");
    }

    @Test
    void warnings_and_findings_fail_where_they_fail_the_run() throws Exception {
        ScenarioResult warned =
                SampleResult.of("warn").fails(Verdict.WARN, "better not").build();
        ScenarioResult found = SampleResult.of("found")
                .finding("weak", Severity.MEDIUM, "seen")
                .build();
        Run run = SampleRun.of(warned, found);
        Document strict = parse(write(run, Gate.parse("warn,medium")));
        assertThat(outcome(strict, "warn")).isEqualTo("failure: better not");
        assertThat(outcome(strict, "found")).isEqualTo("failure: MEDIUM weak: seen");
        Document lenient = parse(write(run, Gate.parse("high")));
        assertThat(outcome(lenient, "found")).isEqualTo("system-out: ");
        assertThat(find(lenient, "found").getTextContent()).contains("finding: MEDIUM weak: seen");
    }

    @Test
    void a_failure_brings_its_transcript_with_times_offsets_and_the_failing_segment_marked() throws Exception {
        Document document = parse(write(SampleRun.realistic(), Gate.FAIL_ONLY));
        assertThat(find(document, "rfc1939.dele.absent-from-listing").getTextContent())
                .contains("expected: 2 344\n")
                .contains("received: 1 120\\r\\n\n")
                .containsPattern("(?m)^ +\\d+\\.\\d{3} +C: +@0 +USER alice\\\\r\\\\n$")
                .containsPattern("(?m)^> +\\d+\\.\\d{3} +S: +@\\d+ +\\+OK 3 messages");
        assertThat(find(document, "rfc2595.stls.injection").getTextContent())
                .contains("TLS begins: TLSv1.3")
                .containsPattern("(?m)^> +\\d+\\.\\d{3}\\* S: ");
    }

    @Test
    void cases_of_a_specification_stand_in_its_suite_with_target_version_and_seed() throws Exception {
        Document document = parse(write(SampleRun.realistic(), Gate.FAIL_ONLY));
        assertThat(elements(document, "testsuite").stream().map(e -> e.getAttribute("name")))
                .containsExactly("RFC1725", "RFC1939", "RFC2449", "RFC2595", "own");
        assertThat(elements(document, "property").stream()
                        .map(e -> e.getAttribute("name") + "=" + e.getAttribute("value")))
                .contains(
                        "pop3spec.tool=pop3spec 0.1.0",
                        "pop3spec.seed=4711",
                        "target.name=staging",
                        "target.software=ShuttlePost-2.4",
                        "target.version=ShuttlePost 2.4-3+deb12u1");
    }

    @Test
    void an_interrupted_run_is_not_taken_for_a_passed_one() throws Exception {
        Document document =
                parse(write(SampleRun.incomplete(SampleResult.of("pass").build()), Gate.FAIL_ONLY));
        assertThat(elements(document, "error").get(0).getAttribute("message"))
                .isEqualTo("it is incomplete: 1 of 6 scenarios have a result");
    }

    @Test
    void an_unusable_target_is_an_error() throws Exception {
        Document document = parse(write(SampleRun.unusable("connection refused"), Gate.FAIL_ONLY));
        assertThat(elements(document, "error").get(0).getAttribute("message")).isEqualTo("connection refused");
    }

    @Test
    void whatever_a_hostile_server_said_is_text_and_visible() throws Exception {
        byte[] xml = write(SampleRun.hostile(), Gate.FAIL_ONLY);
        Document document = parse(xml);
        assertThat(elements(document, "script")).isEmpty();
        assertThat(document.getDocumentElement().getTextContent())
                .contains("<script>alert('owned')</script></script><!-- ]]> -->")
                .contains("\\x1b[31;1mred")
                .contains("\\0NUL");
        assertThat(new String(xml, StandardCharsets.UTF_8).chars())
                .allMatch(c -> c == '\n' || (c >= ' ' && c != 0x7f && !(c >= 0x80 && c < 0xa0)));
    }

    private static Validator validator() throws SAXException {
        return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(JunitReportTest.class.getResource("/junit/junit.xsd"))
                .newValidator();
    }

    private static String number(Element under, String element) {
        return String.valueOf(under.getElementsByTagName(element).getLength());
    }

    /** What stands in the case with this class name, and its message. */
    private static String outcome(Document document, String classname) {
        Element testcase = find(document, classname);
        for (Node child = testcase.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                return element.getTagName() + ": " + element.getAttribute("message");
            }
        }
        return "";
    }

    private static Element find(Document document, String classname) {
        return elements(document, "testcase").stream()
                .filter(e -> e.getAttribute("classname").equals(classname))
                .findFirst()
                .orElseThrow();
    }

    private static List<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static Document parse(byte[] xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(xml));
    }

    private static byte[] write(Run run, Gate gate) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JunitReport.write(run, gate, out);
        return out.toByteArray();
    }
}
