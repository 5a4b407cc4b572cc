/** The command line: one class per command. The only place that knows standard streams and exit codes of a process. */
@NullMarked
package org.pop3spec.cli;

import org.jspecify.annotations.NullMarked;
