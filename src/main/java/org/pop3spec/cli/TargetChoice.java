package org.pop3spec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.kerberos.KerberosTrouble;
import org.pop3spec.kerberos.OutsideRealm;
import org.pop3spec.mailbox.Delivery;
import org.pop3spec.result.ExitCode;
import org.pop3spec.run.DirectAccess;
import org.pop3spec.run.EmbeddedTarget;
import org.pop3spec.target.Account;
import org.pop3spec.target.InvalidRecipe;
import org.pop3spec.target.InvalidTargetFile;
import org.pop3spec.target.KerberosAccess;
import org.pop3spec.target.RecipeChoice;
import org.pop3spec.target.Recipes;
import org.pop3spec.target.RunningRecipe;
import org.pop3spec.target.Target;
import org.pop3spec.target.TargetAddress;
import org.pop3spec.target.TargetFile;
import org.pop3spec.target.TargetLimits;
import org.pop3spec.target.Trust;
import org.pop3spec.target.UnknownRecipe;
import org.pop3spec.target.UnusableTarget;

/** Makes a target of the options that name one. */
final class TargetChoice {
    private final Shell shell;
    private final RunCommand command;
    private final TargetOptions options;

    TargetChoice(Shell shell, RunCommand command) {
        this.shell = shell;
        this.command = command;
        this.options = command.target;
    }

    Opened open() throws Refusal, IOException {
        if (!options.recipe.isEmpty()) {
            refuseWith("--recipe", !options.target.isEmpty(), "--target");
            refuseAccountOptions("go with --target; a recipe makes its own accounts");
            return recipe();
        }
        if (options.target.isEmpty()) {
            refuseAccountOptions("need --target");
            EmbeddedTarget embedded = EmbeddedTarget.start(Serving.faults(command.faults));
            return new Opened(embedded.target(), Optional.of(embedded.direct()), embedded::close);
        }
        if (!command.faults.isEmpty()) {
            throw Refusal.usage("--fault is for the embedded reference server, and there is a --target");
        }
        Target target = TargetAddress.looksLike(options.target) ? fromAddress() : fromFile();
        return new Opened(target, Optional.empty(), () -> {});
    }

    private Opened recipe() throws Refusal {
        RecipeChoice choice = recipe(options.recipe, shell);
        shell.err().println("starting " + choice.name() + " (the first time, what it is made of is got or built)");
        try {
            RunningRecipe running = choice.withAccounts(command.jobs.orElse(0)).start();
            return new Opened(
                    running.target(), running.store().map(store -> new DirectAccess(store, store)), running::close);
        } catch (InvalidRecipe e) {
            throw Refusal.usageText(String.valueOf(e.getMessage()));
        } catch (UnusableTarget e) {
            throw new Refusal(ExitCode.UNUSABLE, "pop3spec: " + e.getMessage());
        }
    }

    /** The recipe of that name. */
    static RecipeChoice recipe(String name, Shell shell) throws Refusal {
        try {
            return new Recipes().find(name, shell.folder());
        } catch (UnknownRecipe e) {
            throw Refusal.usage("--recipe: " + e.getMessage());
        } catch (InvalidRecipe e) {
            throw Refusal.usageText(String.valueOf(e.getMessage()));
        }
    }

    private static void refuseWith(String option, boolean other, String name) throws Refusal {
        if (other) {
            throw Refusal.usage(option + " and " + name + " exclude each other");
        }
    }

    private void refuseAccountOptions(String why) throws Refusal {
        boolean given = options.account.given()
                || !options.allow.isEmpty()
                || options.failedLogins.isPresent()
                || options.disposable
                || !options.delivery.isEmpty()
                || !options.trust.isEmpty()
                || !options.kdc.isEmpty();
        if (given) {
            throw Refusal.usage(
                    "--user, --password-file, --password-env, --allow, --failed-logins, --disposable, --delivery,"
                            + " --trust and --kdc " + why);
        }
    }

    private Target fromFile() throws Refusal {
        refuseAccountOptions("go with an address, pop3:// or pop3s://; a target file says these things itself");
        try {
            return TargetFile.read(shell.folder().resolve(options.target), shell.secrets());
        } catch (InvalidTargetFile e) {
            throw Refusal.usageText(String.valueOf(e.getMessage()));
        }
    }

    private Target fromAddress() throws Refusal {
        TargetAddress address;
        try {
            address = TargetAddress.parse(options.target);
        } catch (IllegalArgumentException e) {
            throw Refusal.usage("--target: " + e.getMessage());
        }
        String delivery = options.delivery.isEmpty() ? Target.NO_DELIVERY : options.delivery;
        try {
            Delivery.parse(delivery, shell.folder());
        } catch (IllegalArgumentException e) {
            throw Refusal.usage("--delivery: " + e.getMessage());
        }
        Trust trust = options.trust.isEmpty() ? new Trust.OfJava() : TargetFile.trust(options.trust, shell.folder());
        if (trust instanceof Trust.Pem pem && !pem.file().toFile().isFile()) {
            throw Refusal.usage("--trust: no such file: " + options.trust);
        }
        return new Target(
                address.endpoint().toString(),
                Target.Kind.REMOTE,
                Optional.empty(),
                address.tls() ? Optional.empty() : Optional.of(address.endpoint()),
                address.tls() ? Optional.of(address.endpoint()) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                kerberos(address.endpoint().host()),
                accounts(),
                options.disposable,
                delivery,
                shell.folder(),
                trust,
                TargetLimits.DEFAULT);
    }

    private Optional<KerberosAccess> kerberos(String host) throws Refusal {
        if (options.kdc.isEmpty()) {
            return Optional.empty();
        }
        Path file = shell.folder().resolve(options.kdc);
        try {
            OutsideRealm realm = new OutsideRealm(file, Optional.empty());
            return Optional.of(new KerberosAccess(realm, "pop/" + host + "@" + realm.defaultName(), false));
        } catch (KerberosTrouble e) {
            throw Refusal.usage("--kdc: " + e.getMessage());
        }
    }

    private List<Account> accounts() throws Refusal {
        Optional<String> user = options.account.user();
        if (user.isEmpty()) {
            return List.of();
        }
        Set<Account.Allowance> allowed = EnumSet.noneOf(Account.Allowance.class);
        for (String word : options.allow) {
            switch (word) {
                case "read", "change" -> allowed.add(Account.Allowance.valueOf(word.toUpperCase(Locale.ROOT)));
                default -> throw Refusal.usage("--allow: '" + word + "' is none of read, change");
            }
        }
        int failedLogins = options.failedLogins.orElse(0);
        if (failedLogins < 0) {
            throw Refusal.usage("--failed-logins: expected a number from 0");
        }
        return List.of(new Account(user.get(), options.account.password(shell), allowed, failedLogins));
    }
}
