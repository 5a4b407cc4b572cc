package org.pop3spec.kerberos;

import com.sun.security.auth.module.Krb5LoginModule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.login.LoginException;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;

/**
 * Java's own Kerberos. Its settings are static: this class alone touches them, one request after the other, and puts them back.
 */
final class JavaKerberos {
    /** The first names the file; the others would be heeded in its place. */
    private static final List<String> SETTINGS = List.of(
            "java.security.krb5.conf",
            "java.security.krb5.realm",
            "java.security.krb5.kdc",
            "javax.security.auth.useSubjectCredsOnly");

    private static final String MECHANISM = "1.2.840.113554.1.2.2";
    /** GSS_KRB5_NT_PRINCIPAL_NAME, RFC 1964 section 2.1.1. */
    private static final String PRINCIPAL_NAME = "1.2.840.113554.1.2.2.1";

    private static final Object LOCK = new Object();

    private JavaKerberos() {}

    /** A ticket for the identity's service. */
    static ServiceTicket ticket(Path krb5Conf, KerberosIdentity identity) throws KerberosTrouble {
        return with(krb5Conf, identity, subject -> {
            // leaves the ticket with the subject
            JavaRequest.of(begun(identity, true), true);
            return subject.getPrivateCredentials(KerberosTicket.class).stream()
                    .filter(ticket -> ticket.getServer().getName().equals(identity.service()))
                    .map(ticket -> ticket(identity, ticket))
                    .findFirst()
                    .orElseThrow(() -> new GSSException(GSSException.NO_CRED));
        });
    }

    /** An AP-REQ for the identity's service, with a ticket fetched for it. */
    static JavaRequest request(Path krb5Conf, KerberosIdentity identity, boolean mutual) throws KerberosTrouble {
        return with(krb5Conf, identity, subject -> JavaRequest.of(begun(identity, mutual), mutual));
    }

    private static ServiceTicket ticket(KerberosIdentity identity, KerberosTicket ticket) {
        Date begins = ticket.getStartTime() == null ? ticket.getAuthTime() : ticket.getStartTime();
        return new ServiceTicket(
                identity.principal(),
                identity.service(),
                Wire.octets(ticket.getEncoded()),
                ticket.getSessionKeyType(),
                Wire.octets(ticket.getSessionKey().getEncoded()),
                ticket.getAuthTime().toInstant(),
                begins.toInstant(),
                ticket.getEndTime().toInstant());
    }

    private static GSSContext begun(KerberosIdentity identity, boolean mutual) throws GSSException {
        GSSManager manager = GSSManager.getInstance();
        GSSName service = manager.createName(identity.service(), new Oid(PRINCIPAL_NAME));
        GSSContext context = manager.createContext(service, new Oid(MECHANISM), null, GSSContext.DEFAULT_LIFETIME);
        context.requestMutualAuth(mutual);
        context.requestConf(false);
        return context;
    }

    /** What is done as somebody who has logged in. */
    private interface Work<T> {
        T done(Subject subject) throws GSSException;
    }

    private static <T> T with(Path krb5Conf, KerberosIdentity identity, Work<T> work) throws KerberosTrouble {
        synchronized (LOCK) {
            Map<String, String> before = new HashMap<>();
            for (String name : SETTINGS) {
                String value = System.getProperty(name);
                if (value != null) {
                    before.put(name, value);
                }
                System.clearProperty(name);
            }
            System.setProperty(SETTINGS.get(0), krb5Conf.toAbsolutePath().toString());
            try {
                return loggedIn(identity, work);
            } catch (LoginException | GSSException e) {
                throw new KerberosTrouble(
                        "no ticket of " + identity.principal() + " for " + identity.service() + " by " + krb5Conf + ": "
                                + e.getMessage(),
                        e);
            } finally {
                SETTINGS.forEach(System::clearProperty);
                before.forEach(System::setProperty);
                readAgain();
            }
        }
    }

    private static <T> T loggedIn(KerberosIdentity identity, Work<T> work) throws LoginException, GSSException {
        Subject subject = new Subject();
        Krb5LoginModule login = new Krb5LoginModule();
        login.initialize(subject, asked(identity), Map.of(), options(identity));
        login.login();
        login.commit();
        try {
            return as(subject, work);
        } finally {
            login.logout();
        }
    }

    private static Map<String, String> options(KerberosIdentity identity) {
        Map<String, String> options = new HashMap<>();
        options.put("refreshKrb5Config", "true");
        options.put("principal", identity.principal());
        if (identity.key() instanceof ClientKey.InKeytab keytab) {
            options.put("useKeyTab", "true");
            options.put("keyTab", keytab.file().toAbsolutePath().toString());
            options.put("doNotPrompt", "true");
        } else if (identity.key() instanceof ClientKey.InCache cache) {
            options.put("useTicketCache", "true");
            options.put("ticketCache", cache.file().toAbsolutePath().toString());
            options.put("doNotPrompt", "true");
        }
        return options;
    }

    private static CallbackHandler asked(KerberosIdentity identity) {
        return callbacks -> {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName(identity.principal());
                } else if (callback instanceof PasswordCallback password
                        && identity.key() instanceof ClientKey.Password own) {
                    // the library takes octets, Java characters
                    password.setPassword(new String(Wire.bytes(own.octets()), StandardCharsets.UTF_8).toCharArray());
                } else {
                    throw new UnsupportedCallbackException(callback);
                }
            }
        };
    }

    @SuppressWarnings("removal") // what takes its place came after Java 17
    private static <T> T as(Subject subject, Work<T> work) throws GSSException {
        try {
            return Subject.doAs(subject, (PrivilegedExceptionAction<T>) () -> work.done(subject));
        } catch (PrivilegedActionException e) {
            if (e.getException() instanceof GSSException trouble) {
                throw trouble;
            }
            throw new IllegalStateException(e.getException());
        }
    }

    /** Java reads its settings again in a login only, before all else: in one that can't succeed, as nothing is asked. */
    private static void readAgain() {
        Krb5LoginModule login = new Krb5LoginModule();
        login.initialize(new Subject(), null, Map.of(), Map.of("refreshKrb5Config", "true", "doNotPrompt", "true"));
        try {
            login.login();
        } catch (LoginException expected) {
            // the settings are those from before, which is what it was for
        }
    }
}
