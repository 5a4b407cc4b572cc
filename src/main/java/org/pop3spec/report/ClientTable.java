package org.pop3spec.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.pop3spec.result.ClientMode;
import org.pop3spec.result.ClientResult;
import org.pop3spec.result.Persona;
import org.pop3spec.result.Run;
import org.pop3spec.result.ScenarioResult;

/**
 * Which mail clients get along with the server, in what they do: client by mode.
 *
 * @param modes the columns: those that some client was played in
 */
record ClientTable(List<ClientMode> modes, List<Row> rows) {
    /**
     * One client.
     *
     * @param name with its version, visible
     * @param cells one for each mode
     */
    record Row(String name, List<Cell> cells) {
        /** What was played, without the empty cells. */
        List<Played> played() {
            return cells.stream().flatMap(cell -> cell.played().stream()).toList();
        }
    }

    /** A client in a mode; empty where it has no such mode. */
    record Cell(List<Played> played) {}

    /** What one scenario said. */
    record Played(ScenarioResult result, ClientResult client) {
        /** The answer as a class of the style sheet, that of the verdict which it is most like. */
        String tone() {
            return switch (client.answer()) {
                case WORKS -> "pass";
                case WORKS_BUT -> "warn";
                case DOES_NOT_WORK -> "fail";
                case UNKNOWN -> "skip";
            };
        }

        String symbol() {
            return switch (client.answer()) {
                case WORKS -> "✓";
                case WORKS_BUT -> "!";
                case DOES_NOT_WORK -> "✗";
                case UNKNOWN -> "?";
            };
        }

        String words() {
            return client.answer().words();
        }

        String mode() {
            return client.persona().mode().title();
        }

        /** Visible. */
        String why() {
            return Visible.text(client.why());
        }
    }

    ClientTable {
        modes = List.copyOf(modes);
        rows = List.copyOf(rows);
    }

    static ClientTable of(Run run) {
        Map<String, List<Played>> byName = new TreeMap<>(Comparator.comparing(String::toLowerCase));
        Set<ClientMode> modes = EnumSet.noneOf(ClientMode.class);
        for (ScenarioResult result : Outline.results(run)) {
            result.client().ifPresent(client -> {
                modes.add(client.persona().mode());
                byName.computeIfAbsent(name(client.persona()), name -> new ArrayList<>())
                        .add(new Played(result, client));
            });
        }
        List<Row> rows = new ArrayList<>();
        byName.forEach((name, played) -> rows.add(new Row(
                name,
                modes.stream()
                        .map(mode -> new Cell(played.stream()
                                .filter(p -> p.client().persona().mode() == mode)
                                .toList()))
                        .toList())));
        return new ClientTable(List.copyOf(modes), rows);
    }

    private static String name(Persona persona) {
        return Visible.text(persona.client() + " " + persona.version());
    }
}
