package org.pop3spec.result;

import java.io.IOException;
import java.io.OutputStream;

/** A {@link RunDiff} as JSON, by the rules of {@link ResultJson} and the schema {@value #SCHEMA_RESOURCE}. */
public final class DiffJson {
    /** Where the schema stands on the class path. */
    public static final String SCHEMA_RESOURCE = "/schema/diff-1.schema.json";

    private DiffJson() {}

    /** Writes a comparison; does not close {@code out}. */
    public static void write(RunDiff diff, OutputStream out) throws IOException {
        ResultJson.pretty(diff, out);
    }
}
