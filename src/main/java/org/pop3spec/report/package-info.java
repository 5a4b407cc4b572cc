/**
 * Results to reports: console, HTML, JUnit XML, JSON, Markdown. Sees {@code org.pop3spec.result} only, so that a report can
 * be made from a file that was written elsewhere, and takes nothing in that file for harmless.
 */
@NullMarked
package org.pop3spec.report;

import org.jspecify.annotations.NullMarked;
