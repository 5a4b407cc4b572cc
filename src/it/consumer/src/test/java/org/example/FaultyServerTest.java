package org.example;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.pop3spec.junit.Pop3Conformance;
import org.pop3spec.junit.ReferenceServerExtension;

class FaultyServerTest {
    @RegisterExtension
    static final ReferenceServerExtension POP3 = ReferenceServerExtension.withFaults("rset-keeps-marks");

    @TestFactory
    Stream<DynamicNode> pop3() {
        return Pop3Conformance.against("127.0.0.1", POP3.server().pop3Port())
                .account("alice", "wonderland")
                .disposable()
                .delivery("smtp://127.0.0.1:" + POP3.server().smtpPort())
                .select("rfc1939/5-transaction/rset-*")
                .dynamicTests();
    }
}
