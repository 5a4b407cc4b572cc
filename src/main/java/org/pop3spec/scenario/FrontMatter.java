package org.pop3spec.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.result.Level;
import org.pop3spec.result.Persona;
import org.pop3spec.result.SpecReference;

/**
 * What stands between the two {@code ---} lines of a scenario.
 *
 * @param title one sentence that is true of a conformant server
 * @param spec the section that asks for it; empty only in users' own scenarios
 * @param level how strongly it asks
 * @param requirement the requirement in our own words; the title where none is given
 * @param covers ids of the requirements that it checks, as the catalogue of requirements has them: whoever breaks one of them
 *     fails it
 * @param impact what a violation means in practice: which clients break, what is lost
 * @param mailbox the named set of messages to find in the maildrop; {@code any} for whatever is there, {@code some} for at
 *     least one message; empty when the maildrop does not matter
 * @param unread whether no message may have been retrieved before: what is told of a message can change when it first is
 * @param touches what it may do to the account
 * @param requires features of the server without which it is skipped
 * @param unless features of the server with which it is skipped
 * @param protocol what is spoken; other than POP3 it has a port of its own
 * @param channel the only channel it makes sense on; empty for any
 * @param accounts how many accounts it needs, 0 to 9
 * @param dependsOn ids (or globs) of scenarios without whose pass it is skipped
 * @param aliases ids that it once had
 * @param timeout how long one answer may take; empty for the target's
 * @param slow whether it waits so long that it is only played when asked for
 * @param faults names of faults of the reference server that it notices; what they are is known to the proof alone
 * @param persona the mail client that it plays; what such a scenario asks for is that client's need, and no requirement
 */
public record FrontMatter(
        String title,
        Optional<SpecReference> spec,
        Level level,
        String requirement,
        List<String> covers,
        String impact,
        Optional<String> mailbox,
        boolean unread,
        Set<Touch> touches,
        List<String> requires,
        List<String> unless,
        Protocol protocol,
        Optional<Channel> channel,
        int accounts,
        List<String> dependsOn,
        List<String> tags,
        List<String> aliases,
        Optional<Duration> timeout,
        boolean slow,
        List<String> faults,
        Optional<Persona> persona) {
    public FrontMatter {
        covers = List.copyOf(covers);
        touches = Set.copyOf(touches);
        requires = List.copyOf(requires);
        unless = List.copyOf(unless);
        dependsOn = List.copyOf(dependsOn);
        tags = List.copyOf(tags);
        aliases = List.copyOf(aliases);
        faults = List.copyOf(faults);
    }
}
