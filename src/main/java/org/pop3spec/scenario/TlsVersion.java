package org.pop3spec.scenario;

import java.util.Arrays;
import java.util.Optional;

/** Versions of SSL and TLS as they stand in a handshake. */
public enum TlsVersion {
    SSL_3(0x0300, "ssl-3", "SSLv3"),
    TLS_1_0(0x0301, "tls-1.0", "TLS 1.0"),
    TLS_1_1(0x0302, "tls-1.1", "TLS 1.1"),
    TLS_1_2(0x0303, "tls-1.2", "TLS 1.2"),
    TLS_1_3(0x0304, "tls-1.3", "TLS 1.3");

    private final int number;
    private final String word;
    private final String title;

    TlsVersion(int number, String word, String title) {
        this.number = number;
        this.word = word;
        this.title = title;
    }

    /** On the wire. */
    public int number() {
        return number;
    }

    /** In a script. */
    public String word() {
        return word;
    }

    public static Optional<TlsVersion> of(int number) {
        return Arrays.stream(values()).filter(v -> v.number == number).findFirst();
    }

    @Override
    public String toString() {
        return title;
    }
}
