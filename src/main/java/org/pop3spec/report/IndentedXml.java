package org.pop3spec.report;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** An XML document for programs that people can read too: elements on lines of their own. */
final class IndentedXml {
    private static final int MOST_ATTRIBUTE = 500;

    private final XMLStreamWriter xml;

    private IndentedXml(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** Begins a document in UTF-8. */
    static IndentedXml to(OutputStream out) throws XMLStreamException {
        XMLStreamWriter xml =
                XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
        xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
        return new IndentedXml(xml);
    }

    void start(int depth, String element) throws XMLStreamException {
        indent(depth);
        xml.writeStartElement(element);
    }

    void empty(int depth, String element) throws XMLStreamException {
        indent(depth);
        xml.writeEmptyElement(element);
    }

    /** Ends an element that has others in it. */
    void end(int depth) throws XMLStreamException {
        indent(depth);
        xml.writeEndElement();
    }

    /** Ends an element that has text in it. */
    void close() throws XMLStreamException {
        xml.writeEndElement();
    }

    /** @param visible what XML forbids even as a reference, such as NUL, was made visible before */
    void text(String visible) throws XMLStreamException {
        xml.writeCharacters(visible);
    }

    /** What XML forbids even as a reference, such as NUL, never gets this far as itself. */
    void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, Visible.shortened(Visible.text(value), MOST_ATTRIBUTE));
    }

    void finish() throws XMLStreamException {
        xml.writeEndDocument();
        xml.writeCharacters("\n");
        xml.flush();
    }

    private void indent(int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
    }
}
