package org.pop3spec.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A harness of its own that has started a recipe, and waits to be ended; the process that signals are tried on.
 *
 * @param started by what others find the server
 */
record RecipeStarter(Process process, String started) {
    private static final String SAYS = "started ";

    /** What runs in that process. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws IOException, UnknownRecipe, UnusableTarget {
            RunningRecipe recipe = new Recipes().find(arguments[0]).start();
            System.out.println(SAYS + recipe.id());
            if (System.in.read() >= 0) {
                throw new IOException("nobody writes here");
            }
        }
    }

    static RecipeStarter of(String recipe) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName(), recipe));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertThat(said).startsWith(SAYS);
        return new RecipeStarter(process, said.substring(SAYS.length()));
    }
}
