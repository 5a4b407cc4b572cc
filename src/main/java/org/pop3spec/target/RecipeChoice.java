package org.pop3spec.target;

import java.util.Optional;

/** A recipe, and the version and the flavour in which it is to be started. */
public final class RecipeChoice {
    private final Recipe recipe;
    private final String flavour;
    private final Optional<String> version;

    /** @param version empty for the recipe's own default */
    RecipeChoice(Recipe recipe, String flavour, Optional<String> version) {
        this.recipe = recipe;
        this.flavour = flavour;
        this.version = version;
    }

    /** How it is written: {@code dovecot}, {@code dovecot:lock}, {@code greenmail:2.1.8}. */
    public String name() {
        return recipe.name()
                + version.map(chosen -> ":" + chosen).orElse("")
                + (flavour.equals(Recipe.DEFAULT) ? "" : ":" + flavour);
    }

    String flavour() {
        return flavour;
    }

    /** The version that was asked for, or else the recipe's own; empty where there is no choice. */
    Optional<String> version() {
        return version.or(() -> recipe.versions().stream().findFirst());
    }

    /**
     * Gets what it is made of, as far as this machine does not have it yet, starts the server and waits for its greeting.
     *
     * @throws UnusableTarget when what the recipe needs is not there, or the server does not greet
     */
    public RunningRecipe start() throws UnusableTarget {
        return recipe.start(this);
    }
}
