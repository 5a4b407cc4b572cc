package org.pop3spec.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Moves octets without ever waiting; waiting is done by {@link #await}, with a deadline. */
interface Transport {
    /** What can be waited for. */
    enum Interest {
        READ,
        READ_OR_WRITE
    }

    /**
     * Reads what is there.
     *
     * @return the number of octets; 0 when there is nothing now; -1 when the server closed its direction
     */
    int read(ByteBuffer target) throws IOException;

    /** Takes octets to be written, as many as fit now; they have left when {@link #flushed} says so. */
    void write(ByteBuffer source) throws IOException;

    /** Whether all octets that were taken have been handed to the operating system. */
    boolean flushed() throws IOException;

    /**
     * Waits until something of interest can be done.
     *
     * @return false when the deadline passed first
     * @throws InterruptedException when the thread is interrupted, before or while it waits
     */
    boolean await(Interest interest, Deadline deadline) throws IOException, InterruptedException;

    /** Ends the client's direction only. */
    void endOutput() throws IOException;

    /** Whether the end of input was announced as the protocol wants it: close_notify in TLS. */
    boolean endedProperly();
}
