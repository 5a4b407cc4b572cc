package org.pop3spec.target;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Fetches secrets from where the user keeps them. */
public final class SecretReader implements Secrets {
    /** No password is longer; a file that is was named by mistake. */
    private static final int LONGEST = 64 * 1024;

    private final Map<String, String> environment;
    private final InputStream standardInput;
    private final Prompt prompt;

    /** Asks on a terminal, without showing the answer. */
    @FunctionalInterface
    public interface Prompt {
        /** The answer; empty where there is no terminal to ask on. */
        Optional<char[]> ask(String question);
    }

    public SecretReader(Map<String, String> environment, InputStream standardInput, Prompt prompt) {
        this.environment = environment;
        this.standardInput = standardInput;
        this.prompt = prompt;
    }

    @Override
    public Secret read(SecretSource source) throws Unreadable {
        Secret secret = switchOn(source);
        if (secret.isEmpty()) {
            throw new Unreadable("the password from " + source.words() + " is empty");
        }
        if (secret.octets().chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new Unreadable("the password from " + source.words()
                    + " has a line end or a NUL in it: no POP3 command can carry that");
        }
        return secret;
    }

    private Secret switchOn(SecretSource source) throws Unreadable {
        if (source instanceof SecretSource.InFile in) {
            return fromFile(in);
        }
        if (source instanceof SecretSource.InEnvironment in) {
            String value = environment.get(in.variable());
            if (value == null) {
                throw new Unreadable("environment variable " + in.variable() + " is not set");
            }
            return Secret.of(value, in.words());
        }
        if (source instanceof SecretSource.OnStandardInput) {
            return fromStandardInput(source);
        }
        String user = ((SecretSource.AtPrompt) source).user();
        char[] answer = prompt.ask("Password of " + user + ": ")
                .orElseThrow(() -> new Unreadable("no password for " + user
                        + ", and no terminal to ask on: give --password-file or --password-env"
                        + " (in a target file: password-file or password-env)"));
        Secret secret = Secret.of(new String(answer), source.words());
        Arrays.fill(answer, '\0');
        return secret;
    }

    private static Secret fromFile(SecretSource.InFile in) throws Unreadable {
        try (InputStream stream = Files.newInputStream(in.file())) {
            return withoutLineEnd(stream, in);
        } catch (NoSuchFileException e) {
            throw new Unreadable("no such password file: " + in.written());
        } catch (IOException e) {
            throw new Unreadable("password file " + in.written() + " cannot be read"
                    + (Files.isDirectory(in.file()) ? ": it is a folder" : ""));
        }
    }

    private Secret fromStandardInput(SecretSource source) throws Unreadable {
        try {
            return withoutLineEnd(standardInput, source);
        } catch (IOException e) {
            throw new Unreadable("the password cannot be read from standard input");
        }
    }

    private static Secret withoutLineEnd(InputStream stream, SecretSource source) throws IOException, Unreadable {
        byte[] octets = stream.readNBytes(LONGEST + 1);
        if (octets.length > LONGEST) {
            throw new Unreadable("the password from " + source.words() + " is longer than " + LONGEST + " octets");
        }
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        int end = text.endsWith("\r\n") ? 2 : text.endsWith("\n") || text.endsWith("\r") ? 1 : 0;
        return Secret.of(Arrays.copyOf(octets, octets.length - end), source.words());
    }
}
