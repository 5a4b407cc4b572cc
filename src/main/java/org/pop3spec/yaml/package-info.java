/** Files of the user's in YAML: read with bounds, and refused with every mistake at its place. */
@NullMarked
package org.pop3spec.yaml;

import org.jspecify.annotations.NullMarked;
