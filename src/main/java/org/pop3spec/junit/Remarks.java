package org.pop3spec.junit;

import org.junit.jupiter.api.TestReporter;

/** Takes what is worth knowing and fails no test. */
@FunctionalInterface
interface Remarks {
    /**
     * Takes some lines.
     *
     * @param about the id of a scenario and how it was played, or what else they are about
     */
    void publish(String about, String lines);

    /** To JUnit's report; entries stand at the factory, for it is what has the reporter. */
    static Remarks to(TestReporter reporter) {
        return reporter::publishEntry;
    }

    /** To where runners of tests look for what a test has to say. */
    static Remarks toStandardOutput() {
        return (about, lines) ->
                System.out.println(about + "\n" + lines.indent(2).stripTrailing());
    }
}
