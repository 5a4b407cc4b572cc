package org.pop3spec.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pop3spec.result.SourcePosition;

/** Reads {@code C hello VERSION [suites FAMILY ...] [alpn NAME]}. */
final class HelloStatement {
    private static final int LONGEST_NAME = 255;
    private static final Map<String, TlsVersion> VERSIONS = new LinkedHashMap<>();
    private static final Map<String, SuiteFamily> FAMILIES = new LinkedHashMap<>();

    static {
        for (TlsVersion version : TlsVersion.values()) {
            VERSIONS.put(version.word(), version);
        }
        for (SuiteFamily family : SuiteFamily.values()) {
            FAMILIES.put(family.word(), family);
        }
    }

    private final Cursor cursor;
    private final List<SuiteFamily> families = new ArrayList<>();
    private Optional<String> protocol = Optional.empty();

    HelloStatement(Cursor cursor) {
        this.cursor = cursor;
    }

    /** The cursor stands behind {@code hello}. */
    Statement read(SourcePosition at, int connection) {
        TlsVersion version = version();
        for (cursor.skipBlanks(); !cursor.atEnd(); cursor.skipBlanks()) {
            int from = cursor.offset();
            String word = cursor.token();
            if (word.equals("suites") && version != TlsVersion.TLS_1_3 && families.isEmpty()) {
                suites();
            } else if (word.equals("alpn") && version != TlsVersion.SSL_3 && protocol.isEmpty()) {
                protocol = Optional.of(protocol());
            } else if (valid(version).isEmpty()) {
                cursor.moveTo(from);
                break;
            } else {
                throw cursor.unknown(from, word, "'" + word + "' can't stand here", valid(version));
            }
        }
        return new Statement.Hello(at, connection, version, families, protocol);
    }

    private TlsVersion version() {
        cursor.skipBlanks();
        int from = cursor.offset();
        String word = cursor.token();
        return known(VERSIONS, word, from, "version of TLS");
    }

    private <T> T known(Map<String, T> all, String word, int from, String what) {
        T known = all.get(word);
        if (known == null) {
            String message = word.isEmpty() ? "the " + what + " is missing" : "'" + word + "' is no " + what;
            throw cursor.unknown(from, word, message, all.keySet());
        }
        return known;
    }

    /** At least one; those of TLS 1.3 have no families. */
    private void suites() {
        do {
            cursor.skipBlanks();
            int from = cursor.offset();
            families.add(known(FAMILIES, cursor.token(), from, "family of cipher suites"));
            cursor.skipBlanks();
        } while (!cursor.atEnd() && !cursor.startsWith("alpn"));
    }

    private String protocol() {
        cursor.skipBlanks();
        int from = cursor.offset();
        String name = cursor.token();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw cursor.mistake(
                    from,
                    Math.max(1, name.length()),
                    "ALPN names a protocol",
                    "1 to " + LONGEST_NAME + " characters, such as pop3");
        }
        return name;
    }

    private List<String> valid(TlsVersion version) {
        List<String> valid = new ArrayList<>();
        if (version != TlsVersion.TLS_1_3 && families.isEmpty()) {
            valid.add("suites");
        }
        if (version != TlsVersion.SSL_3 && protocol.isEmpty()) {
            valid.add("alpn");
        }
        return valid;
    }
}
