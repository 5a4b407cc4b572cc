package org.pop3spec.refserver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.bouncycastle.tls.ProtocolVersion;
import org.pop3spec.result.Level;

/**
 * Servers that make of every choice that the texts leave something else than the reference server does. None of them breaks
 * anything, so no scenario may complain about one. They are made of the same pieces as the faults.
 */
public final class LawfulServers {
    private static final int LONGEST_STATUS_LINE = 512;
    private static final int REFUSALS_BEFORE_CLOSE = 3;
    /** What the text behind the indicator begins with is laid down for these. */
    private static final Set<String> LAID_DOWN = Set.of("STAT", "LIST", "UIDL", "LANG");

    private static final Set<String> WITH_NUMBERS = Set.of("LIST", "UIDL", "RETR", "DELE", "TOP");

    private LawfulServers() {}

    /** By what they are. */
    public static Map<String, ServerSettings> all() {
        Map<String, ServerSettings> all = new LinkedHashMap<>();
        all.put("minimal", minimal());
        all.put("talkative", talkative());
        all.put("lenient", lenient());
        all.put("hasty", hasty());
        all.put("sharing", sharing());
        all.put("download-and-delete under TLS only", downloadAndDelete());
        return Collections.unmodifiableMap(all);
    }

    /** One that serves one client after the other. Everything against it would take minutes, for players take turns. */
    public static ServerSettings servingInTurn() {
        return server(LawfulServers::servesInTurn).build();
    }

    /** RFC 1939 without anything optional but USER and PASS, no word too much, and little patience. */
    private static ServerSettings minimal() {
        return server(
                        without("CAPA", "TOP", "UIDL", "APOP", "STLS", "AUTH", "UTF8", "LANG"),
                        Deviations.greeting((session, right) -> "+OK\r\n"),
                        bareStatusLines(),
                        closesAfterRefusals(REFUSALS_BEFORE_CLOSE),
                        Deviations.terms(external -> new TlsTerms(external) {
                            @Override
                            Optional<String> applicationProtocol(List<String> named) {
                                return Optional.empty();
                            }

                            @Override
                            boolean asksForCertificate() {
                                return false;
                            }
                        }))
                .apop(false)
                .retention(Optional.empty())
                .build();
    }

    /** Everything as long and as full of extras as RFC 1939, 2449 and 3206 permit. */
    private static ServerSettings talkative() {
        return server(
                        LawfulServers::fullStatusLines,
                        Deviations.eachLine(Deviations.withoutNumber("LIST"), line -> line + " Subject: of no concern"),
                        codesInDetail(),
                        refusesNamesThatNobodyHas(),
                        manyCapabilities(),
                        longUniqueIdsOfContent(),
                        whatWasSeenHasNoOrder())
                .build();
    }

    /** Takes whatever can be understood. */
    private static ServerSettings lenient() {
        return server(
                        surrogates(),
                        guessesArguments(),
                        numbersOfAnyForm(),
                        remembersTheName(),
                        boundToTheCertificateBy(Optional.of("nothing that a client has")),
                        smallBuffers(),
                        Deviations.digestAlso((timestamp, secret, digest) ->
                                Conduct.digest(timestamp + secret).equals(digest.toLowerCase(Locale.ROOT))),
                        Deviations.answerInstead(
                                command -> command.keyword().isEmpty(), (session, command, right) -> Reply.none()),
                        lastOfRfc1225())
                .last(true)
                .build();
    }

    /** Hangs up on whoever was refused anything, and wherever else no text forbids it; tells which names it knows. */
    private static ServerSettings hasty() {
        return server(
                        listsNoLanguages(),
                        namesWhoIsUnknown(),
                        closesAfterRefusals(1),
                        closesAfterStlsWithMore(),
                        noSecurityLayers(),
                        closesOnLongLines(),
                        softHyphensRefused(),
                        Deviations.terms(external -> new TlsTerms(external) {
                            @Override
                            ProtocolVersion[] versions() {
                                return ProtocolVersion.TLSv13.only();
                            }
                        }),
                        boundToTheCertificateBy(Optional.empty()),
                        LatestRetrieved::new)
                .last(true)
                .build();
    }

    /**
     * Admits several sessions, each with its own view, which mail that arrives is added to, and notes in the header what was
     * fetched. On the pop3s port nobody needs APOP, and to an empty line it takes its time.
     */
    private static ServerSettings sharing() {
        return server(
                        LawfulServers::admitsEverybody,
                        MarksAsRead::new,
                        showsNewMail(),
                        noApopOnPop3s(),
                        refusesEmptyLinesLate())
                .last(true)
                .build();
    }

