package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.terms;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ProtocolVersion;

/** What servers get wrong in TLS itself, and with the certificates that clients show. */
final class FaultsOfTls {
    /** One that every version before TLS 1.3 has. */
    private static final int OLD_SUITE = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA;

    private FaultsOfTls() {}

    static List<Fault> all() {
        return Stream.of(versions(), negotiated(), certificates())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Fault> versions() {
        return List.of(
                must(
                        "tls10-accepted",
                        "RFC8996#4",
                        "TLS 1.0 is spoken where a client knows nothing newer",
                        terms(external -> new Versions(external, ProtocolVersion.TLSv10, ProtocolVersion.TLSv13))),
                must(
                        "tls11-accepted-after-stls",
                        "RFC8996#5",
                        "After STLS, TLS 1.1 is spoken where a client knows nothing newer",
                        terms(
                                session -> !session.beganWithTls(),
                                external -> new Versions(external, ProtocolVersion.TLSv11, ProtocolVersion.TLSv13))),
                must(
                        "tls11-at-most-after-stls",
                        "RFC8314#4",
                        "After STLS nothing newer than TLS 1.1 is spoken",
                        terms(
                                session -> !session.beganWithTls(),
                                external -> new Versions(external, ProtocolVersion.TLSv11, ProtocolVersion.TLSv11))),
                should(
                        "tls13-missing",
                        "RFC9325#3.1.1",
                        "TLS 1.2 is the newest version that is spoken",
                        terms(external -> new Versions(external, ProtocolVersion.TLSv12, ProtocolVersion.TLSv12))),
                should(
                        "tls13-missing-after-stls",
                        "RFC9325#3.1.1",
                        "After STLS, TLS 1.2 is the newest version that is spoken",
                        terms(
                                session -> !session.beganWithTls(),
                                external -> new Versions(external, ProtocolVersion.TLSv12, ProtocolVersion.TLSv12))));
    }

    private static List<Fault> negotiated() {
        return List.of(
                must(
                        "null-cipher-negotiated",
                        "RFC9325#4.1",
                        "A client that offers no other suites gets one without encryption",
                        terms(external -> new TlsTerms(external) {
                            @Override
                            List<Integer> suites() {
                                return with(CipherSuite.TLS_ECDHE_ECDSA_WITH_NULL_SHA);
                            }
                        })),
                must(
                        "alpn-refuses-pop3",
                        "RFC9325#3.8",
                        "A client that names pop3 by ALPN is refused",
                        terms(external -> new TlsTerms(external) {
                            @Override
                            Optional<String> applicationProtocol(List<String> named) {
                                return Optional.of("pop3s");
                            }
                        })),
                should(
                        "alpn-not-enforced",
                        "RFC9325#3.8",
                        "ALPN is answered with pop3, and clients that name other protocols only are served too",
                        terms(external -> new TlsTerms(external) {
                            @Override
                            Optional<String> applicationProtocol(List<String> named) {
                                return Optional.of("pop3").filter(named::contains);
                            }
                        })),
                must(
                        "extended-master-secret-missing",
                        "RFC7677#4",
                        "With TLS 1.2 the extended master secret is not negotiated",
                        terms(external -> new TlsTerms(external) {
                            @Override
                            boolean extendedMasterSecret() {
                                return false;
                            }
                        })),
                should(
                        "close-notify-missing",
                        "RFC8314#3.4",
                        "The server closes the connection without telling the end of TLS",
                        next -> new Deviation(next) {
                            @Override
                            boolean announcesEnd(Pop3Session session) {
                                return false;
                            }
                        }));
    }

    private static List<Fault> certificates() {
        return List.of(
                must(
                        "certificate-expired-with-tls12",
                        "RFC8314#4.4",
                        "Clients of TLS 1.2 are shown a certificate that has expired",
                        terms(external -> new TlsTerms(external) {
                            @Override
                            boolean renewed(ProtocolVersion version) {
                                return version.isLaterVersionOf(ProtocolVersion.TLSv12);
                            }
                        })),
                must(
                        "certificate-asked-for-without-external",
                        "RFC8314#4.2",
                        "A client's certificate is asked for although EXTERNAL is not there",
                        terms(external -> new TlsTerms(true))),
                must(
                        "certificate-logs-in-on-pop3s",
                        "RFC8314#3.1",
                        "On the pop3s port who shows a certificate is in TRANSACTION at once",
                        loggedIn(Pop3Session::beganWithTls)),
                must(
                        "certificate-logs-in-after-stls",
                        "RFC2595#4 STLS",
                        "After STLS who shows a certificate is in TRANSACTION at once",
                        loggedIn(session -> !session.beganWithTls())));
    }

    /** Where there is nothing to count, STAT shows it. */
    private static UnaryOperator<Conduct> loggedIn(Predicate<Pop3Session> where) {
        return answerInstead(
                to("STAT"),
                (session, command, right) -> session.state() == Pop3Session.State.AUTHORIZATION
                                && where.test(session)
                                && session.certified().isPresent()
                        ? Reply.ok("0 0")
                        : right.get());
    }

    private static List<Integer> with(int suite) {
        return Stream.concat(TlsTerms.SUITES.stream(), Stream.of(suite)).toList();
    }

    /** Other versions, and what the older ones need. */
    private static final class Versions extends TlsTerms {
        private final ProtocolVersion oldest;
        private final ProtocolVersion newest;

        Versions(boolean external, ProtocolVersion oldest, ProtocolVersion newest) {
            super(external);
            this.oldest = oldest;
            this.newest = newest;
        }

        @Override
        ProtocolVersion[] versions() {
            return newest.downTo(oldest);
        }

        @Override
        List<Integer> suites() {
            return with(OLD_SUITE);
        }
    }
}
