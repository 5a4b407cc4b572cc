/** Proves scenarios: each passes against the reference server, and fails where that server has a fault that it is about. */
@NullMarked
package org.pop3spec.proof;

import org.jspecify.annotations.NullMarked;
