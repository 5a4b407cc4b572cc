package org.pop3spec.target;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import org.pop3spec.net.TlsSettings;

/** Which certificates of the server are believed. */
public sealed interface Trust {
    /**
     * What connections need to know.
     *
     * @throws IOException when the certificates cannot be read; the message names the file
     */
    TlsSettings settings() throws IOException;

    /** The certificate authorities that the Java runtime knows. */
    record OfJava() implements Trust {
        @Override
        public TlsSettings settings() {
            return TlsSettings.trustingSystem();
        }
    }

    /** The certificates in this PEM file, and no others. */
    record Pem(Path file) implements Trust {
        @Override
        public TlsSettings settings() throws IOException {
            return TlsSettings.trusting(file);
        }
    }

    /** The certificates in this PEM text, and no others. */
    record Authority(String pem) implements Trust {
        @Override
        public TlsSettings settings() throws IOException {
            try {
                return TlsSettings.trusting(CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
            } catch (CertificateException | IllegalArgumentException e) {
                throw new IOException("this is no certificate", e);
            }
        }
    }

    /** Any certificate, for any host. */
    record Anything() implements Trust {
        @Override
        public TlsSettings settings() {
            return TlsSettings.trustingAnyone();
        }
    }
}
