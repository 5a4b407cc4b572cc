package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.pop3spec.result.AuditOverview;

/** The audits of many servers as one HTML file, made as {@link HtmlReport} is. */
final class OverviewHtml {
    private OverviewHtml() {}

    /** Writes the report; does not close {@code out}. */
    static void write(AuditOverview overview, OutputStream out) throws IOException {
        HtmlReport.render("overview.jte", Map.of("overview", overview), HtmlReport.resource("overview.js"), out);
    }
}
