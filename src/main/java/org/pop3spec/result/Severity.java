package org.pop3spec.result;

/** How much a finding matters, from least to most. */
public enum Severity {
    INFO,
    LOW,
    MEDIUM,
    HIGH
}
