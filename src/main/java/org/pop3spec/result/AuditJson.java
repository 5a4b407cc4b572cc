package org.pop3spec.result;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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

    /**
     * What was read of the audits of many servers, one a line.
     *
     * @param octets how long the whole lines are together; what comes behind is a line that somebody was killed in
     * @param damaged the numbers of lines that are no audit, from 1
     */
    public record Lines(long octets, List<Integer> damaged) {
        public Lines {
            damaged = List.copyOf(damaged);
        }
    }

    /**
     * Reads audits, one a line, and hands on each at once; does not close {@code in}. Damaged lines are left out, such as the last
     * one of a process that was killed while it wrote.
     *
     * @throws ResultFormatException when one is of a later version
     */
    public static Lines lines(InputStream in, Consumer<AuditResult> each) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
        List<Integer> damaged = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        long octets = 0;
        int number = 1;
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            line.append((char) c);
            if (c == '\n') {
                octets += line.length();
                if (!handOn(line.toString(), each)) {
                    damaged.add(number);
                }
                line.setLength(0);
                number++;
            }
        }
        if (!line.isEmpty()) {
            damaged.add(number);
        }
        return new Lines(octets, damaged);
    }

    private static boolean handOn(String line, Consumer<AuditResult> each) throws ResultFormatException {
        AuditResult audit;
        try {
            ResultJson.line(line, ResultJson.Versioned.class);
            audit = ResultJson.line(line, AuditResult.class);
        } catch (ResultFormatException damage) {
            return false;
        }
        ResultJson.line(line, ResultJson.Versioned.class).check();
        each.accept(audit);
        return true;
    }
}
