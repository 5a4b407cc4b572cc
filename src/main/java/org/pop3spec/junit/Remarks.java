package org.pop3spec.junit;

import java.util.function.BiConsumer;
import org.junit.jupiter.api.TestReporter;

/** Where goes what is worth knowing and fails no test. */
final class Remarks {
    private final BiConsumer<String, String> place;

    private Remarks(BiConsumer<String, String> place) {
        this.place = place;
    }

    /** To JUnit's report; entries stand at the factory, for it is what has the reporter. */
    static Remarks to(TestReporter reporter) {
        return new Remarks(reporter::publishEntry);
    }

    /** To where those who run tests look for what a test has to say. */
    static Remarks toStandardOutput() {
        return new Remarks((about, lines) ->
                System.out.println(about + "\n" + lines.indent(2).stripTrailing()));
    }

    /**
     * Takes some lines; none are not worth a word.
     *
     * @param about the id of a scenario and how it was played, or what else they are about
     */
    void publish(String about, String lines) {
        if (!lines.isEmpty()) {
            place.accept(about, lines);
        }
    }
}
