package org.pop3spec.target;

import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** How the harness starts a server by itself: data, read from {@code recipes/NAME/recipe.yaml}. */
sealed interface Recipe permits ContainerRecipe, ProgramRecipe {
    /** What the flavour is called that is meant when none is named. */
    String DEFAULT = "default";

    /** The folder's name. */
    String name();

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
     * @param text what stands in its recipe.yaml
     * @throws IllegalStateException when it is not understood: recipes are packaged, so nobody but us can mend one
     */
    static Recipe parse(String name, String text) {
        String file = name + "/recipe.yaml";
        Object document = new Load(LoadSettings.builder().setLabel(file).build()).loadFromString(text);
        RecipeEntries entries = RecipeEntries.of(document, file);
        return entries.has("maven") ? ProgramRecipe.of(name, entries) : ContainerRecipe.of(name, entries);
    }
}
