package org.pop3spec.scenario;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The catalogue of requirements that scenarios name: {@code requirements.yaml} among them. */
public final class Requirements {
    /** The file's name below the root of the scenarios. */
    public static final String FILE = "requirements.yaml";

    private final Map<String, Requirement> byId = new LinkedHashMap<>();

    private Requirements(List<Requirement> entries) {
        entries.forEach(entry -> byId.put(entry.id(), entry));
    }

    /**
     * The catalogue of these scenarios: their own, or the one that came with the harness where they have none.
     *
     * @throws ScenarioException with every mistake in it
     * @throws IOException with the reason in words when it can't be read
     */
    public static Requirements of(ScenarioRoot root) throws IOException, ScenarioException {
        Optional<SourceFile> file = root.read(FILE);
        if (file.isEmpty()) {
            file = new BundledRoot().read(FILE);
        }
        return new Requirements(file.isPresent() ? new RequirementParser(file.get()).parse() : List.of());
    }

    /** All of them, in the order of the file. */
    public Collection<Requirement> all() {
        return byId.values();
    }

    Set<String> ids() {
        return byId.keySet();
    }
}
