package org.pop3spec.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pop3spec.net.AddressLookup;
import org.pop3spec.net.Printable;
import org.pop3spec.net.Secrets;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.result.AuditFinding;
import org.pop3spec.result.AuditFinding.Setting;
import org.pop3spec.result.AuditMaildrop;
import org.pop3spec.result.AuditResult;
import org.pop3spec.result.Grade;
import org.pop3spec.result.NotTested;
import org.pop3spec.result.Severity;
import org.pop3spec.target.Account;

/**
 * Audits one server as a guest, one connection after the other. With an account it logs in to look (STAT, UIDL), never to fetch
 * or to delete.
 */
public final class Auditor {
    private static final String TLS = "tls";

    /** Without these the whole is not graded: a server of which neither is known is not known. */
    private static final Set<String> ESSENTIAL = Set.of("login", TLS);

    private static final String LOCK_SLOWLY_FREED =
            "only with --slow: where the lock is kept, the account can't be used for some minutes";

    private final AuditRequest request;
    private final Weaknesses weaknesses = Weaknesses.bundled();
    private final Secrets secrets = new Secrets();
    private final Notebook notes = new Notebook(secrets);
    private final Guest guest;
    private Optional<AuditMaildrop> maildrop = Optional.empty();
    private final Instant started = Instant.now();
    private boolean interrupted;
    private boolean timeWasUp;
    private boolean oldThere;
    private List<Door> doors;

    /** @param spent how much of the time that the audit may take it took to find out where to ask */
    public Auditor(AuditRequest request, Duration spent) {
        this(request, spent, AddressLookup.ofSystem());
    }

    /** Where nobody had to be asked for that. */
    Auditor(AuditRequest request) {
        this(request, Duration.ZERO);
    }

    /** @param lookup how hosts are found */
    Auditor(AuditRequest request, AddressLookup lookup) {
        this(request, Duration.ZERO, lookup);
    }

    private Auditor(AuditRequest request, Duration spent, AddressLookup lookup) {
        this.request = request;
        this.doors = request.doors();
        request.account().ifPresent(a -> secrets.addPassword(a.password().octets()));
        this.guest = new Guest(request.manners(), secrets, lookup, spent);
    }

    /** What an audit would do, one line each; nothing is sent. */
    public static List<String> plan(AuditRequest request) {
        return Plan.of(request);
    }

    /** Audits. When the thread is interrupted the result is what was seen until then, and the interruption is kept. */
    public AuditResult audit() {
        Optional<Survey> survey = Optional.empty();
        request.places().notes().forEach(note -> notes.observed(note.name(), note.value()));
        if (guest.left().compareTo(Duration.ZERO) <= 0) {
            // name servers took all of it
            interrupted = true;
            timeWasUp = true;
            return result(survey, Optional.empty());
        }
        try (Alarm deadline = Alarm.in(guest.left())) {
            try {
                doors = new Whereabouts(guest).of(request);
                survey = Optional.of(Survey.of(doors, guest));
                oldThere = new OldProtocols(guest, notes).look(doors);
                if (!survey.get().seen().isEmpty() || !survey.get().tls().isEmpty()) {
                    observed(survey.get());
                } else if (oldThere) {
                    notes.found(PresenceCheck.MISSING, "", List.of());
                }
            } catch (InterruptedException e) {
                interrupted = true;
                timeWasUp = deadline.rang();
                Thread.currentThread().interrupt();
            }
        }
        return result(survey, Optional.empty());
    }

    /** What is told of a server on which an audit broke. */
    AuditResult broken(Throwable mistake) {
        interrupted = true;
        return result(Optional.empty(), Optional.of("the audit itself broke: " + mistake));
    }

