package org.pop3spec.target;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** How the harness starts a server by itself: data, read from {@code recipes/NAME/recipe.yaml}. */
sealed interface Recipe permits ContainerRecipe, ProgramRecipe {
    /** What the flavour is called that is meant when none is named. */
    String DEFAULT = "default";

    /** The folder's name; a user's own has its whole path. */
    String name();

    /** What the server is called. */
    String title();

    /** What the machine must have. */
    RecipeNeed need();

    /** What its flavours are called; only {@value #DEFAULT} where there is one way to start it. */
    List<String> flavourNames();

    /** The versions that are known to work, the one first that is meant when none is named; empty where there is no choice. */
    List<String> versions();

    /** Whether a version can be asked for that is none of {@link #versions}. */
    boolean mayHaveVersion(String version);

    /**
     * Starts it and waits for its greeting.
     *
     * @param choice of its flavours and versions
     * @throws UnusableTarget when what it needs is not there, or it does not greet
     */
    RunningRecipe start(RecipeChoice choice) throws UnusableTarget;

    /**
     * Reads a recipe.
     *
     * @param name what it is called
     * @param files its own, {@code recipe.yaml} among them
     * @throws InvalidRecipe when it is not understood
     */
    static Recipe read(String name, RecipeFiles files) {
        String text = new String(files.read(RecipeFiles.RECIPE), StandardCharsets.UTF_8);
        RecipeEntries entries = RecipeEntries.parse(name + "/" + RecipeFiles.RECIPE, text);
        return entries.has("maven") ? ProgramRecipe.of(name, files, entries) : ContainerRecipe.of(name, files, entries);
    }
}