    private static ServerSettings downloadAndDelete() {
        return server().retention(Optional.of(Retention.ofDays(0)))
                .cleartext(CleartextPolicy.NO_LOGIN)
                .apop(false)
                .build();
    }

    /** LAST with a sentence behind the number and TOP as access; RSET sets it back to where the session began. */
    private static UnaryOperator<Conduct> lastOfRfc1225() {
        UnaryOperator<Conduct> sentence = Deviations.success(
                Deviations.to("LAST"),
                (session, command, right) -> right.withText(right.text() + " is the last message seen."));
        UnaryOperator<Conduct> top = Deviations.success(Deviations.to("TOP"), (session, command, right) -> {
            session.conduct().messageNumber(command.argument(0)).ifPresent(n -> session.noteAccessed((int) n));
            return right;
        });
        return next -> sentence.apply(top.apply(new Deviation(next) {
            private final Map<Pop3Session, Integer> begun = Collections.synchronizedMap(new WeakHashMap<>());

            @Override
            int highestAccessed(Pop3Session session, Maildrop maildrop) {
                int first = super.highestAccessed(session, maildrop);
                begun.put(session, first);
                return first;
            }

            @Override
            Reply answer(Pop3Session session, Command command) {
                Reply reply = super.answer(session, command);
                if (command.is("RSET") && reply.positive()) {
                    session.highestAccessed(begun.getOrDefault(session, 0));
                }
                return reply;
            }
        }));
    }

    /** The binding tls-server-end-point is no server's duty (RFC 5802 section 6.1): it may be refused at once, or in the end. */
    private static UnaryOperator<Conduct> boundToTheCertificateBy(Optional<String> value) {
        return next -> new Deviation(next) {
            @Override
            Optional<String> channelBinding(Pop3Session session, String type) {
                return type.equals("tls-server-end-point") ? value : super.channelBinding(session, type);
            }
        };
    }

    /** Security layers of SASL are nobody's duty (RFC 5034 section 4). */
    private static UnaryOperator<Conduct> noSecurityLayers() {
        UnaryOperator<Conduct> announced = Deviations.makes(
                SaslValue.DIGEST_CHALLENGE,
                (session, right) -> right.replaceFirst("qop=\"[^\"]*\",cipher=\"[^\"]*\"", "qop=\"auth\""));
        // what is not announced is not taken either
        UnaryOperator<Conduct> taken =
                Deviations.hearing("DIGEST-MD5", response -> response.replaceFirst("qop=auth-\\w+", "qop=none"));
        return right -> taken.apply(announced.apply(right));
    }

    /** A line may be spread over buffers as the server likes (RFC 4422 section 3.7). */
    private static UnaryOperator<Conduct> smallBuffers() {
        return Deviations.protecting(right -> new FaultsOfLayers.Changed(right) {
            @Override
            public int most() {
                return 3;
            }
        });
    }

    @SafeVarargs
    private static ServerSettings.Builder server(UnaryOperator<Conduct>... variations) {
        List<Fault> all = new ArrayList<>();
        for (UnaryOperator<Conduct> variation : variations) {
            all.add(new Fault("lawful-" + all.size(), "RFC1939#3", Level.MAY, "breaks nothing", variation));
        }
        return ServerSettings.builder().idleTimeout(Duration.ofMinutes(30)).faults(all);
    }

    private static UnaryOperator<Conduct> without(String... keywords) {
        return Deviations.answerInstead(
                Deviations.to(keywords), (session, command, right) -> Reply.error("Unknown command"));
    }

    private static UnaryOperator<Conduct> bareStatusLines() {
        return Deviations.statusLine(
                command -> true,
                line -> line.startsWith("+OK ") && Character.isDigit(line.charAt("+OK ".length()))
                        ? line.split(" octets", 2)[0]
                                        .replaceFirst(" messages.*", "")
                                        .stripTrailing() + "\r\n"
                        : line.split("[ \r]", 2)[0] + "\r\n");
    }

