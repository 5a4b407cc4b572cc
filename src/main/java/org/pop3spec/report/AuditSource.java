package org.pop3spec.report;

import java.io.IOException;
import java.util.function.Consumer;
import org.pop3spec.result.AuditResult;

/** Audits that can be gone through one after the other, as often as somebody wants, and need not be in memory together. */
@FunctionalInterface
public interface AuditSource {
    /** Hands on each, in the same order every time. */
    void each(Consumer<AuditResult> taker) throws IOException;
}
