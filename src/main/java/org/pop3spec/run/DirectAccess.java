package org.pop3spec.run;

import org.pop3spec.mailbox.Delivery;
import org.pop3spec.target.Emptying;

/**
 * The way to the maildrops of a server that the harness started which does not lead through that server.
 *
 * @param emptying for when emptying by DELE and QUIT fails
 * @param delivery for what the target's own delivery cannot carry; with a target whose delivery is {@code none}, for everything
 */
public record DirectAccess(Emptying emptying, Delivery delivery) {}
