package org.pop3spec.target;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.pop3spec.auth.Apop;
import org.pop3spec.auth.LoginVariant;
import org.pop3spec.auth.LoginVariants;
import org.pop3spec.auth.UserPass;
import org.pop3spec.net.ConnectFailure;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Limits;
import org.pop3spec.net.TlsFailure;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.result.TargetDescription;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Opening;

/**
 * Looks at a server before anything is played against it: whether it can be used at all, and what it offers. It changes
 * nothing, and a login that is rejected is not tried a second time, unless it is one that was right a moment ago.
 */
public final class CapabilityProbe {
    private static final String NO_SUCH_COMMAND = "XPOP3SPEC 1 0";

    private final Target target;
    private final Limits limits;
    private final Optional<Channel> wanted;
    private final boolean apop;
    private final Map<String, List<String>> capabilities = new LinkedHashMap<>();
    private final Map<Channel, Set<String>> features = new EnumMap<>(Channel.class);
    private final Map<Channel, String> obstacles = new EnumMap<>(Channel.class);
    private final List<String> notes = new ArrayList<>();
    private String greeting = "";

    /**
     * @param wanted the channel that the run uses; empty to choose one
     * @param apop whether the run logs in by APOP
     */
    public CapabilityProbe(Target target, Limits limits, Optional<Channel> wanted, boolean apop) {
        this.target = target;
        this.limits = limits;
        this.wanted = wanted;
        this.apop = apop;
    }

    /**
     * Looks.
     *
     * @throws UnusableTarget when nothing can be played
     */
    public ServerProfile probe() throws UnusableTarget, InterruptedException {
        try {
            return look(target.trust().settings());
        } catch (ConnectFailure | TlsFailure | PlainSession.Broken | Entrance.Rejected e) {
            throw unusable(e.getMessage());
        } catch (IOException e) {
            throw unusable("the certificates to trust can't be read: " + e.getMessage());
        }
    }

    private UnusableTarget unusable(String why) {
        return new UnusableTarget("target " + target.name() + " can't be used: " + why);
    }

    private ServerProfile look(TlsSettings tls)
            throws IOException, PlainSession.Broken, Entrance.Rejected, UnusableTarget, InterruptedException {
        if (target.pop3().isPresent()) {
            lookAtCleartext(tls);
        } else {
            obstacles.put(Channel.CLEARTEXT, "the target has no port for cleartext (pop3)");
            obstacles.put(Channel.STLS, "the target has no port for cleartext (pop3)");
        }
        if (target.pop3s().isPresent()) {
            lookAtTls(certified(tls));
        } else {
            obstacles.put(Channel.TLS, "the target has no port for TLS (pop3s)");
        }
        Inside found = lookInside(entrances(tls));
        Entrance entrance = found.entrance();
        Set<String> inside = found.names();
        Set<String> here = features.getOrDefault(entrance.channel(), new LinkedHashSet<>());
        if (!here.contains("capa")) {
            // that CAPA is refused before login is for its own scenarios to say
            here.addAll(inside);
        }
        // how logins are answered is promised by what is announced before them
        inside.removeAll(Set.of("capa", "user", "sasl", "pipelining", "resp-codes", "auth-resp-code"));
        inside.removeIf(name -> name.startsWith("sasl-"));
        for (Set<String> names : features.values()) {
            names.addAll(inside);
        }
        for (Set<String> names : features.values()) {
            target.pop3().ifPresent(endpoint -> names.add("cleartext"));
            if (features.containsKey(Channel.TLS)) {
                names.add("tls");
            }
            if (features.containsKey(Channel.STLS)) {
                names.add("stls");
            }
            if (!target.delivery().equals(Target.NO_DELIVERY)) {
                names.add("delivery");
            }
        }
        if (target.kerberos().isPresent()) {
            features.forEach(this::addKpop);
        }
        features.forEach(this::addProofs);
        return new ServerProfile(description(), features, obstacles, entrance, loginDelay(), notes);
    }

    /** A port that speaks KPOP can't be told from one that is silent without a ticket; the target file is believed. */
    private void addKpop(Channel channel, Set<String> names) {
        boolean there = switch (channel) {
            case CLEARTEXT -> target.kpop().isPresent();
            case TLS -> target.kpops().isPresent();
            // nobody upgrades a session that began with a ticket
            case STLS -> false;
        };
        if (there) {
            names.add("kpop");
        }
        if (target.kerberos().isPresent()) {
            names.add("kerberos");
        }
        if (target.kerberos().map(KerberosAccess::keysKnown).orElse(false)) {
            names.add("service-key");
        }
    }

    /** What can't be asked for: whether there is RPOP, or what a certificate is good for, is believed to the target file. */
    private void addProofs(Channel channel, Set<String> names) {
        if (first(Proofs::rpopUser).isPresent()) {
            names.add("rpop");
        }
        if (channel != Channel.CLEARTEXT && first(Proofs::certificate).isPresent()) {
            names.add("client-certificate");
        }
    }

