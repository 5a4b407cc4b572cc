package org.pop3spec.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.auth.Credentials;
import org.pop3spec.auth.LoginVariant;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.net.Endpoint;
import org.pop3spec.net.Limits;
import org.pop3spec.net.Secrets;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Opening;
import org.pop3spec.scenario.Touch;

/**
 * What a scenario is played with.
 *
 * @param cleartext where the server speaks the scenario's protocol in cleartext, POP3 with STLS, if it does
 * @param tls where it speaks TLS from the first octet, if it does
 * @param kpop where it speaks KPOP, if it does
 * @param kpops where it speaks KPOP under TLS, if it does
 * @param channel what connections are opened on where the script does not say
 * @param variant how {@code login} opens the maildrop
 * @param accounts the leased ones; {@code user} and {@code password} are the first one's
 * @param secrets what is hidden wherever it comes up, also the passwords of accounts that were not leased
 * @param messages what is known to be in the first account's maildrop
 * @param sizes what was learnt of its messages; lives as long as the filling of the maildrop
 * @param allowed what may be done to the accounts
 * @param seed what random values are made from
 * @param newMail what {@code deliver} is done with; empty where the target has no delivery
 * @param turns when an account may log in again
 * @param patience how long a login may be refused because an earlier session is not yet over
 * @param timeScale how much faster than a real clock a script's long times pass, 1 or more; what stands for a server's own
 *     timers in a script has to run as fast as they do
 */
public record Setting(
        Optional<Endpoint> cleartext,
        Optional<Endpoint> tls,
        Optional<Endpoint> kpop,
        Optional<Endpoint> kpops,
        TlsSettings tlsSettings,
        Limits limits,
        Channel channel,
        LoginVariant variant,
        LoginVariants variants,
        List<Credentials> accounts,
        Secrets secrets,
        KnownMessages messages,
        MessageSizes sizes,
        Set<Touch> allowed,
        long seed,
        Optional<NewMail> newMail,
        LoginTurns turns,
        Duration patience,
        double timeScale) {
    private static final Duration LONG = Duration.ofMinutes(1);

    public Setting {
        accounts = List.copyOf(accounts);
        allowed = Set.copyOf(allowed);
    }

    /** Real time for a time in a script: only what takes a minute or more is about a timer of the server. */
    Duration scaled(Duration time) {
        return timeScale == 1 || time.compareTo(LONG) < 0
                ? time
                : Duration.ofNanos((long) (time.toNanos() / timeScale));
    }

    /** Where connections of this channel go; empty when the target has no such port. */
    Optional<Endpoint> endpoint(Channel wanted) {
        return wanted == Channel.TLS ? tls : cleartext;
    }

    /** Where connections go that are opened so; empty when the target has no such port. */
    Optional<Endpoint> endpoint(Approach approach) {
        if (approach.opening() == Opening.KPOP) {
            return approach.channel() == Channel.TLS ? kpops : kpop;
        }
        return endpoint(approach.channel());
    }

    String host() {
        return cleartext.or(() -> tls).map(Endpoint::host).orElse("");
    }
}
