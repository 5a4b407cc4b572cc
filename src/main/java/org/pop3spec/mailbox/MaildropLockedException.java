package org.pop3spec.mailbox;

/** The maildrop is locked, and stayed so as long as could be waited: by a session that keeps deliveries out until it ends. */
public final class MaildropLockedException extends DeliveryException {
    private static final long serialVersionUID = 1L;

    public MaildropLockedException(String reason) {
        super(reason);
    }
}