    private <T> Optional<T> first(Function<Proofs, Optional<T>> proof) {
        return target.accounts().stream().findFirst().map(Account::proofs).flatMap(proof);
    }

    /** There are servers that list EXTERNAL only to who shows a certificate. */
    private TlsSettings certified(TlsSettings tls) {
        return first(Proofs::certificate).map(tls::showing).orElse(tls);
    }

    private void lookAtCleartext(TlsSettings tls)
            throws ConnectFailure, TlsFailure, PlainSession.Broken, InterruptedException {
        boolean capa;
        boolean listed;
        try (PlainSession session = PlainSession.open(target.pop3().orElseThrow(), Optional.empty(), limits)) {
            greeting = session.greeting();
            Optional<List<String>> lines = capa(session, "cleartext before login");
            capa = lines.isPresent();
            listed = lines.filter(all -> Features.line(all, "STLS").isPresent()).isPresent();
            features.put(Channel.CLEARTEXT, outside(session, lines));
            session.leave();
        }
        // who has no CAPA may have STLS all the same: asking is the only way to know
        if (listed || !capa || wanted.equals(Optional.of(Channel.STLS))) {
            lookAtStls(certified(tls));
        } else {
            obstacles.put(Channel.STLS, "the server does not offer STLS");
        }
    }

    private void lookAtStls(TlsSettings tls)
            throws ConnectFailure, TlsFailure, PlainSession.Broken, InterruptedException {
        try (PlainSession session = PlainSession.open(target.pop3().orElseThrow(), Optional.empty(), limits)) {
            PlainSession.Status status = session.startTls(tls);
            if (!status.ok()) {
                obstacles.put(Channel.STLS, "the server refuses STLS");
                return;
            }
            features.put(Channel.STLS, outside(session, capa(session, "after STLS")));
            session.leave();
        } catch (TlsFailure e) {
            if (wanted.equals(Optional.of(Channel.STLS))) {
                throw e;
            }
            obstacles.put(Channel.STLS, "after STLS: " + e.getMessage());
            notes.add("STLS can't be used: " + e.getMessage() + trustHint(e));
        } catch (PlainSession.Broken e) {
            if (wanted.equals(Optional.of(Channel.STLS))) {
                throw e;
            }
            obstacles.put(Channel.STLS, "after STLS: " + e.getMessage());
        }
    }

    private static String trustHint(TlsFailure e) {
        return e.reason() == TlsFailure.Reason.UNTRUSTED
                ? "; tls: {trust: FILE} in the target file (--trust FILE) names certificates to trust"
                : "";
    }

    private void lookAtTls(TlsSettings tls)
            throws ConnectFailure, TlsFailure, PlainSession.Broken, UnusableTarget, InterruptedException {
        try (PlainSession session = PlainSession.open(target.pop3s().orElseThrow(), Optional.of(tls), limits)) {
            if (greeting.isEmpty()) {
                greeting = session.greeting();
            }
            features.put(Channel.TLS, outside(session, capa(session, "TLS before login")));
            session.leave();
        } catch (TlsFailure e) {
            Set<String> otherwise = features.get(Channel.CLEARTEXT);
            if (e.reason() == TlsFailure.Reason.NOT_TLS
                    && otherwise != null
                    && !wanted.equals(Optional.of(Channel.TLS))) {
                // that is for the scenarios about this port to say, and for nobody else
                Set<String> same = new LinkedHashSet<>(otherwise);
                same.remove("stls");
                features.put(Channel.TLS, same);
                notes.add(target.pop3s().orElseThrow() + " does not begin with TLS: " + e.getMessage());
                return;
            }
            throw unusable(target.pop3s().orElseThrow() + ": " + e.getMessage() + trustHint(e));
        }
    }

