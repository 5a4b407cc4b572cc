package org.pop3spec.proof;

/** Is told how far a proof is, from several threads. */
@FunctionalInterface
public interface Progress {
    /** One more server was played against, of so many. */
    void played(int done, int all);
}
