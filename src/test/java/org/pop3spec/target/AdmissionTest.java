package org.pop3spec.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.refserver.CleartextPolicy;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.scenario.Channel;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AdmissionTest {
    @Test
    void it_is_granted_to_whom_the_server_knows() throws Exception {
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults())) {
            assertThat(admission("alice", cleartext(server)).granted()).isTrue();
            assertThat(admission("nobody", cleartext(server)).granted()).isFalse();
        }
    }

    @Test
    void one_entrance_has_to_do() throws Exception {
        ServerSettings settings =
                ServerSettings.builder().cleartext(CleartextPolicy.NO_PASSWORDS).build();
        try (ReferenceServer server = ReferenceServer.start(settings)) {
            assertThat(admission("alice", cleartext(server)).granted()).isFalse();
            assertThat(admission("alice", cleartext(server), tls(server)).granted())
                    .isTrue();
        }
    }

    @Test
    void it_is_not_granted_where_nobody_answers() throws Exception {
        Entrance gone;
        try (ReferenceServer server = ReferenceServer.start(ServerSettings.defaults())) {
            gone = cleartext(server);
        }
        assertThat(admission("alice", gone).granted()).isFalse();
    }

    private static Admission admission(String user, Entrance... entrances) {
        return new Admission(new Account(user, Secret.of("wonderland", "a test"), Set.of(), 0), List.of(entrances));
    }

    private static Entrance cleartext(ReferenceServer server) {
        return entrance(server.pop3Port(), Channel.CLEARTEXT);
    }

    private static Entrance tls(ReferenceServer server) {
        return entrance(server.pop3sPort(), Channel.TLS);
    }

    private static Entrance entrance(int port, Channel channel) {
        return Entrance.byPassword(
                new Endpoint("127.0.0.1", port), channel, TlsSettings.trustingAnyone(), Limits.standard());
    }
}
