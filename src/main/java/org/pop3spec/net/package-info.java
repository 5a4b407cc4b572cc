/**
 * One connection to a server: its octets, framing, TLS, limits and recording. Everything that comes in is taken as hostile:
 * lines and answers are bounded, and nothing waits without a {@link org.pop3spec.net.Deadline}.
 */
@NullMarked
package org.pop3spec.net;

import org.jspecify.annotations.NullMarked;
