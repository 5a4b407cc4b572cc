@NullMarked
package org.pop3spec.scenario;

import org.jspecify.annotations.NullMarked;
