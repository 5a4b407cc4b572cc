package org.pop3spec.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** SARIF logs as programs read them. */
public final class Sarif {
    private Sarif() {}

    /** The one run in a log that is as it has to be: by the schema, and each result's rule is where it says. */
    public static JsonNode run(String log) throws IOException {
        assertThat(schema().validate(log, InputFormat.JSON)).isEmpty();
        JsonNode run = new ObjectMapper().readTree(log).path("runs").path(0);
        JsonNode rules = run.path("tool").path("driver").path("rules");
        for (JsonNode result : run.path("results")) {
            assertThat(rules.path(result.path("ruleIndex").asInt()).path("id")).isEqualTo(result.path("ruleId"));
        }
        return run;
    }

    private static Schema schema() throws IOException {
        try (InputStream in = Sarif.class.getResourceAsStream("sarif.schema.json")) {
            assertThat(in).isNotNull();
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Where a result is. */
    public static String uri(JsonNode result) {
        return result.path("locations")
                .path(0)
                .path("physicalLocation")
                .path("artifactLocation")
                .path("uri")
                .asText();
    }
}
