package org.pop3spec.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder with scenarios in it. Symbolic links are followed as long as they stay below it. */
public final class FolderRoot implements ScenarioRoot {
    private static final int DEEPEST = 32;
    private static final int MOST_FILES = 50_000;

    private final Path folder;
    private final String shown;

    /** @param folder whose name, as given, stands before the paths in messages */
    public FolderRoot(Path folder) {
        this(folder, folder.toString().isEmpty() || folder.toString().equals(".") ? "" : folder + "/");
    }

    FolderRoot(Path folder, String shown) {
        this.folder = folder.toString().isEmpty() ? Path.of(".") : folder;
        this.shown = shown.replace('\\', '/').replace("//", "/");
    }

    @Override
    public List<String> scenarios() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder);
        }
        try (Stream<Path> files = Files.walk(folder, DEEPEST)) {
            return files.limit(MOST_FILES)
                    .filter(file -> file.getFileName().toString().endsWith(ScenarioParser.ENDING))
                    .filter(file -> !Files.isDirectory(file))
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public Optional<SourceFile> read(String path) throws IOException, ScenarioException {
        Path file = folder.resolve(path);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            Path real = file.toRealPath();
            if (!real.startsWith(folder.toRealPath())) {
                throw new IOException("it leads out of the scenarios' root");
            }
            if (!Files.isRegularFile(real)) {
                throw new IOException("it is not a file");
            }
            try (InputStream in = Files.newInputStream(real)) {
                return Optional.of(SourceFile.decode(shown + path, in.readNBytes(SourceFile.MOST_OCTETS + 1)));
            }
        } catch (NoSuchFileException e) {
            throw new IOException("it is a link to nothing", e);
        } catch (FileSystemException e) {
            String reason = e.getReason() == null ? "no access" : e.getReason();
            throw new IOException(reason, e);
        }
    }
}
