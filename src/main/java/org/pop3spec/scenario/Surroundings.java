package org.pop3spec.scenario;

/** What expressions can ask of the session that they are evaluated in. */
public interface Surroundings {
    /**
     * How many octets this server delivers for a message, learnt under the present lease.
     *
     * @param message its number, from 1
     * @throws EvaluationException when that can't be learnt
     */
    long octets(int message);

    /**
     * Whether a text is a message as it was put in, what deliveries add set aside; of a message that is not known every text is.
     *
     * @param message its number, from 1
     * @param text dot-stuffing undone, one char per octet
     */
    boolean intact(int message, String text);

    /**
     * What the client of the SASL exchange that was begun last answers.
     *
     * @param challenge what the server sent; empty for the initial response
     * @throws EvaluationException when no exchange was begun, or the challenge can't be answered
     */
    String response(String challenge);

    /**
     * An AP-REQ of the first account for the target's Kerberos service, made now (RFC 4120 section 3.2.2).
     *
     * @param kind what is wrong with it, or how it is right
     * @throws EvaluationException when there is no such kind, or it can't be made
     */
    String apRequest(String kind);

    /** The error-code of a KRB-ERROR (RFC 4120 section 5.9.1); -1 when the octets are none. */
    long kerberosError(String octets);

    /**
     * Whether the octets are the AP-REP that answers the AP-REQ made last (RFC 4120 section 3.2.4).
     *
     * @throws EvaluationException when none was made
     */
    boolean provesServer(String octets);

    /** How long the server let the client wait for what the script expected last, in microseconds. */
    long waited();

    /**
     * Letters and digits from the run's seed, new ones with every call.
     *
     * @param length 0 to 65,536
     */
    String random(int length);
}
