package org.pop3spec.report;

import org.pop3spec.result.Run;

/**
 * A run that is one column of a matrix.
 *
 * @param href where its own report is, seen from the matrix, as a relative reference; empty where there is none
 */
public record ServerRun(Run run, String href) {}
