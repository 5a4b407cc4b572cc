package org.pop3spec.refserver;

import static org.pop3spec.refserver.Pop3Session.State.AUTHORIZATION;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The shapes that deviations have: each says what to do differently in one place, all else stays as it is. */
final class Deviations {
    /** A number as clients write it, and nothing else. */
    static final Pattern DIGITS = Pattern.compile("[0-9]+");

    private Deviations() {}

    /** Which commands a deviation is about. */
    static Predicate<Command> to(String... keywords) {
        return command -> List.of(keywords).contains(command.keyword());
    }

    /** Commands that no document has. */
    static Predicate<Command> toUnknown() {
        return command -> !command.keyword().isEmpty() && !Pop3Commands.known(command.keyword());
    }

    static Predicate<Command> toAll() {
        return command -> true;
    }

    /** LIST or UIDL with or without a number. */
    static Predicate<Command> withNumber(String keyword) {
        return command -> command.is(keyword) && !command.arguments().isEmpty();
    }

    static Predicate<Command> withoutNumber(String keyword) {
        return command -> command.is(keyword) && command.arguments().isEmpty();
    }

    /** Makes another answer out of the right one, which was given already. */
    @FunctionalInterface
    interface Change {
        Reply of(Pop3Session session, Command command, Reply right);
    }

    /** Answers in another way; the right one is there to be asked. */
    @FunctionalInterface
    interface Answer {
        Reply to(Pop3Session session, Command command, Supplier<Reply> right);
    }

    /** Sees other octets than were sent, or sees them at another time. */
    @FunctionalInterface
    interface Reading {
        Optional<Line> next(Pop3Session session, LineSource in, IoSupplier<Optional<Line>> right) throws IOException;
    }

    @FunctionalInterface
    interface IoSupplier<T> {
        T get() throws IOException;
    }

    /** Writes lines in another way. */
    @FunctionalInterface
    interface Writing {
        void write(Octets lines, OutputStream out) throws IOException;
    }

    /** Finds a message that the right way does not. */
    @FunctionalInterface
    interface Finding {
        Optional<StoredMessage> message(Pop3Session session, Command command, long number);
    }

    @FunctionalInterface
    interface Sizing {
        long of(StoredMessage message);
    }

    @FunctionalInterface
    interface Naming {
        String of(Pop3Session session, int number, StoredMessage message, String right);
    }

    static UnaryOperator<Conduct> greeting(BiFunction<Pop3Session, String, String> change) {
        return next -> new Deviation(next) {
            @Override
            String greeting(Pop3Session session) {
                return change.apply(session, super.greeting(session));
            }
        };
    }

    static UnaryOperator<Conduct> timestamp(BiFunction<Pop3Session, String, String> change) {
        return next -> new Deviation(next) {
            @Override
            String timestamp(Pop3Session session) {
                return change.apply(session, super.timestamp(session));
            }
        };
    }

    static UnaryOperator<Conduct> answer(Predicate<Command> about, Change change) {
        return answerInstead(about, (session, command, right) -> change.of(session, command, right.get()));
    }

    static UnaryOperator<Conduct> answerInstead(Predicate<Command> about, Answer answer) {
        return next -> new Deviation(next) {
            @Override
            Reply answer(Pop3Session session, Command command) {
                return about.test(command)
                        ? answer.to(session, command, () -> super.answer(session, command))
                        : super.answer(session, command);
            }
        };
    }

    /** As {@link #answer}, for positive answers only. */
    static UnaryOperator<Conduct> success(Predicate<Command> about, Change change) {
        return answer(
                about, (session, command, right) -> right.positive() ? change.of(session, command, right) : right);
    }

    /** As {@link #answer}, for negative answers only. */
    static UnaryOperator<Conduct> failure(Predicate<Command> about, Change change) {
        return answer(
                about, (session, command, right) -> right.positive() ? right : change.of(session, command, right));
    }

    /** Takes one command for another. */
    static UnaryOperator<Conduct> understood(UnaryOperator<Command> as) {
        return next -> new Deviation(next) {
            @Override
            Reply answer(Pop3Session session, Command command) {
                return super.answer(session, as.apply(command));
            }
        };
    }

