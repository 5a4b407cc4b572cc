package org.pop3spec.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.result.ResultJson;
import org.pop3spec.result.Run;
import org.pop3spec.result.Verdict;
import org.pop3spec.target.UnusableTarget;

/** A server that says the password of its users wherever it can, also to who has not logged in. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class IndiscreetServerTest {
    private static final String SAID =
            Rig.PASSWORD + " " + base64() + " " + Rig.PASSWORD.replace(" ", "%20") + " " + hex();

    private static String base64() {
        return Base64.getEncoder().encodeToString(("\0alice\0" + Rig.PASSWORD).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String hex() {
        return HexFormat.of().formatHex(Rig.PASSWORD.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void serve(ScriptedServer.Peer peer, boolean mayLogIn) throws IOException {
        peer.say("+OK for " + SAID + "\r\n");
        for (String line = peer.hear(); !line.isEmpty(); line = peer.hear()) {
            switch (line.replaceFirst(" .*", "")) {
                case "USER", "RSET" -> peer.say("+OK\r\n");
                case "PASS" -> peer.say((mayLogIn ? "+OK " : "-ERR not ") + SAID + "\r\n");
                case "CAPA" -> peer.say("+OK\r\nUSER\r\nIMPLEMENTATION " + SAID + "\r\n.\r\n");
                case "QUIT" -> {
                    peer.say("+OK " + SAID + "\r\n");
                    return;
                }
                case "NOOP" -> peer.say("?" + "x".repeat(185) + SAID + "\r\n");
                default -> peer.say("-ERR no\r\n");
            }
        }
    }

    @Test
    void its_words_are_masked_in_everything_that_a_run_says() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> serve(peer, true));
                Rig rig = new Rig().account("alice", 0).at(server.endpoint())) {
            rig.scenario("fails", "", "C: NOOP\nS: +OK\n")
                    .scenario("fails-after-login", "", "login\nC: NOOP\nS: +OK\n")
                    .scenario("skips", "", "S: +OK ${greeting}\nskip \"it says ${greeting}\"\n")
                    .scenario("finds", "", "S: +OK ${greeting}\nfinding talk low \"it says ${greeting}\"\n")
                    .scenario("observes", "", "S: +OK ${greeting}\nobserve talk \"it says ${greeting}\"\n");

            Run run = rig.play();

            assertThat(Rig.result(run, "fails").verdict()).isEqualTo(Verdict.FAIL);
            assertThat(Rig.result(run, "skips").skip()).get().asString().contains("it says for ****");
            assertThat(json(run))
                    .contains("IMPLEMENTATION ****")
                    .doesNotContain(Rig.PASSWORD.substring(0, 5))
                    .doesNotContain("3BlbiBzZXNhb")
                    .doesNotContain("open%20")
                    .doesNotContain(hex());
        }
    }

    @Test
    void a_rejected_login_does_not_show_the_password() throws Exception {
        try (ScriptedServer server = new ScriptedServer(peer -> serve(peer, false));
                Rig rig = new Rig().account("alice", 0).at(server.endpoint())) {
            assertThatThrownBy(rig::play)
                    .isInstanceOf(UnusableTarget.class)
                    .hasMessageContaining("alice")
                    .hasMessageContaining("-ERR not ****")
                    .hasMessageNotContaining(Rig.PASSWORD)
                    .hasNoCause();
        }
    }

    private static String json(Run run) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ResultJson.write(run, out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
