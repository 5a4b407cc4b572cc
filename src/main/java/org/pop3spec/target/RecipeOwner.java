package org.pop3spec.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The harness that a container belongs to, as a label of the container says it. One that was killed outright cannot remove
 * its container; the next one that comes by knows by this that nobody will.
 *
 * @param pid of the harness
 * @param place where that number means something: the process numbers of one start of one machine, or of one container
 */
record RecipeOwner(long pid, String place) {
    /** What the label is called. */
    static final String LABEL = "org.pop3spec.harness";

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path NUMBERS = Path.of("/proc/self/ns/pid");

    /** This harness; empty on a system that does not tell the place, so that nobody takes one place for another. */
    static Optional<RecipeOwner> self() {
        try {
            String place = Files.readString(BOOT).strip() + " " + Files.readSymbolicLink(NUMBERS);
            return Optional.of(new RecipeOwner(ProcessHandle.current().pid(), place));
        } catch (IOException | UnsupportedOperationException notLinux) {
            return Optional.empty();
        }
    }

    /** Reads a label; empty when it is none of ours. */
    static Optional<RecipeOwner> parse(String label) {
        String[] parts = label.split(" ", 2);
        return parts.length == 2 && parts[0].matches("[0-9]{1,18}")
                ? Optional.of(new RecipeOwner(Long.parseLong(parts[0]), parts[1]))
                : Optional.empty();
    }

    /** As a label. */
    String label() {
        return pid + " " + place;
    }

    /** Whether it has ended, as far as another harness can tell: one that it cannot see may well be there. */
    boolean hasEnded(RecipeOwner witness) {
        return place.equals(witness.place())
                && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
    }
}
