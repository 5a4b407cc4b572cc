package org.pop3spec.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.security.auth.module.Krb5LoginModule;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KeyTab;
import javax.security.auth.login.LoginException;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslException;
import javax.security.sasl.SaslServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pop3spec.kerberos.KerberosIdentity;
import org.pop3spec.kerberos.MintedRealm;
import org.pop3spec.kerberos.MitRealm;
import org.pop3spec.kerberos.ServiceKey;

/** Our client of GSSAPI with the server that Java itself has. */
class GssapiWithJavaTest {
    private static final Map<String, String> SETTINGS = Map.of(
            "java.security.krb5.realm", MintedRealm.NAME,
            "java.security.krb5.kdc", "127.0.0.1:1",
            "java.security.krb5.conf", "/dev/null");
    private static final Map<String, String> BEFORE = new HashMap<>();

    @TempDir
    private Path folder;

    @BeforeAll
    static void java_knows_the_realm() throws LoginException {
        SETTINGS.forEach((name, value) -> {
            String before = System.setProperty(name, value);
            if (before != null) {
                BEFORE.put(name, before);
            }
        });
        readAgain();
    }

    @AfterAll
    static void java_forgets_it() throws LoginException {
        SETTINGS.keySet().forEach(System::clearProperty);
        BEFORE.forEach(System::setProperty);
        readAgain();
    }

    /** A login makes Java read its settings anew, this one whether there is a key or not. */
    private static void readAgain() throws LoginException {
        Krb5LoginModule login = new Krb5LoginModule();
        login.initialize(
                new Subject(),
                null,
                Map.of(),
                Map.of(
                        "refreshKrb5Config",
                        "true",
                        "isInitiator",
                        "false",
                        "storeKey",
                        "true",
                        "useKeyTab",
                        "true",
                        "principal",
                        "*"));
        login.login();
    }

    private static Subject server() {
        ServiceKey key = MintedRealm.KEY;
        KerberosPrincipal principal = new KerberosPrincipal(key.principal(), KerberosPrincipal.KRB_NT_SRV_INST);
        Subject subject = new Subject();
        subject.getPrincipals().add(principal);
        subject.getPrivateCredentials()
                .add(new KerberosKey(principal, key.octets().getBytes(ISO_8859_1), key.type(), key.version()));
        return subject;
    }

    /** Every call has to be the subject's. */
    @SuppressWarnings("removal") // what takes its place came after Java 17
    private static <T> T as(Subject subject, PrivilegedExceptionAction<T> action) throws Exception {
        return Subject.doAs(subject, action);
    }

    private static SaslServer javas(Subject subject) throws Exception {
        return as(
                subject,
                () -> Sasl.createSaslServer("GSSAPI", "pop", "localhost", Map.of(Sasl.QOP, "auth"), callbacks -> {
                    for (Callback callback : callbacks) {
                        if (!(callback instanceof AuthorizeCallback authorize)) {
                            throw new UnsupportedCallbackException(callback);
                        }
                        authorize.setAuthorized(true);
                    }
                }));
    }

    /** Who the server says that the client may act as. */
    private static String acted(Map<String, String> changes) throws Exception {
        return acted(MintedRealm.identity("alice"), server(), changes);
    }

    private static String acted(KerberosIdentity identity, Subject subject, Map<String, String> changes)
            throws Exception {
        Credentials alice = new Credentials("alice", "wonderland").withKerberos(identity);
        SaslExchange client = new Gssapi()
                .begin(new SaslSettings(
                        alice,
                        OfflineChannel.settings("localhost", "alice", "", Map.of())
                                .channel(),
                        "n",
                        changes));
        SaslServer server = javas(subject);
        String challenge = "";
        while (!server.isComplete()) {
            byte[] response = client.respond(challenge).getBytes(ISO_8859_1);
            byte[] next = as(subject, () -> server.evaluateResponse(response));
            challenge = next == null ? "" : new String(next, ISO_8859_1);
        }
        assertThat(client.settled()).isTrue();
        return server.getAuthorizationID();
    }

    @Test
    void java_lets_the_principal_in() throws Exception {
        assertThat(acted(Map.of())).isEqualTo("alice@" + MintedRealm.NAME);
    }

    @Test
    void java_offers_a_size_where_it_offers_no_layer_which_rfc_4752_has_the_client_break_off() {
        assertThatExceptionOfType(SaslObjection.class)
                .isThrownBy(() -> acted(Map.of("verify", "size")))
                .withMessageContaining("a size for its messages");
    }

    @Test
    void java_reads_whom_the_client_wants_to_act_as() throws Exception {
        assertThat(acted(Map.of("authzid", "bob"))).isEqualTo("bob");
    }

    @ParameterizedTest
    @ValueSource(strings = {"seal=flipped", "seal=bare", "seal=acceptor", "layer=4", "ticket=expired", "ticket=skewed"})
    void java_refuses_what_was_tampered_with(String change) {
        String[] setting = change.split("=", 2);
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> acted(Map.of(setting[0], setting[1])))
                .withCauseInstanceOf(SaslException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bob"})
    void keys_with_sha_2_serve_the_client_as_well(String authzid) throws Exception {
        // the server's name has the realm that Java takes for its own
        try (MitRealm realm =
                MitRealm.start(folder, MintedRealm.NAME, "aes256-cts-hmac-sha384-192", "aes128-cts-hmac-sha256-128")) {
            KerberosPrincipal principal = new KerberosPrincipal(realm.service(), KerberosPrincipal.KRB_NT_SRV_INST);
            Subject subject = new Subject();
            subject.getPrincipals().add(principal);
            subject.getPrivateCredentials()
                    .add(KeyTab.getInstance(principal, realm.keytab().toFile()));

            assertThat(acted(realm.alice("password"), subject, Map.of("authzid", authzid)))
                    .isEqualTo(authzid.isEmpty() ? "alice@" + MintedRealm.NAME : authzid);
        }
    }
}
