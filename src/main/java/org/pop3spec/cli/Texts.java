package org.pop3spec.cli;

/** Descriptions that several commands share. */
final class Texts {
    static final String FAIL_ON = "What else than a broken MUST makes the exit code 1: warn for broken SHOULDs; low,"
            + " medium or high for findings of at least that severity. Words with commas between.";

    static final String TIMINGS = "Show where the time went: server, delivery, harness.";

    private Texts() {}
}