    /** Commands and the responses of a SASL exchange alike. */
    private static UnaryOperator<Conduct> closesAfterRefusals(int most) {
        Map<Pop3Session, AtomicInteger> refusals = Collections.synchronizedMap(new WeakHashMap<>());
        UnaryOperator<Conduct> counting = Deviations.sent((session, command, reply) -> {
            if (reply.status() == Reply.Status.ERR) {
                refusals.computeIfAbsent(session, unseen -> new AtomicInteger()).incrementAndGet();
            }
        });
        UnaryOperator<Conduct> leaving = Deviations.reading((session, in, right) ->
                refusals.containsKey(session) && refusals.get(session).get() >= most ? Optional.empty() : right.get());
        return next -> leaving.apply(counting.apply(next));
    }

    private static Conduct fullStatusLines(Conduct next) {
        return new Deviation(next) {
            @Override
            String greeting(Pop3Session session) {
                return filled(super.greeting(session));
            }

            @Override
            String statusLine(Pop3Session session, Command command, Reply reply) {
                String right = super.statusLine(session, command, reply);
                // nothing may follow a unique-id
                boolean single = command.is("UIDL") && reply.content().isEmpty() && reply.positive();
                return single || reply.status() == Reply.Status.CHALLENGE ? right : filled(right);
            }
        };
    }

    private static String filled(String line) {
        String text = line.substring(0, line.length() - 2);
        return (text + " and so on".repeat(60)).substring(0, LONGEST_STATUS_LINE - 2) + "\r\n";
    }

    private static UnaryOperator<Conduct> codesInDetail() {
        return Deviations.answer(command -> true, (session, command, right) -> {
            boolean laidDown = LAID_DOWN.contains(command.keyword()) && right.positive();
            if (laidDown || right.status() == Reply.Status.CHALLENGE) {
                return right;
            }
            return right.withCode(right.code().isEmpty() ? "X-POP3SPEC/OF/NO/CONCERN" : right.code() + "/IN/DETAIL");
        });
    }

    private static UnaryOperator<Conduct> manyCapabilities() {
        return Deviations.capabilities((session, all) -> {
            if (session.state() == Pop3Session.State.AUTHORIZATION) {
                all.removeIf(line -> line.startsWith("IMPLEMENTATION"));
            }
            all.replaceAll(line -> line.equals("TOP") || line.equals("UIDL") ? line.toLowerCase(Locale.ROOT) : line);
            all.add("X-LONG " + "x".repeat(LONGEST_STATUS_LINE - 2 - "X-LONG ".length()));
            all.add("X-~!$ one two {three}");
            Collections.shuffle(all);
        });
    }

