package org.pop3spec.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ProtocolVersion;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pop3spec.Requires;
import org.pop3spec.net.CipherSuites;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.result.AuditResult;
import org.pop3spec.scenario.SuiteFamily;
import org.pop3spec.scenario.TlsVersion;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** An audit and sslscan, which shares no code with it, see the same versions and weak cipher suites of the same server. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class SslscanTest {
    private static final Map<SuiteFamily, String> FINDINGS = Map.of(
            SuiteFamily.NULL, "tls-no-encryption",
            SuiteFamily.ANONYMOUS, "tls-anonymous",
            SuiteFamily.EXPORT, "tls-export",
            SuiteFamily.RC4, "tls-rc4",
            SuiteFamily.SMALL_BLOCKS, "tls-small-blocks",
            SuiteFamily.STATIC_RSA, "tls-no-forward-secrecy");

    /**
     * What both can tell.
     *
     * @param versions as {@link TlsVersion} writes them
     * @param weak ids of weaknesses
     */
    private record Facts(Set<String> versions, Set<String> weak) {
        static Facts of(AuditResult audit) {
            Set<String> versions = audit.observations().stream()
                    .filter(seen -> seen.name().startsWith("TLS versions, "))
                    .flatMap(seen -> List.of(seen.value().split(", ")).stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> weak = new TreeSet<>(Audits.ids(audit));
            weak.retainAll(FINDINGS.values());
            return new Facts(versions, weak);
        }

        static Facts of(Document scan) {
            Set<String> versions = elements(scan, "protocol").stream()
                    .filter(protocol -> protocol.getAttribute("enabled").equals("1"))
                    .map(protocol -> protocol.getAttribute("type").equals("ssl")
                            ? "SSLv" + protocol.getAttribute("version")
                            : "TLS " + protocol.getAttribute("version"))
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<Integer> suites = new HashSet<>();
            elements(scan, "cipher").forEach(cipher -> suites.add(Integer.decode(cipher.getAttribute("id"))));
            assertThat(suites).isNotEmpty();
            Set<String> weak = new TreeSet<>();
            FINDINGS.forEach((family, id) -> {
                if (CipherSuites.of(family).stream().anyMatch(suites::contains)) {
                    weak.add(id);
                }
            });
            return new Facts(versions, weak);
        }
    }

    private static List<Element> elements(Document scan, String name) {
        var all = scan.getElementsByTagName(name);
        return IntStream.range(0, all.getLength())
                .mapToObj(i -> (Element) all.item(i))
                .toList();
    }

    private static Document scan(int port) throws IOException, SAXException, ParserConfigurationException {
        // by name: it would say an address as the server's name, and not every server takes that (RFC 6066 section 3)
        Process process = new ProcessBuilder(
                        Requires.command("sslscan").toString(),
                        "--ipv4",
                        "--xml=-",
                        "--timeout=30",
                        "--no-heartbleed",
                        "--no-groups",
                        "--no-fallback",
                        "localhost:" + port)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] said = process.getInputStream().readAllBytes();
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(said));
    }

    static List<TlsDoor> doors() {
        return List.of(
                new TlsDoor(),
                new TlsDoor()
                        .versions(ProtocolVersion.TLSv12.downTo(ProtocolVersion.TLSv10))
                        .suites(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA),
                new TlsDoor()
                        .versions(ProtocolVersion.TLSv12.downTo(ProtocolVersion.TLSv11))
                        .suites(
                                CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
                                CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA),
                new TlsDoor()
                        .versions(ProtocolVersion.TLSv12)
                        .suites(
                                CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                                CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
                                CipherSuite.TLS_RSA_WITH_NULL_SHA256,
                                CipherSuite.TLS_DH_anon_WITH_AES_128_GCM_SHA256));
    }

    @ParameterizedTest
    @MethodSource("doors")
    void both_see_the_same_versions_and_weak_suites(TlsDoor door) throws Exception {
        Document scanned;
        try (ScriptedServer server = door.open()) {
            scanned = scan(server.port());
        }

        Facts facts = Facts.of(Audits.of(door));

        assertThat(facts).isEqualTo(Facts.of(scanned));
        assertThat(facts.versions()).isNotEmpty();
    }
}
