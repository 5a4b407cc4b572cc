package org.pop3spec.refserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One side of a SASL exchange by GNU SASL, in a process of its own: {@code gsaslpeer.c}. */
final class GsaslPeer implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final BufferedWriter input;

    private GsaslPeer(Process process) {
        this.process = process;
        this.output = process.inputReader(ISO_8859_1);
        this.input = process.outputWriter(ISO_8859_1);
    }

    /** @param arguments {@code client} or {@code server}, mechanism, user, password and perhaps a channel binding */
    static GsaslPeer start(Path program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(Arrays.asList(arguments));
        return new GsaslPeer(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** What it answers; what begins with an equals sign is its verdict, and there is nothing after it. */
    String say(String base64) throws IOException {
        input.write(base64 + "\n");
        input.flush();
        return line();
    }

    String line() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("GNU SASL ended without a verdict");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        output.close();
    }
}
