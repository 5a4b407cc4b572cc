/** From a plan to verdicts: what is played and what is left out, in which order, with which accounts, and what is kept of it. */
@NullMarked
package org.pop3spec.run;

import org.jspecify.annotations.NullMarked;