    /** Such commands are unknown where their keyword is not all in capitals. */
    static UnaryOperator<Conduct> unknownUnlessUpper(Predicate<Command> about) {
        return next -> new Deviation(next) {
            @Override
            Command parse(String line) {
                Command right = super.parse(line);
                return about.test(right) && !line.startsWith(right.keyword())
                        ? new Command("?", right.rest(), right.printable())
                        : right;
            }
        };
    }

    /** The command is served before login too, with that answer. */
    static UnaryOperator<Conduct> servedBeforeLogin(String keyword, Reply answer) {
        return answerInstead(
                to(keyword),
                (session, command, right) -> session.state() == Pop3Session.State.AUTHORIZATION ? answer : right.get());
    }

    /** The command is served in that state too. */
    static UnaryOperator<Conduct> admitted(String keyword, Pop3Session.State state) {
        return next -> new Deviation(next) {
            @Override
            boolean admits(Pop3Session session, Command command) {
                return super.admits(session, command) || (command.is(keyword) && session.state() == state);
            }
        };
    }

    /** The command is refused when that is so. */
    static UnaryOperator<Conduct> refused(Predicate<Command> about, Predicate<Pop3Session> when) {
        return answerInstead(
                about, (session, command, right) -> when.test(session) ? Reply.error("Not available") : right.get());
    }

    /** Changes the octets of status lines, which come with CRLF. */
    static UnaryOperator<Conduct> statusLine(
            Predicate<Command> about, BiPredicate<Pop3Session, Reply> when, UnaryOperator<String> change) {
        return next -> new Deviation(next) {
            @Override
            String statusLine(Pop3Session session, Command command, Reply reply) {
                String right = super.statusLine(session, command, reply);
                return about.test(command) && when.test(session, reply) ? change.apply(right) : right;
            }
        };
    }

    static UnaryOperator<Conduct> statusLine(Predicate<Command> about, UnaryOperator<String> change) {
        return statusLine(about, (session, reply) -> true, change);
    }

    /** Sends more behind an answer. */
    static UnaryOperator<Conduct> alsoSent(Predicate<Command> about, BiFunction<Command, Reply, String> more) {
        return next -> new Deviation(next) {
            @Override
            void send(Pop3Session session, Command command, Reply reply, OutputStream out) throws IOException {
                super.send(session, command, reply, out);
                if (about.test(command)) {
                    write(out, more.apply(command, reply));
                }
            }
        };
    }

    /** Writes the further lines of answers in another way. */
    static UnaryOperator<Conduct> writing(Predicate<Command> about, BiFunction<Pop3Session, Writing, Writing> change) {
        return next -> new Deviation(next) {
            @Override
            void content(Pop3Session session, Command command, Octets lines, OutputStream out) throws IOException {
                Writing right = (octets, to) -> super.content(session, command, octets, to);
                (about.test(command) ? change.apply(session, right) : right).write(lines, out);
            }
        };
    }

