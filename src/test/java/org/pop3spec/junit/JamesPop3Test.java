package org.pop3spec.junit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The POP3 server of Apache James in this process, with maildrops in memory. */
class JamesPop3Test {
    private static final JamesServer JAMES = new JamesServer("alice", "secret");

    @BeforeAll
    static void start() throws Exception {
        JAMES.start();
    }

    @AfterAll
    static void stop() {
        JAMES.stop();
    }

    @TestFactory
    Stream<DynamicNode> pop3() {
        return Pop3Conformance.against("localhost", JAMES.port())
                .account("alice", "secret")
                .disposable()
                .delivery((user, message) -> JAMES.put(message))
                .timeout(Duration.ofSeconds(10))
                .select("sanity", "rfc1939", "rfc2449")
                .baseline(Path.of("src/test/resources/org/pop3spec/junit/james.yaml"))
                .dynamicTests();
    }
}
