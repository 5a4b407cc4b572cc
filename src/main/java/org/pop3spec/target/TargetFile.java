package org.pop3spec.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pop3spec.kerberos.ClientKey;
import org.pop3spec.kerberos.EmbeddedRealm;
import org.pop3spec.kerberos.KerberosTrouble;
import org.pop3spec.kerberos.Keytabs;
import org.pop3spec.kerberos.OutsideRealm;
import org.pop3spec.mailbox.Delivery;
import org.pop3spec.net.ClientCertificate;
import org.pop3spec.net.Endpoint;
import org.pop3spec.scenario.Protocol;
import org.pop3spec.yaml.Complaints;
import org.pop3spec.yaml.Entries;
import org.pop3spec.yaml.YamlFile;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads the description of a target from a YAML file; docs/targets.md is its reference. Whatever is not right is refused
 * with its position, all of it at once.
 */
public final class TargetFile {
    private static final List<String> KEYS = List.of(
            "name",
            "pop3",
            "pop3s",
            "kpop",
            "kpops",
            "pop2",
            "pop1",
            "kerberos",
            "accounts",
            "disposable",
            "delivery",
            "tls",
            "limits");
    private static final List<String> ACCOUNT_KEYS = List.of(
            "user",
            "password-file",
            "password-env",
            "allow",
            "failed-logins",
            "apop-secret-file",
            "apop-secret-env",
            "token-file",
            "token-env",
            "rpop-user",
            "folder",
            "client-certificate",
            "principal",
            "keytab",
            "credential-cache");
    /** What must stand elsewhere. */
    private static final List<String> SECRET_KEYS = List.of("password", "apop-secret", "token");

