package org.pop3spec.net;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.tls.CipherSuite;
import org.pop3spec.scenario.SuiteFamily;

/** The registry of cipher suites: numbers and names. */
public final class CipherSuites {
    private static final Map<Integer, String> NAMES = names();
    /** What comes in the place of a suite but is none (RFC 5746, 7507). */
    private static final List<String> SIGNALS = List.of("TLS_EMPTY_RENEGOTIATION_INFO_SCSV", "TLS_FALLBACK_SCSV");
    /** From here on they are those of TLS 1.3. */
    private static final int FIRST_OF_1_3 = 0x1301;

    private static final int LAST_OF_1_3 = 0x13FF;

    private CipherSuites() {}

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

    /** The numbers of a family's suites, those of TLS 1.3 left out. */
    public static List<Integer> of(SuiteFamily family) {
        return of(List.of(family));
    }

    /** The numbers of the suites of several families, those of TLS 1.3 left out. */
    public static List<Integer> of(Collection<SuiteFamily> families) {
        return NAMES.entrySet().stream()
                .filter(suite -> !isOfTls13(suite.getKey()) && !SIGNALS.contains(suite.getValue()))
                .filter(suite -> families.stream().anyMatch(family -> family.has(suite.getValue())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The suites of TLS 1.3. */
    public static List<Integer> ofTls13() {
        return NAMES.keySet().stream().filter(CipherSuites::isOfTls13).toList();
    }

    private static boolean isOfTls13(int suite) {
        return suite >= FIRST_OF_1_3 && suite <= LAST_OF_1_3;
    }

    /** The registered name. */
    public static String name(int suite) {
        return NAMES.getOrDefault(suite, String.format("cipher suite 0x%04X", suite));
    }
}
