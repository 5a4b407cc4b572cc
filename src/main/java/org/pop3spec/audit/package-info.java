/** Audits of live servers: what is weak, how it was seen and what to do about it, without changing or locking anything. */
@NullMarked
package org.pop3spec.audit;

import org.jspecify.annotations.NullMarked;
