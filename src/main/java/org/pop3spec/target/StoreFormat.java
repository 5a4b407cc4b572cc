package org.pop3spec.target;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.pop3spec.mailbox.Carrier;

/**
 * Files that keep messages, and the script that handles them in a container. It takes {@code put STAGED PATH} and
 * {@code empty PATH}, runs as root there, and says on standard error what went wrong.
 */
enum StoreFormat {
    MAILDIR(Carrier.MAILDIR),
    MBOX(Carrier.MBOX);

    private final Carrier carrier;

    StoreFormat(Carrier carrier) {
        this.carrier = carrier;
    }

    /** How recipes and target files write it. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    Carrier carrier() {
        return carrier;
    }

    /** The command that runs the script in a container. */
    String[] command(String... arguments) {
        List<String> script = switch (this) {
            case MAILDIR -> List.of("sh", "-c", text("maildir.sh"), "maildir.sh");
            case MBOX -> List.of("perl", "-e", text("mbox.pl"));
        };
        return Stream.concat(script.stream(), Stream.of(arguments)).toArray(String[]::new);
    }

    private static String text(String name) {
        try (InputStream in = Objects.requireNonNull(StoreFormat.class.getResourceAsStream("/stores/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " in the package cannot be read", e);
        }
    }
}
