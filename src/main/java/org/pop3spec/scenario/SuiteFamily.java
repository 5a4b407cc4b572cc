package org.pop3spec.scenario;

import java.util.Locale;

/** Cipher suites of TLS 1.2 and earlier that share a weakness, or none; by their registered names. */
public enum SuiteFamily {
    /** The server is asked about its group only. */
    FINITE_FIELD,
    NULL,
    ANONYMOUS,
    EXPORT,
    RC4,
    /** Single DES, whose keys have 56 bits. */
    DES,
    SMALL_BLOCKS,
    STATIC_RSA,
    /** Whatever a server that knows this version could want. */
    ANY;

    /** In a script. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the suite of that name is one of them. */
    public boolean has(String name) {
        return switch (this) {
            case FINITE_FIELD -> sensible(name) && name.startsWith("TLS_DHE_");
            case NULL -> name.contains("_NULL_") && !name.startsWith("TLS_NULL_");
            case ANONYMOUS -> name.contains("_anon_") && !name.contains("_NULL_");
            case EXPORT -> name.contains("_EXPORT_") && !name.contains("_anon_");
            case RC4 -> name.contains("_RC4_") && certified(name);
            case DES -> name.contains("_DES_") && certified(name);
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
}
