package org.pop3spec.report;

import java.util.ArrayList;
import java.util.List;
import org.pop3spec.result.RunDiff;
import org.pop3spec.result.RunDiff.Kind;

/** A comparison of two runs on the console: the worst first, the counts last. */
final class DiffConsole {
    private static final int MOST_VALUE = 400;

    private final Paint paint;
    private final ConsoleLines console;

    DiffConsole(Terminal terminal) {
        this.paint = new Paint(terminal.colour(), terminal.unicode());
        this.console = new ConsoleLines(terminal.width(), paint);
    }

    List<String> lines(RunDiff diff) {
        DiffView view = DiffView.of(diff);
        List<String> lines = new ArrayList<>();
        for (DiffView.Group group : view.groups()) {
            lines.add(
                    painted(group.kind(), group.title()) + ": " + group.items().size());
            for (DiffView.Item item : group.items()) {
                console.wrapped(item.what(), 2, lines);
                item.texts().forEach(text -> console.wrapped(Visible.shortened(text, MOST_VALUE), 6, lines));
            }
            lines.add("");
        }
        console.labelled("first", view.before(), lines);
        console.labelled("second", view.after(), lines);
        if (view.groups().isEmpty()) {
            lines.add(paint.good("Nothing differs"));
        }
        return lines;
    }

    private String painted(Kind kind, String title) {
        return switch (kind) {
            case BROKEN -> paint.bad(title);
            case IN_ERROR, OTHERWISE, SKIPPED, ONLY_BEFORE, SLOWER -> paint.doubtful(title);
            case FIXED -> paint.good(title);
            case SKIPPED_OTHERWISE, ONLY_AFTER, PLAYED, OBSERVED -> paint.bold(title);
        };
    }
}
