package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamException;

/** JUnit XML as all reports in it have it: suites in one root, cases in suites, and what became of each case. */
final class JunitXml {
    private static final int SUITE = 1;
    private static final int CASE = 2;
    private static final int OUTCOME = 3;

    private final IndentedXml xml;

    private JunitXml(IndentedXml xml) {
        this.xml = xml;
    }

    /** What is written into a document, or a part of it. */
    @FunctionalInterface
    interface Content {
        void write(JunitXml junit) throws XMLStreamException;
    }

    /** Writes a whole document; does not close {@code out}. */
    static void write(OutputStream out, Content content) throws IOException {
        try {
            IndentedXml xml = IndentedXml.to(out);
            content.write(new JunitXml(xml));
            xml.finish();
        } catch (XMLStreamException trouble) {
            throw new IOException("junit.xml can't be written: " + trouble.getMessage(), trouble);
        }
    }

    /** What a suite, or the root, says of the cases in it. */
    static Map<String, String> counts(String name, long tests, long failures, long errors, long skipped) {
        Map<String, String> counts = new LinkedHashMap<>();
        counts.put("name", name);
        counts.put("tests", String.valueOf(tests));
        counts.put("failures", String.valueOf(failures));
        counts.put("errors", String.valueOf(errors));
        counts.put("skipped", String.valueOf(skipped));
        return counts;
    }

    /** What a case that takes no time of its own is called. */
    static Map<String, String> named(String classname, String name) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("classname", classname);
        names.put("name", name);
        names.put("time", "0");
        return names;
    }

    /** The root, which is about all suites. */
    void suites(Map<String, String> attributes, Content suites) throws XMLStreamException {
        element(0, "testsuites", attributes, suites);
    }

    void suite(Map<String, String> attributes, Content cases) throws XMLStreamException {
        element(SUITE, "testsuite", attributes, cases);
    }

    /** Facts about a suite; before its cases. */
    void properties(Map<String, String> properties) throws XMLStreamException {
        xml.start(CASE, "properties");
        for (Map.Entry<String, String> property : properties.entrySet()) {
            xml.empty(OUTCOME, "property");
            xml.attribute("name", property.getKey());
            xml.attribute("value", property.getValue());
        }
        xml.end(CASE);
    }

    void testcase(Map<String, String> attributes, Content outcome) throws XMLStreamException {
        element(CASE, "testcase", attributes, outcome);
    }

    private void element(int depth, String name, Map<String, String> attributes, Content content)
            throws XMLStreamException {
        xml.start(depth, name);
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            xml.attribute(attribute.getKey(), attribute.getValue());
        }
        content.write(this);
        xml.end(depth);
    }

    /**
     * The case did not pass.
     *
     * @param element {@code failure} or {@code error}
     */
    void outcome(String element, String message, String type, String text) throws XMLStreamException {
        xml.start(OUTCOME, element);
        xml.attribute("message", message);
        xml.attribute("type", type);
        xml.text(Visible.lines(text));
        xml.close();
    }

    void skipped(String message) throws XMLStreamException {
        xml.empty(OUTCOME, "skipped");
        xml.attribute("message", message);
    }

    /** What is to be told of a case that passed. */
    void output(String text) throws XMLStreamException {
        xml.start(OUTCOME, "system-out");
        xml.text(Visible.lines(text));
        xml.close();
    }
}
