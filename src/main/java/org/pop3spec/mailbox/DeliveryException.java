package org.pop3spec.mailbox;

import org.jspecify.annotations.Nullable;

/**
 * A message could not be put into a maildrop. The text is one line, fit to be shown as it is: it names host or file, and
 * what the other side said, bounded and with nothing unprintable in it.
 */
public class DeliveryException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 400;

    public DeliveryException(String reason) {
        this(reason, null);
    }

    public DeliveryException(String reason, @Nullable Throwable cause) {
        super(Excerpt.oneLine(reason, LONGEST), cause);
    }
}
