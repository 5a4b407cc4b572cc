package org.pop3spec.report;

import gg.jte.output.Utf8ByteOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.pop3spec.result.AuditOverview;

/** The audits of many servers as one HTML file, made as {@link HtmlReport} is. */
final class OverviewHtml {
    private OverviewHtml() {}

    /** Writes the report; does not close {@code out}. */
    static void write(AuditOverview overview, OutputStream out) throws IOException {
        String style = HtmlReport.resource("report.css");
        String script = HtmlReport.resource("overview.js");
        Utf8ByteOutput page = new Utf8ByteOutput();
        HtmlReport.engine()
                .render(
                        "overview.jte",
                        Map.of(
                                "overview",
                                overview,
                                "policy",
                                HtmlReport.policy(style, script),
                                "style",
                                style,
                                "script",
                                script),
                        page);
        page.writeTo(out);
    }
}
