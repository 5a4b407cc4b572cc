@NullMarked
package org.pop3spec.result;

import org.jspecify.annotations.NullMarked;
