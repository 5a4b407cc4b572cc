package org.pop3spec.refserver;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.tls.TlsSession;

/** Sessions of TLS 1.2 that clients may go on with (RFC 5246 section 7.3); the latest few. */
final class TlsSessions {
    private static final int MOST = 256;
    private static final int ID_OCTETS = 32;

    private final boolean kept;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, TlsSession> byId = new LinkedHashMap<>();

    private TlsSessions(boolean kept) {
        this.kept = kept;
    }

    /** Keeps them. */
    static TlsSessions cached() {
        return new TlsSessions(true);
    }

    /** Every handshake is a full one. */
    static TlsSessions none() {
        return new TlsSessions(false);
    }

    /** A name for the next session; empty where it can't be gone on with. */
    byte[] newId() {
        byte[] id = new byte[kept ? ID_OCTETS : 0];
        random.nextBytes(id);
        return id;
    }

    synchronized void keep(TlsSession session) {
        if (!kept || !session.isResumable()) {
            return;
        }
        byId.put(key(session.getSessionID()), session);
        if (byId.size() > MOST) {
            byId.remove(byId.keySet().iterator().next());
        }
    }

    synchronized Optional<TlsSession> of(byte[] id) {
        return Optional.ofNullable(byId.get(key(id)));
    }

    private static String key(byte[] id) {
        return HexFormat.of().formatHex(id);
    }
}
