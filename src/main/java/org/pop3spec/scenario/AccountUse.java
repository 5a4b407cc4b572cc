package org.pop3spec.scenario;

/** A place where a scenario needs an account. */
record AccountUse(int account, Diagnostic ifMissing) {}
