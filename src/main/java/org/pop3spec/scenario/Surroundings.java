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
     * Letters and digits from the run's seed, new ones with every call.
     *
     * @param length 0 to 65,536
     */
    String random(int length);
}
