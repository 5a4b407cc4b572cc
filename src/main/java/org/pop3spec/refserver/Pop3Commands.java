package org.pop3spec.refserver;

import static org.pop3spec.refserver.Pop3Session.State.AUTHORIZATION;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The commands of RFC 1939, RPOP and LAST of the documents before it, CAPA of RFC 2449, STLS of RFC 2595, AUTH of RFC 5034, UTF8 and LANG of RFC 6856: when each may be
 * given, how many arguments it takes, what it does.
 */
final class Pop3Commands {
    private static final Set<Pop3Session.State> ANY = EnumSet.of(AUTHORIZATION, TRANSACTION);
    private static final Map<String, Form> FORMS = Map.ofEntries(
            Map.entry("USER", new Form(EnumSet.of(AUTHORIZATION), 1, 1, true)),
            // blanks belong to the password: whatever follows is one argument
            Map.entry("PASS", new Form(EnumSet.of(AUTHORIZATION), 1, Integer.MAX_VALUE, true)),
            Map.entry("APOP", new Form(EnumSet.of(AUTHORIZATION), 2, 2, true)),
            Map.entry("AUTH", new Form(EnumSet.of(AUTHORIZATION), 1, 2)),
            Map.entry("UTF8", new Form(EnumSet.of(AUTHORIZATION), 0, 0)),
            Map.entry("LANG", new Form(ANY, 0, 1)),
            Map.entry("STLS", new Form(EnumSet.of(AUTHORIZATION), 0, 0)),
            Map.entry("RPOP", new Form(EnumSet.of(AUTHORIZATION), 1, 1)),
            Map.entry("STAT", new Form(EnumSet.of(TRANSACTION), 0, 0)),
            Map.entry("LIST", new Form(EnumSet.of(TRANSACTION), 0, 1)),
            Map.entry("UIDL", new Form(EnumSet.of(TRANSACTION), 0, 1)),
            Map.entry("RETR", new Form(EnumSet.of(TRANSACTION), 1, 1)),
            Map.entry("TOP", new Form(EnumSet.of(TRANSACTION), 2, 2)),
            Map.entry("DELE", new Form(EnumSet.of(TRANSACTION), 1, 1)),
            Map.entry("NOOP", new Form(EnumSet.of(TRANSACTION), 0, 0)),
            Map.entry("RSET", new Form(EnumSet.of(TRANSACTION), 0, 0)),
            Map.entry("LAST", new Form(EnumSet.of(TRANSACTION), 0, 0)),
            Map.entry("CAPA", new Form(ANY, 0, 0)),
            Map.entry("QUIT", new Form(ANY, 0, 0)));

    /**
     * What is known of a command before it is given.
     *
     * @param names whether its arguments may be in UTF-8, as names and passwords are (RFC 6856 section 2.2)
     */
    private record Form(Set<Pop3Session.State> states, int fewest, int most, boolean names) {
        Form(Set<Pop3Session.State> states, int fewest, int most) {
            this(states, fewest, most, false);
        }

        boolean fits(Command command) {
            List<String> arguments = command.arguments();
            boolean passwordLike = most == Integer.MAX_VALUE;
            return (command.printable() || names)
                    && arguments.size() >= fewest
                    && arguments.size() <= most
                    && (passwordLike
                            ? !command.rest().orElse("").isEmpty()
                            : arguments.stream().noneMatch(String::isEmpty));
        }
    }

    private Pop3Commands() {}

    static boolean known(String keyword) {
        return FORMS.containsKey(keyword);
    }

    /** The states in which the command is permitted; none for a command that is not known. */
    static Set<Pop3Session.State> states(String keyword) {
        Form form = FORMS.get(keyword);
        return form == null ? Set.of() : form.states();
    }

    static Reply answer(Pop3Session session, Command command) {
        Form form = FORMS.get(command.keyword());
        if (form == null || gone(session.settings(), command)) {
            return Reply.error("Unknown command");
        }
        if (!session.conduct().admits(session, command)) {
            return Reply.error("Not permitted in this state");
        }
        if (!form.fits(command)) {
            return Reply.error("Wrong arguments");
        }
        return perform(session, command);
    }

    /** Whether it is a command that later documents dropped, and that is not switched on. */
    private static boolean gone(ServerSettings settings, Command command) {
        return (command.is("RPOP") && !settings.rpop()) || (command.is("LAST") && !settings.last());
    }

