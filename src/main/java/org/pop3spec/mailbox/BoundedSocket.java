package org.pop3spec.mailbox;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** A socket that reads no more than it is allowed to: an answer without end ends as an error, not in our memory. */
final class BoundedSocket extends Socket {
    private final AtomicLong allowance = new AtomicLong();

    /** From now on so many octets may be read. */
    void allow(long octets) {
        allowance.set(octets);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                return counted(super.read(), 1);
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int read = super.read(target, offset, length);
                return counted(read, read);
            }

            private int counted(int result, int octets) throws IOException {
                if (result >= 0 && allowance.addAndGet(-octets) < 0) {
                    throw new IOException("the answer is too long");
                }
                return result;
            }
        };
    }
}
