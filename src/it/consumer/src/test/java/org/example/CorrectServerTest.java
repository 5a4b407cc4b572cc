package org.example;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.pop3spec.junit.Pop3Conformance;
import org.pop3spec.junit.ReferenceServerExtension;

class CorrectServerTest {
    @RegisterExtension
    static final ReferenceServerExtension POP3 = ReferenceServerExtension.withFaults();

    @TestFactory
    Stream<DynamicNode> pop3() {
        return Pop3Conformance.against("127.0.0.1", POP3.server().pop3Port())
                .tls(POP3.server().pop3sPort())
                .trusting(POP3.server().caCertificatePem())
                .account("alice", "wonderland")
                .disposable()
                .delivery("smtp://127.0.0.1:" + POP3.server().smtpPort())
                .select("sanity", "rfc1939/5-transaction/rset-*", "rfc2595/*", "*/every-login-opens-the-maildrop")
                .dynamicTests();
    }
}
