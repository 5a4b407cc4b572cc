package org.pop3spec.target;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema for editors and the reader say the same. */
class TargetSchemaTest {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pop3: mail.example.org",
                "pop3s: '[2001:db8::1]:1995'",
                "{name: 7, pop3: h:110, pop3s: h}",
                "{pop3: h, accounts: []}",
                "{pop3: h, accounts: [{user: alice}, {user: 42, password-env: NAME}]}",
                "{pop3: h, accounts: [{user: alice, password-file: a.secret, allow: [read, change], failed-logins: 3}]}",
                "{pop3: h, accounts: [{user: alice, allow: read}]}",
                "{pop3: h, disposable: true, delivery: 'smtp://h:25'}",
                "{pop3: h, delivery: 'maildir:/home/{user}/Maildir'}",
                "{pop3: h, delivery: 'exec:deliver {user}'}",
                "{pop3: h, delivery: none, tls: {trust: system}, limits: {connections: 4, timeout: 30s}}",
                "{pop3: h, limits: {timeout: 500ms}}",
                "{pop3: h, limits: {login-delay: 0}}"
            })
    void what_is_right_is_right_for_both(String target) throws Exception {
        assertThat(schema().validate(target, InputFormat.YAML)).isEmpty();
        assertThat(read(target)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: x",
                "[1, 2]",
                "pop3: 'no host'",
                "pop3: 2001:db8::1",
                "{pop3: h, acounts: []}",
                "{pop3: h, accounts: {user: alice}}",
                "{pop3: h, accounts: [{password-env: NAME}]}",
                "{pop3: h, accounts: [{user: alice, password: secret}]}",
                "{pop3: h, accounts: [{user: alice, password-file: a, password-env: NAME}]}",
                "{pop3: h, accounts: [{user: alice, allow: [raed]}]}",
                "{pop3: h, accounts: [{user: alice, failed-logins: -1}]}",
                "{pop3: h, disposable: perhaps}",
                "{pop3: h, delivery: pigeon}",
                "{pop3: h, delivery: 'smtp:h'}",
                "{pop3: h, tls: strict}",
                "{pop3: h, tls: {trusts: system}}",
                "{pop3: h, limits: {connections: 0}}",
                "{pop3: h, limits: {login-delay: 601}}",
                "{pop3: h, limits: {timeout: 0s}}",
                "{pop3: h, limits: {timeout: 30}}"
            })
    void what_is_wrong_is_wrong_for_both(String target) throws Exception {
        assertThat(schema().validate(target, InputFormat.YAML)).isNotEmpty();
        assertThat(read(target)).isFalse();
    }

    @Test
    void the_schema_is_itself_valid() throws Exception {
        Schema draft = REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(draft.validate(schemaText(), InputFormat.JSON)).isEmpty();
    }

    private static boolean read(String text) {
        try {
            TargetFile.parse(text, "target.yaml", Path.of(""), source -> Secret.of("any", "a test"));
            return true;
        } catch (InvalidTargetFile e) {
            return false;
        }
    }

    private static Schema schema() throws IOException {
        return REGISTRY.getSchema(schemaText(), InputFormat.JSON);
    }

    private static String schemaText() throws IOException {
        try (InputStream in = TargetSchemaTest.class.getResourceAsStream("/schema/target-1.schema.json")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
