package org.pop3spec.session;

/** Spaces the sessions of an account where the server asks for that (RFC 2449 section 6.5, LOGIN-DELAY). */
public interface LoginTurns {
    /** Nobody has to wait. */
    LoginTurns AT_ONCE = new LoginTurns() {
        @Override
        public void await(int account) {}

        @Override
        public void taken(int account) {}
    };

    /**
     * Waits until another login is welcome.
     *
     * @param account from 1
     */
    void await(int account) throws InterruptedException;

    /**
     * The account has logged in a moment ago.
     *
     * @param account from 1
     */
    void taken(int account);
}
