package org.pop3spec.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.pop3spec.result.Level;
import org.pop3spec.result.Persona;
import org.pop3spec.result.SpecReference;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads what stands between the two {@code ---} lines. */
final class FrontMatterParser {
    /** Every key, in the order of the reference. */
    static final List<String> KEYS = List.of(
            "title",
            "spec",
            "level",
            "requirement",
            "covers",
            "impact",
            "mailbox",
            "unread",
            "touches",
            "requires",
            "unless",
            "protocol",
            "channel",
            "accounts",
            "depends-on",
            "tags",
            "aliases",
            "timeout",
            "slow",
            "faults",
            "persona");

    private static final String FENCE = "---";
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern NUMBERED = Pattern.compile("(?i)([0-9]|sect)");
    private static final int MOST_ACCOUNTS = 9;
    /** More than any front matter needs. */
    private static final int MOST_BRACKETS = 200;

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]*");
    private static final Pattern FAULT = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern REQUIREMENT = Pattern.compile("[A-Za-z0-9]+([.-][A-Za-z0-9]+)+");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]*");
    private static final Pattern ID_GLOB = Pattern.compile("[A-Za-z0-9*?][A-Za-z0-9._/*?-]*");

    private final Source source;
    private final Vocabulary vocabulary;
    private final Mistakes mistakes;
    private final YamlText yaml;
    private final Map<String, Node> values = new LinkedHashMap<>();

    FrontMatterParser(Source source, Vocabulary vocabulary, Mistakes mistakes) {
        this.source = source;
        this.vocabulary = vocabulary;
        this.mistakes = mistakes;
        this.yaml = new YamlText(source, 2, MOST_BRACKETS, mistakes);
    }

    /**
     * What was read.
     *
     * @param accounts as declared; empty where the scenario itself tells
     * @param sessionLine the first line after it
     */
    record Result(FrontMatter header, Optional<Integer> accounts, int sessionLine) {}

    /** Empty when there is nothing that a session could follow; the mistakes tell why. */
    Optional<Result> read() {
        int end = closingFence();
        if (end == 0) {
            return Optional.empty();
        }
        Optional<MappingNode> mapping = yaml.mapping(end, "the front matter", "title: ...");
        boolean readable = mistakes.isEmpty();
        mapping.ifPresent(keys -> keys.getValue().forEach(this::key));
        if (readable && !values.containsKey("title")) {
            mistakes.add(source.diagnostic(
                    1,
                    1,
                    FENCE.length(),
                    "the front matter has no title",
                    "title: one sentence that is true of a conformant server",
                    ""));
        }
        String title = text("title").orElse("");
        Optional<Integer> accounts = text("accounts").flatMap(this::accounts);
        Optional<Persona> persona = Optional.ofNullable(values.get("persona"))
                .flatMap(node -> new PersonaParser(yaml, mistakes).read(node));
        Protocol protocol = oneOf("protocol", Protocol.values(), Protocol::word).orElse(Protocol.POP3);
        FrontMatter header = new FrontMatter(
                title,
                text("spec").flatMap(this::spec),
                oneOf("level", Level.values(), Level::name).orElse(persona.isPresent() ? Level.MAY : Level.MUST),
                text("requirement").orElse(title),
                words("covers", n -> hasForm(n, REQUIREMENT, "the id of a requirement", "an id such as RFC1939-5-33")),
                text("impact").orElse(""),
                text("mailbox").filter(this::isMailbox),
                unread(),
                touches(),
                words("requires", this::isFeature),
                words("unless", this::isFeature),
                protocol,
                channel(protocol),
                accounts.orElse(0),
                words(
                        "depends-on",
                        n -> hasForm(
                                n, ID_GLOB, "an id or glob", "an id such as rfc1939/5-transaction/stat, with * and ?")),
                words("tags", n -> hasForm(n, WORD, "a word", "a word of letters, digits, dots and hyphens")),
                words("aliases", n -> hasForm(n, ID, "an id", "an id such as rfc1939/5-transaction/stat")),
                text("timeout").flatMap(this::timeout),
                text("slow").map(word -> truth("slow", word)).orElse(false),
                words("faults", n -> hasForm(n, FAULT, "the name of a fault", "a name such as rset-keeps-marks")),
                persona);
        return Optional.of(new Result(header, accounts, end + 1));
    }

    /** The line that closes the front matter; 0 when there is none. */
    private int closingFence() {
        if (!source.line(1).stripTrailing().equals(FENCE)) {
            String first = source.line(1);
            mistakes.add(source.diagnostic(
                    1,
                    1,
                    Math.max(1, first.length()),
                    "a scenario begins with its front matter",
                    "--- in the first line, then title: ...",
                    ""));
            return 0;
        }
        for (int number = 2; number <= source.lines().size(); number++) {
            if (source.line(number).stripTrailing().equals(FENCE)) {
                return number;
            }
        }
        mistakes.add(source.diagnostic(
                1, 1, FENCE.length(), "the front matter is not closed", "--- in a line of its own after it", ""));
        return 0;
    }

    private void key(NodeTuple tuple) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            mistakes.add(at(tuple.getKeyNode(), "a key is a word", "one of " + String.join(", ", KEYS), ""));
            return;
        }
        String word = key.getValue();
        if (!KEYS.contains(word)) {
            mistakes.add(at(
                    key,
                    "there is no key '" + word + "'",
                    "one of " + String.join(", ", KEYS),
                    Nearest.to(word, KEYS).orElse("")));
        } else if (values.putIfAbsent(word, tuple.getValueNode()) != null) {
            mistakes.add(at(key, "the key '" + word + "' is there twice", "each key once", ""));
        }
    }

    private Optional<String> text(String key) {
        Node node = values.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (!(node instanceof ScalarNode scalar)) {
            mistakes.add(at(node, "'" + key + "' has one value, not several", "one value", ""));
            return Optional.empty();
        }
        if (scalar.getValue().isBlank()) {
            mistakes.add(at(node, "'" + key + "' has no value", "a value after the colon", ""));
            return Optional.empty();
        }
        return Optional.of(scalar.getValue().strip());
    }

    private List<String> words(String key, Predicate<ScalarNode> valid) {
        List<String> words = new ArrayList<>();
        for (ScalarNode node : scalars(key)) {
            if (valid.test(node)) {
                if (words.contains(node.getValue())) {
                    mistakes.add(at(node, "'" + node.getValue() + "' is there twice", "each once", ""));
                }
                words.add(node.getValue());
            }
        }
        return words;
    }

    /** One value, or a list of them. */
    private List<ScalarNode> scalars(String key) {
        Node node = values.get(key);
        if (node == null) {
            return List.of();
        }
        List<Node> nodes = node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
        List<ScalarNode> scalars = new ArrayList<>();
        for (Node element : nodes) {
            if (element instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
                scalars.add(scalar);
            } else {
                mistakes.add(at(element, "'" + key + "' is a word or a list of words", "a word, or [one, other]", ""));
            }
        }
        return scalars;
    }

    private boolean hasForm(ScalarNode node, Pattern form, String what, String expected) {
        if (form.matcher(node.getValue()).matches()) {
            return true;
        }
        mistakes.add(at(node, "'" + node.getValue() + "' is not " + what, expected, ""));
        return false;
    }

    private boolean isFeature(ScalarNode node) {
        if (vocabulary.isFeature(node.getValue())) {
            return true;
        }
        Set<String> valid = new TreeSet<>(vocabulary.features());
        mistakes.add(at(
                node,
                "there is no feature '" + node.getValue() + "'",
                "one of " + String.join(", ", valid) + ", or sasl- with a mechanism",
                Nearest.to(node.getValue(), valid).orElse("")));
        return false;
    }

    private boolean isMailbox(String word) {
        if (vocabulary.isMailbox(word)) {
            return true;
        }
        Set<String> valid = vocabulary.mailboxWords();
        mistakes.add(at(
                node("mailbox"),
                "there is no mailbox '" + word + "'",
                "one of " + String.join(", ", valid),
                Nearest.to(word, valid).orElse("")));
        return false;
    }

    /** Only what the harness puts in is known to be unread. */
    private boolean unread() {
        boolean unread = text("unread").map(word -> truth("unread", word)).orElse(false);
        if (unread && text("mailbox").filter(vocabulary.mailboxes()::contains).isEmpty()) {
            mistakes.add(at(node("unread"), "only a mailbox that is put in is unread", "mailbox: with a name", ""));
        }
        return unread;
    }

    private Set<Touch> touches() {
        Set<Touch> touches = EnumSet.noneOf(Touch.class);
        List<String> valid = new ArrayList<>(List.of("nothing"));
        Arrays.stream(Touch.values()).map(Touch::word).forEach(valid::add);
        List<ScalarNode> scalars = scalars("touches");
        for (ScalarNode node : scalars) {
            String word = node.getValue();
            if (!valid.contains(word)) {
                mistakes.add(at(
                        node,
                        "'" + word + "' is nothing that a scenario can touch",
                        "one of " + String.join(", ", valid),
                        Nearest.to(word, valid).orElse("")));
            } else if (!word.equals("nothing")) {
                touches.add(Touch.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')));
            } else if (scalars.size() > 1) {
                mistakes.add(at(node, "'nothing' stands alone", "nothing, or what is touched", ""));
            }
        }
        return touches;
    }

    private <T> Optional<T> oneOf(String key, T[] values, Function<T, String> word) {
        Optional<String> written = text(key);
        if (written.isEmpty()) {
            return Optional.empty();
        }
        List<String> valid = Arrays.stream(values).map(word).toList();
        int index = valid.indexOf(written.get());
        if (index >= 0) {
            return Optional.of(values[index]);
        }
        mistakes.add(at(
                node(key),
                "there is no " + key + " '" + written.get() + "'",
                "one of " + String.join(", ", valid),
                Nearest.to(written.get(), valid).orElse("")));
        return Optional.empty();
    }

    /** Only POP3 is spoken on several. */
    private Optional<Channel> channel(Protocol protocol) {
        Optional<Channel> channel = oneOf("channel", Channel.values(), Channel::word);
        if (protocol == Protocol.POP3) {
            return channel;
        }
        if (channel.isPresent() && channel.get() != Channel.CLEARTEXT) {
            mistakes.add(at(
                    node("channel"),
                    protocol + " is spoken in cleartext only",
                    "channel: cleartext, or no channel at all",
                    ""));
        }
        return Optional.of(Channel.CLEARTEXT);
    }

    private Optional<SpecReference> spec(String written) {
        Optional<SpecReference> spec = SpecReference.parse(written).filter(FrontMatterParser::isPlace);
        if (spec.isPresent() && !hasSection(spec.get())) {
            mistakes.add(at(
                    node("spec"),
                    "the section is missing",
                    "DOCUMENT#SECTION topic, such as RFC1939#5 DELE, without a blank before the '#'",
                    ""));
        } else if (spec.isEmpty()) {
            mistakes.add(at(
                    node("spec"),
                    "this is not a place in a specification",
                    "DOCUMENT#SECTION topic, such as RFC1939#5 DELE",
                    ""));
        }
        return spec;
    }

    /** "RFC 1939" would be a document called RFC, "1939#5" one called 1939. */
    private static boolean isPlace(SpecReference spec) {
        return !spec.document().equalsIgnoreCase("RFC")
                && !DIGITS.matcher(spec.document()).matches();
    }

    /** Or a topic in its place, for there are documents whose sections have no numbers. */
    private static boolean hasSection(SpecReference spec) {
        return !spec.section().isEmpty()
                || (!spec.topic().isEmpty() && !NUMBERED.matcher(spec.topic()).lookingAt());
    }

    private Optional<Integer> accounts(String written) {
        if (written.length() == 1 && written.charAt(0) >= '0' && written.charAt(0) <= '0' + MOST_ACCOUNTS) {
            return Optional.of(written.charAt(0) - '0');
        }
        mistakes.add(at(node("accounts"), "'" + written + "' is no count of accounts", "0 to " + MOST_ACCOUNTS, ""));
        return Optional.empty();
    }

    private Optional<Duration> timeout(String written) {
        Optional<Duration> duration = Cursor.duration(written).filter(d -> !d.isZero());
        if (duration.isEmpty()) {
            mistakes.add(at(
                    node("timeout"),
                    "'" + written + "' is not a time",
                    "a time such as 500ms, 30s, 2m (at most an hour)",
                    ""));
        }
        return duration;
    }

    private boolean truth(String key, String written) {
        if (!written.equals("true") && !written.equals("false")) {
            mistakes.add(at(node(key), "'" + key + "' is true or false", "true or false", ""));
        }
        return written.equals("true");
    }

    private @Nullable Node node(String key) {
        return values.get(key);
    }

    private Diagnostic at(@Nullable Node node, String message, String expected, String suggestion) {
        return yaml.at(node, message, expected, suggestion);
    }
}
