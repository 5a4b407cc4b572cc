package org.pop3spec.audit;

import java.util.List;
import java.util.Set;

/** How strong the ways of logging in are that a server lists. */
final class MechanismCheck implements Check {
    static final String MD5 = "mechanism-md5";
    static final String UNSALTED = "mechanism-unsalted";
    static final String ANONYMOUS = "mechanism-anonymous";
    static final String NTLM = "mechanism-ntlm";
    static final String UNBOUND = "scram-without-channel-binding";
    static final String CODES = "auth-resp-code-missing";

    static final String NO_LIST = "the server does not say what it offers: it has no CAPA";

    private static final Set<String> BY_MD5 = Set.of("CRAM-MD5", "DIGEST-MD5");
    /** What these hash with the challenge is the bare password, whatever the hash; S/Key and OTP have a seed. */
    private static final String BY_BARE_PASSWORD = "CRAM-";

    private static final String BOUND = "-PLUS";

    @Override
    public List<String> ids() {
        return List.of(MD5, UNSALTED, ANONYMOUS, NTLM, UNBOUND, CODES);
    }

    @Override
    public List<Way> places(Survey survey) {
        return survey.seen().stream()
                .filter(s -> s.capabilities().isPresent())
                .map(Seen::way)
                .toList();
    }

    @Override
    public String without() {
        return NO_LIST;
    }

    @Override
    public void look(Way way, Survey survey, Guest guest, Notebook notes) {
        Seen seen = survey.seen(way).orElseThrow();
        List<String> mechanisms = seen.mechanisms();
        List<String> evidence = seen.evidence();
        notes.judged(MD5, way.label(), mechanisms.stream().anyMatch(BY_MD5::contains), evidence);
        notes.judged(UNSALTED, way.label(), mechanisms.stream().anyMatch(MechanismCheck::isUnsalted), evidence);
        notes.judged(ANONYMOUS, way.label(), mechanisms.contains("ANONYMOUS"), evidence);
        notes.judged(NTLM, way.label(), mechanisms.contains("NTLM"), evidence);
        boolean login = seen.lists("USER") || !mechanisms.isEmpty();
        notes.judged(CODES, way.label(), login && !seen.lists("AUTH-RESP-CODE"), evidence);
        boolean scram = mechanisms.stream().anyMatch(m -> m.startsWith("SCRAM-"));
        boolean bound = mechanisms.stream().anyMatch(m -> m.startsWith("SCRAM-") && m.endsWith(BOUND));
        if (way.encrypted()) {
            notes.judged(UNBOUND, way.label(), scram && !bound, evidence);
        } else if (survey.encrypted().isEmpty()) {
            notes.notTested(UNBOUND, "", "without TLS there is nothing to bind to");
        }
    }

    /** Those that are found as built on MD5, or as NTLM, are not found again. */
    private static boolean isUnsalted(String mechanism) {
        return mechanism.startsWith(BY_BARE_PASSWORD) && !BY_MD5.contains(mechanism);
    }
}
