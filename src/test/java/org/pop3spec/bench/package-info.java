/** What {@code mvn -q -Pbench verify} measures; see docs/performance.md. */
@org.jspecify.annotations.NullMarked
package org.pop3spec.bench;
