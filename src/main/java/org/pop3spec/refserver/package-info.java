/** The embedded reference server: a complete, correct POP3 server, and the faults it can be started with. */
@NullMarked
package org.pop3spec.refserver;

import org.jspecify.annotations.NullMarked;
