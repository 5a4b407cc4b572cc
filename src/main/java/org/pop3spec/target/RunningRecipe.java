package org.pop3spec.target;

import java.util.List;
import org.pop3spec.net.Endpoint;

/**
 * A server in a container. Closing it removes the container; the end of the JVM does too, by a signal as well.
 *
 * @param name the recipe and its flavour
 * @param version what the server calls itself, for reports: {@code Dovecot 2.3.19.1 (9b53102964)}
 * @param containerId by which Docker's own commands find it
 * @param pop3 cleartext, with STLS
 * @param pop3s TLS from the first octet
 * @param lmtp where it takes deliveries, to {@code user@any.domain}
 * @param accounts all with passwords made for this start
 * @param authorityPem the certificate of the authority that signed the server's, which is for {@code pop3}'s host
 * @param container what close does
 */
public record RunningRecipe(
        String name,
        String version,
        String containerId,
        Endpoint pop3,
        Endpoint pop3s,
        Endpoint lmtp,
        List<Account> accounts,
        String authorityPem,
        Runnable container)
        implements AutoCloseable {
    public RunningRecipe {
        accounts = List.copyOf(accounts);
    }

    @Override
    public void close() {
        container.run();
    }
}
