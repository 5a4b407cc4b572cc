package org.pop3spec.audit;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.tls.CipherSuite;

/** Cipher suites of TLS 1.2 and earlier that share a weakness, or none; by their registered names. */
enum SuiteFamily {
    /** The server is asked about its group only. */
    FINITE_FIELD,
    NULL,
    ANONYMOUS,
    EXPORT,
    RC4,
    SMALL_BLOCKS,
    STATIC_RSA,
    /** Whatever a server that knows this version could want. */
    ANY;

    private static final Map<Integer, String> NAMES = names();
    /** What comes in the place of a suite but is none (RFC 5746, 7507). */
    private static final List<String> SIGNALS = List.of("TLS_EMPTY_RENEGOTIATION_INFO_SCSV", "TLS_FALLBACK_SCSV");
    /** From here on they are those of TLS 1.3. */
    private static final int FIRST_OF_1_3 = 0x1301;

    private static final int LAST_OF_1_3 = 0x13FF;

    private boolean has(String name) {
        return switch (this) {
            case FINITE_FIELD -> sensible(name) && name.startsWith("TLS_DHE_");
            case NULL -> name.contains("_NULL_") && !name.startsWith("TLS_NULL_");
            case ANONYMOUS -> name.contains("_anon_") && !name.contains("_NULL_");
            case EXPORT -> name.contains("_EXPORT_") && !name.contains("_anon_");
            case RC4 -> name.contains("_RC4_") && certified(name);
            case SMALL_BLOCKS ->
                (name.contains("DES_") || name.contains("_IDEA_") || name.contains("_RC2_")) && certified(name);
            case STATIC_RSA -> sensible(name) && name.startsWith("TLS_RSA_WITH_");
            case ANY -> true;
        };
    }

    private static boolean certified(String name) {
        return !name.contains("_anon_")
                && !name.contains("_EXPORT_")
                && !name.contains("_PSK")
                && !name.contains("_SRP_");
    }

    private static boolean sensible(String name) {
        return certified(name)
                && !name.contains("_NULL_")
                && !name.contains("_RC4_")
                && !name.contains("DES")
                && !name.contains("_IDEA_")
                && !name.contains("_RC2_");
    }

    private static Map<Integer, String> names() {
        Map<Integer, String> names = new LinkedHashMap<>();
        for (Field field : CipherSuite.class.getFields()) {
            try {
                if (field.getName().startsWith("TLS_")) {
                    names.putIfAbsent(field.getInt(null), field.getName());
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("The fields of an interface are public", e);
            }
        }
        return Collections.unmodifiableMap(names);
    }

    /** The numbers of its suites, those of TLS 1.3 left out. */
    List<Integer> suites() {
        List<Integer> suites = new ArrayList<>();
        NAMES.forEach((number, name) -> {
            boolean ofTls13 = number >= FIRST_OF_1_3 && number <= LAST_OF_1_3;
            if (!ofTls13 && !SIGNALS.contains(name) && has(name)) {
                suites.add(number);
            }
        });
        return suites;
    }

    /** The suites of TLS 1.3. */
    static List<Integer> ofTls13() {
        return NAMES.keySet().stream()
                .filter(n -> n >= FIRST_OF_1_3 && n <= LAST_OF_1_3)
                .toList();
    }

    /** The registered name. */
    static String name(int suite) {
        return NAMES.getOrDefault(suite, String.format("cipher suite 0x%04X", suite));
    }
}
