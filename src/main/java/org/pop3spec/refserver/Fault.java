package org.pop3spec.refserver;

import java.util.function.UnaryOperator;
import org.pop3spec.result.Level;
import org.pop3spec.result.SpecReference;

/** One deliberate violation that the reference server can be started with; {@link Faults} has all of them. */
public final class Fault {
    private final String id;
    private final SpecReference section;
    private final Level level;
    private final String intent;
    private final UnaryOperator<Conduct> deviation;
    private final UnaryOperator<ServerSettings.Builder> settings;

    /** @throws IllegalArgumentException when the section is not written as {@code RFC1939#5 LIST} is */
    Fault(String id, String section, Level level, String intent, UnaryOperator<Conduct> deviation) {
        this(id, section, level, intent, deviation, UnaryOperator.identity());
    }

    private Fault(
            String id,
            String section,
            Level level,
            String intent,
            UnaryOperator<Conduct> deviation,
            UnaryOperator<ServerSettings.Builder> settings) {
        this.id = id;
        this.section = SpecReference.parse(section)
                .orElseThrow(() -> new IllegalArgumentException("Not a section: " + section));
        this.level = level;
        this.intent = intent;
        this.deviation = deviation;
        this.settings = settings;
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
        return new Fault(id, section, Level.MAY, intent, deviation, settings);
    }

    /** The name on the command line, such as {@code dots-not-stuffed}. */
    public String id() {
        return id;
    }

    /** What it does, in one line. */
    public String intent() {
        return intent;
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
