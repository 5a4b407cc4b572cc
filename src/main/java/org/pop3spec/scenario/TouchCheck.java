package org.pop3spec.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pop3spec.result.SourcePosition;

/**
 * Holds what a session sends against what its front matter says that it touches, so that a scenario can't do to somebody's
 * account what it didn't declare. Statements are followed in the order of the text, all branches alike. What the text doesn't
 * show, such as a command that is itself computed or wrong credentials of AUTH, is not seen.
 */
final class TouchCheck {
    private static final Pattern RIGHT_RESPONSE =
            Pattern.compile("base64\\(response\\(('[^']*'|[A-Za-z][A-Za-z0-9_]*)\\)\\)");
    private static final Pattern QUOTED = Pattern.compile("quoted\\(([a-z0-9]+)\\)");
    private static final String NO_NAME = "";

    /** What a mechanism proves itself with: with anything else the server counts a failed login. */
    private static final Set<String> CREDENTIALS = Set.of("user", "password");

    private final Protocol protocol;
    private final Set<Touch> declared;
    private final Expressions expressions;
    private final Reporter reporter;
    private final Map<Integer, List<Template.Part>> unfinished = new HashMap<>();
    private final Map<Integer, String> userOn = new HashMap<>();
    private final Set<Integer> loggedIn = new HashSet<>();
    private final Map<String, String> sameAs = new HashMap<>();
    private final Set<String> madeFromPassword = new HashSet<>();
    private boolean begun;

    /** Where what is missing in the front matter goes. */
    @FunctionalInterface
    interface Reporter {
        void report(SourcePosition at, String message, String expected);
    }

    TouchCheck(Protocol protocol, Set<Touch> declared, Expressions expressions, Reporter reporter) {
        this.protocol = protocol;
        this.declared = declared;
        this.expressions = expressions;
        this.reporter = reporter;
    }

    void check(List<Statement> session) {
        session.forEach(this::check);
    }

    private void check(Statement statement) {
        if (statement instanceof Statement.Send send) {
            for (Template line : send.lines()) {
                sent(send.connection(), line);
                sent(send.connection(), new Template(List.of(new Template.Text("\n")), line.at()));
            }
        } else if (statement instanceof Statement.SendRaw raw) {
            for (Statement.Piece piece : raw.pieces()) {
                if (piece instanceof Statement.Octets octets) {
                    sent(raw.connection(), octets.template());
                }
            }
        } else if (statement instanceof Statement.Login login) {
            loggedIn.add(login.connection());
        } else if (statement instanceof Statement.Sasl sasl) {
            begun = true;
            sasl.settings().forEach((name, value) -> {
                template(value);
                if (CREDENTIALS.contains(name)) {
                    wants(
                            sasl.at(),
                            "the " + name + " of this exchange is not the account's own",
                            Touch.LOGIN_FAILURES);
                }
            });
        } else if (statement instanceof Statement.StartLayer layer && !begun) {
            reporter.report(
                    layer.at(), "no exchange was begun that could have a security layer", "sasl MECHANISM before it");
        } else if (statement instanceof Statement.Deliver deliver) {
            wants(deliver.at(), "deliver puts mail into the maildrop", Touch.MAILDROP);
        } else if (statement instanceof Statement.Expect expect) {
            expectation(expect.expectation());
        } else if (statement instanceof Statement.Let let) {
            expression(let.value());
            remember(let);
        } else if (statement instanceof Statement.Assert condition) {
            expression(condition.condition());
            condition.message().ifPresent(this::template);
        } else if (statement instanceof Statement.Observe observe) {
            template(observe.value());
        } else if (statement instanceof Statement.ReportFinding finding) {
            template(finding.evidence());
        } else if (statement instanceof Statement.Conclude conclude) {
            template(conclude.reason());
        } else if (statement instanceof Statement.When when) {
            expression(when.condition());
            check(when.then());
            check(when.otherwise());
        } else if (statement instanceof Statement.Either either) {
            for (Statement.Alternative alternative : either.alternatives()) {
                check(alternative.first());
                check(alternative.rest());
            }
        } else if (statement instanceof Statement.Repeat repeat) {
            expression(repeat.times());
            // twice, for what the end of the body does matters to its beginning
            check(repeat.body());
            check(repeat.body());
        }
    }

