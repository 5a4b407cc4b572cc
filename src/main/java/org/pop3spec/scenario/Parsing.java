package org.pop3spec.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pop3spec.result.SourcePosition;

/** What is known while one scenario is read. */
final class Parsing {
    /** The values that every session has, besides those of further accounts. */
    private static final Set<String> GIVEN = Set.of("user", "password", "host", "messages", "variant");

    private static final Pattern OF_ACCOUNT = Pattern.compile("(?:user|password)([2-9])?|rpop_user|folder");

    private final Vocabulary vocabulary;
    private final Expressions expressions;
    private final Mistakes mistakes;
    private final Protocol protocol;
    private final List<AccountUse> accounts = new ArrayList<>();
    private final Map<String, Source> sources = new HashMap<>();
    private Scope scope = Scope.empty();

    /** @param mistakes those of the front matter, and where further ones go */
    Parsing(Protocol protocol, Vocabulary vocabulary, Expressions expressions, Mistakes mistakes) {
        this.protocol = protocol;
        this.vocabulary = vocabulary;
        this.expressions = expressions;
        this.mistakes = mistakes;
    }

    /** What is spoken in the session. */
    Protocol protocol() {
        return protocol;
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    Expressions expressions() {
        return expressions;
    }

    Mistakes mistakes() {
        return mistakes;
    }

    /** Refuses what has no meaning in another protocol. */
    void onlyPop3(Cursor cursor, int from, int length, String what) {
        if (protocol != Protocol.POP3) {
            throw cursor.mistake(
                    from,
                    length,
                    protocol + " has no '" + what + "'",
                    "what " + protocol + " has, such as C: and S: lines, or protocol: pop3");
        }
    }

    List<AccountUse> accounts() {
        return accounts;
    }

    Scope scope() {
        return scope;
    }

    void continueWith(Scope next) {
        scope = next;
    }

    static boolean isGiven(String name) {
        return GIVEN.contains(name) || OF_ACCOUNT.matcher(name).matches();
    }

    /** The account that a name such as {@code password2} is of. */
    static Optional<Integer> accountOf(String name) {
        Matcher m = OF_ACCOUNT.matcher(name);
        if (!m.matches()) {
            return Optional.empty();
        }
        return Optional.of(m.group(1) == null ? 1 : Integer.parseInt(m.group(1)));
    }

    boolean isKnown(String name) {
        return isGiven(name) || scope.isKnown(name);
    }

    /** A name is used at that place: it must have a value by then. */
    void use(String name, Cursor cursor, int offset) {
        needAccount(name, cursor, offset);
        if (isKnown(name) || scope.isBlind()) {
            return;
        }
        SourcePosition elsewhere = scope.onSomeWays().get(name);
        if (elsewhere != null) {
            throw onSomeWaysOnly(name, elsewhere, cursor, offset);
        }
        Set<String> names = new TreeSet<>(GIVEN);
        names.addAll(scope.known().keySet());
        throw cursor.unknown(offset, name, "nothing is called '" + name + "' here", names);
    }

    /** A bare name in a pattern: whether it is compared there and not captured. */
    boolean compares(String name, Cursor cursor, int offset) {
        needAccount(name, cursor, offset);
        SourcePosition elsewhere = scope.onSomeWays().get(name);
        if (elsewhere != null && !scope.isBlind()) {
            throw onSomeWaysOnly(name, elsewhere, cursor, offset);
        }
        return isKnown(name);
    }

    /** Refuses what can't be a name, or is one that every session has. */
    String newName(String name, Cursor cursor, int offset) {
        if (name.isEmpty()) {
            throw cursor.mistake(offset, 1, "a name is missing", "a name of letters, digits and _");
        }
        if (!Names.isName(name)) {
            throw cursor.mistake(
                    offset, name.length(), "'" + name + "' is not a name", "a name of letters, digits and _");
        }
        if (Names.RESERVED.contains(name)) {
            throw cursor.mistake(
                    offset, name.length(), "'" + name + "' is a word of the expression language", "another name");
        }
        if (isGiven(name)) {
            throw cursor.mistake(
                    offset, name.length(), "every session has a value called '" + name + "'", "another name");
        }
        return name;
    }

    void needAccount(int account, Diagnostic ifMissing) {
        accounts.add(new AccountUse(account, ifMissing));
    }

    /** An account is named at that place. */
    void needAccount(Cursor cursor, int account, int from, int length) {
        needAccount(
                account,
                cursor.mistake(
                                from,
                                length,
                                "this needs account " + account + ", and the front matter asks for fewer",
                                "accounts: " + account)
                        .diagnostic());
    }

    /** Keeps the lines of a file, for what is found out later. */
    void read(Source source) {
        sources.put(source.file(), source);
    }

    /** A mistake from there to the end of the line. */
    void report(SourcePosition at, String message, String expected) {
        Source source = sources.get(at.file());
        String line = source == null ? "" : source.line(at.line());
        mistakes.add(new Diagnostic(at, Math.max(1, line.length() - at.column() + 1), message, expected, "", line));
    }

    private void needAccount(String name, Cursor cursor, int offset) {
        accountOf(name)
                .ifPresent(account -> needAccount(
                        account,
                        cursor.mistake(
                                        offset,
                                        name.length(),
                                        "'" + name + "' is of account " + account
                                                + ", and the front matter asks for fewer",
                                        "accounts: " + account)
                                .diagnostic()));
    }

    private static Mistake onSomeWaysOnly(String name, SourcePosition elsewhere, Cursor cursor, int offset) {
        return cursor.mistake(
                offset,
                name.length(),
                "'" + name + "' has a value on some ways to here only",
                "a name that is set on every way, or another than that of line " + elsewhere.line());
    }
}
