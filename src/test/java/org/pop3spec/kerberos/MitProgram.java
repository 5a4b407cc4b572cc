package org.pop3spec.kerberos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pop3spec.Requires;

/** Small programs on MIT's library, compiled where its headers are installed. */
public final class MitProgram {
    private MitProgram() {}

    /** The program made of a source among the resources. */
    public static Path compiled(Path folder, String name) throws IOException, InterruptedException {
        Requires.command("gcc");
        Requires.command("krb5-config");
        Path source = folder.resolve(name + ".c");
        try (InputStream in = MintedRealm.class.getResourceAsStream(name + ".c")) {
            Files.write(source, in.readAllBytes());
        }
        Path program = folder.resolve(name);
        List<String> command = new ArrayList<>(List.of("gcc", "-o", program.toString(), source.toString()));
        command.addAll(Arrays.asList(output("krb5-config", "--cflags", "--libs", "krb5")
                .replace('\n', ' ')
                .strip()
                .split(" +")));
        output(command.toArray(String[]::new));
        return program;
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor()).as("%s: %s", command[0], said).isZero();
        return said;
    }
}
