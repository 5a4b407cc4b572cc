package org.pop3spec.target;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of one recipe. */
@FunctionalInterface
interface RecipeFiles {
    /** The one that says how the server is made. */
    String RECIPE = "recipe.yaml";

    /**
     * What is in one of them.
     *
     * @param file relative to the recipe's folder
     * @throws InvalidRecipe when it cannot be read
     */
    byte[] read(String file);

    /** Those that come with the harness. */
    static RecipeFiles packaged(String name) {
        return inPackage("/recipes/" + name + "/");
    }

    /** What lies beside the recipes that come with the harness. */
    static RecipeFiles besidePackaged() {
        return inPackage("/recipes/");
    }

    private static RecipeFiles inPackage(String folder) {
        return file -> {
            String path = folder + file;
            try (InputStream in = RecipeFiles.class.getResourceAsStream(path)) {
                if (in == null) {
                    throw new InvalidRecipe("no " + path + " in the package");
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(path + " in the package cannot be read", e);
            }
        };
    }

    /** A user's own. */
    static RecipeFiles in(Path folder) {
        return file -> {
            try {
                return Files.readAllBytes(folder.resolve(file));
            } catch (IOException e) {
                throw new InvalidRecipe(folder.resolve(file) + " cannot be read: " + RootCause.line(e));
            }
        };
    }
}
