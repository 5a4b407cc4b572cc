package org.pop3spec.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pop3spec.auth.LoginResult;
import org.pop3spec.auth.Mechanism;
import org.pop3spec.auth.Mechanisms;

/**
 * Whether a login is let through whose offer of channel binding somebody in the middle took away: the client says that it could
 * have bound itself but saw no such offer (the flag y), and a server that made one has to refuse that (RFC 5802 section 6). The
 * password is right, yet a sound server counts a failed login.
 */
final class DowngradeCheck {
    static final String UNNOTICED = "scram-downgrade-unnoticed";

    private static final String SCRAM = "SCRAM-";
    private static final String BOUND = "-PLUS";
    private static final Map<String, String> NO_OFFER_SEEN = Map.of("gs2", "y");

    private DowngradeCheck() {}

    /** What can be tried: a mechanism that is offered with channel binding and without. */
    private static Optional<Mechanism> tried(Seen seen) {
        List<String> offered = seen.mechanisms();
        return new Mechanisms()
                .all().stream()
                        .filter(m -> m.name().startsWith(SCRAM) && offered.contains(m.name()))
                        .filter(m -> offered.contains(m.name() + BOUND))
                        .findFirst();
    }

    static void look(OwnAccount account, Notebook notes) throws Trouble, InterruptedException {
        Mechanism mechanism = account.offer()
                .flatMap(DowngradeCheck::tried)
                .orElseThrow(() -> new Trouble("no mechanism is offered both with channel binding and without"));
        try (Visit visit = account.knock()) {
            if (!opened(mechanism.login(Map.of()).open(new VisitChannel(visit), account.credentials()))) {
                throw new Trouble(mechanism.name() + " is refused with the right password too");
            }
            visit.leave();
        }
        try (Visit visit = account.knock()) {
            LoginResult result = mechanism.login(NO_OFFER_SEEN).open(new VisitChannel(visit), account.credentials());
            List<String> evidence = new ArrayList<>(visit.evidence());
            evidence.add("-- " + mechanism.name() + " with the flag y, while " + mechanism.name() + BOUND
                    + " is offered: " + (opened(result) ? "let in" : "refused"));
            visit.leave();
            notes.judged(UNNOTICED, account.where(), opened(result), evidence);
        }
    }

    private static boolean opened(LoginResult result) throws Trouble {
        if (result instanceof LoginResult.Opened) {
            return true;
        }
        if (result instanceof LoginResult.Rejected) {
            return false;
        }
        throw new Trouble("SCRAM did not come to its end");
    }
}
