package org.pop3spec.target;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The servers that the harness can start by itself, as packaged. */
public final class Recipes {
    private static final String ROOT = "/recipes/";

    /** What a user can write for a recipe: a name, or a name and a flavour, such as {@code dovecot:lock}. */
    public List<String> names() {
        return new String(resource("index"), StandardCharsets.UTF_8)
                .lines()
                .flatMap(name -> recipe(name).flavourNames().stream()
                        .map(flavour -> flavour.equals(Recipe.DEFAULT) ? name : name + ":" + flavour))
                .toList();
    }

    /**
     * A recipe by what the user wrote.
     *
     * @param written one of {@link #names}
     * @return empty when there is no such recipe
     */
    public Optional<RecipeChoice> find(String written) {
        if (!names().contains(written)) {
            return Optional.empty();
        }
        String[] parts = written.split(":", 2);
        String flavour = parts.length == 1 ? Recipe.DEFAULT : parts[1];
        return Optional.of(new RecipeChoice(recipe(parts[0]), flavour));
    }

    private static Recipe recipe(String name) {
        return Recipe.parse(name, new String(resource(name + "/recipe.yaml"), StandardCharsets.UTF_8));
    }

    /** What a recipe's folder holds under this name. */
    static byte[] file(Recipe recipe, String file) {
        return resource(recipe.name() + "/" + file);
    }

    private static byte[] resource(String path) {
        try (InputStream in = Recipes.class.getResourceAsStream(ROOT + path)) {
            if (in == null) {
                throw new IllegalStateException("no " + ROOT + path + " in the package");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(ROOT + path + " in the package cannot be read", e);
        }
    }
}