    /** What CAPA lists; nothing where its answer can't be made out, which is for the scenarios to judge. */
    private Optional<List<String>> capa(PlainSession session, String where) throws InterruptedException {
        try {
            Optional<List<String>> lines = session.lines("CAPA");
            lines.ifPresent(all -> capabilities.put(where, all));
            return lines;
        } catch (PlainSession.Broken e) {
            notes.add("what it offers, " + where + ", is not known: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** What can be known before login. */
    private static Set<String> outside(PlainSession session, Optional<List<String>> capa) {
        Set<String> names = new LinkedHashSet<>();
        session.timestamp().ifPresent(timestamp -> names.add("apop"));
        if (capa.isPresent()) {
            names.add("capa");
            names.addAll(Features.of(capa.get()));
        } else {
            // before RFC 2449 every server had it
            names.add("user");
        }
        return names;
    }

    private Channel channel() throws UnusableTarget {
        if (wanted.isPresent()) {
            if (!features.containsKey(wanted.get())) {
                throw unusable("--channel " + wanted.get().word() + ": "
                        + obstacles.getOrDefault(wanted.get(), "it does not offer that"));
            }
            return wanted.get();
        }
        if (!features.containsKey(Channel.CLEARTEXT)) {
            return Channel.TLS;
        }
        boolean locked = !features.get(Channel.CLEARTEXT).contains(apop ? "apop" : "user");
        if (locked && features.containsKey(Channel.STLS)) {
            notes.add("it takes no password in cleartext, so scenarios are played after STLS");
            return Channel.STLS;
        }
        return Channel.CLEARTEXT;
    }

    /**
     * The ways in, the likeliest first: as the run logs in, or by what else the server announces. That it has APOP its
     * timestamp alone says, and not every server means it: that comes last.
     */
    private List<Entrance> entrances(TlsSettings tls) throws UnusableTarget {
        LoginVariant asked = apop ? new Apop() : new UserPass();
        Channel usual = channel();
        List<Channel> channels = wanted.isEmpty() && usual == Channel.CLEARTEXT && features.containsKey(Channel.STLS)
                ? List.of(usual, Channel.STLS)
                : List.of(usual);
        List<Entrance> all = new ArrayList<>(offered(asked, channels, tls));
        new LoginVariants()
                .all().stream()
                        .filter(variant -> variant.name().startsWith("sasl-"))
                        .filter(variant -> variant.opening() == Opening.USUAL
                                && variant.binding().isEmpty())
                        .forEach(variant -> all.addAll(offered(variant, channels, tls)));
        if (all.stream().noneMatch(entrance -> entrance.variant() == asked)) {
            all.add(entrance(usual, tls, asked));
        }
        if (!apop) {
            all.addAll(offered(new Apop(), channels, tls));
        }
        return all;
    }

    private List<Entrance> offered(LoginVariant variant, List<Channel> channels, TlsSettings tls) {
        return channels.stream()
                .filter(channel -> variant.offered(features.get(channel)))
                .map(channel -> entrance(channel, tls, variant))
                .toList();
    }

    private Entrance entrance(Channel channel, TlsSettings tls, LoginVariant variant) {
        var endpoint = channel == Channel.TLS ? target.pop3s() : target.pop3();
        return new Entrance(endpoint.orElseThrow(), channel, tls, limits, variant);
    }

    /** What was found behind the first way in that was open. */
    private record Inside(Entrance entrance, Set<String> names) {}

    /** A refusal that came before anything was proved says nothing about the account: there may be another way. */
    private Inside lookInside(List<Entrance> entrances)
            throws ConnectFailure, TlsFailure, PlainSession.Broken, Entrance.Rejected, InterruptedException {
        Entrance first = entrances.get(0);
        for (Entrance entrance : entrances.subList(0, entrances.size() - 1)) {
            try {
                return inside(first, entrance);
            } catch (Entrance.Rejected e) {
                if (!e.early()) {
                    throw e;
                }
            }
        }
        return inside(first, entrances.get(entrances.size() - 1));
    }

    private Inside inside(Entrance first, Entrance entrance)
            throws ConnectFailure, TlsFailure, PlainSession.Broken, Entrance.Rejected, InterruptedException {
        Inside inside = new Inside(entrance, lookInside(entrance));
        if (entrance.channel() != first.channel()) {
            notes.add("it refuses USER in cleartext without having said so, so scenarios are played after STLS");
        }
        String way = entrance.variant().name();
        if (!apop && !way.equals(new UserPass().name())) {
            notes.add("it offers no login by USER and PASS, so pop3spec logs in by " + way);
        }
        return inside;
    }

    /** Logs in with every account once, and looks around with the first. */
    private Set<String> lookInside(Entrance entrance)
            throws ConnectFailure, TlsFailure, PlainSession.Broken, Entrance.Rejected, InterruptedException {
        Set<String> names = new LinkedHashSet<>();
        boolean first = true;
        for (Account account : target.accounts()) {
            try (PlainSession session = enter(entrance, account)) {
                if (first) {
                    first = false;
                    names.addAll(around(session, entrance, account));
                } else {
                    session.leave();
                }
            }
        }
        return names;
    }

    private PlainSession enter(Entrance entrance, Account account)
            throws ConnectFailure, TlsFailure, PlainSession.Broken, Entrance.Rejected, InterruptedException {
        return entrance.enter(account, Deadline.in(limits.answer()));
    }

    private Set<String> around(PlainSession session, Entrance entrance, Account account)
            throws ConnectFailure, TlsFailure, PlainSession.Broken, Entrance.Rejected, InterruptedException {
        Channel channel = entrance.channel();
        String where = switch (channel) {
            case CLEARTEXT -> "cleartext after login";
            case STLS -> "after STLS and login";
            case TLS -> "TLS after login";
        };
        Optional<List<String>> capa = capa(session, where);
        Set<String> names = new LinkedHashSet<>();
        capa.ifPresent(lines -> {
            names.add("capa");
            names.addAll(Features.of(lines));
        });
        Question last = inside -> inside.command("LAST").ok();
        if (capa.isPresent() || features.get(channel).contains("capa")) {
            ask(session, "last", last, names);
            return names;
        }
        session.leave();
        // a session for each, for a server may close after a few commands that it does not know
        for (Map.Entry<String, Question> each : List.<Map.Entry<String, Question>>of(
                Map.entry("uidl", inside -> inside.lines("UIDL").isPresent()),
                Map.entry("top", inside -> hasTop(inside, account)),
                Map.entry("last", last))) {
            try (PlainSession another = entrance.enterAgain(account, Deadline.in(limits.answer()))) {
                ask(another, each.getKey(), each.getValue(), names);
            }
        }
        return names;
    }

    /** Adds the name where the answer is yes, and leaves; no answer is for the scenarios to judge. */
    private void ask(PlainSession session, String name, Question question, Set<String> names)
            throws InterruptedException {
        try {
            if (question.asked(session)) {
                names.add(name);
            }
        } catch (PlainSession.Broken e) {
            notes.add("whether it has " + name.toUpperCase(Locale.ROOT) + " is not known: " + e.getMessage());
        }
        session.leave();
    }

    /** What is asked of an open session. */
    @FunctionalInterface
    private interface Question {
        boolean asked(PlainSession session) throws PlainSession.Broken, InterruptedException;
    }

    /** Whether TOP is known, found out without fetching anything that may not be fetched. */
    private boolean hasTop(PlainSession session, Account account) throws PlainSession.Broken, InterruptedException {
        boolean mayRead = target.allowsEverything() || account.allowed().contains(Account.Allowance.READ);
        boolean empty = session.command("STAT").text().startsWith("0 ");
        if (!empty && !mayRead) {
            notes.add("whether it has TOP is not known without CAPA: trying it fetches a message, which"
                    + " allow: [read] under accounts allows");
            return false;
        }
        if (!empty) {
            return session.lines("TOP 1 0").isPresent();
        }
        // a message that isn't there is refused in other words than an unknown command
        PlainSession.Status missing = session.command("LIST 1");
        PlainSession.Status top = session.command("TOP 1 0");
        PlainSession.Status unknown = session.command(NO_SUCH_COMMAND);
        if (words(top).equals(words(unknown))) {
            if (words(missing).equals(words(unknown))) {
                notes.add("whether it has TOP is not known: there is no CAPA, and an empty maildrop where every refusal"
                        + " reads the same; a message in the maildrop of the first account would show it");
            }
            return false;
        }
        return !top.ok()
                && (words(top).equals(words(missing))
                        || top.text().toLowerCase(Locale.ROOT).contains("messag"));
    }

    private static String words(PlainSession.Status status) {
        return status.text().toUpperCase(Locale.ROOT).replaceAll("XPOP3SPEC|TOP|LIST|[0-9]", "");
    }

    private Optional<Duration> loginDelay() {
        return target.limits().loginDelay().or(this::announcedDelay);
    }

    private Optional<Duration> announcedDelay() {
        return capabilities.values().stream()
                .flatMap(lines -> Features.line(lines, "LOGIN-DELAY").stream())
                .filter(words -> words.size() > 1 && words.get(1).matches("[0-9]{1,6}"))
                .map(words -> Duration.ofSeconds(Long.parseLong(words.get(1))))
                .max(Duration::compareTo)
                .filter(delay -> !delay.isZero());
    }

    private TargetDescription description() {
        Optional<String> implementation = capabilities.values().stream()
                .flatMap(lines -> Features.line(lines, "IMPLEMENTATION").stream())
                .map(words -> String.join(" ", words.subList(1, words.size())))
                .filter(text -> !text.isEmpty())
                .findFirst();
        Optional<String> software = implementation.or(() -> Optional.of(greeting));
        return new TargetDescription(
                target.name(),
                target.kind().name().toLowerCase(Locale.ROOT),
                target.addresses(),
                software,
                target.version(),
                capabilities,
                variants(),
                target.delivery());
    }

    /** The ways of logging in that it offers on any channel, those of SASL that the harness does not know too. */
    private List<String> variants() {
        Set<String> variants = new LinkedHashSet<>();
        for (LoginVariant variant : new LoginVariants().all()) {
            if (features.values().stream().anyMatch(variant::offered)) {
                variants.add(variant.name());
            }
        }
        features.values().stream()
                .flatMap(Set::stream)
                .filter(name -> name.startsWith("sasl-"))
                .forEach(variants::add);
        return List.copyOf(variants);
    }
}
