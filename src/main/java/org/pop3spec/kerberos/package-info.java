/**
 * Kerberos 5 (RFC 4120) as a client of POP3 needs it: tickets, AP-REQ and AP-REP, and a KDC in this process. The library
 * behind it is loaded on first use only.
 */
@NullMarked
package org.pop3spec.kerberos;

import org.jspecify.annotations.NullMarked;