    /** Does the command without asking whether it is permitted and well formed. */
    static Reply perform(Pop3Session session, Command command) {
        return switch (command.keyword()) {
            case "USER" -> user(session, command);
            case "PASS" -> pass(session, command);
            case "APOP" -> apop(session, command);
            case "RPOP" -> rpop(session, command);
            case "AUTH" -> session.sasl().begin(session, command);
            case "UTF8" -> utf8(session);
            case "LANG" -> lang(session, command);
            case "STLS" -> stls(session);
            case "STAT" -> stat(session, command);
            case "LIST" -> list(session, command);
            case "UIDL" -> uidl(session, command);
            case "RETR" -> retr(session, command);
            case "TOP" -> top(session, command);
            case "DELE" -> dele(session, command);
            case "NOOP" -> Reply.ok("");
            case "RSET" -> rset(session);
            case "LAST" -> Reply.ok(String.valueOf(session.highestAccessed()));
            case "CAPA" ->
                Reply.ok(
                        "Capability list follows",
                        Octets.ofLines(session.conduct().capabilities(session)));
            case "QUIT" -> quit(session);
            default -> Reply.error("Unknown command");
        };
    }

    /** Any name gets the same answer: it tells nobody which accounts exist (RFC 1939 section 13). */
    private static Reply user(Pop3Session session, Command command) {
        if (!session.conduct().admitsPasswords(session)) {
            return Reply.error("Passwords are taken under TLS only");
        }
        if (session.named().isPresent()) {
            // permitted after the greeting or after an unsuccessful USER or PASS only (RFC 1939 section 7)
            return Reply.error("PASS is awaited");
        }
        Optional<String> name = session.conduct().prepared(command, command.argument(0));
        if (name.isEmpty()) {
            return Reply.error("No name can have these characters");
        }
        session.name(name.get());
        return Reply.ok("Password, please");
    }

    private static Reply pass(Pop3Session session, Command command) {
        if (!session.conduct().admitsPasswords(session)) {
            return Reply.error("Passwords are taken under TLS only");
        }
        Optional<String> name = session.named();
        if (name.isEmpty()) {
            return Reply.error("USER first");
        }
        Optional<String> password =
                session.conduct().prepared(command, command.rest().orElse(""));
        return session.accounts()
                .find(name.get())
                .filter(account ->
                        password.filter(own -> proves(session, account, own)).isPresent())
                .map(account -> open(session, account))
                .orElseGet(() -> Reply.error("AUTH", "Login failed"));
    }

    /** Where a ticket was shown before the greeting, it counts, and the password does not. */
    private static boolean proves(Pop3Session session, Account account, String password) {
        boolean right = session.conduct().verifies(account, password);
        if (!session.isKpop()) {
            return right;
        }
        boolean counts = !session.conduct().observes(TicketRule.PASSWORD_MEANS_NOTHING);
        return session.shownTicketOf(account) && (right || !counts);
    }

    /** RFC 1081 and 1225, RPOP: in place of PASS. */
    private static Reply rpop(Pop3Session session, Command command) {
        if (session.named().isEmpty()) {
            return Reply.error("USER first");
        }
        return session.accounts()
                .find(session.named().get())
                .filter(account -> session.conduct().trusts(session, account, command.argument(0)))
                .map(account -> open(session, account))
                .orElseGet(() -> Reply.error("Permission denied"));
    }

    private static Reply apop(Pop3Session session, Command command) {
        if (!session.settings().apop()) {
            return Reply.error("APOP is not offered");
        }
        if (!session.admitsLogin()) {
            return Reply.error("Logins are taken under TLS only");
        }
        return session.conduct()
                .prepared(command, command.argument(0))
                .flatMap(session.accounts()::find)
                .filter(account -> session.conduct().verifiesDigest(session, account, command.argument(1)))
                .map(account -> open(session, account))
                .orElseGet(() -> Reply.error("AUTH", "Login failed"));
    }

    /** What every way of logging in ends with once it is known who the client is (RFC 1939 section 4). */
    static Reply open(Pop3Session session, Account account) {
        if (session.conduct().tooSoon(session, account)) {
            return Reply.error("LOGIN-DELAY", "Too soon after the last login");
        }
        Maildrop maildrop = session.accounts().maildrop(account);
        Optional<Maildrop.Trouble> trouble = maildrop.trouble();
        if (trouble.isPresent()) {
            return Reply.error(code(trouble.get()), "The maildrop cannot be opened");
        }
        if (!session.conduct().lock(session, maildrop)) {
            return Reply.error("IN-USE", "Another session has the maildrop");
        }
        session.accounts().noteLogin(account);
        session.enterTransaction(account, maildrop);
        return Reply.ok("Maildrop opened");
    }

    private static String code(Maildrop.Trouble trouble) {
        return trouble == Maildrop.Trouble.TEMPORARY ? "SYS/TEMP" : "SYS/PERM";
    }

    private static Reply utf8(Pop3Session session) {
        session.utf8(true);
        return Reply.ok("UTF-8 mode");
    }

