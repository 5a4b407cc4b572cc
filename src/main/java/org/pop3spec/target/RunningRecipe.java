package org.pop3spec.target;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pop3spec.net.Endpoint;

/**
 * A server that the harness started. Closing it ends it and leaves nothing; the end of the JVM does too, by a signal as well.
 *
 * @param name the recipe, with version and flavour as far as they were chosen
 * @param version what runs there, for reports: {@code Dovecot 1:2.3.19.1+dfsg1-2.1}
 * @param id by which others find it: the container's for Docker's own commands, the process's number
 * @param pop3 cleartext, with STLS if it has that
 * @param pop3s TLS from the first octet, if it has that
 * @param delivery how messages get in, as a target file says it: {@code lmtp://host:port}; empty where it takes none
 * @param accounts all with passwords made for this start
 * @param store the way to their messages beside the server, where there is one
 * @param authorityPem the certificate of the authority that signed the server's, which is for {@code pop3}'s host
 * @param kerberos how tickets for it are had, where it takes any
 * @param loginDelay how long to wait between two logins of an account; empty for as long as the server announces
 * @param patience how long to wait for an answer
 * @param end what close does
 */
public record RunningRecipe(
        String name,
        String version,
        String id,
        Endpoint pop3,
        Optional<Endpoint> pop3s,
        Optional<String> delivery,
        List<Account> accounts,
        Optional<RecipeStore> store,
        String authorityPem,
        Optional<KerberosAccess> kerberos,
        Optional<Duration> loginDelay,
        Duration patience,
        Runnable end)
        implements AutoCloseable {
    /** For an answer. Its machine is the one that the harness runs on, and may have a lot to do: that is not the server's fault. */
    static final Duration PATIENCE = Duration.ofSeconds(90);

    public RunningRecipe {
        accounts = List.copyOf(accounts);
    }

    /** The server as one that may be used up. */
    public Target target() {
        return new Target(
                name,
                Target.Kind.RECIPE,
                Optional.of(version),
                Optional.of(pop3),
                pop3s,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                kerberos,
                accounts,
                true,
                delivery.orElse(Target.NO_DELIVERY),
                Path.of(""),
                new Trust.Authority(authorityPem),
                new TargetLimits(Optional.empty(), patience, loginDelay));
    }

    @Override
    public void close() {
        end.run();
    }
}
