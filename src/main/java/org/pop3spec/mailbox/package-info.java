/**
 * The known messages that scenarios want to find in a maildrop, how they get there, and how what was retrieved is
 * compared with what was put in.
 */
@NullMarked
package org.pop3spec.mailbox;

import org.jspecify.annotations.NullMarked;
