package org.pop3spec.junit;

/** Where messages are put in for a user of a server in the same process. */
@FunctionalInterface
public interface Postbox {
    /**
     * Puts one message into the user's maildrop, besides what is there.
     *
     * @param user the name as it logs in
     * @param message its octets, with CRLF line ends
     * @throws Exception when the server does not take it
     */
    void put(String user, byte[] message) throws Exception;
}
