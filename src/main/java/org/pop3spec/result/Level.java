package org.pop3spec.result;

/** How strongly a specification asks for a requirement (RFC 2119; HISTORIC for what later documents dropped). */
public enum Level {
    MUST,
    SHOULD,
    MAY,
    HISTORIC
}
