package org.pop3spec.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.pop3spec.auth.Credentials;
import org.pop3spec.auth.SaslExchange;
import org.pop3spec.auth.SaslObjection;
import org.pop3spec.kerberos.ApFlaw;
import org.pop3spec.kerberos.ApRequest;
import org.pop3spec.kerberos.ApRequests;
import org.pop3spec.kerberos.ErrorReply;
import org.pop3spec.kerberos.KerberosIdentity;
import org.pop3spec.kerberos.KerberosTrouble;
import org.pop3spec.kerberos.UnknownKeyType;
import org.pop3spec.net.SecurityLayer;
import org.pop3spec.result.SourcePosition;
import org.pop3spec.scenario.Bindings;
import org.pop3spec.scenario.EvaluationException;
import org.pop3spec.scenario.Surroundings;

/** The values that a script has given names to, and those it is given. */
final class Variables implements Bindings, Surroundings {
    /** The expression that asked is placed by who evaluates it. */
    private static final SourcePosition NOWHERE = new SourcePosition("", 1, 1);

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final Map<String, Object> values = new HashMap<>();
    private final Setting setting;
    private final SplittableRandom random;
    private Optional<SaslExchange> sasl = Optional.empty();
    private Optional<String> objection = Optional.empty();
    private long waited;
    private Optional<String> unmade = Optional.empty();
    private Optional<ApRequest> apRequest = Optional.empty();

    Variables(Setting setting, String scenario) {
        this.setting = setting;
        this.random = new SplittableRandom(setting.seed() * 31 + scenario.hashCode());
        values.put("host", setting.host());
        values.put("messages", (long) setting.messages().count());
        values.put("variant", setting.variant().name());
        List<Credentials> accounts = setting.accounts();
        if (!accounts.isEmpty()) {
            Credentials first = accounts.get(0);
            values.put("rpop_user", first.rpopUser().orElse(first.user()));
            values.put("folder", first.folder());
        }
        for (int i = 0; i < accounts.size(); i++) {
            String suffix = i == 0 ? "" : String.valueOf(i + 1);
            values.put("user" + suffix, accounts.get(i).user());
            values.put("password" + suffix, accounts.get(i).password());
        }
    }

    void put(String name, Object value) {
        values.put(name, value);
    }

    void putAll(Map<String, Object> captures) {
        values.putAll(captures);
    }

    @Override
    public Optional<Object> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    @Override
    public Surroundings surroundings() {
        return this;
    }

    @Override
    public long octets(int message) {
        return setting.sizes()
                .of(message)
                .orElseThrow(() -> new EvaluationException(NOWHERE, "the maildrop has no message " + message));
    }

    /** From here on {@code response()} is that of this exchange. */
    void begin(SaslExchange exchange) {
        sasl = Optional.of(exchange);
    }

    /** The security layer that this exchange negotiated; empty where it did not, or not yet. */
    Optional<SecurityLayer> layer() {
        return sasl.flatMap(SaslExchange::layer);
    }

    /** What the client of the SASL exchange could not accept, if that is why an expression has no value. */
    Optional<String> objection() {
        return objection;
    }

    /** Why a flawed AP-REQ could not be made of a ticket, if that is why an expression has no value. */
    Optional<String> unmade() {
        return unmade;
    }

    @Override
    public String response(String challenge) {
        try {
            return sasl.orElseThrow(() -> new EvaluationException(NOWHERE, "no SASL exchange was begun"))
                    .respond(challenge);
        } catch (SaslObjection e) {
            objection = Optional.of(String.valueOf(e.getMessage()));
            throw new EvaluationException(NOWHERE, objection.get());
        }
    }

    @Override
    public boolean intact(int message, String text) {
        return setting.messages().difference(message, text).isEmpty();
    }

    @Override
    public String apRequest(String flaw) {
        KerberosIdentity identity = setting.accounts()
                .get(0)
                .kerberos()
                .orElseThrow(() -> new EvaluationException(NOWHERE, "the account has no Kerberos principal"));
        ApFlaw kind = ApFlaw.named(flaw)
                .orElseThrow(() -> new EvaluationException(
                        NOWHERE, "there is no AP-REQ '" + flaw + "', but " + String.join(", ", ApFlaw.words())));
        try {
            ApRequest made = new ApRequests(identity).make(kind);
            apRequest = Optional.of(made);
            return made.octets();
        } catch (UnknownKeyType e) {
            unmade = Optional.of(String.valueOf(e.getMessage()));
            throw new EvaluationException(NOWHERE, unmade.get());
        } catch (KerberosTrouble e) {
            throw new EvaluationException(NOWHERE, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public long kerberosError(String octets) {
        return ErrorReply.read(octets).map(ErrorReply::code).orElse(-1);
    }

    @Override
    public boolean provesServer(String octets) {
        return apRequest
                .orElseThrow(() -> new EvaluationException(NOWHERE, "no AP-REQ was made"))
                .provenBy(octets);
    }

    /** @param nanos what the client waited for what the script expected last */
    void waited(long nanos) {
        waited = nanos;
    }

    @Override
    public long waited() {
        return TimeUnit.NANOSECONDS.toMicros(waited);
    }

    @Override
    public String random(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
