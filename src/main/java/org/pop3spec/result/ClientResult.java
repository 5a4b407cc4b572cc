package org.pop3spec.result;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a mail client gets along with the server. That is about what this client needs; the texts may ask for none of it.
 *
 * @param why what it has to do without, or why it does not work or is not known; empty where it works
 */
public record ClientResult(Persona persona, Answer answer, String why) {
    /** The name of an observation by which a scenario says that the client has to do without something. */
    public static final String BUT = "works-but";
    /** The name of an observation by which it says that the client is of no use, though nothing is wrong. */
    public static final String NOT = "does-not-work";

    /** Whether it works. */
    public enum Answer {
        /** As its user expects. */
        WORKS,
        /** It falls back on something else, or something is lost that its user would like to have. */
        WORKS_BUT,
        /** Its user does not get what the mode is for. */
        DOES_NOT_WORK,
        /** It was not played, or the run went wrong. */
        UNKNOWN;

        /** As people say it. */
        public String words() {
            return switch (this) {
                case WORKS_BUT -> "works, but";
                case DOES_NOT_WORK -> "doesn't work";
                case WORKS, UNKNOWN -> name().toLowerCase(Locale.ROOT);
            };
        }
    }

    /** What a scenario that played this client came to. */
    public static ClientResult of(
            Persona persona,
            Verdict verdict,
            Optional<SkipReason> skip,
            Optional<Failure> failure,
            List<Failure> warnings,
            List<Observation> observations) {
        if (verdict == Verdict.SKIP || verdict == Verdict.ERROR) {
            return new ClientResult(
                    persona,
                    Answer.UNKNOWN,
                    skip.map(SkipReason::text)
                            .or(() -> failure.map(Failure::message))
                            .orElse(""));
        }
        Optional<String> broken = failure.filter(f -> warnings.stream().noneMatch(w -> same(f, w)))
                .map(Failure::message)
                .or(() -> observed(observations, NOT));
        if (broken.isPresent()) {
            return new ClientResult(persona, Answer.DOES_NOT_WORK, broken.get());
        }
        return warnings.stream()
                .map(Failure::message)
                .findFirst()
                .or(() -> observed(observations, BUT))
                .map(why -> new ClientResult(persona, Answer.WORKS_BUT, why))
                .orElseGet(() -> new ClientResult(persona, Answer.WORKS, ""));
    }

    /** The failure of a scenario that was only warned of is its first warning, placed in the transcript. */
    private static boolean same(Failure failure, Failure warning) {
        return failure.message().equals(warning.message()) && failure.at().equals(warning.at());
    }

    private static Optional<String> observed(List<Observation> observations, String name) {
        return observations.stream()
                .filter(o -> o.name().equals(name))
                .map(Observation::value)
                .findFirst();
    }
}
