package org.pop3spec.scenario;

import org.pop3spec.result.SourcePosition;

/** An expression of the sandboxed expression language, its syntax already checked. */
public record Expression(String source, SourcePosition at) {}
