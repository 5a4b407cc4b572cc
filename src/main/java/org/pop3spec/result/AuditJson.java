package org.pop3spec.result;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** {@code audit.json}: an {@link AuditResult} as JSON, by the rules of {@link ResultJson} and the schema {@value #SCHEMA_RESOURCE}. */
public final class AuditJson {
    /** Where the schema stands on the class path. */
    public static final String SCHEMA_RESOURCE = "/schema/audit-1.schema.json";

    private AuditJson() {}

    /** Writes an audit; does not close {@code out}. */
    public static void write(AuditResult audit, OutputStream out) throws IOException {
        ResultJson.pretty(audit, out);
    }

    /** The same on one line, without a line end. */
    public static String line(AuditResult audit) {
        return ResultJson.line(audit);
    }

    /**
     * Reads an audit.
     *
     * @throws ResultFormatException when it is not one, or of a later version
     */
    public static AuditResult read(byte[] json) throws ResultFormatException {
        String text = new String(json, StandardCharsets.UTF_8);
        ResultJson.line(text, ResultJson.Versioned.class).check();
        return ResultJson.line(text, AuditResult.class);
    }
}
