package org.pop3spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pop3spec.mailbox.Comparison;
import org.pop3spec.mailbox.Delivery;
import org.pop3spec.mailbox.DeliveryException;
import org.pop3spec.mailbox.Mailbox;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.refserver.StoredMessage;
import org.pop3spec.run.MaildropDelivery;

/** The deliveries against the doors of the embedded server: two programs that share no code. */
@Timeout(60)
class DeliveryToReferenceServerTest {
    private static final Mailboxes MAILBOXES = Mailboxes.of(20);

    private ReferenceServer server;

    @BeforeEach
    void start() throws IOException {
        server = ReferenceServer.start(
                ServerSettings.builder().traceHeaders(true).build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Delivery delivery(String scheme) {
        int port = scheme.equals("smtp") ? server.smtpPort() : server.lmtpPort();
        return Delivery.parse(scheme + "://127.0.0.1:" + port, Path.of("."));
    }

    static Stream<Arguments> carried() {
        return Stream.of("smtp", "lmtp")
                .flatMap(scheme -> MAILBOXES.names().stream()
                        .filter(name -> !name.equals("ten-thousand"))
                        .map(name -> Arguments.of(scheme, name)));
    }

    @ParameterizedTest
    @MethodSource("carried")
    void what_can_be_carried_arrives_and_is_recognised_behind_trace_fields(String scheme, String name)
            throws DeliveryException {
        Mailbox mailbox = MAILBOXES.named(name).orElseThrow();
        Delivery delivery = delivery(scheme);
        if (delivery.cannotCarry(mailbox).isPresent()) {
            assertThatThrownBy(() -> delivery.deliver("alice", mailbox)).isInstanceOf(DeliveryException.class);
            assertThat(server.maildrop("alice").messages()).isEmpty();
            return;
        }
        delivery.deliver("alice", mailbox);
        List<StoredMessage> arrived = server.maildrop("alice").messages();
        assertThat(arrived).hasSameSizeAs(mailbox.messages());
        for (int index = 0; index < arrived.size(); index++) {
            byte[] octets = arrived.get(index).octets();
            assertThat(octets).startsWith("Return-Path: <>".getBytes(StandardCharsets.US_ASCII));
            assertThat(Comparison.compare(mailbox.messages().get(index), octets))
                    .isEmpty();
        }
    }

    static Set<String> all() {
        return MAILBOXES.names();
    }

    @ParameterizedTest
    @MethodSource("all")
    void straight_into_the_maildrop_everything_arrives(String name) throws DeliveryException {
        Mailbox mailbox = MAILBOXES.named(name).orElseThrow();

        straight().deliver("alice", mailbox);

        List<StoredMessage> arrived = server.maildrop("alice").messages();
        assertThat(arrived).hasSameSizeAs(mailbox.messages());
        for (int index = 0; index < arrived.size(); index++) {
            assertThat(Comparison.compare(
                            mailbox.messages().get(index), arrived.get(index).octets()))
                    .isEmpty();
        }
    }

    @Test
    void straight_into_the_maildrop_of_nobody_is_no_way() {
        assertThatThrownBy(() ->
                        straight().deliver("mallory", MAILBOXES.named("one").orElseThrow()))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining("No account mallory");
    }

    private Delivery straight() {
        return new MaildropDelivery(server::maildrop);
    }

    @Test
    void an_unknown_account_is_refused() {
        for (String scheme : List.of("smtp", "lmtp")) {
            assertThatThrownBy(() -> delivery(scheme)
                            .deliver("mallory", MAILBOXES.named("one").orElseThrow()))
                    .isInstanceOf(DeliveryException.class)
                    .hasMessageContaining("refuses the recipient mallory@localhost: 550");
        }
    }
}
