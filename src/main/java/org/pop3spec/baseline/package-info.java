/** Known deviations of a server: the list in a file, what it says of a run, and how a run brings it up to date. */
@NullMarked
package org.pop3spec.baseline;

import org.jspecify.annotations.NullMarked;
