package org.pop3spec.target;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pop3spec.scenario.Nearest;

/** The servers that the harness can start by itself, as packaged. */
public final class Recipes {
    private static final String ROOT = "/recipes/";

    /** What a user can write for a recipe: a name, or a name and a flavour, such as {@code dovecot:lock}. */
    public List<String> names() {
        return all().stream()
                .flatMap(recipe -> recipe.flavourNames().stream()
                        .map(flavour -> flavour.equals(Recipe.DEFAULT) ? recipe.name() : recipe.name() + ":" + flavour))
                .toList();
    }

    private static List<Recipe> all() {
        return new String(resource("index"), StandardCharsets.UTF_8)
                .lines()
                .map(Recipes::recipe)
                .toList();
    }

    /**
     * A recipe by what the user wrote: a name, and behind it a version or a flavour or both, each after a colon.
     *
     * @throws UnknownRecipe when there is no such recipe, version or flavour
     */
    public RecipeChoice find(String written) throws UnknownRecipe {
        List<String> words = List.of(written.split(":", -1));
        Recipe recipe = all().stream()
                .filter(known -> known.name().equals(words.get(0)))
                .findFirst()
                .orElseThrow(() -> new UnknownRecipe("there is no recipe " + written + near(words.get(0), names())
                        + "; there are " + String.join(", ", names())));
        Optional<String> flavour = Optional.empty();
        Optional<String> version = Optional.empty();
        for (String word : words.subList(1, words.size())) {
            boolean isFlavour =
                    !word.equals(Recipe.DEFAULT) && recipe.flavourNames().contains(word);
            if (!isFlavour && !recipe.versions().contains(word) && !recipe.mayHaveVersion(word)) {
                throw new UnknownRecipe(noSuch(recipe, word));
            }
            if ((isFlavour ? flavour : version).isPresent()) {
                throw new UnknownRecipe(written + " names more than one " + (isFlavour ? "flavour" : "version"));
            }
            if (isFlavour) {
                flavour = Optional.of(word);
            } else {
                version = Optional.of(word);
            }
        }
        return new RecipeChoice(recipe, flavour.orElse(Recipe.DEFAULT), version);
    }

    private static String noSuch(Recipe recipe, String word) {
        List<String> flavours = recipe.flavourNames().stream()
                .filter(flavour -> !flavour.equals(Recipe.DEFAULT))
                .toList();
        List<String> both =
                Stream.concat(recipe.versions().stream(), flavours.stream()).toList();
        return "the recipe " + recipe.name() + " has no version or flavour "
                + (word.isEmpty() ? "without a name" : word)
                + near(word, both)
                + (recipe.versions().isEmpty() ? "" : "; versions: " + String.join(", ", recipe.versions()))
                + (flavours.isEmpty() ? "" : "; flavours: " + String.join(", ", flavours));
    }

    private static String near(String word, List<String> known) {
        return Nearest.to(word, known)
                .map(near -> ", did you mean " + near + "?")
                .orElse("");
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
