package org.pop3spec.target;

import java.nio.file.Path;

/** Where a secret is to be had from. There is none that holds the secret itself: it would show in a process list. */
public sealed interface SecretSource {
    /** How to name it in a sentence. */
    String words();

    /**
     * A file, of which one final line end is dropped.
     *
     * @param written the name as the user wrote it
     */
    record InFile(Path file, String written) implements SecretSource {
        @Override
        public String words() {
            return "file " + written;
        }
    }

    /** An environment variable. */
    record InEnvironment(String variable) implements SecretSource {
        @Override
        public String words() {
            return "environment variable " + variable;
        }
    }

    /** Standard input to its end, of which one final line end is dropped. */
    record OnStandardInput() implements SecretSource {
        @Override
        public String words() {
            return "standard input";
        }
    }

    /** A question on the terminal, the answer not shown. */
    record AtPrompt(String user) implements SecretSource {
        @Override
        public String words() {
            return "the prompt";
        }
    }
}
