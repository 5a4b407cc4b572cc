package org.pop3spec.audit;

/** What is expected at a port. */
public enum Service {
    /** In the clear, with STLS where it is offered (RFC 1939 section 3). */
    POP3("pop3", 110),
    /** With TLS from the first octet (RFC 8314 section 3.1). */
    POP3S("pop3s", 995),
    /** With a Kerberos ticket before the greeting; docs/kpop.md. Nobody registered its port. */
    KPOP("kpop", 1109),
    /** RFC 937. */
    POP2("pop2", 109);

    private final String scheme;
    private final int port;

    Service(String scheme, int port) {
        this.scheme = scheme;
        this.port = port;
    }

    String scheme() {
        return scheme;
    }

    int port() {
        return port;
    }

    /** Whether it is POP3, in the clear or under TLS. */
    boolean isPop3() {
        return this == POP3 || this == POP3S;
    }

    /** What is expected at a port of which nothing else is known. */
    static Service at(int port) {
        for (Service service : values()) {
            if (service.port == port) {
                return service;
            }
        }
        return POP3;
    }
}
