package org.pop3spec.report;

import java.util.ArrayList;
import java.util.List;
import org.pop3spec.result.RunDiff;

/** A comparison of two runs in Markdown. */
final class DiffMarkdown {
    /** Job summaries have a limit of their own. */
    private static final int MOST_ITEMS = 200;

    private static final int MOST_TEXT = 400;

    private DiffMarkdown() {}

    static List<String> lines(RunDiff diff) {
        DiffView view = DiffView.of(diff);
        List<String> lines = new ArrayList<>();
        lines.add("## pop3spec: two runs compared");
        lines.add("");
        lines.add("- first: " + MarkdownReport.text(view.before()));
        lines.add("- second: " + MarkdownReport.text(view.after()));
        lines.add("");
        if (view.groups().isEmpty()) {
            lines.add("Nothing differs.");
        }
        for (DiffView.Group group : view.groups()) {
            lines.add("### " + group.title() + ": " + group.items().size());
            lines.add("");
            group.items().stream().limit(MOST_ITEMS).forEach(item -> item(item, lines));
            if (group.items().size() > MOST_ITEMS) {
                lines.add("- and " + (group.items().size() - MOST_ITEMS) + " more");
            }
            lines.add("");
        }
        return lines;
    }

    private static void item(DiffView.Item item, List<String> lines) {
        lines.add("- " + MarkdownReport.text(item.what()));
        item.texts().forEach(text -> lines.add("  - " + MarkdownReport.text(Visible.shortened(text, MOST_TEXT))));
    }
}
