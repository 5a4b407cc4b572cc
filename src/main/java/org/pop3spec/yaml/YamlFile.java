package org.pop3spec.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** A YAML file that a person wrote. */
public final class YamlFile {
    private YamlFile() {}

    /**
     * What stands in a file.
     *
     * @param what messages call it, such as {@code target file}
     * @param largest how many octets it may have
     * @throws NoSuchFileException where there is none
     * @throws IOException when it is too large, not UTF-8 or cannot be read; the message is for people
     */
    public static String text(Path file, String what, int largest) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(largest + 1);
            if (octets.length <= largest) {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(octets))
                        .toString();
            }
        } catch (NoSuchFileException e) {
            throw e;
        } catch (CharacterCodingException e) {
            throw new IOException(what + " " + file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new IOException(what + " " + file + " cannot be read", e);
        }
        throw new IOException(what + " " + file + " is larger than " + largest / 1024 + " KiB");
    }

    /**
     * The root of a document, its nodes with their places; empty where that was complained about.
     *
     * @param keys what is expected in it, for an empty one
     * @param hint more words about a line that is not YAML; may be empty
     */
    public static Optional<Node> compose(
            String text, List<String> keys, UnaryOperator<String> hint, Complaints complaints) {
        LoadSettings settings = LoadSettings.builder()
                .setAllowDuplicateKeys(true)
                .setUseMarks(true)
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                complaints.addAtStart("the file is empty: expected " + String.join(", ", keys));
            }
            return root;
        } catch (MarkedYamlEngineException e) {
            String more = e.getProblemMark()
                    .flatMap(mark -> line(text, mark))
                    .map(hint)
                    .orElse("");
            complaints.add(e.getProblemMark(), "this is not YAML: " + e.getProblem() + more);
        } catch (YamlEngineException | StackOverflowError e) {
            // the parser descends into what is nested as deep as it goes
            complaints.addAtStart("this is not YAML that can be read");
        }
        return Optional.empty();
    }

    private static Optional<String> line(String text, Mark mark) {
        return text.lines().skip(mark.getLine()).findFirst();
    }
}
