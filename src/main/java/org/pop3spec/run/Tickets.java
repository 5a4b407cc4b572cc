package org.pop3spec.run;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.kerberos.KerberosTrouble;
import org.pop3spec.target.Account;
import org.pop3spec.target.KerberosAccess;
import org.pop3spec.target.ServerProfile;
import org.pop3spec.target.Target;
import org.pop3spec.target.UnusableTarget;

/**
 * The accounts' tickets of a Kerberos realm, fetched before the first step when any step shows one: as with a password that is
 * rejected, an account that gets none is told at once, and the KDC is asked no second time.
 */
final class Tickets {
    /** What scenarios require that show tickets. */
    private static final Set<String> FEATURES = Set.of("kerberos", "kpop");

    private static final LoginVariants VARIANTS = new LoginVariants();

    private Tickets() {}

    /** @throws UnusableTarget when an account gets no ticket; the message says which and why */
    static void fetch(Target target, ServerProfile profile, List<Step> steps) throws UnusableTarget {
        Optional<KerberosAccess> access = target.kerberos();
        if (access.isEmpty() || steps.stream().noneMatch(step -> shows(step, profile))) {
            return;
        }
        for (Account account : target.accounts()) {
            try {
                access.get().identity(account).ticket();
            } catch (KerberosTrouble e) {
                throw new UnusableTarget(
                        "the account " + account.user() + " can't log in by Kerberos: " + e.getMessage());
            }
        }
    }

    private static boolean shows(Step step, ServerProfile profile) {
        if (step.skip().isPresent()) {
            return false;
        }
        boolean required = step.scenario().header().requires().stream().anyMatch(FEATURES::contains);
        return required || (Demands.usesVariant(step.scenario()) && byTicket(step, profile));
    }

    /** Whether the step's variant would not be there without Kerberos. */
    private static boolean byTicket(Step step, ServerProfile profile) {
        Set<String> features = profile.on(step.channel());
        Set<String> without = new HashSet<>(features);
        without.removeAll(FEATURES);
        return VARIANTS.named(step.variant())
                .filter(variant -> variant.offered(features) && !variant.offered(without))
                .isPresent();
    }
}
