package org.pop3spec.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code results.json}: a {@link Run} as JSON, described by the schema {@value #SCHEMA_RESOURCE}.
 *
 * <p>Properties stand in the order of the records' components, times are ISO 8601 in UTC, an empty Optional is left out,
 * and everything beyond ASCII is escaped, so that no octet from a server reaches a terminal or an editor raw.
 *
 * <p>A reader refuses a later version. Within one version properties may be added: a reader passes over those that it does
 * not know, and a list or map that is absent is empty. Anything else that is absent or null is refused.
 */
public final class ResultJson {
    /** Where the schema stands on the class path. */
    public static final String SCHEMA_RESOURCE = "/schema/results-1.schema.json";

    private static final JsonMapper MAPPER = mapper();

    private ResultJson() {}

    /** Writes a run; does not close {@code out}. */
    public static void write(Run run, OutputStream out) throws IOException {
        pretty(run, out);
    }

    /** Writes a value over several lines; does not close {@code out}. */
    static void pretty(Object value, OutputStream out) throws IOException {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        MAPPER.writer(printer).without(JsonGenerator.Feature.AUTO_CLOSE_TARGET).writeValue(out, value);
        out.write('\n');
    }

    /**
     * Reads a run.
     *
     * @throws ResultFormatException when it is not one, or of a later version
     */
    public static Run read(byte[] json) throws ResultFormatException {
        try {
            MAPPER.readValue(json, Versioned.class).check();
            return MAPPER.readValue(json, Run.class);
        } catch (IOException broken) {
            throw refusal(broken);
        }
    }

    /** One value on one line, without a line end. */
    static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    /** Reads what {@link #line} wrote. */
    static <T> T line(String json, Class<T> type) throws ResultFormatException {
        try {
            return MAPPER.readValue(json, type);
        } catch (IOException broken) {
            throw refusal(broken);
        }
    }

    /**
     * What all versions have in common. It is read in a pass of its own, since a later version may have moved or renamed
     * whatever reading the rest would stumble over.
     */
    record Versioned(Optional<Integer> schema) {
        void check() throws ResultFormatException {
            int version = schema.orElseThrow(() ->
                    new ResultFormatException("it is not a result: an object with a number \"schema\" was expected"));
            if (version < 1 || version > Run.SCHEMA) {
                throw new ResultFormatException("it has version " + version + " of the result format, this build reads "
                        + (Run.SCHEMA == 1 ? "version 1" : "versions 1 to " + Run.SCHEMA) + " only");
            }
        }
    }

    private static ResultFormatException refusal(IOException broken) {
        if (broken instanceof ResultFormatException known) {
            return known;
        }
        if (broken instanceof JsonProcessingException syntax) {
            JsonLocation at = syntax.getLocation();
            String where = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
            return new ResultFormatException(where + firstLine(syntax.getOriginalMessage()), syntax);
        }
        return new ResultFormatException(String.valueOf(broken.getMessage()), broken);
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private static JsonMapper mapper() {
        JsonSetter.Value emptyWhenAbsent = JsonSetter.Value.construct(Nulls.AS_EMPTY, Nulls.FAIL);
        return JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .defaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
                .withConfigOverride(List.class, o -> o.setSetterInfo(emptyWhenAbsent))
                .withConfigOverride(Map.class, o -> o.setSetterInfo(emptyWhenAbsent))
                .withConfigOverride(Optional.class, o -> o.setSetterInfo(emptyWhenAbsent))
                .build();
    }
}
