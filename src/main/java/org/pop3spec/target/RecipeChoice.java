package org.pop3spec.target;

/** A recipe, and the flavour in which it is to be started. */
public final class RecipeChoice {
    private final Recipe recipe;
    private final String flavour;

    RecipeChoice(Recipe recipe, String flavour) {
        this.recipe = recipe;
        this.flavour = flavour;
    }

    /** How it is written: {@code dovecot} or {@code dovecot:lock}. */
    public String name() {
        return flavour.equals(Recipe.DEFAULT) ? recipe.name() : recipe.name() + ":" + flavour;
    }

    /**
     * Builds the image if this machine has none of these files yet, starts the server in a container and waits for its
     * greeting.
     *
     * @throws UnusableTarget when no Docker engine answers, the image cannot be built or the server does not greet
     */
    public RunningRecipe start() throws UnusableTarget {
        return new RecipeLaunch(recipe, flavour, name()).start();
    }
}
