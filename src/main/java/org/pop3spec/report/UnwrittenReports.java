package org.pop3spec.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Some reports could not be written; the others were. */
public final class UnwrittenReports extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient List<Path> written;

    UnwrittenReports(List<Path> written, List<IOException> troubles) {
        super(troubles.get(0).getMessage(), troubles.get(0));
        this.written = List.copyOf(written);
        troubles.stream().skip(1).forEach(this::addSuppressed);
    }

    /** The files that were written, in the order asked for. */
    public List<Path> written() {
        return written;
    }
}