    private void observed(Survey survey) throws InterruptedException {
        if (request.account().isEmpty()) {
            withoutAccount("only with --user, for it takes an account");
            look(survey, Optional.empty());
            return;
        }
        OwnAccount account = new OwnAccount(
                request.account().get(), request.trust().orElse(TlsSettings.trustingAnyone()), guest, survey);
        maildrop = Optional.of(new AuditMaildrop(Optional.empty(), "the audit did not come to its end"));
        Inventory before;
        try {
            before = account.inventory();
        } catch (Trouble e) {
            // a login that was refused is not tried again: it may be the password, and there are servers that lock
            // accounts
            maildrop = Optional.of(new AuditMaildrop(Optional.empty(), told(e.reason())));
            withoutAccount(e.reason());
            look(survey, Optional.empty());
            return;
        }
        look(survey, Optional.of(account.credentials().user()));
        inside(
                List.of(TopCheck.UNBOUNDED, TopCheck.MARKS),
                request.top(),
                "only with --allow-top: there are servers that mark what it looked at as read",
                () -> TopCheck.look(account, notes));
        try {
            maildrop = Optional.of(before.compare(account.inventory()));
        } catch (Trouble e) {
            maildrop = Optional.of(new AuditMaildrop(Optional.empty(), told(e.reason())));
            withoutAccount(e.reason());
            return;
        }
        inside(account);
    }

    private void withoutAccount(String reason) {
        OwnAccount.IDS.forEach(id -> notes.notTested(id, "", reason));
    }

    /** What is slow, or may keep the account from being used for a while; wrong passwords last, which may lock it. */
    private void inside(OwnAccount account) throws InterruptedException {
        int wrong = request.account().map(Account::failedLogins).orElse(0);
        inside(List.of(OwnAccount.LOCK), request.slow(), LOCK_SLOWLY_FREED, () -> account.lookAtLock(notes));
        inside(
                List.of(OwnAccount.IDLE),
                request.slow(),
                "only with --slow: it takes ten minutes, in which nobody else can open the maildrop",
                () -> account.lookAtIdleness(OwnAccount.SHORTEST_TIMER, notes));
        boolean oneMore = wrong > OwnAccount.FEWEST_WRONG_PASSWORDS;
        inside(
                List.of(DowngradeCheck.UNNOTICED),
                oneMore,
                "only with --allow-failed-logins from 3 on, for a sound server refuses such a login",
                () -> DowngradeCheck.look(account, notes));
        inside(
                List.of(OwnAccount.WRONG_PASSWORDS),
                wrong > 0,
                "only with --allow-failed-logins, for the account might be locked",
                () -> account.lookAtWrongPasswords(oneMore ? wrong - 1 : wrong, OwnAccount.SLOWED, notes));
    }

    /** Looks at something, if it may. */
    @FunctionalInterface
    private interface Looking {
        void look() throws Trouble, InterruptedException;
    }

    private void inside(List<String> ids, boolean allowed, String otherwise, Looking looking)
            throws InterruptedException {
        if (!allowed) {
            ids.forEach(id -> notes.notTested(id, "", otherwise));
            return;
        }
        try {
            looking.look();
        } catch (Trouble e) {
            ids.forEach(id -> notes.notTested(id, "", e.reason()));
        }
    }

    /** @param known a name that somebody has, with one char for each octet */
    private List<Check> checks(Optional<String> known) {
        return List.of(
                new CleartextCheck(),
                new StlsCheck(),
                new MechanismCheck(),
                new NamesCheck(known),
                new ApopCheck(),
                new DisclosureCheck(),
                new MistakesCheck(),
                new OfferCheck(),
                new CertificateCheck(request.trust()),
                new TlsCheck(),
                new HandshakeCheck(),
                new TurnsCheck(),
                new ConnectionsCheck());
    }

    private void look(Survey survey, Optional<String> known) throws InterruptedException {
        PresenceCheck.look(survey, notes);
        for (Check check : checks(known)) {
            List<Way> places = check.places(survey);
            for (Way way : check.outOfReach(survey)) {
                String reason = "Java does not come to terms with its TLS: " + survey.reason(way);
                check.ids().forEach(id -> notes.notTested(id, way.label(), reason));
            }
            if (places.isEmpty()) {
                check.ids().forEach(id -> notes.notTested(id, "", check.without()));
            }
            for (Way way : places) {
                try {
                    check.look(way, survey, guest, notes);
                } catch (Trouble e) {
                    check.ids().forEach(id -> notes.notTested(id, way.label(), e.reason()));
                }
            }
        }
        new AddressesCheck(guest, notes).look(survey);
    }