    private void expectation(Expectation expectation) {
        if (expectation instanceof Expectation.Status status) {
            status.text().ifPresent(this::pattern);
        } else if (expectation instanceof Expectation.Line line) {
            pattern(line.pattern());
        } else if (expectation instanceof Expectation.EachLine each) {
            pattern(each.pattern());
        } else if (expectation instanceof Expectation.SomeLine some) {
            pattern(some.pattern());
        } else if (expectation instanceof Expectation.MessageText message) {
            message.number().ifPresent(this::expression);
            message.bodyLines().ifPresent(this::expression);
        }
    }

    private void pattern(LinePattern pattern) {
        if (pattern instanceof LinePattern.Composed composed) {
            for (LinePattern.Part part : composed.parts()) {
                if (part instanceof LinePattern.Value value) {
                    expression(value.expression());
                }
            }
        }
    }

    /** A response that is sent otherwise than the client made it is a failed login to the server. */
    private void response(Template template) {
        for (Template.Part part : template.parts()) {
            if (part instanceof Template.Value value
                    && expressions
                            .check(value.expression().source())
                            .functions()
                            .contains("response")
                    && !RIGHT_RESPONSE
                            .matcher(value.expression().source().strip())
                            .matches()) {
                wants(template.at(), "this response is not what the account's credentials make", Touch.LOGIN_FAILURES);
            }
        }
    }

    private void template(Template template) {
        for (Template.Part part : template.parts()) {
            if (part instanceof Template.Value value) {
                expression(value.expression());
            }
        }
    }

    private void expression(Expression expression) {
        if (!begun && expressions.check(expression.source()).functions().contains("response")) {
            reporter.report(expression.at(), "response() has no exchange to answer in", "sasl MECHANISM before it");
        }
        if (!fetches() && expressions.check(expression.source()).functions().contains("octets")) {
            wants(expression.at(), "octets() retrieves the message", Touch.FLAGS);
        }
    }

    private void remember(Statement.Let let) {
        String source = let.value().source();
        sameAs.remove(let.name());
        madeFromPassword.remove(let.name());
        if (Names.isName(source)) {
            sameAs.put(let.name(), sameAs.getOrDefault(source, source));
        }
        if (isMadeFromPassword(let.value())) {
            madeFromPassword.add(let.name());
        }
    }

    private boolean isMadeFromPassword(Expression expression) {
        return expressions.check(expression.source()).names().stream()
                .map(ExpressionUse.NameUse::name)
                .anyMatch(name -> isPassword(name) || madeFromPassword.contains(name));
    }

    private static boolean isPassword(String name) {
        return name.startsWith("password") && Parsing.accountOf(name).isPresent();
    }

    /** Collects what is sent on a connection into lines, for a command may come in pieces. */
    private void sent(int connection, Template template) {
        template(template);
        response(template);
        List<Template.Part> line = unfinished.computeIfAbsent(connection, c -> new ArrayList<>());
        for (Template.Part part : template.parts()) {
            if (part instanceof Template.Text text) {
                String[] pieces = text.octets().split("\n", -1);
                for (int i = 0; i < pieces.length; i++) {
                    if (i > 0) {
                        command(connection, joined(line), template.at());
                        line.clear();
                    }
                    if (!pieces[i].isEmpty()) {
                        line.add(new Template.Text(pieces[i]));
                    }
                }
            } else {
                line.add(part);
            }
        }
    }

    /** Neighbouring texts as one. */
    private static List<Template.Part> joined(List<Template.Part> parts) {
        List<Template.Part> joined = new ArrayList<>();
        for (Template.Part part : parts) {
            int last = joined.size() - 1;
            if (part instanceof Template.Text text && last >= 0 && joined.get(last) instanceof Template.Text before) {
                joined.set(last, new Template.Text(before.octets() + text.octets()));
            } else {
                joined.add(part);
            }
        }
        return joined;
    }

    private void command(int connection, List<Template.Part> line, SourcePosition at) {
        if (line.isEmpty() || !(line.get(0) instanceof Template.Text first)) {
            return;
        }
        String text = first.octets().stripLeading();
        int blank = firstBlank(text);
        String word = text.substring(0, blank).toUpperCase(Locale.ROOT);
        List<Template.Part> arguments = new ArrayList<>(line.subList(1, line.size()));
        String rest = text.substring(blank).stripLeading();
        if (!rest.isEmpty()) {
            arguments.add(0, new Template.Text(rest));
        }
        if (loggedIn.contains(connection)) {
            switch (protocol.deed(word)) {
                case DELETE -> wants(at, word + " marks a message as deleted", Touch.MAILDROP);
                case FETCH -> {
                    if (!fetches()) {
                        wants(at, word + " retrieves a message", Touch.FLAGS);
                    }
                }
                default -> {
                    // touches nothing
                }
            }
        }
        if (protocol.deed(word) == Protocol.Deed.LOGIN) {
            loggedIn.add(connection);
        }
        credentials(word, connection, arguments, at);
    }

