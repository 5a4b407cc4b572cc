package org.pop3spec.report;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.pop3spec.result.AuditJson;
import org.pop3spec.result.AuditOverview;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.ResultFormatException;

/** Finds audits again in the folders, or files, that they were written to. */
public final class AuditReader {
    private AuditReader() {}

    /** Whether a folder, or a file, has audits rather than a run. */
    public static boolean isOfAudits(Path place) {
        return file(place).isPresent();
    }

    /** Whether a folder, or a file, has the audit of a single server, and with it all that is told of it. */
    public static boolean isOfOneAudit(Path place) {
        return file(place)
                .filter(file -> file.endsWith(AuditFormat.JSON.file()))
                .isPresent();
    }

    /** The file with the audits; those of many servers before that of one. */
    private static Optional<Path> file(Path place) {
        if (Files.isDirectory(place)) {
            return List.of(AuditLog.FILE, AuditFormat.JSON.file()).stream()
                    .map(place::resolve)
                    .filter(Files::exists)
                    .findFirst();
        }
        String name = String.valueOf(place.getFileName());
        return name.equals(AuditLog.FILE) || name.equals(AuditFormat.JSON.file())
                ? Optional.of(place)
                : Optional.empty();
    }

    /**
     * Reads audits, and hands on each at once, so that they need not be in memory together.
     *
     * @return one line for people on each part that could not be read
     * @throws NoSuchFileException where there are none
     * @throws ResultFormatException when a file is not what its name says
     */
    public static List<String> read(List<Path> places, Consumer<AuditResult> each) throws IOException {
        List<String> notes = new ArrayList<>();
        for (Path place : places) {
            Path file = file(place).orElseThrow(() -> new NoSuchFileException(place.toString()));
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                if (file.endsWith(AuditFormat.JSON.file())) {
                    each.accept(AuditJson.read(in.readAllBytes()));
                } else {
                    AuditJson.lines(in, each).damaged().forEach(line -> notes.add(damaged(file, line)));
                }
            } catch (ResultFormatException refused) {
                throw new ResultFormatException(file + ": " + Visible.text(String.valueOf(refused.getMessage())));
            }
        }
        return notes;
    }

    /**
     * The same audits again, each server's once.
     *
     * @param overview of these places: says which audit of a server counts
     */
    public static AuditSource again(List<Path> places, AuditOverview overview) {
        return taker -> {
            Map<String, Instant> open = new HashMap<>();
            overview.servers().forEach(server -> open.put(server.name(), server.started()));
            read(places, audit -> {
                if (open.remove(audit.server(), audit.started())) {
                    taker.accept(audit);
                }
            });
        };
    }

    /** What is told of a line that is no audit. */
    public static String damaged(Path file, int line) {
        return file + ": line " + line + " is damaged and was left out";
    }
}
