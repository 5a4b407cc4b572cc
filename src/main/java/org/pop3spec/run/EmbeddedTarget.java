package org.pop3spec.run;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.kerberos.EmbeddedRealm;
import org.pop3spec.net.ClientCertificate;
import org.pop3spec.net.Endpoint;
import org.pop3spec.refserver.Fault;
import org.pop3spec.refserver.KerberosService;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.scenario.Protocol;
import org.pop3spec.target.Account;
import org.pop3spec.target.KerberosAccess;
import org.pop3spec.target.Proofs;
import org.pop3spec.target.Secret;
import org.pop3spec.target.Target;
import org.pop3spec.target.TargetLimits;
import org.pop3spec.target.Trust;

/** The reference server in this process, as a target. */
public final class EmbeddedTarget implements AutoCloseable {
    private static final List<String> USERS = List.of("alice", "bob", "carol", "dave");
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int PASSWORD_LENGTH = 12;
    private static final String ORIGIN = "the reference server";

    private static final String HOST = "127.0.0.1";
    private static final String REALM = "POP3SPEC.TEST";
    private static final String SERVICE = "pop/localhost@" + REALM;

    private final ReferenceServer server;
    private final EmbeddedRealm realm;
    private final Target target;

    private EmbeddedTarget(ReferenceServer server, EmbeddedRealm realm, Target target) {
        this.server = server;
        this.realm = realm;
        this.target = target;
    }

    /**
     * Starts it, on ports that are free.
     *
     * @param faults what it is to do wrong
     * @throws IOException when no ports can be had
     */
    public static EmbeddedTarget start(List<Fault> faults) throws IOException {
        return start(ServerSettings.builder().faults(faults).build());
    }

    /**
     * Starts it, on ports that are free.
     *
     * @param settings what it is to be like; its accounts are replaced
     * @throws IOException when no ports can be had
     */
    public static EmbeddedTarget start(ServerSettings settings) throws IOException {
        return start(settings, USERS);
    }

    /** Starts it with these users. */
    static EmbeddedTarget start(ServerSettings settings, List<String> users) throws IOException {
        SecureRandom random = new SecureRandom();
        List<org.pop3spec.refserver.Account> served = new ArrayList<>();
        for (String user : users) {
            served.add(new org.pop3spec.refserver.Account(user, password(random))
                    .withToken(password(random) + password(random)));
        }
        // lets visitors in by ANONYMOUS
        served.add(new org.pop3spec.refserver.Account("anonymous", password(random)));
        // its KDC starts only when a scenario shows a ticket
        EmbeddedRealm realm = new EmbeddedRealm(REALM, Optional.empty());
        ReferenceServer server = ReferenceServer.start(settings.toBuilder()
                .accounts(served)
                .kerberos(new KerberosService(SERVICE, () -> realm.keys(SERVICE)))
                .build());
        List<Account> accounts = new ArrayList<>();
        for (org.pop3spec.refserver.Account account : served.subList(0, users.size())) {
            accounts.add(account(account, server));
        }
        Target target = new Target(
                "reference",
                Target.Kind.REFERENCE,
                Optional.empty(),
                Optional.of(new Endpoint(HOST, server.pop3Port())),
                Optional.of(new Endpoint(HOST, server.pop3sPort())),
                Optional.of(new Endpoint(HOST, server.kpopPort())),
                Optional.of(new Endpoint(HOST, server.kpopsPort())),
                Map.of(
                        Protocol.POP2, new Endpoint(HOST, server.pop2Port()),
                        Protocol.POP1, new Endpoint(HOST, server.pop1Port())),
                Optional.of(new KerberosAccess(realm, SERVICE, true)),
                accounts,
                true,
                "smtp://" + HOST + ":" + server.smtpPort(),
                Path.of(""),
                new Trust.Authority(server.caCertificatePem()),
                TargetLimits.DEFAULT);
        return new EmbeddedTarget(server, realm, target);
    }

    /** Everything by which the account can be opened. */
    private static Account account(org.pop3spec.refserver.Account served, ReferenceServer server) throws IOException {
        Proofs proofs = new Proofs(
                Optional.empty(),
                served.token().map(token -> Secret.of(token, ORIGIN)),
                server.settings().rpop() ? Optional.of(served.name()) : Optional.empty(),
                Optional.of(ClientCertificate.of(server.clientCertificatePem(served.name()))),
                Optional.empty(),
                Optional.empty());
        return new Account(served.name(), Secret.of(served.password(), ORIGIN), Set.of(), 0, proofs);
    }

    private static String password(SecureRandom random) {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < PASSWORD_LENGTH; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    public Target target() {
        return target;
    }

    /** The server itself. */
    ReferenceServer server() {
        return server;
    }

    /** The way to its maildrops that doesn't lead through the server, which may be at fault. */
    public DirectAccess direct() {
        return new DirectAccess(
                account -> server.maildrop(account.user()).clear(), new MaildropDelivery(server::maildrop));
    }

    @Override
    public void close() {
        server.close();
        realm.close();
    }
}
