/**
 * The front door for JUnit 5: a server that is started by its own tests has a dynamic test for each scenario. JUnit itself is
 * brought by whoever comes in here.
 */
@NullMarked
package org.pop3spec.junit;

import org.jspecify.annotations.NullMarked;