    private AuditResult result(Optional<Survey> survey, Optional<String> broken) {
        List<String> texts = new ArrayList<>();
        survey.ifPresent(s -> s.seen().forEach(seen -> texts.addAll(seen.selfDescriptions())));
        Optional<Software> software = Software.of(texts, notes.refusals());
        Optional<String> unusable = survey.filter(
                        s -> s.seen().isEmpty() && s.tls().isEmpty() && !oldThere)
                .map(Survey::reasons)
                .or(() -> broken);
        List<AuditFinding> findings = findings(software);
        boolean complete = !interrupted && !guest.timeWasUp();
        boolean spoken = survey.filter(s -> !s.seen().isEmpty()).isPresent();
        Map<String, Grade> grades = complete && unusable.isEmpty() ? grades(spoken) : Map.of();
        return new AuditResult(
                AuditResult.SCHEMA,
                request.tool(),
                request.name(),
                doors.stream().map(Door::toString).toList(),
                software.map(Software::title),
                started,
                Optional.of(Instant.now()),
                complete,
                request.arguments(),
                unusable.map(this::told),
                grades.keySet().containsAll(ESSENTIAL) ? Optional.of(Grade.of(severities(findings))) : Optional.empty(),
                grades,
                findings,
                weaknesses.all().stream()
                        .map(Weakness::id)
                        .filter(notes::isSound)
                        .toList(),
                notTested(unusable),
                maildrop,
                notes.observations());
    }

    /** What a server may have had a hand in, as one line without a secret. */
    private String told(String reason) {
        return Printable.line(secrets.mask(reason));
    }

    private static List<Severity> severities(List<AuditFinding> findings) {
        return findings.stream().map(AuditFinding::severity).toList();
    }

    private List<AuditFinding> findings(Optional<Software> software) {
        return weaknesses.all().stream()
                .filter(w -> !notes.sightings(w.id()).isEmpty())
                .map(w -> new AuditFinding(
                        w.id(),
                        w.area(),
                        w.title(),
                        w.severity(),
                        notes.sightings(w.id()),
                        w.gain(),
                        w.remedy(),
                        settings(w, software),
                        w.references(),
                        Optional.empty()))
                .sorted(Comparator.comparing(AuditFinding::severity).reversed())
                .toList();
    }

    private static List<Setting> settings(Weakness weakness, Optional<Software> software) {
        return weakness.settings().stream()
                .filter(s ->
                        software.filter(known -> known.isMeantBy(s.software())).isPresent())
                .toList();
    }

    /**
     * Of the areas in which anything could be tested.
     *
     * @param spoken whether there was a session; else it tells nothing of logins that POP2 and KPOP are not there
     */
    private Map<String, Grade> grades(boolean spoken) {
        Map<String, List<Severity>> byArea = new LinkedHashMap<>();
        for (Weakness weakness : weaknesses.all()) {
            boolean beside = !spoken && OldProtocols.IDS.contains(weakness.id()) && notes.isSound(weakness.id());
            if (notes.isTested(weakness.id()) && !beside) {
                List<Severity> found = byArea.computeIfAbsent(weakness.area(), a -> new ArrayList<>());
                if (!notes.sightings(weakness.id()).isEmpty()) {
                    found.add(weakness.severity());
                }
            }
        }
        if (!notes.isTested(PresenceCheck.MISSING)
                && byArea.getOrDefault(TLS, List.of()).isEmpty()) {
            // it is not known whether there is any, so neither that nothing is wrong with it
            byArea.remove(TLS);
        }
        Map<String, Grade> grades = new LinkedHashMap<>();
        byArea.forEach((area, found) -> grades.put(area, Grade.of(found)));
        return grades;
    }

    private List<NotTested> notTested(Optional<String> unusable) {
        List<NotTested> all = new ArrayList<>();
        for (Weakness weakness : weaknesses.all()) {
            notes.gaps(weakness.id())
                    .forEach((where, reason) ->
                            all.add(new NotTested(weakness.id(), weakness.area(), where, Printable.line(reason))));
            if (notes.gaps(weakness.id()).isEmpty() && !notes.isTested(weakness.id())) {
                String reason = unusable.isPresent()
                        ? "the server can't be reached"
                        : timeWasUp ? Pace.timeUp(request.manners()) : "the audit did not come to it";
                all.add(new NotTested(weakness.id(), weakness.area(), "", reason));
            }
        }
        return all;
    }
}
