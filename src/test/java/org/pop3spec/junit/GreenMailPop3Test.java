package org.pop3spec.junit;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** GreenMail in this process, tested as GreenMail's own tests could. */
class GreenMailPop3Test {
    private static final GreenMail MAIL = new GreenMail(ServerSetup.POP3.dynamicPort());

    private static GreenMailUser alice;

    @BeforeAll
    static void start() {
        MAIL.start();
        alice = MAIL.setUser("alice@localhost", "alice", "secret");
    }

    @AfterAll
    static void stop() {
        MAIL.stop();
    }

    @TestFactory
    Stream<DynamicNode> pop3() {
        return Pop3Conformance.against("localhost", MAIL.getPop3().getPort())
                .account("alice", "secret")
                .disposable()
                .delivery((user, message) -> alice.deliver(new MimeMessage(null, new ByteArrayInputStream(message))))
                .emptying(user -> MAIL.purgeEmailFromAllMailboxes())
                .variants("sasl-plain") // USER is not announced
                .select("sanity", "rfc1939", "rfc2449")
                .baseline(Path.of("src/test/resources/org/pop3spec/junit/greenmail.yaml"))
                .dynamicTests();
    }
}