    private static UnaryOperator<Conduct> longUniqueIdsOfContent() {
        return Deviations.uniqueId((session, number, message, right) -> {
            String text = message.content().latin1();
            // the trace fields are another hour's in each copy
            String delivered = text.substring(Math.max(0, text.indexOf("\r\n\r\n")));
            String fields = text.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("subject:")
                            || line.toLowerCase(Locale.ROOT).startsWith("message-id:"))
                    .collect(Collectors.joining());
            return (Conduct.digest(fields + delivered) + "!~\"".repeat(20)).substring(0, 70);
        });
    }

    private static UnaryOperator<Conduct> guessesArguments() {
        Set<String> alone = Set.of("NOOP", "STAT", "RSET", "QUIT", "CAPA", "STLS");
        return next -> new Deviation(next) {
            @Override
            Command parse(String line) {
                String secret = line.toUpperCase(Locale.ROOT).startsWith("PASS ") ? line : "";
                Command plain = super.parse(secret.isEmpty() ? line.strip().replaceAll("[ \t]+", " ") : line);
                if (alone.contains(plain.keyword())) {
                    return plain.withoutArguments();
                }
                int most = plain.is("TOP") ? 2 : 1;
                return WITH_NUMBERS.contains(plain.keyword())
                                && plain.arguments().size() > most
                        ? plain.withArguments(String.join(" ", plain.arguments().subList(0, most)))
                        : plain;
            }
        };
    }

    private static UnaryOperator<Conduct> numbersOfAnyForm() {
        return Deviations.number(argument -> argument.matches("[+]?0*[1-9][0-9]{0,9}")
                ? OptionalLong.of(Long.parseLong(argument.replaceFirst("^[+]", "")))
                : OptionalLong.empty());
    }

    private static UnaryOperator<Conduct> remembersTheName() {
        return Deviations.answerInstead(command -> true, (session, command, right) -> {
            Optional<String> named = session.named();
            if (command.is("USER") && session.state() == Pop3Session.State.AUTHORIZATION && named.isPresent()) {
                if (command.arguments().size() != 1) {
                    return Reply.error("One name, please");
                }
                session.name(command.argument(0));
                return Reply.ok("Another one, then");
            }
            Reply reply = right.get();
            if (!command.is("PASS") && !command.is("USER") && session.state() == Pop3Session.State.AUTHORIZATION) {
                named.ifPresent(session::name);
            }
            return reply;
        });
    }

    private static UnaryOperator<Conduct> namesWhoIsUnknown() {
        return Deviations.success(
                Deviations.to("USER"),
                (session, command, right) -> session.conduct()
                                .prepared(command, command.argument(0))
                                .flatMap(session.accounts()::find)
                                .isPresent()
                        ? right
                        : Reply.error("Never heard of " + command.argument(0)));
    }

    private static UnaryOperator<Conduct> closesAfterStlsWithMore() {
        return Deviations.answerInstead(
                command -> command.is("STLS") && command.rest().isPresent(),
                (session, command, right) ->
                        Reply.error("Nothing comes with STLS").thenDo(Reply.Then.CLOSE));
    }

    /** No account has a name as long as a command may be. */
    private static UnaryOperator<Conduct> refusesNamesThatNobodyHas() {
        return Deviations.success(
                Deviations.to("USER"),
                (session, command, right) ->
                        command.argument(0).length() > 64 ? Reply.error("Nobody has such a long name") : right);
    }

    /** As the successors of SASLprep have it (RFC 8265), for whom a soft hyphen is no part of names and passwords. */
    private static UnaryOperator<Conduct> softHyphensRefused() {
        String softHyphen = Utf8.octets("\u00ad");
        return next -> new Deviation(next) {
            @Override
            Optional<String> prepared(Command command, String octets) {
                return octets.contains(softHyphen) ? Optional.empty() : super.prepared(command, octets);
            }
        };
    }

    private static UnaryOperator<Conduct> showsNewMail() {
        return Deviations.answerInstead(command -> true, (session, command, right) -> {
            session.maildrop().map(Maildrop::messages).ifPresent(now -> {
                List<StoredMessage> all = new ArrayList<>(session.messages());
                now.stream()
                        .filter(message ->
                                all.stream().noneMatch(other -> other.uniqueId().equals(message.uniqueId())))
                        .forEach(all::add);
                session.look(all);
            });
            return right.get();
        });
    }

    /** As where what an earlier session has seen lies in another folder, which is listed behind that for new mail. */
    private static UnaryOperator<Conduct> whatWasSeenHasNoOrder() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Set<Pop3Session> begun = Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));
        return next -> new Deviation(next) {
            @Override
            Reply answer(Pop3Session session, Command command) {
                if (session.maildrop().isPresent() && begun.add(session)) {
                    session.look(ordered(session.messages()));
                }
                Reply reply = super.answer(session, command);
                if ((command.is("RETR") || command.is("TOP")) && reply.positive()) {
                    session.conduct()
                            .messageNumber(command.argument(0))
                            .ifPresent(n -> seen.add(session.message((int) n).uniqueId()));
                }
                return reply;
            }

            @Override
            Answer answer(EarlySession session, Command command) {
                Answer answer = super.answer(session, command);
                List<StoredMessage> ordered = ordered(session.messages());
                if (!ordered.equals(session.messages())) {
                    session.look(ordered);
                }
                return answer;
            }

            private List<StoredMessage> ordered(List<StoredMessage> messages) {
                return messages.stream()
                        .sorted(Comparator.comparing(
                                message -> seen.contains(message.uniqueId()) ? Conduct.digest(message.uniqueId()) : ""))
                        .toList();
            }
        };
    }

    private static UnaryOperator<Conduct> refusesEmptyLinesLate() {
        return Deviations.answerInstead(command -> command.keyword().isEmpty(), (session, command, right) -> {
            try {
                TimeUnit.MILLISECONDS.sleep(5500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return right.get();
        });
    }

    private static UnaryOperator<Conduct> listsNoLanguages() {
        return Deviations.refused(Deviations.withoutNumber("LANG"), session -> true);
    }

    /** Outside UTF-8 mode a message with a header in UTF-8 is sent with a question mark for each octet beyond ASCII. */
    private static UnaryOperator<Conduct> surrogates() {
        UnaryOperator<Conduct> ascii = Deviations.success(
                Deviations.to("RETR", "TOP"),
                (session, command, right) -> right.content()
                        .filter(octets -> !session.isUtf8()
                                && session.message(Integer.parseInt(command.argument(0)))
                                        .international())
                        .map(octets -> right.withContent(
                                Octets.ofLatin1(octets.latin1().replaceAll("[^\\x00-\\x7f]", "?"))))
                        .orElse(right));
        return next -> ascii.apply(new Deviation(next) {
            @Override
            boolean needsUtf8(Pop3Session session, Command command, StoredMessage message) {
                return false;
            }
        });
    }

    private static UnaryOperator<Conduct> closesOnLongLines() {
        return Deviations.reading(
                (session, in, right) -> right.get().filter(line -> line.length() == Line.Length.FITS));
    }

    private static UnaryOperator<Conduct> noApopOnPop3s() {
        UnaryOperator<Conduct> greeting = Deviations.greeting(
                (session, right) -> session.beganWithTls() ? right.replaceFirst(" <[^>]*>", "") : right);
        return right -> greeting.apply(Deviations.refused(Deviations.to("APOP"), Pop3Session::beganWithTls)
                .apply(right));
    }

    private static Conduct admitsEverybody(Conduct next) {
        return new Deviation(next) {
            @Override
            boolean lock(Pop3Session session, Maildrop maildrop) {
                return true;
            }
        };
    }

    /** Who connects while there is a session is greeted when that is over, whichever port it is on. */
    private static Conduct servesInTurn(Conduct next) {
        Semaphore turn = new Semaphore(1, true);
        Set<Pop3Session> served = ConcurrentHashMap.newKeySet();
        return new Deviation(next) {
            @Override
            String greeting(Pop3Session session) {
                turn.acquireUninterruptibly();
                served.add(session);
                return super.greeting(session);
            }

            @Override
            boolean announcesEnd(Pop3Session session) {
                if (served.remove(session)) {
                    turn.release();
                }
                return super.announcesEnd(session);
            }
        };
    }

    /** LAST begins with the message that was retrieved latest in a session that came to its QUIT. */
    private static final class LatestRetrieved extends Deviation {
        private final Map<Maildrop, String> kept = new ConcurrentHashMap<>();
        private final Map<Pop3Session, String> latest = Collections.synchronizedMap(new WeakHashMap<>());

        LatestRetrieved(Conduct next) {
            super(next);
        }

        @Override
        Reply answer(Pop3Session session, Command command) {
            Reply reply = super.answer(session, command);
            if (command.is("RETR") && reply.positive()) {
                int number = (int) messageNumber(command.argument(0)).orElseThrow();
                latest.put(session, session.message(number).uniqueId());
            }
            return reply;
        }

        @Override
        boolean update(Pop3Session session, Maildrop maildrop) {
            Optional.ofNullable(latest.get(session)).ifPresent(id -> kept.put(maildrop, id));
            return super.update(session, maildrop);
        }

        @Override
        int highestAccessed(Pop3Session session, Maildrop maildrop) {
            return session.messages().stream()
                            .map(StoredMessage::uniqueId)
                            .toList()
                            .indexOf(kept.getOrDefault(maildrop, ""))
                    + 1;
        }
    }

    /** A message that was fetched has a header field more from the next session on. */
    private static final class MarksAsRead extends Deviation {
        private final Set<String> read = ConcurrentHashMap.newKeySet();

        MarksAsRead(Conduct next) {
            super(next);
        }

        @Override
        Reply answer(Pop3Session session, Command command) {
            boolean before = session.maildrop().isPresent();
            Reply reply = super.answer(session, command);
            if (!before && session.maildrop().isPresent()) {
                session.look(session.messages().stream().map(this::asRead).toList());
            } else if (command.is("RETR") && reply.positive()) {
                read.add(
                        session.message((int) messageNumber(command.argument(0)).orElseThrow())
                                .uniqueId());
            }
            return reply;
        }

        private StoredMessage asRead(StoredMessage message) {
            return read.contains(message.uniqueId())
                    ? new StoredMessage(
                            message.uniqueId(),
                            Octets.ofLatin1("Status: RO\r\n" + message.content().latin1()))
                    : message;
        }

        @Override
        List<StoredMessage> toRemove(Pop3Session session) {
            Set<String> ids = super.toRemove(session).stream()
                    .map(StoredMessage::uniqueId)
                    .collect(Collectors.toSet());
            return session.maildrop().orElseThrow().messages().stream()
                    .filter(message -> ids.contains(message.uniqueId()))
                    .toList();
        }
    }
}
