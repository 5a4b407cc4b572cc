package org.pop3spec.run;

import java.util.Set;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.mailbox.Mailboxes;
import org.pop3spec.scenario.Expressions;
import org.pop3spec.scenario.ScenarioParser;

/** The language of scenarios with all its words: those of the login variants and of the mailboxes too. */
public final class ScenarioLanguage {
    private ScenarioLanguage() {}

    /** A parser that knows them. */
    public static ScenarioParser parser() {
        // only the names count here, and they are the same for every seed
        Set<String> mailboxes = Mailboxes.of(0).names();
        return new ScenarioParser(new LoginVariants().vocabulary(mailboxes), new Expressions());
    }
}
