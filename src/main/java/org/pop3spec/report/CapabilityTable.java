package org.pop3spec.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the server announced, side by side by where it did.
 *
 * @param places the columns
 */
record CapabilityTable(List<String> places, List<Row> rows) {
    /**
     * One capability.
     *
     * @param cells for each place its arguments, {@link #ANNOUNCED} where it has none, empty where it is absent
     */
    record Row(String name, List<String> cells) {}

    static final String ANNOUNCED = "✓";

    static CapabilityTable of(Map<String, List<String>> capabilities) {
        Set<String> names = new TreeSet<>();
        capabilities.values().forEach(lines -> lines.forEach(line -> names.add(name(line))));
        List<Row> rows = new ArrayList<>();
        for (String name : names) {
            rows.add(new Row(
                    Visible.octets(name),
                    capabilities.values().stream()
                            .map(lines -> cell(name, lines))
                            .toList()));
        }
        return new CapabilityTable(
                capabilities.keySet().stream().map(Visible::text).toList(), rows);
    }

    private static String cell(String name, List<String> lines) {
        List<String> found = lines.stream()
                .filter(line -> name(line).equals(name))
                .map(line -> arguments(line))
                .distinct()
                .toList();
        return String.join("; ", found);
    }

    private static String name(String line) {
        int blank = line.indexOf(' ');
        return (blank < 0 ? line : line.substring(0, blank)).toUpperCase(Locale.ROOT);
    }

    private static String arguments(String line) {
        int blank = line.indexOf(' ');
        return blank < 0 ? ANNOUNCED : Visible.octets(line.substring(blank + 1));
    }
}
