package org.pop3spec.scenario;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.pop3spec.result.Severity;
import org.pop3spec.result.SourcePosition;
import org.pop3spec.result.Verdict;

/** Reads the statements of a session, includes put in place. */
final class SessionParser {
    /** The words that a statement begins with, as the reference lists them. */
    static final List<String> KEYWORDS = List.of(
            "C", "S", "login", "sasl", "connect", "stls", "deliver", "wait", "either", "or", "end", "when", "else",
            "repeat", "let", "assert", "should", "observe", "finding", "pass", "fail", "warn", "skip", "include");

    /** What opens a maildrop, or secures a connection, in ways that other protocols don't have. */
    private static final Set<String> POP3_ONLY = Set.of("login", "sasl", "stls");

    private static final Set<String> ENDS = Set.of("or", "else", "end");

    private static final int DEEPEST = 16;
    private static final int MOST_STATEMENTS = 20_000;
    private static final int MOST_INCLUDES = 200;
    private static final int MOST_TIMES = 1_000_000;
    private static final String INCLUDED = ".inc";
    private static final List<String> LOGIN_WORDS = List.of("as", "on", "strict");
    private static final Pattern WIRE = Pattern.compile("[CS][0-9]*");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_./-]+");
    private static final Pattern AS_NAME = Pattern.compile("(.*\\s)as\\s+(\\S+)\\s*");
    private static final Pattern MESSAGE_NUMBER = Pattern.compile("[1-9][0-9]{0,3}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Parsing parsing;
    private final IncludeSource includes;
    private final Deque<String> open = new ArrayDeque<>();
    private int statements;
    private int included;

    SessionParser(Parsing parsing, IncludeSource includes) {
        this.parsing = parsing;
        this.includes = includes;
    }

    /**
     * Reads all lines from one on.
     *
     * @param path of the file below the root, for what it includes
     */
    List<Statement> read(Source source, String path, int firstLine) {
        open.push(path);
        parsing.read(source);
        Lines lines = new Lines(source, firstLine);
        List<Statement> session = new ArrayList<>();
        // a stray 'end' is reported, and what follows it is read all the same
        while (lines.hasNext()) {
            block(lines, session, 0);
            if (lines.hasNext()) {
                Cursor cursor = lines.next();
                cursor.skipBlanks();
                int from = cursor.offset();
                String word = cursor.word();
                report(cursor.mistake(from, word.length(), "there is nothing that '" + word + "' belongs to", ""));
            }
        }
        open.pop();
        return session;
    }

    /** There is no sense in reading on. */
    static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Diagnostic diagnostic;

        TooMuch(Diagnostic diagnostic) {
            super(diagnostic.message(), null, false, false);
            this.diagnostic = diagnostic;
        }

        Diagnostic diagnostic() {
            return diagnostic;
        }
    }

    /** The lines of a file that have something to say. */
    private static final class Lines {
        private final Source source;
        private int next;

        Lines(Source source, int first) {
            this.source = source;
            this.next = first;
            skipEmpty();
        }

        boolean hasNext() {
            return next <= source.lines().size();
        }

        Cursor peek() {
            return new Cursor(source, next);
        }

        Cursor next() {
            Cursor cursor = peek();
            next++;
            skipEmpty();
            return cursor;
        }

        private void skipEmpty() {
            while (hasNext()
                    && (source.line(next).isBlank()
                            || source.line(next).stripLeading().startsWith("#"))) {
                next++;
            }
        }
    }

    /** Reads statements up to a line that begins with a word that ends a block, which it leaves there, or the file's end. */
    private void block(Lines lines, List<Statement> into, int depth) {
        List<Statement> statements = new ArrayList<>();
        boolean unreachable = false;
        while (lines.hasNext()) {
            Cursor cursor = lines.peek();
            cursor.skipBlanks();
            int from = cursor.offset();
            String word = cursor.word();
            if (ENDS.contains(word)) {
                break;
            }
            if (parsing.scope().hasEnded() && !unreachable) {
                unreachable = true;
                report(cursor.mistake(
                        from, Math.max(1, word.length()), "this is never reached", "nothing more at this level"));
            }
            try {
                statement(lines, statements, depth);
            } catch (Mistake e) {
                report(e);
                parsing.scope().blind();
            }
        }
        addJoined(statements, into);
    }

    private void report(Mistake mistake) {
        parsing.mistakes().add(mistake.diagnostic());
    }

    private void statement(Lines lines, List<Statement> into, int depth) {
        Cursor cursor = lines.next();
        refuseControls(cursor);
        cursor.skipBlanks();
        int from = cursor.offset();
        SourcePosition at = cursor.position();
        String word = cursor.word();
        if (++statements > MOST_STATEMENTS) {
            throw new TooMuch(cursor.mistake(
                            from, word.length(), "the scenario has more than " + MOST_STATEMENTS + " statements", "")
                    .diagnostic());
        }
        TextParser text = new TextParser(cursor, parsing);
        if (WIRE.matcher(word).matches() && (cursor.peek() == ':' || isBlankOrEnd(cursor))) {
            int connection = connection(cursor, from, word);
            into.add(
                    word.charAt(0) == 'C'
                            ? new ClientStatements(cursor, text, parsing).read(at, connection)
                            : new ServerStatements(cursor, text, parsing).read(at, connection));
            return;
        }
        if (!isBlankOrEnd(cursor)) {
            word = word + cursor.token();
            throw unknownStatement(cursor, from, word);
        }
        switch (word) {
            case "either" -> either(lines, cursor, at, into, depth);
            case "when" -> when(lines, cursor, text, at, into, depth);
            case "repeat" -> repeat(lines, cursor, at, into, depth);
            case "include" -> include(cursor, into);
            case "pass", "fail", "warn", "skip" -> {
                Template reason = text.string("the reason");
                cursor.end();
                into.add(new Statement.Conclude(at, Verdict.valueOf(word.toUpperCase(Locale.ROOT)), reason));
                parsing.scope().end();
            }
            default -> {
                into.add(simple(word, cursor, text, at, from));
                cursor.end();
            }
        }
    }

    private Statement simple(String word, Cursor cursor, TextParser text, SourcePosition at, int from) {
        if (POP3_ONLY.contains(word)) {
            parsing.onlyPop3(cursor, from, word.length(), word);
        }
        return switch (word) {
            case "login" -> login(cursor, at);
            case "sasl" -> new SaslStatement(cursor, text, parsing).read(at);
            case "connect" -> new ConnectStatement(cursor, parsing).read(at);
            case "stls" -> new Statement.Stls(at, onConnection(cursor));
            case "deliver" -> deliver(cursor, at);
            case "wait" -> {
                cursor.skipBlanks();
                yield new Statement.Wait(at, cursor.duration());
            }
            case "let" -> let(cursor, text, at);
            case "assert", "should" -> {
                Expression condition = text.expression("the condition");
                yield new Statement.Assert(at, word.equals("should"), condition, text.optionalString());
            }
            case "observe" ->
                new Statement.Observe(at, label(cursor, "the name of what is observed"), text.string("what was seen"));
            case "finding" ->
                new Statement.ReportFinding(
                        at, label(cursor, "the finding's id"), severity(cursor), text.string("the evidence"));
            default -> throw unknownStatement(cursor, from, word);
        };
    }

    private static Mistake unknownStatement(Cursor cursor, int from, String word) {
        return cursor.unknown(from, word, "there is no statement '" + word + "'", KEYWORDS);
    }

    private static boolean isBlankOrEnd(Cursor cursor) {
        return cursor.atEnd() || cursor.peek() == ' ' || cursor.peek() == '\t';
    }

    private static void refuseControls(Cursor cursor) {
        String line = cursor.line();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7F) {
                throw cursor.mistake(
                        i,
                        1,
                        "a control character stands in the line",
                        String.format("C raw \"...\\x%02X...\"", (int) c));
            }
        }
    }

    private static int connection(Cursor cursor, int from, String word) {
        if (word.length() == 1) {
            return 1;
        }
        if (word.length() == 2 && word.charAt(1) != '0') {
            return word.charAt(1) - '0';
        }
        throw cursor.mistake(
                from + 1,
                word.length() - 1,
                "'" + word.substring(1) + "' is no number of a connection",
                "a number from 1 to 9");
    }

    /** Adds statements; lines for one connection that follow each other become one. */
    private static void addJoined(List<Statement> statements, List<Statement> into) {
        int i = 0;
        while (i < statements.size()) {
            Statement statement = statements.get(i++);
            if (statement instanceof Statement.Send send) {
                List<Template> lines = new ArrayList<>(send.lines());
                while (i < statements.size()
                        && statements.get(i) instanceof Statement.Send next
                        && next.connection() == send.connection()) {
                    lines.addAll(next.lines());
                    i++;
                }
                statement = new Statement.Send(send.at(), send.connection(), lines);
            }
            into.add(statement);
        }
    }

    private Statement login(Cursor cursor, SourcePosition at) {
        Optional<String> variant = Optional.empty();
        boolean strict = false;
        int account = 1;
        int connection = 1;
        int accountAt = cursor.offset() - "login".length();
        int accountLength = "login".length();
        Set<String> seen = new HashSet<>();
        for (cursor.skipBlanks(); !cursor.atEnd(); cursor.skipBlanks()) {
            int from = cursor.offset();
            String word = cursor.token();
            if (!seen.add(LOGIN_WORDS.contains(word) ? word : "variant")) {
                throw cursor.mistake(
                        from, word.length(), "'" + word + "' is too much here", "as N, on N, or the end of the line");
            }
            if (word.equals("as")) {
                cursor.skipBlanks();
                accountAt = cursor.offset();
                accountLength = 1;
                account = cursor.oneToNine("account");
            } else if (word.equals("on")) {
                cursor.skipBlanks();
                connection = cursor.oneToNine("connection");
            } else if (word.equals("strict")) {
                strict = true;
            } else if (parsing.vocabulary().variants().contains(word)) {
                variant = Optional.of(word);
            } else {
                throw cursor.unknown(
                        from,
                        word,
                        "there is no login variant '" + word + "'",
                        Stream.concat(parsing.vocabulary().variants().stream().sorted(), LOGIN_WORDS.stream())
                                .toList());
            }
        }
        parsing.needAccount(cursor, account, accountAt, accountLength);
        return new Statement.Login(at, connection, variant, account, strict);
    }

    /** {@code deliver [message N of] MAILBOX [as N]}. */
    private Statement deliver(Cursor cursor, SourcePosition at) {
        cursor.skipBlanks();
        int from = cursor.offset();
        String word = cursor.token();
        OptionalInt message = OptionalInt.empty();
        if (word.equals("message")) {
            message = OptionalInt.of(messageNumber(cursor));
            cursor.skipBlanks();
            from = cursor.offset();
            word = cursor.token();
        }
        if (!parsing.vocabulary().mailboxes().contains(word)) {
            throw cursor.unknown(
                    from,
                    word,
                    word.isEmpty() ? "the mailbox is missing" : "there is no mailbox '" + word + "'",
                    parsing.vocabulary().mailboxes().stream().sorted().toList());
        }
        int account = 1;
        cursor.skipBlanks();
        if (!cursor.atEnd()) {
            int asAt = cursor.offset();
            String as = cursor.token();
            if (!as.equals("as")) {
                throw cursor.mistake(
                        asAt, as.length(), "'" + as + "' can't stand here", "as N, or the end of the line");
            }
            cursor.skipBlanks();
            from = cursor.offset();
            account = cursor.oneToNine("account");
        }
        parsing.needAccount(cursor, account, from, Math.max(1, cursor.offset() - from));
        return new Statement.Deliver(at, word, message, account);
    }

    private static int messageNumber(Cursor cursor) {
        cursor.skipBlanks();
        int from = cursor.offset();
        String number = cursor.token();
        if (!MESSAGE_NUMBER.matcher(number).matches()) {
            throw cursor.mistake(
                    from,
                    Math.max(1, number.length()),
                    number.isEmpty() ? "the number is missing" : "'" + number + "' is no number of a message",
                    "a number from 1 to 9999");
        }
        cursor.skipBlanks();
        int ofAt = cursor.offset();
        String of = cursor.token();
        if (!of.equals("of")) {
            throw cursor.mistake(
                    ofAt, Math.max(1, of.length()), "the mailbox is missing", "of, and the name of a mailbox");
        }
        return Integer.parseInt(number);
    }

    private static int onConnection(Cursor cursor) {
        cursor.skipBlanks();
        if (cursor.atEnd()) {
            return 1;
        }
        int from = cursor.offset();
        String on = cursor.token();
        if (!on.equals("on")) {
            throw cursor.mistake(from, on.length(), "'" + on + "' can't stand here", "on N, or the end of the line");
        }
        cursor.skipBlanks();
        return cursor.oneToNine("connection");
    }

    private Statement let(Cursor cursor, TextParser text, SourcePosition at) {
        cursor.skipBlanks();
        int from = cursor.offset();
        String name = parsing.newName(cursor.run(c -> c != ' ' && c != '\t' && c != '='), cursor, from);
        cursor.skipBlanks();
        if (!cursor.skip('=')) {
            throw cursor.mistake(cursor.offset(), 1, "a name gets its value by =", "=");
        }
        Expression value = text.expressionUpTo(cursor.line().length(), "the value");
        parsing.scope().bind(name, cursor.position(from));
        return new Statement.Let(at, name, value);
    }

    private static String label(Cursor cursor, String what) {
        cursor.skipBlanks();
        int from = cursor.offset();
        String label = cursor.run(c -> c != ' ' && c != '\t' && c != '"');
        if (!LABEL.matcher(label).matches()) {
            throw cursor.mistake(
                    from,
                    label.length(),
                    label.isEmpty() ? what + " is missing" : "'" + label + "' is not a name",
                    "a name of letters, digits, dots and hyphens");
        }
        return label;
    }

    private static Severity severity(Cursor cursor) {
        cursor.skipBlanks();
        int from = cursor.offset();
        String word = cursor.word();
        for (Severity severity : Severity.values()) {
            if (severity.name().toLowerCase(Locale.ROOT).equals(word)) {
                return severity;
            }
        }
        throw cursor.unknown(
                from, word, "there is no severity '" + word + "'", List.of("low", "medium", "high", "info"));
    }

    private void either(Lines lines, Cursor cursor, SourcePosition at, List<Statement> into, int depth) {
        deeper(cursor, depth);
        reportRest(cursor);
        Scope before = parsing.scope();
        List<Scope> ways = new ArrayList<>();
        List<Statement.Alternative> alternatives = new ArrayList<>();
        Cursor opened = cursor;
        while (true) {
            parsing.continueWith(before.copy());
            List<Statement> body = new ArrayList<>();
            block(lines, body, depth + 1);
            ways.add(parsing.scope());
            alternative(body, opened, alternatives);
            Optional<Cursor> next = closing(lines, cursor, "or", "end");
            if (next.isEmpty() || next.get().line().strip().startsWith("end")) {
                break;
            }
            opened = next.get();
        }
        parsing.continueWith(Scope.merged(ways));
        if (ways.size() == 1) {
            throw cursor.mistake(
                    at.column() - 1, "either".length(), "there is only one alternative", "or, and what else is right");
        }
        into.add(new Statement.Either(at, alternatives));
    }

    private void alternative(List<Statement> body, Cursor opened, List<Statement.Alternative> into) {
        if (!body.isEmpty() && body.get(0) instanceof Statement.Expect first) {
            into.add(new Statement.Alternative(first, body.subList(1, body.size())));
        } else if (!parsing.scope().isBlind()) {
            opened.moveTo(0);
            opened.skipBlanks();
            int from = opened.offset();
            report(opened.mistake(
                    from,
                    opened.word().length(),
                    "an alternative begins with what the server does",
                    "an S statement in the next line"));
        }
    }

    private void when(Lines lines, Cursor cursor, TextParser text, SourcePosition at, List<Statement> into, int depth) {
        deeper(cursor, depth);
        Optional<Expression> condition = reported(() -> {
            Expression read = text.expression("the condition");
            cursor.end();
            return read;
        });
        Scope before = parsing.scope();
        parsing.continueWith(before.copy());
        List<Statement> then = new ArrayList<>();
        block(lines, then, depth + 1);
        Scope afterThen = parsing.scope();
        parsing.continueWith(before.copy());
        List<Statement> otherwise = new ArrayList<>();
        Optional<Cursor> next = closing(lines, cursor, "else", "end");
        if (next.isPresent() && next.get().line().strip().startsWith("else")) {
            block(lines, otherwise, depth + 1);
            closing(lines, cursor, "end", "end");
        }
        parsing.continueWith(Scope.merged(List.of(afterThen, parsing.scope())));
        condition.ifPresent(c -> into.add(new Statement.When(at, c, then, otherwise)));
    }

    private void repeat(Lines lines, Cursor cursor, SourcePosition at, List<Statement> into, int depth) {
        deeper(cursor, depth);
        Scope before = parsing.scope();
        parsing.continueWith(before.copy());
        int from = cursor.offset();
        Matcher as = AS_NAME.matcher(cursor.line()).region(from, cursor.line().length());
        Optional<String> counter = as.matches() ? Optional.of(as.group(2)) : Optional.empty();
        Optional<Expression> times = reported(() -> {
            int end = as.matches() ? as.end(1) : cursor.line().length();
            Expression read = new TextParser(cursor, parsing).expressionUpTo(end, "how often");
            counter.ifPresent(name ->
                    parsing.scope().bind(parsing.newName(name, cursor, as.start(2)), cursor.position(as.start(2))));
            return read;
        });
        Optional<Integer> literal = times.flatMap(t -> literal(t.source()));
        literal.filter(n -> n > MOST_TIMES)
                .ifPresent(n -> report(cursor.mistake(
                        times.orElseThrow().at().column() - 1,
                        n.toString().length(),
                        "this is repeated too often",
                        "at most " + MOST_TIMES)));
        List<Statement> body = new ArrayList<>();
        block(lines, body, depth + 1);
        closing(lines, cursor, "end", "end");
        Scope after = parsing.scope();
        parsing.continueWith(literal.orElse(0) > 0 ? after : Scope.merged(List.of(before, after)));
        times.ifPresent(t -> into.add(new Statement.Repeat(at, t, counter, body)));
    }

    private static Optional<Integer> literal(String source) {
        return source.matches("[0-9]{1,8}") ? Optional.of(Integer.valueOf(source)) : Optional.empty();
    }

    /** A mistake in the head of a block must not lose its body. */
    private <T> Optional<T> reported(Supplier<T> head) {
        try {
            return Optional.of(head.get());
        } catch (Mistake e) {
            report(e);
            parsing.scope().blind();
            return Optional.empty();
        }
    }

    private void reportRest(Cursor cursor) {
        try {
            cursor.end();
        } catch (Mistake e) {
            report(e);
        }
    }

    /** The line that ends a block; reports when the file ends instead. */
    private Optional<Cursor> closing(Lines lines, Cursor opened, String one, String other) {
        if (!lines.hasNext()) {
            opened.moveTo(0);
            opened.skipBlanks();
            int from = opened.offset();
            String word = opened.word();
            report(opened.mistake(from, word.length(), "'" + word + "' has no end", "end in a line of its own"));
            return Optional.empty();
        }
        Cursor cursor = lines.next();
        cursor.skipBlanks();
        int from = cursor.offset();
        String word = cursor.word();
        if (!word.equals(one) && !word.equals(other)) {
            report(cursor.mistake(
                    from,
                    word.length(),
                    "'" + word + "' can't stand here",
                    one.equals(other) ? other : "'" + one + "' or '" + other + "'"));
        } else {
            reportRest(cursor);
        }
        return Optional.of(cursor);
    }

    private static void deeper(Cursor cursor, int depth) {
        if (depth >= DEEPEST) {
            throw cursor.mistake(
                    0, cursor.line().length(), "blocks are nested too deeply", "at most " + DEEPEST + " levels");
        }
    }

    private void include(Cursor cursor, List<Statement> into) {
        cursor.skipBlanks();
        int from = cursor.offset();
        String written = cursor.token();
        cursor.end();
        String path = resolve(cursor, from, written);
        if (open.contains(path)) {
            throw cursor.mistake(from, written.length(), "'" + path + "' includes itself", "another file");
        }
        if (open.size() > DEEPEST) {
            throw cursor.mistake(
                    from, written.length(), "includes are nested too deeply", "at most " + DEEPEST + " levels");
        }
        if (++included > MOST_INCLUDES) {
            throw new TooMuch(
                    cursor.mistake(from, written.length(), "there are more than " + MOST_INCLUDES + " includes", "")
                            .diagnostic());
        }
        Optional<SourceFile> file;
        try {
            file = includes.read(path);
        } catch (IOException e) {
            throw cursor.mistake(from, written.length(), "'" + path + "' can't be read: " + e.getMessage(), "");
        } catch (ScenarioException e) {
            e.diagnostics().forEach(parsing.mistakes()::add);
            return;
        }
        if (file.isEmpty()) {
            throw cursor.mistake(from, written.length(), "there is no file '" + path + "' below the root", "");
        }
        Source source = Source.of(file.get());
        if (source.line(1).equals("---")) {
            throw cursor.mistake(
                    from, written.length(), "'" + path + "' has front matter; an included piece has none", "");
        }
        into.addAll(read(source, path, 1));
    }

    /** The path below the root that an include means. */
    private String resolve(Cursor cursor, int from, String written) {
        if (written.isEmpty()) {
            throw cursor.mistake(from, 1, "the path is missing", "a path such as lib/quit");
        }
        if (!PATH.matcher(written).matches()) {
            throw cursor.mistake(
                    from, written.length(), "'" + written + "' is not a path", "letters, digits, - _ . and /");
        }
        if (written.endsWith(INCLUDED)) {
            throw cursor.mistake(
                    from,
                    written.length(),
                    "the ending " + INCLUDED + " is added by itself",
                    "",
                    written.substring(0, written.length() - INCLUDED.length()));
        }
        String current = open.element();
        Deque<String> names = new ArrayDeque<>();
        if (!written.startsWith("/") && current.contains("/")) {
            names.addAll(List.of(current.substring(0, current.lastIndexOf('/')).split("/", -1)));
        }
        for (String name : written.split("/", -1)) {
            if (name.equals("..")) {
                if (names.pollLast() == null) {
                    throw cursor.mistake(
                            from, written.length(), "the path leads out of the scenarios' root", "a path below it");
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        if (names.isEmpty()) {
            throw cursor.mistake(from, written.length(), "'" + written + "' is not a file", "a path such as lib/quit");
        }
        return String.join("/", names) + INCLUDED;
    }
}
