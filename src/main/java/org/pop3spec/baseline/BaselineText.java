package org.pop3spec.baseline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Entries as they are written, in lines. */
final class BaselineText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*");
    /** What YAML takes for something else than text. */
    private static final Set<String> NO_TEXT = Set.of("true", "false", "null", "yes", "no", "on", "off");

    private static final String HEADER =
            "# What a server is known to do differently. A scenario that deviates as one of these entries says fails no run.";

    private BaselineText() {}

    /** A whole file. */
    static List<String> whole(Baseline baseline) {
        List<String> lines = new ArrayList<>();
        lines.add(HEADER);
        list(
                lines,
                BaselineFile.DEVIATIONS,
                baseline.deviations().stream().filter(d -> !d.flaky()).toList());
        List<Deviation> flaky =
                baseline.deviations().stream().filter(Deviation::flaky).toList();
        if (!flaky.isEmpty()) {
            list(lines, BaselineFile.FLAKY, flaky);
        }
        baseline.skips().ifPresent(skips -> {
            lines.add(key(BaselineFile.SKIPS));
            skips.forEach(skip -> lines.add(of(skip)));
        });
        if (!baseline.causes().isEmpty()) {
            lines.add(key(BaselineFile.CAUSES));
            baseline.causes().forEach(cause -> lines.addAll(of(cause)));
        }
        return lines;
    }

    private static void list(List<String> lines, String key, List<Deviation> deviations) {
        lines.add(key(key));
        deviations.forEach(deviation -> lines.addAll(of(deviation)));
    }

    static String key(String key) {
        return key + ":";
    }

    static List<String> of(Deviation deviation) {
        List<String> lines = new ArrayList<>();
        lines.add("  - scenario: " + scalar(deviation.scenario()));
        deviation.variant().ifPresent(variant -> lines.add("    variant: " + scalar(variant)));
        deviation.channel().ifPresent(channel -> lines.add("    channel: " + channel));
        of(deviation.targets()).ifPresent(target -> lines.add("    " + target));
        lines.add("    verdict: " + deviation.verdict().word());
        lines.add("    says: " + list(deviation.says()));
        deviation.reason().ifPresent(reason -> lines.add("    reason: " + quoted(reason)));
        deviation.link().ifPresent(link -> lines.add("    link: " + scalar(link)));
        deviation.expires().ifPresent(day -> lines.add("    expires: " + day));
        return lines;
    }

    static String of(KnownSkip skip) {
        String target = of(skip.targets()).map(text -> ", " + text).orElse("");
        return "  - {code: " + KnownSkip.word(skip.code()) + ", says: " + quoted(skip.says()) + target + "}";
    }

    private static Optional<String> of(Targets targets) {
        return targets.equals(Targets.ALL)
                ? Optional.empty()
                : Optional.of(BaselineFile.TARGET + ": " + list(targets.patterns()));
    }

    private static String list(List<String> texts) {
        return texts.stream().map(BaselineText::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static List<String> of(Cause cause) {
        List<String> lines = new ArrayList<>();
        lines.add("  - reason: " + quoted(cause.reason()));
        cause.defence().ifPresent(defence -> lines.add("    defence: " + quoted(defence)));
        cause.upstream().ifPresent(upstream -> lines.add("    upstream: " + quoted(upstream)));
        return lines;
    }

    private static String scalar(String text) {
        return PLAIN.matcher(text).matches() && !NO_TEXT.contains(text) ? text : quoted(text);
    }

    /** In double quotes; beyond ASCII everything is escaped, so that nothing of a server reaches an editor raw. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7F) {
                quoted.append(c);
            } else {
                quoted.append(String.format("\\u%04x", (int) c));
            }
        }
        return quoted.append('"').toString();
    }
}
