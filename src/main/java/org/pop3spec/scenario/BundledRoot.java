package org.pop3spec.scenario;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** The scenarios that came with the harness: in its jar, or in the folder of its classes. */
public final class BundledRoot implements ScenarioRoot {
    private static final String FOLDER = "scenarios/";

    private final ScenarioRoot root;

    /** Looks where this class itself came from, so that another {@code scenarios} on the class path can't take their place. */
    public BundledRoot() {
        URL self = BundledRoot.class.getResource("BundledRoot.class");
        if (self == null) {
            throw new IllegalStateException("the harness can't find its own classes");
        }
        root = self.getProtocol().equals("jar") ? new Jar(self) : folder(self);
    }

    private static ScenarioRoot folder(URL self) {
        try {
            Path classes = Path.of(self.toURI());
            for (int up = BundledRoot.class.getName().split("\\.", -1).length; up > 0; up--) {
                classes = classes.getParent();
            }
            return new FolderRoot(classes.resolve(FOLDER), FOLDER);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the harness can't find its own classes", e);
        }
    }

    @Override
    public List<String> scenarios() throws IOException {
        return root.scenarios();
    }

    @Override
    public Optional<SourceFile> read(String path) throws IOException, ScenarioException {
        return root.read(path);
    }

    /** Read by URL: the class loader has the jar open already. */
    private record Jar(URL self) implements ScenarioRoot {
        @Override
        public List<String> scenarios() throws IOException {
            // not closed, for the class loader shares it
            JarFile jar = ((JarURLConnection) self.openConnection()).getJarFile();
            return jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith(FOLDER) && name.endsWith(ScenarioParser.ENDING))
                    .map(name -> name.substring(FOLDER.length()))
                    .sorted()
                    .toList();
        }

        @Override
        public Optional<SourceFile> read(String path) throws IOException, ScenarioException {
            String jar = self.toString().substring(0, self.toString().indexOf("!/") + 2);
            try (InputStream in = new URL(jar + FOLDER + path).openStream()) {
                return Optional.of(SourceFile.decode(FOLDER + path, in.readNBytes(SourceFile.MOST_OCTETS + 1)));
            } catch (FileNotFoundException e) {
                return Optional.empty();
            }
        }
    }
}
