package org.pop3spec.kerberos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The files of {@code kdc-config/}, with their blanks filled in. */
final class KdcTemplates {
    private final Map<String, String> values;

    /** @param values by the word that stands in <code>${}</code> */
    KdcTemplates(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    String file(String name) {
        String path = "/kdc-config/" + name;
        try (InputStream in = KdcTemplates.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the program was packed without " + path);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("${" + value.getKey() + "}", value.getValue());
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + path, e);
        }
    }

    /** The lines that say something. */
    List<String> lines(String name) {
        return file(name)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }
}