    private static Reply lang(Pop3Session session, Command command) {
        if (command.arguments().isEmpty()) {
            return Reply.ok("Languages follow", Octets.ofLines(session.conduct().languages(session)));
        }
        Optional<Language> language = session.conduct().language(session, command.argument(0));
        language.ifPresent(session::speak);
        return language.map(chosen -> Reply.ok(chosen.tag() + " " + chosen.text("This is English")))
                .orElseGet(() -> Reply.error("No such language"));
    }

    private static Reply stls(Pop3Session session) {
        if (session.isUtf8()) {
            // no client may say STLS after UTF8 (RFC 6856 section 2.1)
            return Reply.error("Not permitted in this state");
        }
        return session.isTls()
                ? Reply.error("TLS is active already")
                : Reply.ok("Begin TLS negotiation").thenDo(Reply.Then.START_TLS);
    }

    private static Reply stat(Pop3Session session, Command command) {
        List<Integer> listed = session.conduct().listed(session, command);
        return Reply.ok(listed.size() + " " + total(session, command, listed));
    }

    private static long total(Pop3Session session, Command command, List<Integer> numbers) {
        return numbers.stream()
                .mapToLong(n -> session.conduct().size(session, command, session.message(n)))
                .sum();
    }

    private static Reply list(Pop3Session session, Command command) {
        if (command.arguments().isEmpty()) {
            List<Integer> listed = session.conduct().listed(session, command);
            Stream<String> lines = listed.stream().map(n -> scanListing(session, command, n));
            return Reply.ok(
                    listed.size() + " messages (" + total(session, command, listed) + " octets)",
                    Octets.ofLines(lines.toList()));
        }
        return withMessage(session, command, (n, message) -> Reply.ok(scanListing(session, command, n)));
    }

    static String scanListing(Pop3Session session, Command command, int number) {
        return number + " " + session.conduct().size(session, command, session.message(number));
    }

    private static Reply uidl(Pop3Session session, Command command) {
        if (command.arguments().isEmpty()) {
            Stream<String> lines =
                    session.conduct().listed(session, command).stream().map(n -> uniqueIdListing(session, n));
            return Reply.ok("Unique-ids follow", Octets.ofLines(lines.toList()));
        }
        return withMessage(session, command, (n, message) -> Reply.ok(uniqueIdListing(session, n)));
    }

    static String uniqueIdListing(Pop3Session session, int number) {
        return number + " " + session.conduct().uniqueId(session, number, session.message(number));
    }

    private static Reply retr(Pop3Session session, Command command) {
        return withMessage(session, command, (n, message) -> {
            if (session.conduct().needsUtf8(session, command, message)) {
                return needsUtf8();
            }
            session.noteRetrieved(n);
            session.noteAccessed(n);
            session.maildrop().ifPresent(maildrop -> maildrop.noteRetrieved(message));
            return Reply.ok(session.conduct().size(session, command, message) + " octets", message.content());
        });
    }

    private static Reply top(Pop3Session session, Command command) {
        OptionalLong lines = session.conduct().lineCount(command.argument(1));
        if (lines.isEmpty()) {
            return Reply.error("Not a number of lines");
        }
        return withMessage(
                session,
                command,
                (n, message) -> session.conduct().needsUtf8(session, command, message)
                        ? needsUtf8()
                        : Reply.ok("Top of the message follows", message.top(lines.getAsLong())));
    }

    private static Reply needsUtf8() {
        return Reply.error("UTF8", "The message is for UTF-8 mode");
    }

    private static Reply dele(Pop3Session session, Command command) {
        return withMessage(session, command, (n, message) -> {
            session.mark(n);
            session.noteAccessed(n);
            return Reply.ok("Marked as deleted");
        });
    }

    private static Reply rset(Pop3Session session) {
        session.unmarkAll();
        // where RFC 1081 and 1225 go back to what it was when the session began (RFC 1460 section 5, RSET)
        session.highestAccessed(0);
        return Reply.ok("No message is marked as deleted");
    }

    private static Reply quit(Pop3Session session) {
        boolean done = session.enterUpdate();
        Reply reply = done
                ? Reply.ok("Goodbye")
                : Reply.error("SYS/TEMP", "Some messages marked as deleted were not removed");
        return reply.thenDo(Reply.Then.CLOSE);
    }

    /** What is done with a message and its number. */
    @FunctionalInterface
    private interface Deed {
        Reply with(int number, StoredMessage message);
    }

    private static Reply withMessage(Pop3Session session, Command command, Deed deed) {
        OptionalLong number = session.conduct().messageNumber(command.argument(0));
        if (number.isEmpty()) {
            return Reply.error("Not a message-number");
        }
        return session.conduct()
                .find(session, command, number.getAsLong())
                .map(message -> deed.with(session.messages().indexOf(message) + 1, message))
                .orElseGet(() -> Reply.error("No such message"));
    }
}
