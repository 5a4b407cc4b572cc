package org.pop3spec.audit;

import java.util.Arrays;
import java.util.Optional;

/** Versions of SSL and TLS as they stand in a handshake. */
enum TlsVersion {
    SSL_3(0x0300, "SSLv3"),
    TLS_1_0(0x0301, "TLS 1.0"),
    TLS_1_1(0x0302, "TLS 1.1"),
    TLS_1_2(0x0303, "TLS 1.2"),
    TLS_1_3(0x0304, "TLS 1.3");

    private final int number;
    private final String title;

    TlsVersion(int number, String title) {
        this.number = number;
        this.title = title;
    }

    int number() {
        return number;
    }

    static Optional<TlsVersion> of(int number) {
        return Arrays.stream(values()).filter(v -> v.number == number).findFirst();
    }

    @Override
    public String toString() {
        return title;
    }
}
