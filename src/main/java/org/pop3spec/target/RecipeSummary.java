package org.pop3spec.target;

import java.util.List;

/**
 * What a user may want to know of a recipe before it is started.
 *
 * @param name how it is called
 * @param title what the server is called
 * @param flavours that can be asked for, without the default
 * @param versions that are known to work, the default first
 * @param otherVersions whether others can be asked for
 * @param need what the machine must have
 */
public record RecipeSummary(
        String name,
        String title,
        List<String> flavours,
        List<String> versions,
        boolean otherVersions,
        RecipeNeed need) {
    static RecipeSummary of(Recipe recipe) {
        return new RecipeSummary(
                recipe.name(),
                recipe.title(),
                recipe.flavourNames().stream()
                        .filter(flavour -> !flavour.equals(Recipe.DEFAULT))
                        .toList(),
                recipe.versions(),
                recipe.need() == RecipeNeed.MAVEN,
                recipe.need());
    }
}
