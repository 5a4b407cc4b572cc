package org.pop3spec.run;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.result.SkipReason;
import org.pop3spec.scenario.Scenario;
import org.pop3spec.scenario.Touch;
import org.pop3spec.target.Account;
import org.pop3spec.target.Account.Allowance;
import org.pop3spec.target.Target;

/**
 * What may be done with the accounts of a target. A recipe, the reference server and what the user calls disposable suffer
 * everything; of anybody else's accounts each permits what its lines in the target file say, and nothing else.
 */
final class Permissions {
    private final Target target;

    Permissions(Target target) {
        this.target = target;
    }

    /** What scenarios may do to an account. */
    Set<Touch> allowed(Account account) {
        if (target.allowsEverything()) {
            return EnumSet.allOf(Touch.class);
        }
        Set<Touch> allowed = EnumSet.noneOf(Touch.class);
        if (account.allowed().contains(Allowance.READ)) {
            allowed.add(Touch.FLAGS);
        }
        if (account.allowed().contains(Allowance.CHANGE)) {
            allowed.add(Touch.MAILDROP);
        }
        if (account.failedLogins() > 0) {
            allowed.add(Touch.LOGIN_FAILURES);
        }
        return allowed;
    }

    /** How many wrong passwords may be sent for an account; {@link Integer#MAX_VALUE} for any number. */
    int failedLogins(Account account) {
        return target.allowsEverything() ? Integer.MAX_VALUE : account.failedLogins();
    }

    /** The indices of the accounts that a scenario may be played with. */
    List<Integer> eligible(Scenario scenario, Step.Needs needs) {
        List<Integer> eligible = new ArrayList<>();
        for (int index = 0; index < target.accounts().size(); index++) {
            Account account = target.accounts().get(index);
            boolean fillable = !wantsFilling(needs) || mayFill(account);
            if (fillable
                    && allowed(account).containsAll(scenario.header().touches())
                    && failedLogins(account) >= needs.failedLogins()) {
                eligible.add(index);
            }
        }
        return eligible;
    }

    /** Why too few accounts permit a scenario, and the line that would allow it. */
    SkipReason refusal(Scenario scenario, Step.Needs needs) {
        Set<Touch> touches = scenario.header().touches();
        List<String> deeds = new ArrayList<>();
        Set<String> words = new LinkedHashSet<>();
        if (touches.contains(Touch.FLAGS)) {
            deeds.add("fetches messages");
            words.add("read");
        }
        if (touches.contains(Touch.MAILDROP)) {
            deeds.add("deletes messages");
            words.add("change");
        }
        if (wantsFilling(needs)) {
            deeds.add("wants known messages put into the maildrop");
            words.add("change");
        }
        List<String> lines = new ArrayList<>();
        List<String> options = new ArrayList<>();
        if (!words.isEmpty()) {
            lines.add("allow: [" + String.join(", ", words) + "]");
            options.add("--allow " + String.join(",", words));
        }
        if (needs.failedLogins() > 0) {
            deeds.add("sends wrong passwords");
            lines.add("failed-logins: " + needs.failedLogins());
            options.add("--failed-logins " + needs.failedLogins());
        }
        String who = needs.accounts() > 1 ? " for " + needs.accounts() + " accounts" : "";
        return new SkipReason(
                SkipReason.Code.NOT_ALLOWED,
                String.join(" and ", deeds) + "; allowed by " + String.join(", ", lines) + who
                        + " under accounts in the target file (" + String.join(" ", options)
                        + "), or by disposable: true (--disposable)");
    }

    private boolean mayFill(Account account) {
        return target.allowsEverything() || account.allowed().contains(Allowance.CHANGE);
    }

    /** An empty maildrop, or any mail at all, may be there without anybody's doing. */
    private static boolean wantsFilling(Step.Needs needs) {
        Optional<String> mailbox = needs.mailbox();
        return mailbox.isPresent() && !mailbox.get().equals("empty");
    }
}