    private static final List<String> KERBEROS_KEYS = List.of("kdc", "service", "keytab");
    private static final Pattern PRINCIPAL = Pattern.compile("[!-~&&[^@]]+@[!-~&&[^@]]+");
    private static final List<String> TLS_KEYS = List.of("trust");
    private static final List<String> LIMIT_KEYS = List.of("connections", "timeout", "login-delay");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,7})(ms|s|m)");
    /** In seconds. */
    private static final int LONGEST_LOGIN_DELAY = 600;

    /** In octets; larger than any target that a person writes. */
    private static final int LARGEST = 256 * 1024;

    private static final int MOST_CONNECTIONS = 1000;
    private static final int MOST_FAILED_LOGINS = 1_000_000;

    private final Path folder;
    private final Secrets secrets;
    private final Complaints complaints;

    private TargetFile(Path folder, Secrets secrets, Complaints complaints) {
        this.folder = folder;
        this.secrets = secrets;
        this.complaints = complaints;
    }

    /**
     * Reads a target and the secrets that it names.
     *
     * @throws InvalidTargetFile when the file cannot be read, or not understood
     */
    public static Target read(Path file, Secrets secrets) throws InvalidTargetFile {
        String text;
        try {
            text = YamlFile.text(file, "target file", LARGEST);
        } catch (NoSuchFileException e) {
            throw new InvalidTargetFile(
                    "no such target file: " + file + "; an address begins with pop3:// or pop3s://", e);
        } catch (IOException e) {
            throw new InvalidTargetFile(String.valueOf(e.getMessage()), e);
        }
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
        return parse(text, file.toString(), folder, secrets);
    }

    /**
     * Reads a target from text.
     *
     * @param name what messages call it
     * @param folder what relative paths in it are relative to
     */
    public static Target parse(String text, String name, Path folder, Secrets secrets) throws InvalidTargetFile {
        Complaints complaints = new Complaints(name, text);
        Optional<Target> target = YamlFile.compose(text, KEYS, TargetFile::hint, complaints)
                .flatMap(root -> new TargetFile(folder, secrets, complaints).target(root, name));
        if (complaints.any()) {
            throw new InvalidTargetFile(complaints);
        }
        return target.orElseThrow();
    }

    private static String hint(String line) {
        return line.matches("pop3s?:\\s*\\[.*") ? "; an IPv6 address in brackets needs quotes: \"[::1]:110\"" : "";
    }

    private Optional<Target> target(Node root, String file) {
        Entries entries = Entries.of(root, "a target", KEYS, complaints);
        Optional<Endpoint> pop3 = endpoint(entries, "pop3", Endpoints.POP3);
        Optional<Endpoint> pop3s = endpoint(entries, "pop3s", Endpoints.POP3S);
        if (entries.node("pop3").isEmpty() && entries.node("pop3s").isEmpty() && !complaints.any()) {
            complaints.add(root, "expected at least one of pop3 and pop3s: the host and port of the server");
        }
        Optional<Endpoint> kpop = endpoint(entries, "kpop", Endpoints.KPOP);
        Optional<Endpoint> kpops = endpoint(entries, "kpops", Endpoints.KPOP);
        Map<Protocol, Endpoint> earlier = new EnumMap<>(Protocol.class);
        endpoint(entries, "pop2", Endpoints.POP2).ifPresent(there -> earlier.put(Protocol.POP2, there));
        endpoint(entries, "pop1", Endpoints.NONE).ifPresent(there -> earlier.put(Protocol.POP1, there));
        Optional<KerberosAccess> kerberos = entries.node("kerberos").flatMap(this::kerberos);
        for (String key : List.of("kpop", "kpops")) {
            if (entries.node("kerberos").isEmpty()) {
                entries.node(key)
                        .ifPresent(
                                node -> complaints.add(
                                        node,
                                        key
                                                + ": expected the key kerberos too, such as {kdc: krb5.conf, service: pop/mail.example.org@EXAMPLE.ORG}"));
            }
        }
        List<Account> accounts = accounts(entries, kerberos);
        boolean disposable = entries.flag("disposable").orElse(false);
        String delivery = delivery(entries);
        Trust trust = entries.node("tls").map(this::trust).orElse(new Trust.OfJava());
        TargetLimits limits = entries.node("limits").map(this::limits).orElse(TargetLimits.DEFAULT);
        String name = entries.text("name").orElseGet(() -> nameFrom(file));
        if (complaints.any()) {
            return Optional.empty();
        }
        return Optional.of(new Target(
                name,
                Target.Kind.REMOTE,
                Optional.empty(),
                pop3,
                pop3s,
                kpop,
                kpops,
                earlier,
                kerberos,
                accounts,
                disposable,
                delivery,
                folder,
                trust,
                limits));
    }

    private String delivery(Entries entries) {
        String written = entries.text("delivery").orElse(Target.NO_DELIVERY);
        try {
            Delivery.parse(written, folder);
        } catch (IllegalArgumentException e) {
            complaints.add(entries.node("delivery").orElseThrow(), "delivery: " + e.getMessage());
        }
        return written;
    }

    private static String nameFrom(String file) {
        Path last = Path.of(file).getFileName();
        return last == null ? file : last.toString().replaceFirst("\\.ya?ml$", "");
    }

    private Optional<Endpoint> endpoint(Entries entries, String key, int defaultPort) {
        return entries.text(key).flatMap(written -> {
            Optional<Endpoint> endpoint = Endpoints.parse(written, defaultPort);
            if (endpoint.isEmpty()) {
                String port = defaultPort == Endpoints.NONE ? "PORT" : String.valueOf(defaultPort);
                complaints.add(
                        entries.node(key).orElseThrow(),
                        key + ": expected " + (defaultPort == Endpoints.NONE ? "" : "host, ")
                                + "host:port or [IPv6 address]:port, such as mail.example.org:" + port);
            }
            return endpoint;
        });
    }

    private List<Account> accounts(Entries entries, Optional<KerberosAccess> kerberos) {
        Optional<Node> node = entries.node("accounts");
        if (node.isPresent() && !(node.get() instanceof SequenceNode)) {
            complaints.add(
                    node.get(), "accounts: expected a list, such as - {user: alice, password-file: alice.secret}");
            return List.of();
        }
        List<Account> accounts = new ArrayList<>();
        for (Node element : entries.list("accounts")) {
            account(element, kerberos).ifPresent(account -> {
                if (accounts.stream().anyMatch(other -> other.user().equals(account.user()))) {
                    complaints.add(element, "the account " + account.user() + " stands here a second time");
                }
                accounts.add(account);
            });
        }
        return accounts;
    }

    private Optional<Account> account(Node node, Optional<KerberosAccess> kerberos) {
        if (passwordItself(node)) {
            return Optional.empty();
        }
        Entries entries = Entries.of(node, "an account", ACCOUNT_KEYS, complaints);
        Optional<String> user = entries.text("user");
        if (entries.node("user").isEmpty()) {
            complaints.add(node, "expected the key user in an account");
        }
        user.filter(name -> name.chars().anyMatch(c -> c < ' ' || c == 0x7F))
                .ifPresent(name ->
                        complaints.add(entries.node("user").orElseThrow(), "user: control characters cannot be sent"));
        Set<Account.Allowance> allowed = allowed(entries);
        int failedLogins =
                entries.number("failed-logins", 0, MOST_FAILED_LOGINS).orElse(0);
        Optional<Secret> password = user.flatMap(name -> password(entries, node, name));
        Proofs proofs = new Proofs(
                secret(entries, "apop-secret"),
                secret(entries, "token"),
                entries.text("rpop-user"),
                certificate(entries),
                principal(entries, "principal"),
                kerberosKey(entries));
        kerberos.ifPresent(access -> user.ifPresent(name -> checkIdentity(entries, name, proofs, access)));
        String folder = entries.text("folder").orElse(Account.USUAL_FOLDER);
        return password.map(secret -> new Account(user.orElseThrow(), secret, allowed, failedLogins, proofs, folder));
    }

    /** What speaks against an account's place in a realm before anybody is asked for a ticket. */
    private void checkIdentity(Entries entries, String user, Proofs proofs, KerberosAccess access) {
        if (access.realm() instanceof EmbeddedRealm own) {
            proofs.principal()
                    .filter(principal -> !principal.endsWith("@" + own.name()))
                    .ifPresent(principal -> complaints.add(
                            entries.node("principal").orElseThrow(),
                            "principal: expected one of the realm " + own.name()
                                    + ", for the embedded KDC has no other"));
            entries.node("credential-cache")
                    .ifPresent(node -> complaints.add(
                            node, "credential-cache: the embedded KDC takes the password or a keytab only"));
        }
        if (proofs.kerberosKey().orElse(null) instanceof ClientKey.InKeytab keytab) {
            checkKeytab(entries, keytab.file(), proofs.principal().orElseGet(() -> access.principalOf(user)));
        }
    }

    private void checkKeytab(Entries entries, Path file, String principal) {
        Node node = entries.node("keytab").orElseThrow();
        try {
            List<String> there = Keytabs.principals(file);
            if (!there.contains(principal)) {
                complaints.add(
                        node,
                        "keytab: it has no key of " + principal
                                + (there.isEmpty() ? "" : ", but of " + String.join(", ", there)));
            }
        } catch (KerberosTrouble e) {
            complaints.add(node, "keytab: " + e.getMessage());
        }
    }

    private Optional<String> principal(Entries entries, String key) {
        return entries.text(key).filter(written -> {
            boolean right = PRINCIPAL.matcher(written).matches();
            if (!right) {
                complaints.add(
                        entries.node(key).orElseThrow(), key + ": expected a principal with its realm, NAME@REALM");
            }
            return right;
        });
    }

    private Optional<ClientKey> kerberosKey(Entries entries) {
        Optional<Path> keytab = file(entries, "keytab");
        Optional<Path> cache = file(entries, "credential-cache");
        if (entries.node("keytab").isPresent()
                && entries.node("credential-cache").isPresent()) {
            complaints.add(
                    entries.key("credential-cache").orElseThrow(),
                    "expected one of keytab and credential-cache, not both");
        }
        return keytab.<ClientKey>map(ClientKey.InKeytab::new).or(() -> cache.map(ClientKey.InCache::new));
    }

    private Optional<ClientCertificate> certificate(Entries entries) {
        String key = "client-certificate";
        return file(entries, key).flatMap(path -> {
            try {
                return Optional.of(ClientCertificate.read(path));
            } catch (IOException e) {
                complaints.add(entries.node(key).orElseThrow(), key + ": " + e.getMessage());
                return Optional.empty();
            }
        });
    }

    private Optional<Path> file(Entries entries, String key) {
        return entries.text(key).map(folder::resolve).filter(file -> {
            boolean there = Files.isRegularFile(file);
            if (!there) {
                complaints.add(entries.node(key).orElseThrow(), key + ": no such file");
            }
            return there;
        });
    }

    private Optional<KerberosAccess> kerberos(Node node) {
        Entries entries = Entries.of(node, "kerberos", KERBEROS_KEYS, complaints);
        for (String key : List.of("kdc", "service")) {
            if (entries.node(key).isEmpty()) {
                complaints.add(node, "expected the key " + key + " in kerberos");
            }
        }
        Optional<Path> keytab = file(entries, "keytab");
        Optional<String> service = principal(entries, "service");
        keytab.ifPresent(file -> service.ifPresent(name -> checkKeytab(entries, file, name)));
        boolean embedded = entries.text("kdc").filter("embedded"::equals).isPresent();
        if (embedded) {
            if (entries.node("keytab").isEmpty()) {
                complaints.add(
                        node,
                        "expected the key keytab in kerberos: the embedded KDC must know the keys that the server has");
            }
            return service.map(name ->
                    new KerberosAccess(new EmbeddedRealm(name.substring(name.indexOf('@') + 1), keytab), name, true));
        }
        return file(entries, "kdc")
                .flatMap(conf -> service.map(
                        name -> new KerberosAccess(new OutsideRealm(conf, keytab), name, keytab.isPresent())));
    }

    private boolean passwordItself(Node node) {
        if (!(node instanceof MappingNode mapping)) {
            return false;
        }
        for (var tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key && SECRET_KEYS.contains(key.getValue())) {
                String name = key.getValue();
                complaints.mask(tuple.getValueNode());
                complaints.add(
                        key,
                        "a " + name.replace("apop-", "") + " itself cannot stand in a target file: use " + name
                                + "-file or " + name + "-env");
                return true;
            }
        }
        return false;
    }

    /** What stands behind {@code NAME-file} or {@code NAME-env}, if either is there. */
    private Optional<Secret> secret(Entries entries, String name) {
        Optional<SecretSource> source = source(entries, name);
        if (source.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(secrets.read(source.get()));
        } catch (Secrets.Unreadable e) {
            complaints.add(
                    entries.node(name + "-file")
                            .or(() -> entries.node(name + "-env"))
                            .orElseThrow(),
                    name + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<SecretSource> source(Entries entries, String name) {
        Optional<String> file = entries.text(name + "-file");
        Optional<String> variable = entries.text(name + "-env");
        if (file.isPresent() && variable.isPresent()) {
            complaints.add(
                    entries.key(name + "-env").orElseThrow(),
                    "expected one of " + name + "-file and " + name + "-env, not both");
            return Optional.empty();
        }
        return file.<SecretSource>map(written -> written.equals("-")
                        ? new SecretSource.OnStandardInput()
                        : new SecretSource.InFile(folder.resolve(written), written))
                .or(() -> variable.map(SecretSource.InEnvironment::new));
    }

    private Optional<Secret> password(Entries entries, Node account, String user) {
        if (entries.text("password-file").isPresent()
                && entries.text("password-env").isPresent()) {
            source(entries, "password");
            return Optional.empty();
        }
        SecretSource source = source(entries, "password").orElse(new SecretSource.AtPrompt(user));
        boolean asks = source instanceof SecretSource.AtPrompt || source instanceof SecretSource.OnStandardInput;
        if (asks && complaints.any()) {
            // nobody should type a password for a file that is refused anyway
            return Optional.empty();
        }
        try {
            return Optional.of(secrets.read(source));
        } catch (Secrets.Unreadable e) {
            Node at = entries.node("password-file")
                    .or(() -> entries.node("password-env"))
                    .orElse(account);
            complaints.add(at, e.getMessage());
            return Optional.empty();
        }
    }

    private Set<Account.Allowance> allowed(Entries entries) {
        Set<Account.Allowance> allowed = EnumSet.noneOf(Account.Allowance.class);
        List<String> words = List.of("read", "change");
        for (Node element : entries.list("allow")) {
            Entries.textOf(element, "allow", complaints).ifPresent(word -> {
                if (words.contains(word)) {
                    allowed.add(Account.Allowance.valueOf(word.toUpperCase(Locale.ROOT)));
                } else {
                    complaints.addUnknown(element, "allow: expected read or change", word, words);
                }
            });
        }
        return allowed;
    }

    private Trust trust(Node node) {
        Entries entries = Entries.of(node, "tls", TLS_KEYS, complaints);
        return entries.text("trust")
                .map(written -> trust(written, folder))
                .map(trust -> {
                    if (trust instanceof Trust.Pem pem && !Files.isRegularFile(pem.file())) {
                        complaints.add(
                                entries.node("trust").orElseThrow(),
                                "trust: no such file: expected a PEM file, system or insecure");
                    }
                    return trust;
                })
                .orElse(new Trust.OfJava());
    }

    /** What {@code trust} means: {@code system}, {@code insecure}, or a PEM file. */
    public static Trust trust(String written, Path folder) {
        return switch (written) {
            case "system" -> new Trust.OfJava();
            case "insecure" -> new Trust.Anything();
            default -> new Trust.Pem(folder.resolve(written));
        };
    }

    private TargetLimits limits(Node node) {
        Entries entries = Entries.of(node, "limits", LIMIT_KEYS, complaints);
        Optional<Integer> connections = entries.number("connections", 1, MOST_CONNECTIONS);
        Optional<Duration> timeout = entries.text("timeout").flatMap(written -> {
            Optional<Duration> duration = duration(written);
            if (duration.isEmpty()) {
                complaints.add(
                        entries.node("timeout").orElseThrow(), "timeout: expected a time such as 500ms, 30s or 2m");
            }
            return duration;
        });
        Optional<Duration> loginDelay =
                entries.number("login-delay", 0, LONGEST_LOGIN_DELAY).map(Duration::ofSeconds);
        return new TargetLimits(connections, timeout.orElse(TargetLimits.DEFAULT.timeout()), loginDelay);
    }

    /** Reads {@code 500ms}, {@code 30s}, {@code 2m}; empty when it is none of these, or no time at all. */
    public static Optional<Duration> duration(String written) {
        Matcher m = DURATION.matcher(written.strip());
        if (!m.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(m.group(1));
        Duration duration = switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            default -> Duration.ofMinutes(count);
        };
        return duration.isZero() ? Optional.empty() : Optional.of(duration);
    }
}
