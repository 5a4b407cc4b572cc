package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.pop3spec.result.AuditResult;

/** An audit as one HTML file, made as {@link HtmlReport} is: no network, no script. */
final class AuditHtml {
    private AuditHtml() {}

    /** Writes the report; does not close {@code out}. */
    static void write(AuditResult audit, OutputStream out) throws IOException {
        HtmlReport.render("audit.jte", Map.of("audit", audit), "", out);
    }
}