    /** Writes lines as usual, then changes what was written, byte-stuffing included. */
    static UnaryOperator<Conduct> written(Predicate<Command> about, UnaryOperator<String> change) {
        return writing(about, (session, right) -> (lines, out) -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream(lines.length());
            right.write(lines, all);
            Octets.ofLatin1(change.apply(Octets.owning(all.toByteArray()).latin1()))
                    .writeTo(out);
        });
    }

    /** Changes the text of messages before it is sent; sizes are told as before. */
    static UnaryOperator<Conduct> text(Predicate<Command> about, UnaryOperator<String> change) {
        return success(
                about,
                (session, command, right) -> right.content()
                        .map(octets -> right.withContent(Octets.ofLatin1(change.apply(octets.latin1()))))
                        .orElse(right));
    }

    /** Changes a listing, or the capability list, line by line. */
    static UnaryOperator<Conduct> lines(Predicate<Command> about, UnaryOperator<List<String>> change) {
        return text(
                about,
                all -> String.join(
                        "",
                        change.apply(new ArrayList<>(all.lines().toList())).stream()
                                .map(line -> line + "\r\n")
                                .toList()));
    }

    static UnaryOperator<Conduct> eachLine(Predicate<Command> about, UnaryOperator<String> change) {
        return lines(about, all -> all.stream().map(change).toList());
    }

    static UnaryOperator<Conduct> terminator(Predicate<Command> about, String other) {
        return next -> new Deviation(next) {
            @Override
            String terminator(Pop3Session session, Command command) {
                return about.test(command) ? other : super.terminator(session, command);
            }
        };
    }

    static UnaryOperator<Conduct> capabilities(BiConsumer<Pop3Session, List<String>> change) {
        return next -> new Deviation(next) {
            @Override
            List<String> capabilities(Pop3Session session) {
                List<String> all = new ArrayList<>(super.capabilities(session));
                change.accept(session, all);
                return all;
            }
        };
    }

    static UnaryOperator<Conduct> size(Predicate<Command> about, Sizing sizing) {
        return next -> new Deviation(next) {
            @Override
            long size(Pop3Session session, Command command, StoredMessage message) {
                return about.test(command) ? sizing.of(message) : super.size(session, command, message);
            }
        };
    }

    static UnaryOperator<Conduct> uniqueId(Naming naming) {
        return next -> new Deviation(next) {
            @Override
            String uniqueId(Pop3Session session, int number, StoredMessage message) {
                return naming.of(session, number, message, super.uniqueId(session, number, message));
            }
        };
    }

    /** Takes something for a message-number that is none. */
    static UnaryOperator<Conduct> number(Function<String, OptionalLong> otherwise) {
        return next -> new Deviation(next) {
            @Override
            OptionalLong messageNumber(String argument) {
                OptionalLong right = super.messageNumber(argument);
                return right.isPresent() ? right : otherwise.apply(argument);
            }
        };
    }

    static UnaryOperator<Conduct> lineCount(BiFunction<String, OptionalLong, OptionalLong> change) {
        return next -> new Deviation(next) {
            @Override
            OptionalLong lineCount(String argument) {
                return change.apply(argument, super.lineCount(argument));
            }
        };
    }

    static UnaryOperator<Conduct> alsoFound(Predicate<Command> about, Finding finding) {
        return next -> new Deviation(next) {
            @Override
            Optional<StoredMessage> find(Pop3Session session, Command command, long number) {
                Optional<StoredMessage> right = super.find(session, command, number);
                return right.isEmpty() && about.test(command) ? finding.message(session, command, number) : right;
            }
        };
    }

    /** Messages marked as deleted are found as if they were not. */
    static UnaryOperator<Conduct> markedFound(String keyword) {
        return alsoFound(to(keyword), (session, command, number) -> within(session, number));
    }

    /** The message with that number, marked or not. */
    static Optional<StoredMessage> within(Pop3Session session, long number) {
        return number >= 1 && number <= session.messages().size()
                ? Optional.of(session.message((int) number))
                : Optional.empty();
    }

    /** Shows other messages in a listing or in STAT; given all numbers and the right ones. */
    static UnaryOperator<Conduct> listed(
            Predicate<Command> about, BiFunction<Pop3Session, List<Integer>, List<Integer>> change) {
        return next -> new Deviation(next) {
            @Override
            List<Integer> listed(Pop3Session session, Command command) {
                List<Integer> right = super.listed(session, command);
                return about.test(command) ? change.apply(session, right) : right;
            }
        };
    }

    static List<Integer> everyNumber(Pop3Session session) {
        List<Integer> all = new ArrayList<>();
        for (int number = 1; number <= session.messages().size(); number++) {
            all.add(number);
        }
        return all;
    }

    /** Takes more passwords than the right one. */
    static UnaryOperator<Conduct> passwordAlso(BiPredicate<String, String> rightAndGiven) {
        return next -> new Deviation(next) {
            @Override
            boolean verifies(Account account, String password) {
                return super.verifies(account, password) || rightAndGiven.test(account.password(), password);
            }
        };
    }

    /** What an APOP digest was asked to prove. */
    @FunctionalInterface
    interface Proof {
        boolean by(String timestamp, String secret, String digest);
    }

    /** Takes more digests than the right one. */
    static UnaryOperator<Conduct> digestAlso(Proof proof) {
        return next -> new Deviation(next) {
            @Override
            boolean verifiesDigest(Pop3Session session, Account account, String digest) {
                return super.verifiesDigest(session, account, digest)
                        || proof.by(session.timestamp(), account.password(), digest);
            }
        };
    }

    static UnaryOperator<Conduct> removed(BiFunction<Pop3Session, List<StoredMessage>, List<StoredMessage>> change) {
        return next -> new Deviation(next) {
            @Override
            List<StoredMessage> toRemove(Pop3Session session) {
                return change.apply(session, super.toRemove(session));
            }
        };
    }

    /** Commits the deletions although there was no QUIT. */
    static UnaryOperator<Conduct> updatesWhen(BiPredicate<Pop3Session, Pop3Session.Ending> when) {
        return next -> new Deviation(next) {
            @Override
            void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {
                if (when.test(session, ending)) {
                    maildrop.remove(session.conduct().toRemove(session));
                }
            }
        };
    }

    static UnaryOperator<Conduct> reading(Reading reading) {
        return next -> new Deviation(next) {
            @Override
            Optional<Line> nextLine(Pop3Session session, LineSource in) throws IOException {
                return reading.next(session, in, () -> super.nextLine(session, in));
            }
        };
    }

    /** Takes what arrives at a time for a command, with or without its end. */
    static UnaryOperator<Conduct> tornApart(Predicate<Pop3Session> where) {
        return reading((session, in, right) -> {
            if (!where.test(session) || !in.fill() || in.peek().contains("\r\n")) {
                return right.get();
            }
            String piece = in.peek();
            in.discard();
            return Optional.of(Line.of(piece));
        });
    }

    /** Throws away what waits behind such a command. */
    static UnaryOperator<Conduct> dropsWhatWaits(BiPredicate<Command, Reply> behind) {
        return next -> new Deviation(next) {
            @Override
            void send(Pop3Session session, Command command, Reply reply, OutputStream out) throws IOException {
                super.send(session, command, reply, out);
                if (behind.test(command, reply)) {
                    session.connection().lines().discard();
                }
            }
        };
    }

    /** What one session removes is gone for all. */
    static class OneViewForAll extends Deviation {
        OneViewForAll(Conduct next) {
            super(next);
        }

        @Override
        Optional<StoredMessage> find(Pop3Session session, Command command, long number) {
            return super.find(session, command, number)
                    .filter(message -> session.maildrop()
                            .map(Maildrop::messages)
                            .orElse(List.of())
                            .contains(message));
        }
    }

    /** The exclusive-access lock can not be had for a time after something happened. */
    abstract static class SlowLock extends Deviation {
        private final Duration time;
        private final Map<Maildrop, Long> since = new ConcurrentHashMap<>();

        SlowLock(Conduct next, Duration time) {
            super(next);
            this.time = time;
        }

        void holdOn(Maildrop maildrop) {
            since.put(maildrop, System.nanoTime());
        }

        @Override
        boolean lock(Pop3Session session, Maildrop maildrop) {
            long nanos = session.settings().scaled(time).toNanos();
            Long from = since.get(maildrop);
            boolean held = from != null && System.nanoTime() - from < nanos;
            return !held && super.lock(session, maildrop);
        }
    }

    /** Prepares names and passwords in another way. */
    static UnaryOperator<Conduct> prepared(Predicate<Command> about, UnaryOperator<String> otherwise) {
        return next -> new Deviation(next) {
            @Override
            Optional<String> prepared(Command command, String octets) {
                return about.test(command) ? Optional.of(otherwise.apply(octets)) : super.prepared(command, octets);
            }
        };
    }

    /** Prepares something else where it is UTF-8 that may not be. */
    static UnaryOperator<Conduct> preparedToo(Predicate<Command> about, UnaryOperator<String> change) {
        return next -> new Deviation(next) {
            @Override
            Optional<String> prepared(Command command, String octets) {
                Optional<String> right = super.prepared(command, octets);
                boolean prohibited = right.isEmpty() && Utf8.decoded(octets).isPresent();
                return prohibited && about.test(command) ? super.prepared(command, change.apply(octets)) : right;
            }
        };
    }

    /** Leaves octets out where they are not UTF-8. */
    static UnaryOperator<Conduct> malformedSkipped(Predicate<Command> about) {
        return next -> new Deviation(next) {
            @Override
            Optional<String> prepared(Command command, String octets) {
                boolean malformed = Utf8.decoded(octets).isEmpty();
                return super.prepared(
                        command, malformed && about.test(command) ? octets.replaceAll("[^\\x00-\\x7f]", "") : octets);
            }
        };
    }

    /** Leaves out one of the things that a SASL mechanism must verify. */
    static UnaryOperator<Conduct> unverified(SaslCheck left) {
        return next -> new Deviation(next) {
            @Override
            boolean holds(Pop3Session session, SaslCheck check, boolean right) {
                return check == left || super.holds(session, check, right);
            }
        };
    }

    /** Makes something else in a SASL exchange; given what it should be. */
    static UnaryOperator<Conduct> makes(SaslValue other, BiFunction<Pop3Session, String, String> change) {
        return next -> new Deviation(next) {
            @Override
            String made(Pop3Session session, SaslValue value, String right) {
                String made = super.made(session, value, right);
                return value == other ? change.apply(session, made) : made;
            }
        };
    }

    /** Another channel binding than the connection has. */
    static UnaryOperator<Conduct> bound(BiFunction<String, Optional<String>, Optional<String>> change) {
        return next -> new Deviation(next) {
            @Override
            Optional<String> channelBinding(Pop3Session session, String type) {
                return change.apply(type, super.channelBinding(session, type));
            }
        };
    }

    /** Another judgement on whom a client's certificates are about. */
    static UnaryOperator<Conduct> holding(
            BiFunction<Pop3Session, List<X509Certificate>, Optional<Optional<String>>> otherwise) {
        return next -> new Deviation(next) {
            @Override
            Optional<String> holder(Pop3Session session, List<X509Certificate> chain) {
                return otherwise.apply(session, chain).orElseGet(() -> super.holder(session, chain));
            }
        };
    }

    /** Goes through the exchanges of the mechanisms whose names begin so in another way; given the right exchange. */
    static UnaryOperator<Conduct> exchanging(
            String mechanisms, BiFunction<Pop3Session, ServerExchange, ServerExchange> change) {
        return next -> new Deviation(next) {
            @Override
            ServerExchange begin(Pop3Session session, ServerMechanism begun) {
                ServerExchange right = super.begin(session, begun);
                return begun.name().startsWith(mechanisms) ? change.apply(session, right) : right;
            }
        };
    }

    /** Decides otherwise on a response; given what was right. */
    @FunctionalInterface
    interface Judging {
        ServerExchange.Step of(Pop3Session session, String response, ServerExchange.Step right);
    }

    static UnaryOperator<Conduct> judging(String mechanisms, Judging judging) {
        return exchanging(
                mechanisms, (session, right) -> response -> judging.of(session, response, right.next(response)));
    }

    /** Takes a response for another one. */
    static UnaryOperator<Conduct> hearing(String mechanisms, UnaryOperator<String> change) {
        return exchanging(mechanisms, (session, right) -> response -> right.next(change.apply(response)));
    }

    /** Leaves a check out where the latest response is such a one, and hears another one in its place. */
    static UnaryOperator<Conduct> spared(
            String mechanisms, SaslCheck left, BiPredicate<Pop3Session, String> where, UnaryOperator<String> heard) {
        return next -> {
            Set<Pop3Session> concerned = sessions();
            return new Deviation(next) {
                @Override
                ServerExchange begin(Pop3Session session, ServerMechanism begun) {
                    ServerExchange right = super.begin(session, begun);
                    return begun.name().startsWith(mechanisms)
                            ? response -> {
                                concerned.remove(session);
                                if (!where.test(session, response)) {
                                    return right.next(response);
                                }
                                concerned.add(session);
                                return right.next(heard.apply(response));
                            }
                            : right;
                }

                @Override
                boolean holds(Pop3Session session, SaslCheck check, boolean right) {
                    return (check == left && concerned.contains(session)) || super.holds(session, check, right);
                }
            };
        };
    }

    /** Takes whom a client wants to act as for somebody else. */
    static UnaryOperator<Conduct> actingAs(UnaryOperator<String> change) {
        return next -> new Deviation(next) {
            @Override
            Optional<Account> acting(Pop3Session session, Account account, String authorizationId) {
                return super.acting(session, account, change.apply(authorizationId));
            }
        };
    }

    /** Goes on under another security layer than the one that was negotiated. */
    static UnaryOperator<Conduct> protecting(UnaryOperator<ServerLayer> change) {
        return next -> new Deviation(next) {
            @Override
            void enterLayer(Pop3Session session, ServerLayer layer) throws IOException {
                super.enterLayer(session, change.apply(layer));
            }
        };
    }

    /** Takes a response for base64 after changing it, where it is none as it is. */
    static UnaryOperator<Conduct> unbased(UnaryOperator<String> change) {
        return next -> new Deviation(next) {
            @Override
            Optional<String> decoded(String response) {
                Optional<String> right = super.decoded(response);
                return right.isPresent() ? right : super.decoded(change.apply(response));
            }
        };
    }

    /** Is told what was sent, once it was sent. */
    @FunctionalInterface
    interface Sending {
        void was(Pop3Session session, Command command, Reply reply);
    }

    /** Does something after an answer was sent. */
    static UnaryOperator<Conduct> sent(Sending sending) {
        return next -> new Deviation(next) {
            @Override
            void send(Pop3Session session, Command command, Reply reply, OutputStream out) throws IOException {
                super.send(session, command, reply, out);
                out.flush();
                sending.was(session, command, reply);
            }
        };
    }

    /** Other terms of TLS handshakes, given whether clients can log in by certificate. */
    @FunctionalInterface
    interface Terms {
        TlsTerms of(boolean external);
    }

    /** Shakes hands on other terms. */
    static UnaryOperator<Conduct> terms(Terms other) {
        return terms(session -> true, other);
    }

    /** The same in some sessions. */
    static UnaryOperator<Conduct> terms(Predicate<Pop3Session> where, Terms other) {
        return next -> new Deviation(next) {
            @Override
            TlsTerms tlsTerms(Pop3Session session) {
                TlsTerms right = super.tlsTerms(session);
                return where.test(session) ? other.of(right.asksForCertificate()) : right;
            }
        };
    }

    /** Keeps something about sessions without keeping them. */
    static Set<Pop3Session> sessions() {
        return Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    }

    /** In later sessions, messages that were removed still have their numbers, as if they were only marked. */
    static final class GhostNumbers extends Deviation {
        private final Map<Maildrop, List<StoredMessage>> numbered = new ConcurrentHashMap<>();

        GhostNumbers(Conduct next) {
            super(next);
        }

        @Override
        boolean update(Pop3Session session, Maildrop maildrop) {
            numbered.put(maildrop, session.messages());
            return super.update(session, maildrop);
        }

        @Override
        Reply answer(Pop3Session session, Command command) {
            Reply right = super.answer(session, command);
            if (to("PASS", "APOP").test(command) && right.positive()) {
                session.maildrop().ifPresent(maildrop -> raise(session, maildrop));
            }
            return right;
        }

        private void raise(Pop3Session session, Maildrop maildrop) {
            List<StoredMessage> there = maildrop.messages();
            List<StoredMessage> all = new ArrayList<>(numbered.getOrDefault(maildrop, List.of()));
            if (all.stream().noneMatch(there::contains)) {
                return;
            }
            there.stream().filter(message -> !all.contains(message)).forEach(all::add);
            session.look(all);
            everyNumber(session).stream()
                    .filter(number -> !there.contains(session.message(number)))
                    .forEach(session::mark);
        }
    }

    /** Unique-ids are the smallest numbers that no message in the maildrop has. */
    static final class UsedIds extends Deviation {
        private final Map<Maildrop, Map<StoredMessage, Integer>> taken = new HashMap<>();

        UsedIds(Conduct next) {
            super(next);
        }

        @Override
        synchronized String uniqueId(Pop3Session session, int number, StoredMessage message) {
            Maildrop maildrop = session.maildrop().orElseThrow();
            Map<StoredMessage, Integer> ids = taken.computeIfAbsent(maildrop, m -> new HashMap<>());
            ids.keySet().retainAll(maildrop.messages());
            int id = ids.computeIfAbsent(
                    message,
                    m -> IntStream.iterate(1, n -> n + 1)
                            .filter(n -> !ids.containsValue(n))
                            .findFirst()
                            .orElseThrow());
            return "id-" + id;
        }
    }

    static Reply enterEmptyMaildrop(Pop3Session session, Reply reply) {
        session.enterTransaction(
                new Account("nobody", "nothing"),
                new Maildrop(session.settings().limits(), "nobody"));
        return reply;
    }

    /** Once the first command failed, the second is refused in that session. */
    static UnaryOperator<Conduct> blockedAfter(String failed, String blocked) {
        return next -> {
            Set<Pop3Session> punished = sessions();
            return new Deviation(next) {
                @Override
                Reply answer(Pop3Session session, Command command) {
                    if (command.is(blocked) && punished.contains(session)) {
                        return Reply.error("Not any more");
                    }
                    Reply right = super.answer(session, command);
                    if (command.is(failed) && !right.positive() && session.state() == AUTHORIZATION) {
                        punished.add(session);
                    }
                    return right;
                }
            };
        };
    }

    static <T> List<T> withoutLast(List<T> all) {
        return all.subList(0, Math.max(0, all.size() - 1));
    }

    static String unfolded(String message) {
        int end = message.indexOf("\r\n\r\n");
        return end < 0 ? message : message.substring(0, end).replaceAll("\r\n[ \t]+", " ") + message.substring(end);
    }

    /** Another LOGIN-DELAY before login and after it, made from the seconds that the server has, or from one where it has none. */
    static UnaryOperator<Conduct> withDelay(LongFunction<Object> before, LongFunction<Object> after) {
        return capabilities((session, all) -> {
            long seconds = Math.max(1, session.settings().loginDelay().toSeconds());
            all.removeIf(line -> line.startsWith("LOGIN-DELAY"));
            all.add("LOGIN-DELAY " + (session.state() == AUTHORIZATION ? before : after).apply(seconds));
        });
    }

    static ServerExchange asksOnceMore(ServerExchange right) {
        return new ServerExchange() {
            private Optional<Step> kept = Optional.empty();

            @Override
            public Step next(String response) {
                if (kept.isPresent()) {
                    return kept.get();
                }
                Step step = right.next(response);
                if (step instanceof Success) {
                    kept = Optional.of(step);
                    return new Challenge("Anything else?");
                }
                return step;
            }
        };
    }

    static Reply opened(Pop3Session session, String name, Supplier<Reply> right) {
        return session.accounts()
                .find(name)
                .map(account -> Pop3Commands.open(session, account))
                .orElseGet(right);
    }

    /** Lets in who is refused, by the name that was said in the response before; given how to read that. */
    static ServerExchange forgiving(Pop3Session session, ServerExchange right, UnaryOperator<String> naming) {
        return new ServerExchange() {
            private String name = "";

            @Override
            public Step next(String response) {
                Step step = right.next(response);
                if (step instanceof Failure && !name.isEmpty()) {
                    return session.accounts()
                            .find(name)
                            .<Step>map(account -> new Success(account, ""))
                            .orElse(step);
                }
                name = naming.apply(response);
                return step;
            }
        };
    }

    /** Who names an account that is not there is refused by USER in that way. */
    static UnaryOperator<Conduct> unknownRefused(Reply refusal) {
        return success(
                to("USER"),
                (session, command, right) ->
                        session.accounts().find(command.argument(0)).isPresent() ? right : refusal);
    }

    /** Announces other mechanisms; given the names in their order, which may be none. */
    static UnaryOperator<Conduct> mechanisms(BiConsumer<Pop3Session, List<String>> change) {
        return capabilities((session, all) -> all.replaceAll(line -> {
            if (!line.startsWith("SASL ")) {
                return line;
            }
            List<String> names =
                    new ArrayList<>(List.of(line.substring("SASL ".length()).split(" ")));
            change.accept(session, names);
            return "SASL " + String.join(" ", names);
        }));
    }

    /** Begins an exchange without TLS, with its first challenge, where a mechanism is there under TLS only. */
    static UnaryOperator<Conduct> servedWithoutTls(String mechanism, String challenge) {
        return answerInstead(to("AUTH"), (session, command, right) -> {
            Reply reply = right.get();
            boolean asked = command.rest().filter(mechanism::equalsIgnoreCase).isPresent();
            return asked && !session.isTls() && reply.text().equals(SaslCommand.NOT_OFFERED)
                    ? Reply.challenge(challenge)
                    : reply;
        });
    }
}
