package org.pop3spec.session;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.pop3spec.auth.Apop;
import org.pop3spec.auth.Credentials;
import org.pop3spec.auth.Mechanism;
import org.pop3spec.auth.Mechanisms;
import org.pop3spec.auth.SaslExchange;
import org.pop3spec.auth.SaslObjection;
import org.pop3spec.auth.SaslSettings;
import org.pop3spec.scenario.Expectation;
import org.pop3spec.scenario.Protocol;

/**
 * What a client has said on one connection to open a maildrop, line by line, and whether what it says next is the credentials
 * of one of the accounts: PASS after USER and APOP (RFC 1939 section 7), AUTH and the responses after it (RFC 5034 section 4).
 * Where it is not certain that a line is no SASL response it is taken for one.
 */
final class Attempt {
    private static final Pattern TIMESTAMP = Pattern.compile("<[^<>]*>");
    private static final Pattern BLANKS = Pattern.compile("[ \\t]+");
    private static final Pattern QUOTED_WORD = Pattern.compile("(?:\\\\.|[^ \\\\])+");
    private static final Pattern QUOTING = Pattern.compile("\\\\(.)");
    private static final String CANCEL = "*";
    private static final String EMPTY_INITIAL_RESPONSE = "=";

    private final Dialogue dialogue;
    private final List<Credentials> accounts;
    private final Mechanisms mechanisms;
    private final List<Made> made;
    private final String nonce;
    private Optional<String> user = Optional.empty();
    private Optional<Exchange> exchange = Optional.empty();
    /** How many commands have not had their answer. */
    private int due;

    private boolean tried;

    /**
     * @param made grows with what the script has the client make
     */
    Attempt(Dialogue dialogue, List<Credentials> accounts, Mechanisms mechanisms, List<Made> made) {
        this.dialogue = dialogue;
        this.accounts = accounts;
        this.mechanisms = mechanisms;
        this.made = made;
        this.nonce = dialogue.nonce();
    }

    /** A response that a client of that mechanism made of an account's own credentials. */
    record Made(String mechanism, String challenge, String response) {}

    /** What would be wrong with sending this line; empty when it has no credentials or the right ones. */
    Optional<String> wrong(String line) {
        if (exchange.isPresent()) {
            boolean right = line.equals(CANCEL) || exchange.get().right(line);
            return right ? Optional.empty() : Optional.of("a wrong SASL response");
        }
        return switch (keyword(line)) {
            case "PASS" -> isPassword(argument(line)) ? Optional.empty() : Optional.of("a wrong password");
            case "APOP" -> isDigest(argument(line)) ? Optional.empty() : Optional.of("a wrong APOP digest");
            case "HELO" -> isHello(argument(line)) ? Optional.empty() : Optional.of("a wrong password");
            case "RPOP" -> isRemoteUser(argument(line)) ? Optional.empty() : Optional.of("a wrong name for RPOP");
            case "AUTH" -> rightAuth(words(line)) ? Optional.empty() : Optional.of("a wrong SASL response");
            default -> Optional.empty();
        };
    }

    /** The line was sent. */
    void said(String line) {
        if (exchange.isPresent()) {
            Exchange open = exchange.get();
            if (line.equals(CANCEL)) {
                due = open.before() + 1;
                exchange = Optional.empty();
            } else {
                open.said(line);
            }
            return;
        }
        String keyword = keyword(line);
        tried |= dialogue.protocol().deed(keyword) == Protocol.Deed.LOGIN;
        if (keyword.equals("USER")) {
            user = Optional.of(argument(line));
        }
        List<String> words = words(line);
        if (keyword.equals("AUTH") && words.size() > 1) {
            Exchange open = new Exchange(words.get(1), due);
            words.stream().skip(2).map(Attempt::initial).forEach(open::said);
            exchange = Optional.of(open);
        } else {
            due++;
        }
    }

    /** A status line came, other than the greeting. */
    void answered(Expectation.Outcome indicator, String text) {
        boolean last = indicator != Expectation.Outcome.CONTINUATION;
        if (exchange.isPresent()) {
            if (exchange.get().answered(last, text)) {
                exchange = Optional.empty();
                due = 0;
            }
        } else if (last) {
            due = Math.max(0, due - 1);
        }
    }

    /** Whether the server may take the next line for a response. */
    boolean inExchange() {
        return exchange.isPresent();
    }

    /** Whether a command was sent that opens a maildrop. */
    boolean tried() {
        return tried;
    }

    /** The first word of a line in upper case; NULs don't count, for there are servers that don't see them. */
    static String keyword(String line) {
        return Dialogue.keyword(line.replace("\0", ""));
    }

    /** What stands behind the first blank after the keyword, blanks included, for they may belong to a password. */
    private static String argument(String line) {
        String command = line.stripLeading();
        int blank = 0;
        while (blank < command.length() && !Character.isWhitespace(command.charAt(blank))) {
            blank++;
        }
        return blank < command.length() ? command.substring(blank + 1) : "";
    }

