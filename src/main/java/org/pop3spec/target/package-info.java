/**
 * The server under test: where it is, with which accounts it may be entered, what it must not suffer, and what it turns
 * out to offer.
 */
@NullMarked
package org.pop3spec.target;

import org.jspecify.annotations.NullMarked;
