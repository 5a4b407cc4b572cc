package org.pop3spec.mailbox;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One answer of an SMTP or LMTP server (RFC 5321 section 4.2).
 *
 * @param code three digits
 * @param lines the lines as received, codes and all
 */
record SmtpReply(int code, List<String> lines) {
    private static final int LONGEST = 200;
    private static final int TEXT = 4;

    SmtpReply {
        lines = List.copyOf(lines);
    }

    boolean isPositive() {
        return code >= 200 && code < 300;
    }

    boolean isTransient() {
        return code >= 400 && code < 500;
    }

    /** Whether it says that the message is too large: 552, or the enhanced code 5.3.4 (RFC 3463). */
    boolean isTooLarge() {
        return code == 552 || (code >= 500 && lines.stream().anyMatch(line -> line.startsWith("5.3.4", TEXT)));
    }

    /** The answer to EHLO or LHLO as keywords, in upper case, and what stands behind them. */
    Map<String, String> extensions() {
        Map<String, String> extensions = new TreeMap<>();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String text = line.length() > TEXT ? line.substring(TEXT).strip() : "";
            int blank = text.indexOf(' ');
            String keyword = blank < 0 ? text : text.substring(0, blank);
            extensions.put(
                    keyword.toUpperCase(Locale.ROOT),
                    blank < 0 ? "" : text.substring(blank + 1).strip());
        }
        return extensions;
    }

    /** The answer as one line to show. */
    String text() {
        return Excerpt.oneLine(String.join(" / ", lines), LONGEST);
    }
}