    private static List<String> words(String line) {
        return List.of(BLANKS.split(line.strip()));
    }

    /** Without a user before it PASS is refused without being tried. */
    private boolean isPassword(String argument) {
        return accounts.stream()
                .filter(account -> user.isEmpty() || account.user().equals(user.get()))
                .anyMatch(account -> account.password().equals(argument));
    }

    /** User and password with the quoting of RFC 937; with fewer than two arguments nothing is tried, and only POP2 knows it. */
    private boolean isHello(String argument) {
        if (dialogue.protocol() != Protocol.POP2) {
            return true;
        }
        List<String> words = new ArrayList<>();
        Matcher matcher = QUOTED_WORD.matcher(argument);
        while (matcher.find()) {
            words.add(QUOTING.matcher(matcher.group()).replaceAll("$1"));
        }
        return words.size() < 2
                || accounts.stream().anyMatch(account -> words.equals(List.of(account.user(), account.password())));
    }

    /** The same for RPOP (RFC 1081). */
    private boolean isRemoteUser(String argument) {
        return user.isEmpty()
                || accounts.stream()
                        .filter(account -> account.user().equals(user.get()))
                        .anyMatch(account -> account.rpopUser().equals(Optional.of(argument)));
    }

    private boolean isDigest(String argument) {
        int blank = argument.lastIndexOf(' ');
        if (blank < 0) {
            return false;
        }
        String name = argument.substring(0, blank);
        String digest = argument.substring(blank + 1);
        List<String> timestamps = new ArrayList<>();
        Matcher matcher = TIMESTAMP.matcher(dialogue.greeting());
        while (matcher.find()) {
            timestamps.add(matcher.group());
        }
        return accounts.stream()
                .filter(account -> account.user().equals(name))
                .anyMatch(account -> timestamps.stream()
                        .map(timestamp -> Apop.digest(timestamp, account))
                        .anyMatch(digest::equals));
    }

    private boolean rightAuth(List<String> words) {
        if (words.size() < 3) {
            return true;
        }
        return words.size() == 3 && new Exchange(words.get(1), 0).right(initial(words.get(2)));
    }

    private static String initial(String word) {
        return word.equals(EMPTY_INITIAL_RESPONSE) ? "" : word;
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            // no server would send that as a challenge, and no response fits it
            return base64;
        }
    }

    private static String encoded(String octets) {
        return Base64.getEncoder().encodeToString(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** One AUTH and what followed it. */
    private final class Exchange {
        private final Optional<Mechanism> mechanism;
        private final List<Turn> turns = new ArrayList<>();
        /** Answers to earlier commands that are still to come. */
        private int before;

        private String challenge = "";

        Exchange(String mechanism, int before) {
            this.mechanism = mechanisms.named(mechanism);
            this.before = before;
        }

        int before() {
            return before;
        }

        void said(String response) {
            turns.add(new Turn(challenge(), response));
            challenge = "";
        }

        /** Whether the status line ended it. */
        boolean answered(boolean last, String text) {
            if (!last) {
                challenge = before == 0 ? decoded(text) : challenge;
                return false;
            }
            before--;
            return before < 0;
        }

        /** What the next response answers; what a server says before the first one of a client that begins does not matter. */
        private String challenge() {
            boolean begins =
                    turns.isEmpty() && mechanism.isPresent() && mechanism.get().clientFirst();
            return begins ? "" : challenge;
        }

        boolean right(String line) {
            if (mechanism.isEmpty()) {
                return false;
            }
            String name = mechanism.get().name();
            String asked = challenge();
            Stream<String> watched = made.stream()
                    .filter(m -> m.mechanism().equals(name) && m.challenge().equals(asked))
                    .map(Made::response);
            Stream<String> own = accounts.stream()
                    .flatMap(account -> Stream.of(Map.<String, String>of(), Map.of("authzid", account.user()))
                            .map(changes -> new SaslSettings(account, dialogue, nonce, changes)))
                    .flatMap(settings -> own(mechanism.get(), settings, asked).stream());
            return Stream.concat(watched, own).map(Attempt::encoded).anyMatch(line::equals);
        }

        /** What a client would answer to the last challenge that has said before what the script has. */
        private Optional<String> own(Mechanism how, SaslSettings settings, String asked) {
            try {
                SaslExchange client = how.begin(settings);
                for (Turn turn : turns) {
                    if (!encoded(client.respond(turn.challenge())).equals(turn.response())) {
                        return Optional.empty();
                    }
                }
                return Optional.of(client.respond(asked));
            } catch (SaslObjection e) {
                // the mechanism has no right response here
                return Optional.empty();
            }
        }
    }

    /** A challenge without base64, and the response to it as it was sent. */
    private record Turn(String challenge, String response) {}
}
