package org.pop3spec.scenario;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.pop3spec.result.SourcePosition;

/**
 * A scenario or an included piece of one, as text.
 *
 * @param name as the user knows it, for messages
 */
public record SourceFile(String name, String text) {
    /** The most octets that one file may have. */
    public static final int MOST_OCTETS = 256 * 1024;

    /**
     * Reads UTF-8.
     *
     * @throws ScenarioException when it is not UTF-8 or too large
     */
    public static SourceFile decode(String name, byte[] octets) throws ScenarioException {
        if (octets.length > MOST_OCTETS) {
            throw refused(name, 1, 1, "the file is larger than " + MOST_OCTETS / 1024 + " KiB");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(octets.length + 1);
        CoderResult result = decoder.decode(ByteBuffer.wrap(octets), text, true);
        String read = text.flip().toString();
        if (result.isError()) {
            int line = (int) read.chars().filter(c -> c == '\n').count() + 1;
            throw refused(name, line, read.length() - read.lastIndexOf('\n'), "an octet here is not UTF-8");
        }
        return new SourceFile(name, read.startsWith("\uFEFF") ? read.substring(1) : read);
    }

    private static ScenarioException refused(String name, int line, int column, String message) {
        return new ScenarioException(
                List.of(new Diagnostic(new SourcePosition(name, line, column), 1, message, "", "", "")));
    }
}
