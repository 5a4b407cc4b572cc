package org.pop3spec.target;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A recipe, and the version and the flavour in which it is to be started, with how many accounts. */
public final class RecipeChoice {
    /** More are not made, however many are asked for: each costs the server's start some time. */
    private static final int MOST_ACCOUNTS = 100;

    private final Recipe recipe;
    private final String flavour;
    private final Optional<String> version;
    private final int leastAccounts;

    /** @param version empty for the recipe's own default */
    RecipeChoice(Recipe recipe, String flavour, Optional<String> version) {
        this(recipe, flavour, version, 0);
    }

    private RecipeChoice(Recipe recipe, String flavour, Optional<String> version, int leastAccounts) {
        this.recipe = recipe;
        this.flavour = flavour;
        this.version = version;
        this.leastAccounts = leastAccounts;
    }

    /** The same with that many accounts, up to 100, where the recipe itself names fewer. */
    public RecipeChoice withAccounts(int least) {
        return new RecipeChoice(recipe, flavour, version, Math.min(least, MOST_ACCOUNTS));
    }

    /** The names of all accounts: those that the recipe has, then the same with a number behind the local part. */
    List<String> users(List<String> names) {
        return IntStream.range(0, Math.max(names.size(), leastAccounts))
                .mapToObj(i -> i < names.size()
                        ? names.get(i)
                        : names.get(i % names.size()).replaceFirst("(?=@|$)", Integer.toString(i / names.size() + 1)))
                .toList();
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
