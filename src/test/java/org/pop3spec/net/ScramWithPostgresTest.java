package org.pop3spec.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pop3spec.auth.Mechanisms;
import org.pop3spec.auth.OfflineChannel;

/** Our client of SCRAM-SHA-256-PLUS by tls-server-end-point, judged by a server that isn't ours. */
@Timeout(300)
class ScramWithPostgresTest {
    private static final String MECHANISM = "SCRAM-SHA-256-PLUS";
    private static final String TYPE = "tls-server-end-point";

    @TempDir
    private static Path folder;

    private static Postgres server;

    @BeforeAll
    static void prepare() throws Exception {
        server = Postgres.made(folder, "wonderland");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.stop();
        }
    }

    /** @param bound makes of a connection what the exchange is bound to */
    private static String login(String password, Function<SSLSession, Optional<String>> bound) throws Exception {
        return server.login(
                MECHANISM,
                session -> new Mechanisms()
                        .named(MECHANISM)
                        .orElseThrow()
                        .begin(OfflineChannel.settings(
                                "localhost",
                                "alice",
                                password,
                                Map.of(
                                        "binding",
                                        TYPE,
                                        "bound",
                                        bound.apply(session).orElseThrow()))));
    }

    @ParameterizedTest
    @CsvSource({
        "EC,  SHA256withECDSA",
        "RSA, SHA384withRSA",
        "EC,  SHA512withECDSA",
        "RSA, SHA1withRSA",
    })
    void it_takes_our_client_on_the_same_channel_only(String key, String signature) throws Exception {
        server.start(SelfSigned.by(key, signature));
        Function<SSLSession, Optional<String>> ours = session -> ChannelBinding.of(session, TYPE);
        assertThat(login("wonderland", ours)).isEqualTo("ok");
        assertThat(login("wrong", ours)).contains("password authentication failed");
        X509Certificate other = SelfSigned.by("EC", "SHA256withECDSA").certificate();
        assertThat(login("wonderland", session -> ChannelBinding.endPoint(List.of(other))))
                .contains("SCRAM channel binding check failed");
    }
}
