@NullMarked
package org.pop3spec.auth;

import org.jspecify.annotations.NullMarked;
