package org.pop3spec.report;

import java.io.PrintStream;

/** Shows how a run goes. */
public final class ProgressView {
    private ProgressView() {}

    /**
     * A bar where a person looks on, else a plain line now and then.
     *
     * @param out not the stream that the summary goes to, so that the two can be told apart: standard error
     */
    public static Progress on(Terminal terminal, PrintStream out) {
        return terminal.interactive() ? new ProgressBarView(terminal, out) : new ProgressLines(terminal, out);
    }

    /** Names the work of a run. */
    public static String playing(int scenarios) {
        return "playing " + Headline.scenarios(scenarios);
    }

    /** Names the work of audits. */
    public static String auditing(int servers) {
        return "auditing " + OverviewText.servers(servers);
    }
}
