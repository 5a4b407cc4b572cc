package org.pop3spec.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One HTML file in which several servers stand side by side: it needs nothing else, and links to the servers' own reports. */
public final class MatrixHtml {
    /** Its name in the folder that it is written to. */
    public static final String FILE = "index.html";

    private MatrixHtml() {}

    /**
     * Writes it whole or not at all.
     *
     * @return the file
     */
    public static Path write(List<ServerRun> runs, Instant made, Path folder) throws IOException {
        return WholeFiles.replace(folder.resolve(FILE), out -> write(runs, made, out));
    }

    static void write(List<ServerRun> runs, Instant made, OutputStream out) throws IOException {
        HtmlReport.render("matrix.jte", Map.of("page", MatrixPage.of(runs, made)), "", out);
    }
}
