@NullMarked
package org.pop3spec.session;

import org.jspecify.annotations.NullMarked;
