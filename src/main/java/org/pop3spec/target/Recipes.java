package org.pop3spec.target;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pop3spec.scenario.Nearest;

/** The servers that the harness can start by itself, as packaged. */
public final class Recipes {
    /** What a user can write for a recipe: a name, or a name and a flavour, such as {@code dovecot:lock}. */
    public List<String> names() {
        return all().stream()
                .flatMap(recipe -> recipe.flavourNames().stream()
                        .map(flavour -> flavour.equals(Recipe.DEFAULT) ? recipe.name() : recipe.name() + ":" + flavour))
                .toList();
    }

    /** All of them, in the order in which they are told. */
    public List<RecipeSummary> list() {
        return all().stream().map(RecipeSummary::of).toList();
    }

    private static List<Recipe> all() {
        return index().lines().map(Recipes::recipe).toList();
    }

    /**
     * A recipe by what the user wrote: a name or the path of a folder, and behind it a version or a flavour or both, each after a
     * colon.
     *
     * @param folder what a path is relative to
     * @throws UnknownRecipe when there is no such recipe, version or flavour
     * @throws InvalidRecipe when it is not understood
     */
    public RecipeChoice find(String written, Path folder) throws UnknownRecipe {
        List<String> words = List.of(written.split(":", -1));
        String name = words.get(0);
        Recipe recipe = name.contains("/") || name.startsWith(".") ? own(name, folder) : packaged(name);
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

    /** The same, with paths relative to the current folder. */
    public RecipeChoice find(String written) throws UnknownRecipe {
        return find(written, Path.of(""));
    }

    private static Recipe own(String path, Path folder) throws UnknownRecipe {
        Path own = folder.resolve(path);
        if (!Files.isRegularFile(own.resolve(RecipeFiles.RECIPE))) {
            throw new UnknownRecipe("there is no recipe in the folder " + path + ": no " + RecipeFiles.RECIPE);
        }
        return Recipe.read(path, RecipeFiles.in(own));
    }

    private Recipe packaged(String name) throws UnknownRecipe {
        return all().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnknownRecipe("there is no recipe " + name + near(name, names()) + "; there are "
                        + String.join(", ", names())));
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
        return Recipe.read(name, RecipeFiles.packaged(name));
    }

    private static String index() {
        return new String(RecipeFiles.besidePackaged().read("index"), StandardCharsets.UTF_8);
    }
}
