package org.pop3spec.audit;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLSession;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Printable;
import org.pop3spec.net.TlsSettings;

/** What can only be seen of whole handshakes: resumption, renegotiation and ALPN. */
final class HandshakeCheck implements Check {
    static final String NO_RESUMPTION = "tls-no-resumption";
    static final String RESUMPTION_BREAKS = "tls-resumption-breaks";
    static final String RENEGOTIATION = "tls-client-renegotiation";
    static final String ALPN = "alpn-not-checked";

    private static final String OWN = "pop3";
    private static final String FOREIGN = "http/1.1";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Override
    public List<String> ids() {
        return List.of(NO_RESUMPTION, RESUMPTION_BREAKS, RENEGOTIATION, ALPN);
    }

    @Override
    public List<Way> places(Survey survey) {
        return survey.encrypted().stream().map(Seen::way).toList();
    }

    @Override
    public List<Way> outOfReach(Survey survey) {
        return survey.foreign();
    }

    @Override
    public String without() {
        return "there is no TLS, or none that Java comes to terms with";
    }

    @Override
    public void look(Way way, Survey survey, Guest guest, Notebook notes) throws Trouble, InterruptedException {
        boolean speaksTls12 = speaksTls12(way, guest);
        resumption(way, speaksTls12, guest, notes);
        alpn(way, guest, notes);
        renegotiation(way, speaksTls12, guest, notes);
    }

    private static void resumption(Way way, boolean speaksTls12, Guest guest, Notebook notes)
            throws Trouble, InterruptedException {
        TlsSettings newest = TlsSettings.trustingAnyone().speaking(OWN);
        boolean resumed = false;
        Set<String> refusals = new LinkedHashSet<>();
        for (TlsSettings settings : speaksTls12 ? List.of(newest, tls12()) : List.of(newest)) {
            long first = made(way, settings, guest, notes);
            try {
                resumed |= made(way, settings, guest, notes) == first;
            } catch (Trouble refused) {
                if (refused.kind() != Trouble.Kind.ANSWERED) {
                    throw refused;
                }
                // it is about the session if there is a connection without it
                made(way, settings.withoutSessions(), guest, notes);
                refusals.add("-- a second connection, that would resume the session of the first: " + refused.reason());
            }
        }
        notes.judged(RESUMPTION_BREAKS, way.label(), !refusals.isEmpty(), List.copyOf(refusals));
        notes.judged(
                NO_RESUMPTION,
                way.label(),
                !resumed,
                List.of("-- a second connection does not resume the session of the first"));
    }

    private static TlsSettings tls12() {
        return TlsSettings.trustingAnyone().only("TLSv1.2");
    }

    private static boolean speaksTls12(Way way, Guest guest) throws Trouble, InterruptedException {
        try (Visit visit = guest.enter(way, tls12())) {
            visit.leave();
            return true;
        } catch (Trouble e) {
            if (e.kind() != Trouble.Kind.ANSWERED) {
                throw e;
            }
            return false;
        }
    }

    /** When the session began, in milliseconds. */
    private static long made(Way way, TlsSettings settings, Guest guest, Notebook notes)
            throws Trouble, InterruptedException {
        try (Visit visit = guest.enter(way, settings)) {
            SSLSession session = visit.connection().tlsSession().orElseThrow();
            String agreed = visit.connection().applicationProtocol().orElse("none");
            // tickets come with the first data
            visit.leave();
            notes.observedOnce("TLS, " + way.label(), session.getProtocol() + " " + session.getCipherSuite());
            notes.observedOnce("ALPN, " + way.label(), agreed);
            return session.getCreationTime();
        }
    }

    private static void alpn(Way way, Guest guest, Notebook notes) throws Trouble, InterruptedException {
        try (Visit visit = guest.enter(way, TlsSettings.trustingAnyone().speaking(FOREIGN))) {
            List<String> evidence =
                    List.of("C: ClientHello, ALPN " + FOREIGN, "S: " + Printable.line(visit.greeting()));
            visit.leave();
            notes.found(ALPN, way.label(), evidence);
        } catch (Trouble e) {
            if (e.kind() != Trouble.Kind.ANSWERED) {
                notes.notTested(ALPN, way.label(), e.reason());
                return;
            }
            // it is about the protocol if there is a session with the right one
            made(way, TlsSettings.trustingAnyone().speaking(OWN), guest, notes);
            notes.sound(ALPN, way.label());
        }
    }

    private static void renegotiation(Way way, boolean speaksTls12, Guest guest, Notebook notes)
            throws Trouble, InterruptedException {
        if (!speaksTls12) {
            // TLS 1.3 has none
            notes.sound(RENEGOTIATION, way.label());
            return;
        }
        try (Visit visit = guest.enter(way, tls12())) {
            Deadline patience = Deadline.in(PATIENCE);
            boolean done = visit.connection().renegotiate(patience);
            if (!done && patience.passed()) {
                throw new Trouble(Trouble.Kind.SILENT, "the server does not answer another handshake in time");
            }
            notes.judged(RENEGOTIATION, way.label(), done, visit.evidence());
        }
    }
}