    /** A login that is not the right one is one that fails. */
    private void credentials(String word, int connection, List<Template.Part> arguments, SourcePosition at) {
        switch (word) {
            case "USER" -> userOn.put(connection, onlyName(arguments));
            case "PASS" -> {
                if (!isRightPassword(connection, arguments)) {
                    wants(at, "this PASS is not the password of the user named before", Touch.LOGIN_FAILURES);
                }
            }
            case "APOP" -> {
                if (!isRightDigest(arguments)) {
                    wants(at, "this APOP is not made from ${user} and ${password}", Touch.LOGIN_FAILURES);
                }
            }
            case "RPOP" -> {
                if (userOn.containsKey(connection)) {
                    wants(at, "this RPOP may be refused as a login", Touch.LOGIN_FAILURES);
                }
            }
            case "HELO" -> {
                if (protocol == Protocol.POP2 && !isRightHello(arguments)) {
                    wants(at, "this HELO is not ${quoted(user)} ${quoted(password)}", Touch.LOGIN_FAILURES);
                }
            }
            default -> {
                // no credentials
            }
        }
    }

    private boolean fetches() {
        return declared.contains(Touch.FLAGS) || declared.contains(Touch.MAILDROP);
    }

    private void wants(SourcePosition at, String message, Touch touch) {
        if (!declared.contains(touch)) {
            reporter.report(at, message + ", and the front matter does not say so", "touches: " + touch.word());
        }
    }

    /** The right password, after the user it belongs to; without any user before it, it is refused without being tried. */
    private boolean isRightPassword(int connection, List<Template.Part> arguments) {
        String password = onlyName(arguments);
        Optional<Integer> account = Parsing.accountOf(password);
        if (account.isEmpty() || !password.startsWith("password")) {
            return false;
        }
        String user = userOn.get(connection);
        return user == null
                || (user.startsWith("user") && Parsing.accountOf(user).equals(account));
    }

    /** User and password of one account, as POP2 has them (RFC 937, HELO); with one argument there is nothing to be tried. */
    private static boolean isRightHello(List<Template.Part> arguments) {
        List<Template.Part> parts = new ArrayList<>(arguments);
        parts.removeIf(p -> p instanceof Template.Text t && t.octets().equals("\r"));
        if (parts.size() == 1) {
            return true;
        }
        return parts.size() == 3
                && parts.get(1) instanceof Template.Text blank
                && blank.octets().equals(" ")
                && quotedName(parts.get(0)).startsWith("user")
                && quotedName(parts.get(2)).startsWith("password")
                && Parsing.accountOf(quotedName(parts.get(0))).equals(Parsing.accountOf(quotedName(parts.get(2))));
    }

    private static String quotedName(Template.Part part) {
        String source =
                part instanceof Template.Value value ? value.expression().source() : NO_NAME;
        Matcher quoted = QUOTED.matcher(source);
        String name = quoted.matches() ? quoted.group(1) : source;
        return Parsing.accountOf(name).isPresent() ? name : NO_NAME;
    }

    private boolean isRightDigest(List<Template.Part> arguments) {
        if (arguments.size() < 2
                || !(arguments.get(0) instanceof Template.Value user)
                || !onlyName(List.of(user)).startsWith("user")) {
            return false;
        }
        return arguments.stream().anyMatch(p -> p instanceof Template.Value v && isMadeFromPassword(v.expression()));
    }

    /** The name, if the arguments are one value and nothing else; what was set equal to another counts as that. */
    private String onlyName(List<Template.Part> arguments) {
        List<Template.Part> parts = new ArrayList<>(arguments);
        parts.removeIf(p -> p instanceof Template.Text t && t.octets().equals("\r"));
        if (parts.size() == 1 && parts.get(0) instanceof Template.Value value) {
            String source = value.expression().source();
            return Names.isName(source) ? sameAs.getOrDefault(source, source) : NO_NAME;
        }
        return NO_NAME;
    }

    private static int firstBlank(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' || c == '\t' || c == '\r') {
                return i;
            }
        }
        return text.length();
    }
}
