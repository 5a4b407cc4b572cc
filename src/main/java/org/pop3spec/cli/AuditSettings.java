package org.pop3spec.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pop3spec.audit.Discovery;
import org.pop3spec.audit.Ignored;
import org.pop3spec.audit.Manners;
import org.pop3spec.audit.ServerAddress;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.target.TargetFile;
import org.pop3spec.target.Trust;

/** What the options of {@code pop3spec audit} mean, for one server or many. */
final class AuditSettings {
    private static final Duration NAME_SERVER = Duration.ofSeconds(2);

    private final AuditCommand options;
    private final Shell shell;

    AuditSettings(AuditCommand options) {
        this.options = options;
        this.shell = options.shell;
    }

    /** Whose certificates are believed; empty for anybody's. */
    Optional<TlsSettings> trust() throws Refusal {
        Trust trust = options.trust.isEmpty() ? new Trust.OfJava() : TargetFile.trust(options.trust, shell.folder());
        try {
            return trust instanceof Trust.Anything ? Optional.empty() : Optional.of(trust.settings());
        } catch (IOException e) {
            throw Refusal.usage(Breakdowns.unreadable("--trust", shell.folder().resolve(options.trust), e));
        }
    }

    Manners manners() throws Refusal {
        if (options.connections < 1 || options.rate < 1) {
            throw Refusal.usage("--connections and --rate: expected a number from 1");
        }
        return new Manners(
                options.connections,
                options.rate,
                time("--deadline", deadline()),
                Limits.standard().withAnswer(time("--timeout", options.timeout)));
    }

    private String deadline() {
        if (!options.deadline.isEmpty()) {
            return options.deadline;
        }
        return options.slow ? "20m" : "5m";
    }

    private static Duration time(String option, String written) throws Refusal {
        return TargetFile.duration(written)
                .orElseThrow(() -> Refusal.usage(option + ": expected a time such as 500ms, 30s or 2m"));
    }

    /** Asks for SRV records. */
    Discovery discovery() throws Refusal {
        try {
            return new Discovery(
                    options.resolver.isEmpty()
                            ? Optional.<Endpoint>empty()
                            : Optional.of(ServerAddress.endpoint(options.resolver)),
                    NAME_SERVER);
        } catch (IllegalArgumentException e) {
            throw Refusal.usage("--resolver: " + e.getMessage());
        }
    }

    Ignored ignored() throws Refusal {
        if (options.ignore.isEmpty()) {
            return Ignored.nothing();
        }
        Path file = options.ignore.get();
        try (InputStream in = Files.newInputStream(shell.folder().resolve(file))) {
            return Ignored.parse(lines(in));
        } catch (NoSuchFileException e) {
            throw Refusal.usage(
                    Ignored.isFinding(file.toString())
                            ? "--ignore takes a file, for a finding is ignored with a reason only: put the line '"
                                    + file + ": reason' into one"
                            : Breakdowns.unreadable("--ignore", shell.folder().resolve(file), e));
        } catch (CharacterCodingException e) {
            throw Refusal.usage("--ignore: " + file + " is not UTF-8");
        } catch (IOException e) {
            throw Refusal.usage(Breakdowns.unreadable("--ignore", shell.folder().resolve(file), e));
        } catch (IllegalArgumentException e) {
            throw Refusal.usageText(placed(file.toString(), e));
        }
    }

    /**
     * The lines of a file; what some editors put before the first is none of it.
     *
     * @throws CharacterCodingException when it is not UTF-8
     */
    static List<String> lines(InputStream in) throws IOException {
        BufferedReader reader = reader(in);
        List<String> lines = new ArrayList<>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
        }
        return lines;
    }

    /** The same, one by one. */
    static BufferedReader reader(InputStream in) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
        reader.mark(1);
        if (reader.read() != '\uFEFF') {
            reader.reset();
        }
        return reader;
    }

    /** Mistakes in a file, one a line, each with its number: {@code file:line: mistake}. */
    static String placed(String file, IllegalArgumentException mistakes) {
        return String.valueOf(mistakes.getMessage())
                .lines()
                .map(line -> Character.isDigit(line.charAt(0)) ? file + ":" + line : line)
                .collect(Collectors.joining("\n"));
    }
}
