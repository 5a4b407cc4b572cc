package org.pop3spec.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.pop3spec.kerberos.Keytabs;
import org.pop3spec.kerberos.ServiceKey;
import org.pop3spec.refserver.Account;
import org.pop3spec.refserver.ReferenceServer;

/** The target file of a running reference server, and beside it everything by which its accounts can be opened. */
final class ServedTarget {
    private final ReferenceServer server;
    private final List<ServiceKey> keys;
    private final Path file;
    private final String name;

    ServedTarget(ReferenceServer server, List<ServiceKey> keys, Path file) {
        this.server = server;
        this.keys = keys;
        this.file = file;
        this.name = String.valueOf(file.getFileName());
    }

    /** Writes them; files of these names are gone then. Only their owner may read what is secret. */
    void write(String host, String password) throws IOException {
        secret(".secret", password + "\n");
        PrivateFile.write(beside(".keytab"), Keytabs.write(keys));
        Files.writeString(beside(".ca.pem"), server.caCertificatePem());
        StringBuilder text = new StringBuilder("name: reference\n");
        line(text, "pop3", host, server.pop3Port());
        line(text, "pop3s", host, server.pop3sPort());
        line(text, "kpop", host, server.kpopPort());
        line(text, "kpops", host, server.kpopsPort());
        line(text, "pop2", host, server.pop2Port());
        line(text, "pop1", host, server.pop1Port());
        text.append("kerberos: {kdc: embedded, service: ")
                .append(quoted(keys.get(0).principal()))
                .append(", keytab: ")
                .append(quoted(name + ".keytab"))
                .append("}\naccounts:\n");
        int number = 0;
        for (Account account : server.settings().accounts()) {
            number++;
            account(text, account, "." + number);
        }
        text.append("disposable: true\n");
        line(text, "delivery", "smtp://" + host, server.smtpPort());
        text.append("tls: {trust: ").append(quoted(name + ".ca.pem")).append("}\n");
        Files.writeString(file, text);
    }

    private static void line(StringBuilder text, String key, String host, int port) {
        text.append(key).append(": ").append(quoted(host + ":" + port)).append('\n');
    }

    /** Names of files have the account's number: its name may have what a path must not. */
    private void account(StringBuilder text, Account account, String number) throws IOException {
        text.append("  - user: ").append(quoted(account.name())).append('\n');
        entry(text, "password-file", ".secret");
        if (account.token().isPresent()) {
            secret(number + ".token", account.token().get() + "\n");
            entry(text, "token-file", number + ".token");
        }
        secret(number + ".pem", server.clientCertificatePem(account.name()));
        entry(text, "client-certificate", number + ".pem");
        if (server.settings().rpop()) {
            text.append("    rpop-user: ").append(quoted(account.name())).append('\n');
        }
    }

    private void entry(StringBuilder text, String key, String ending) {
        text.append("    ")
                .append(key)
                .append(": ")
                .append(quoted(name + ending))
                .append('\n');
    }

    /** As YAML has it between double quotes. */
    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private void secret(String ending, String content) throws IOException {
        PrivateFile.write(beside(ending), content.getBytes(UTF_8));
    }

    private Path beside(String ending) {
        return file.resolveSibling(name + ending);
    }
}
