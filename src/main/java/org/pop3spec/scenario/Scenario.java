package org.pop3spec.scenario;

import java.util.List;

/**
 * One scripted session that checks one requirement.
 *
 * @param id its path below the scenarios' root, without ending, with {@code /}
 * @param file the file's name as the user knows it
 * @param session the statements, includes already put in place
 * @param text the file as it was read
 */
public record Scenario(String id, String file, FrontMatter header, List<Statement> session, String text) {
    public Scenario {
        session = List.copyOf(session);
    }
}
