package org.pop3spec.baseline;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Channel;
import org.pop3spec.yaml.Complaints;
import org.pop3spec.yaml.Entries;
import org.pop3spec.yaml.YamlFile;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads a baseline from a YAML file; docs/baselines.md is its reference. Whatever is not right is refused with its position,
 * all of it at once.
 */
public final class BaselineFile {
    static final String DEVIATIONS = "deviations";
    static final String FLAKY = "flaky";
    static final String SKIPS = "skips";
    static final String CAUSES = "causes";
    static final String TARGET = "target";

    private static final List<String> KEYS = List.of(DEVIATIONS, FLAKY, SKIPS, CAUSES);
    private static final List<String> DEVIATION_KEYS =
            List.of("scenario", "variant", "channel", TARGET, "verdict", "says", "reason", "link", "expires");
    private static final List<String> SKIP_KEYS = List.of("code", "says", TARGET);
    private static final List<String> CAUSE_KEYS = List.of("reason", "defence", "upstream");
    private static final List<Verdict> VERDICTS = List.of(Verdict.FAIL, Verdict.WARN, Verdict.ERROR);
    /** In octets; larger than what all scenarios there are would take. */
    private static final int LARGEST = 4 * 1024 * 1024;

    private final Layout layout;
    private final Complaints complaints;

    private BaselineFile(String text, Complaints complaints) {
        this.layout = new Layout(text);
        this.complaints = complaints;
    }

    /**
     * The text of a baseline.
     *
     * @return empty where there is no such file
     * @throws InvalidBaseline when it cannot be read
     */
    public static Optional<String> text(Path file) throws InvalidBaseline {
        try {
            return Optional.of(YamlFile.text(file, "baseline", LARGEST));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new InvalidBaseline(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Reads a baseline.
     *
     * @param name what messages and reports call it
     * @throws InvalidBaseline when it is not understood
     */
    public static Baseline parse(String text, String name) throws InvalidBaseline {
        Complaints complaints = new Complaints(name, text);
        Optional<Baseline> baseline =
                compose(text, complaints).map(root -> new BaselineFile(text, complaints).baseline(root, name));
        if (complaints.any()) {
            throw new InvalidBaseline(complaints.rendered());
        }
        return baseline.orElseThrow();
    }

    static Optional<Node> compose(String text, Complaints complaints) {
        return YamlFile.compose(text, KEYS, line -> "", complaints);
    }

    private Baseline baseline(Node root, String name) {
        Entries entries = Entries.of(root, "a baseline", KEYS, complaints);
        List<Deviation> deviations = new ArrayList<>();
        elements(entries, DEVIATIONS).forEach(node -> deviation(node, false).ifPresent(deviations::add));
        elements(entries, FLAKY).forEach(node -> deviation(node, true).ifPresent(deviations::add));
        Optional<List<KnownSkip>> skips = entries.node(SKIPS)
                .map(list -> elements(entries, SKIPS).stream()
                        .flatMap(node -> skip(node).stream())
                        .toList());
        List<Cause> causes = elements(entries, CAUSES).stream()
                .flatMap(node -> cause(node).stream())
                .toList();
        return new Baseline(name, deviations, skips, causes);
    }

    private List<Node> elements(Entries entries, String key) {
        Optional<Node> node = entries.node(key);
        if (node.isEmpty() || node.get().getTag().equals(Tag.NULL)) {
            return List.of();
        }
        if (node.get() instanceof SequenceNode list) {
            return list.getValue();
        }
        complaints.add(node.get(), key + ": expected a list, an entry begins with '- '");
        return List.of();
    }

    private Optional<Deviation> deviation(Node node, boolean flaky) {
        Entries entries = Entries.of(node, "a deviation", DEVIATION_KEYS, complaints);
        if (!has(entries, node, "a deviation", List.of("scenario", "verdict", "says"))) {
            return Optional.empty();
        }
        Optional<String> scenario = entries.text("scenario");
        Optional<String> variant = entries.text("variant");
        Optional<String> channel = oneOf(entries, "channel", Arrays.asList(Channel.values()), Channel::word)
                .map(Channel::word);
        Targets targets = targets(entries);
        Optional<Verdict> verdict = oneOf(entries, "verdict", VERDICTS, Verdict::word);
        List<String> says = says(entries);
        Optional<String> reason = entries.text("reason");
        Optional<String> link = entries.text("link");
        Optional<LocalDate> expires = date(entries);
        if (complaints.any()) {
            return Optional.empty();
        }
        return Optional.of(new Deviation(
                layout.place(node),
                scenario.orElseThrow(),
                variant,
                channel,
                targets,
                verdict.orElseThrow(),
                says,
                reason,
                link,
                expires,
                flaky));
    }

    private Optional<KnownSkip> skip(Node node) {
        Entries entries = Entries.of(node, "a skip", SKIP_KEYS, complaints);
        if (!has(entries, node, "a skip", List.of("code", "says"))) {
            return Optional.empty();
        }
        Optional<SkipReason.Code> code =
                oneOf(entries, "code", Arrays.asList(SkipReason.Code.values()), KnownSkip::word);
        Optional<String> says = entries.text("says");
        Targets targets = targets(entries);
        return code.flatMap(word -> says.map(text -> new KnownSkip(layout.place(node), targets, word, text)));
    }

    private Optional<Cause> cause(Node node) {
        Entries entries = Entries.of(node, "a cause", CAUSE_KEYS, complaints);
        if (!has(entries, node, "a cause", List.of("reason"))) {
            return Optional.empty();
        }
        Optional<String> defence = entries.text("defence");
        Optional<String> upstream = entries.text("upstream");
        return entries.text("reason").map(reason -> new Cause(reason, defence, upstream));
    }

    private boolean has(Entries entries, Node node, String what, List<String> keys) {
        if (!(node instanceof MappingNode)) {
            return false;
        }
        List<String> missing =
                keys.stream().filter(key -> entries.node(key).isEmpty()).toList();
        missing.forEach(key -> complaints.add(node, "expected the key " + key + " in " + what));
        return missing.isEmpty();
    }

    private List<String> says(Entries entries) {
        List<String> pieces = texts(entries, "says");
        if (entries.list("says").isEmpty()) {
            complaints.add(
                    entries.node("says").orElseThrow(), "says: expected a piece of the message, and of each warning");
        }
        return pieces;
    }

    private Targets targets(Entries entries) {
        return new Targets(texts(entries, TARGET));
    }

    private List<String> texts(Entries entries, String key) {
        return entries.list(key).stream()
                .flatMap(node -> Entries.textOf(node, key, complaints).stream())
                .toList();
    }

    private Optional<LocalDate> date(Entries entries) {
        return entries.text("expires").flatMap(written -> {
            try {
                return Optional.of(LocalDate.parse(written));
            } catch (DateTimeParseException e) {
                complaints.add(entries.node("expires").orElseThrow(), "expires: expected a day such as 2027-12-31");
                return Optional.empty();
            }
        });
    }

    private <T> Optional<T> oneOf(Entries entries, String key, List<T> choice, Function<T, String> word) {
        Optional<String> written = entries.text(key);
        Optional<T> found = written.flatMap(text ->
                choice.stream().filter(each -> word.apply(each).equals(text)).findFirst());
        if (written.isPresent() && found.isEmpty()) {
            List<String> words = choice.stream().map(word).toList();
            complaints.addUnknown(
                    entries.node(key).orElseThrow(), key + ": there is no such word", written.get(), words);
        }
        return found;
    }
}
