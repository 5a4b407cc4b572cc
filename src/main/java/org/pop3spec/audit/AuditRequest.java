package org.pop3spec.audit;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.target.Account;

/**
 * One server to be audited.
 *
 * @param name as the user named it
 * @param places where to ask
 * @param trust whose certificates are believed; empty for anybody's
 * @param account to log in with; empty for an audit without
 * @param slow whether what takes long, or may keep the account busy for a while, is asked too
 * @param top whether headers of a few messages may be looked at by TOP
 * @param tool name and version of the harness
 * @param arguments the command line, in which no secret can stand
 */
public record AuditRequest(
        String name,
        Places places,
        Optional<TlsSettings> trust,
        Optional<Account> account,
        boolean slow,
        boolean top,
        Manners manners,
        String tool,
        List<String> arguments) {
    public AuditRequest {
        arguments = List.copyOf(arguments);
    }

    /** One that is nowhere else. */
    public AuditRequest(
            String name,
            List<Door> doors,
            Optional<TlsSettings> trust,
            Optional<Account> account,
            boolean slow,
            boolean top,
            Manners manners,
            String tool,
            List<String> arguments) {
        this(name, Places.at(doors), trust, account, slow, top, manners, tool, arguments);
    }

    /** Where to ask first. */
    List<Door> doors() {
        return places.doors();
    }

    /** Where else, one host after the other, when nobody listens there. */
    List<List<Door>> elsewhere() {
        return places.elsewhere();
    }

    /** All ports where it might be. */
    Stream<Door> everywhere() {
        return Stream.concat(doors().stream(), elsewhere().stream().flatMap(List::stream));
    }
}
