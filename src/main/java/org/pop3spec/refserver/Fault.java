package org.pop3spec.refserver;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.pop3spec.result.Level;
import org.pop3spec.result.SpecReference;

/** One deliberate violation that the reference server can be started with; {@link Faults} has all of them. */
public final class Fault {
    private final String id;
    private final SpecReference section;
    private final Level level;
    private final String intent;
    private final Optional<String> breadth;
    private final UnaryOperator<Conduct> deviation;
    private final UnaryOperator<ServerSettings.Builder> settings;

    /** @throws IllegalArgumentException when the section is not written as {@code RFC1939#5 LIST} is */
    Fault(String id, String section, Level level, String intent, UnaryOperator<Conduct> deviation) {
        this(id, parsed(section), level, intent, Optional.empty(), deviation, UnaryOperator.identity());
    }

    private Fault(
            String id,
            SpecReference section,
            Level level,
            String intent,
            Optional<String> breadth,
            UnaryOperator<Conduct> deviation,
            UnaryOperator<ServerSettings.Builder> settings) {
        this.id = id;
        this.section = section;
        this.level = level;
        this.intent = intent;
        this.breadth = breadth;
        this.deviation = deviation;
        this.settings = settings;
    }

    private static SpecReference parsed(String section) {
        return SpecReference.parse(section)
                .orElseThrow(() -> new IllegalArgumentException("Not a section: " + section));
    }

    /** The same, with why so many scenarios fail with it that are not about it: part of a sentence. */
    Fault wideBecause(String why) {
        return new Fault(id, section, level, intent, Optional.of(why), deviation, settings);
    }

    /** One that violates a MUST. */
    static Fault must(String id, String section, String intent, UnaryOperator<Conduct> deviation) {
        return new Fault(id, section, Level.MUST, intent, deviation);
    }

    /** One that violates a SHOULD. */
    static Fault should(String id, String section, String intent, UnaryOperator<Conduct> deviation) {
        return new Fault(id, section, Level.SHOULD, intent, deviation);
    }

    /** One that violates what later documents dropped. */
    static Fault historic(String id, String section, String intent, UnaryOperator<Conduct> deviation) {
        return new Fault(id, section, Level.HISTORIC, intent, deviation);
    }

    /** A weakness that no text forbids, and that its section warns of or bears on. */
    static Fault weakness(String id, String section, String intent, UnaryOperator<Conduct> deviation) {
        return weakness(id, section, intent, UnaryOperator.identity(), deviation);
    }

    /** One that is a setting of the server's. */
    static Fault weakSetting(String id, String section, String intent, UnaryOperator<ServerSettings.Builder> settings) {
        return weakness(id, section, intent, settings, UnaryOperator.identity());
    }

    /** One that is both. */
    static Fault weakness(
            String id,
            String section,
            String intent,
            UnaryOperator<ServerSettings.Builder> settings,
            UnaryOperator<Conduct> deviation) {
        return new Fault(id, parsed(section), Level.MAY, intent, Optional.empty(), deviation, settings);
    }

    /** The name on the command line, such as {@code dots-not-stuffed}. */
    public String id() {
        return id;
    }

    /** What it does, in one line. */
    public String intent() {
        return intent;
    }

    /** Why more scenarios fail with it than those that are about it; empty where few do. */
    public Optional<String> breadth() {
        return breadth;
    }

    /** What it violates. */
    public SpecReference section() {
        return section;
    }

    /** How strongly that section asks for the opposite. */
    public Level level() {
        return level;
    }

    ServerSettings.Builder weaken(ServerSettings.Builder others) {
        return settings.apply(others);
    }

    Conduct deviateFrom(Conduct conduct) {
        return deviation.apply(conduct);
    }

    @Override
    public String toString() {
        return id;
    }
}
