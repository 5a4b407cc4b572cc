package org.pop3spec.refserver;

import static org.pop3spec.refserver.Deviations.answerInstead;
import static org.pop3spec.refserver.Deviations.capabilities;
import static org.pop3spec.refserver.Deviations.digestAlso;
import static org.pop3spec.refserver.Deviations.everyNumber;
import static org.pop3spec.refserver.Deviations.exchanging;
import static org.pop3spec.refserver.Deviations.failure;
import static org.pop3spec.refserver.Deviations.listed;
import static org.pop3spec.refserver.Deviations.removed;
import static org.pop3spec.refserver.Deviations.sessions;
import static org.pop3spec.refserver.Deviations.success;
import static org.pop3spec.refserver.Deviations.timestamp;
import static org.pop3spec.refserver.Deviations.to;
import static org.pop3spec.refserver.Deviations.uniqueId;
import static org.pop3spec.refserver.Deviations.updatesWhen;
import static org.pop3spec.refserver.Deviations.withoutNumber;
import static org.pop3spec.refserver.Deviations.writing;
import static org.pop3spec.refserver.Fault.must;
import static org.pop3spec.refserver.Fault.should;
import static org.pop3spec.refserver.FaultsOfHistory.accepted;
import static org.pop3spec.refserver.FaultsOfHistory.behind;
import static org.pop3spec.refserver.Pop3Session.State.AUTHORIZATION;
import static org.pop3spec.refserver.Pop3Session.State.TRANSACTION;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The faults of servers that are right until something is done in another way: a login by APOP or AUTH, a session under TLS, or in
 * UTF-8 mode, beside another session or after one that was lost.
 */
final class FaultsOfCircumstances {
    private static final String APOP = "RFC1939#7 APOP";
    private static final String AUTH = "RFC5034#4 AUTH";
    private static final String OPENING = "RFC1939#4";
    private static final String STLS = "RFC2595#4";
    private static final String POP3S = "RFC8314#3.1";
    static final Predicate<Command> LOGINS = to("PASS", "APOP", "AUTH");
    private static final Duration MOMENT = Duration.ofSeconds(2);
    private static final int TOO_LONG = 520;
    private static final int DIGITS = 32;
    /** How much of a password old crypt looked at. */
    private static final int EIGHT = 8;

    private FaultsOfCircumstances() {}

    static List<Fault> all() {
        return Stream.of(
                        inSession(),
                        beforeLogin(),
                        logins(),
                        locks(),
                        endings(),
                        digests(),
                        lists(),
                        codes(),
                        protection())
                .flatMap(List::stream)
                .toList();
    }

    static boolean afterStls(Pop3Session session) {
        return session.isTls() && !session.beganWithTls();
    }

    /** Answers in another way in some sessions. */
    static UnaryOperator<Conduct> where(
            Predicate<Pop3Session> where, Predicate<Command> about, Deviations.Answer answer) {
        return answerInstead(
                about,
                (session, command, right) -> where.test(session) ? answer.to(session, command, right) : right.get());
    }

    /** Answers so in some sessions, and does nothing. */
    static UnaryOperator<Conduct> always(Predicate<Pop3Session> where, String keyword, Reply reply) {
        return where(where, to(keyword), (session, command, right) -> reply);
    }

    /** Refuses a command before login, behind something that was said. */
    private static UnaryOperator<Conduct> blocked(Predicate<FaultsOfHistory.Exchange> before, String keyword) {
        return behind(
                before,
                to(keyword),
                (session, command, right) ->
                        session.state() == AUTHORIZATION ? Reply.error("Not any more") : right.get());
    }

    private static List<Fault> inSession() {
        return List.of(
                must(
                        "rset-refused-after-apop",
                        APOP,
                        "RSET is refused in sessions that began with APOP",
                        behind(said -> said.accepted("APOP"), to("RSET"), (s, c, right) -> Reply.error("Not here"))),
                must(
                        "top-refused-after-auth",
                        AUTH,
                        "TOP is refused in sessions that began with AUTH",
                        behind(said -> said.accepted("AUTH"), to("TOP"), (s, c, right) -> Reply.error("Not here"))),
                must(
                        "rset-under-tls-keeps-marks",
                        STLS,
                        "After STLS RSET is answered with +OK and takes no mark back",
                        always(
                                session -> afterStls(session) && session.state() == TRANSACTION,
                                "RSET",
                                Reply.ok("Done"))),
                must(
                        "marked-messages-listed-under-tls",
                        STLS,
                        "After STLS the scan listing has the messages that are marked, too",
                        listed(
                                withoutNumber("LIST"),
                                (session, right) -> afterStls(session) ? everyNumber(session) : right)),
                must(
                        "quit-on-pop3s-removes-nothing",
                        POP3S,
                        "On the pop3s port QUIT removes nothing",
                        removed((session, right) -> session.beganWithTls() ? List.of() : right)),
                must(
                        "dele-after-a-failed-pass-marks-nothing",
                        "RFC1939#5 DELE",
                        "In sessions that began with a wrong password DELE marks nothing",
                        behind(said -> said.refused("PASS"), to("DELE"), (session, command, right) -> {
                            Reply reply = right.get();
                            session.unmarkAll();
                            return reply;
                        })),
                must(
                                "mark-of-a-lost-session-hides-the-message",
                                "RFC1939#6",
                                "What a lost session had marked RETR does not find in later ones",
                                next -> new Deviation(next) {
                                    private final Set<String> hidden = ConcurrentHashMap.newKeySet();

                                    @Override
                                    void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {
                                        super.broken(session, maildrop, ending);
                                        session.conduct()
                                                .toRemove(session)
                                                .forEach(gone -> hidden.add(gone.uniqueId()));
                                    }

                                    @Override
                                    Optional<StoredMessage> find(Pop3Session session, Command command, long number) {
                                        return super.find(session, command, number)
                                                .filter(message ->
                                                        !command.is("RETR") || !hidden.contains(message.uniqueId()));
                                    }
                                })
                        .wideBecause(
                                "every session that ends in the middle with something marked hides it from all that fetch it later"));
    }

    private static List<Fault> beforeLogin() {
        return List.of(
                must(
                        "dele-behind-user-accepted",
                        "RFC1939#7 USER",
                        "After USER, without PASS, DELE is answered with +OK",
                        accepted(said -> said.accepted("USER"), "DELE")),
                must(
                        "dele-after-a-failed-pass-accepted",
                        "RFC1939#7 PASS",
                        "After a wrong password DELE is answered with +OK",
                        accepted(said -> said.refused("PASS"), "DELE")),
                must(
                        "rset-after-a-failed-apop-accepted",
                        APOP,
                        "After a wrong digest RSET is answered with +OK",
                        accepted(said -> said.refused("APOP"), "RSET")),
                must(
                        "dele-after-a-failed-auth-accepted",
                        AUTH,
                        "After a wrong password by AUTH DELE is answered with +OK",
                        accepted(
                                said -> said.refused("AUTH")
                                        && said.reply().code().equals("AUTH"),
                                "DELE")),
                must(
                        "dele-after-a-cancelled-auth-accepted",
                        AUTH,
                        "After a cancelled exchange DELE is answered with +OK",
                        accepted(
                                said -> said.refused("AUTH")
                                        && said.reply().code().isEmpty(),
                                "DELE")),
                must(
                        "dele-under-tls-before-login",
                        STLS,
                        "After STLS DELE is answered with +OK before login",
                        always(
                                session -> afterStls(session) && session.state() == AUTHORIZATION,
                                "DELE",
                                Reply.ok("Done"))),
                must(
                        "dele-on-pop3s-before-login",
                        POP3S,
                        "On the pop3s port DELE is answered with +OK before login",
                        always(
                                session -> session.beganWithTls() && session.state() == AUTHORIZATION,
                                "DELE",
                                Reply.ok("Done"))),
                must(
                        "open-session-serves-other-connections",
                        OPENING,
                        "While a session is open DELE is answered with +OK on connections that have not logged in",
                        SharedState::new),
                must(
                                "tls-session-is-gone-on-with",
                                POP3S,
                                "Once somebody was logged in on the pop3s port STAT is answered there without a login",
                                ResumedLogin::new)
                        .wideBecause("wherever a login on the pop3s port must be refused, STAT asks whether it was"),
                must(
                                "dropped-session-is-gone-on-with",
                                OPENING,
                                "Once a session was lost RSET is answered with +OK on connections that have not logged in",
                                next -> new Deviation(next) {
                                    private final AtomicBoolean lost = new AtomicBoolean();

                                    @Override
                                    void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {
                                        super.broken(session, maildrop, ending);
                                        lost.set(true);
                                    }

                                    @Override
                                    Reply answer(Pop3Session session, Command command) {
                                        boolean goesOn =
                                                lost.get() && command.is("RSET") && session.state() == AUTHORIZATION;
                                        return goesOn ? Reply.ok("Done") : super.answer(session, command);
                                    }
                                })
                        .wideBecause("what is asked before login is asked in many places, and RSET is part of it"));
    }

    /** Where there is nothing to count, STAT shows it. */
    private static final class ResumedLogin extends Deviation {
        private final AtomicBoolean known = new AtomicBoolean();

        ResumedLogin(Conduct next) {
            super(next);
        }

        @Override
        Reply answer(Pop3Session session, Command command) {
            boolean resumed =
                    known.get() && command.is("STAT") && session.beganWithTls() && session.state() == AUTHORIZATION;
            if (resumed) {
                return Reply.ok("0 0");
            }
            Reply right = super.answer(session, command);
            if (session.beganWithTls() && session.state() == TRANSACTION) {
                known.set(true);
            }
            return right;
        }
    }

    private static final class SharedState extends Deviation {
        private final Set<Pop3Session> all = sessions();

        SharedState(Conduct next) {
            super(next);
        }

        @Override
        Reply answer(Pop3Session session, Command command) {
            all.add(session);
            boolean shared = command.is("DELE") && session.state() == AUTHORIZATION && somebodyIsIn();
            return shared ? Reply.ok("Done") : super.answer(session, command);
        }

        private boolean somebodyIsIn() {
            synchronized (all) {
                return all.stream().anyMatch(other -> other.maildrop().isPresent());
            }
        }
    }

    private static List<Fault> logins() {
        return List.of(
                must(
                        "user-after-apop-accepted",
                        APOP,
                        "In sessions that began with APOP another name is taken",
                        behind(said -> said.accepted("APOP"), to("USER"), (s, c, right) -> Reply.ok("Password"))),
                must(
                        "pass-after-auth-accepted",
                        AUTH,
                        "In sessions that began with AUTH a password is taken",
                        behind(said -> said.accepted("AUTH"), to("PASS"), (s, c, right) -> Reply.ok("Opened"))),
                must(
                        "stls-after-login-under-tls",
                        STLS,
                        "Under TLS STLS is answered with +OK once the maildrop is open",
                        always(
                                session -> session.isTls() && session.state() == TRANSACTION,
                                "STLS",
                                Reply.ok("Begin TLS negotiation"))),
                must(
                        "apop-on-pop3s-after-login",
                        POP3S,
                        "On the pop3s port APOP is answered with +OK once the maildrop is open",
                        always(
                                session -> session.beganWithTls() && session.state() == TRANSACTION,
                                "APOP",
                                Reply.ok("Opened"))),
                must(
                        "any-password-under-tls",
                        STLS,
                        "After STLS PASS does not look at the password",
                        where(
                                FaultsOfCircumstances::afterStls,
                                to("PASS"),
                                (session, command, right) -> opened(session).orElseGet(right))),
                must(
                        "any-sasl-password-on-pop3s",
                        POP3S,
                        "On the pop3s port PLAIN does not look at the password",
                        exchanging("PLAIN", (session, right) -> response -> {
                            ServerExchange.Step step = right.next(response);
                            boolean wrong = step instanceof ServerExchange.Failure && session.beganWithTls();
                            return wrong
                                    ? named(session, response)
                                            .<ServerExchange.Step>map(
                                                    account -> new ServerExchange.Success(account, ""))
                                            .orElse(step)
                                    : step;
                        })),
                must(
                        "third-password-not-checked",
                        "RFC1939#7 PASS",
                        "After two wrong passwords any other opens the maildrop",
                        next -> new FaultsOfHistory.Remembering(next) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                long wrong = said(session).stream()
                                        .filter(said -> said.refused("PASS"))
                                        .count();
                                Optional<Reply> easy =
                                        command.is("PASS") && wrong >= 2 ? opened(session) : Optional.empty();
                                return easy.orElseGet(() -> super.answer(session, command));
                            }
                        }),
                must(
                        "auth-after-a-wrong-digest-not-checked",
                        AUTH,
                        "After a wrong digest PLAIN does not look at the password",
                        next -> new FaultsOfHistory.Remembering(next) {
                            @Override
                            ServerExchange begin(Pop3Session session, ServerMechanism mechanism) {
                                ServerExchange right = super.begin(session, mechanism);
                                boolean easy = mechanism.name().equals("PLAIN")
                                        && said(session).stream().anyMatch(said -> said.refused("APOP"));
                                return response -> named(session, response)
                                        .filter(account -> easy)
                                        .<ServerExchange.Step>map(account -> new ServerExchange.Success(account, ""))
                                        .orElseGet(() -> right.next(response));
                            }
                        }),
                must(
                        "failed-login-names-the-maildrop",
                        OPENING,
                        "PASS opens the maildrop of whom the session's first USER named",
                        opensForTheFirst((session, said) -> said.accepted("USER")
                                ? session.accounts().find(said.command().argument(0))
                                : Optional.empty())),
                must(
                        "failed-auth-names-the-maildrop",
                        AUTH,
                        "After a wrong password by AUTH PASS opens the maildrop of whom that AUTH named",
                        opensForTheFirst((session, said) ->
                                said.refused("AUTH") ? named(session, said.command()) : Optional.empty())),
                must(
                        "apop-in-utf8-mode-refused",
                        "RFC6856#2.1",
                        "In UTF-8 mode APOP is refused",
                        where(
                                session -> session.isUtf8() && session.state() == AUTHORIZATION,
                                to("APOP"),
                                (session, command, right) -> Reply.error("Not in this mode"))),
                must(
                        "password-not-asked-for-after-a-drop",
                        OPENING,
                        "For two seconds after a session was lost any password opens the maildrop",
                        next -> new Deviation(next) {
                            private final Map<String, Long> lost = new ConcurrentHashMap<>();

                            @Override
                            void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {
                                super.broken(session, maildrop, ending);
                                session.account().ifPresent(account -> lost.put(account.name(), System.nanoTime()));
                            }

                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                Optional<Reply> easy = session.named()
                                        .filter(name -> command.is("PASS") && justLost(name))
                                        .flatMap(name -> opened(session));
                                return easy.orElseGet(() -> super.answer(session, command));
                            }

                            private boolean justLost(String name) {
                                Long since = lost.get(name);
                                return since != null && System.nanoTime() - since < MOMENT.toNanos();
                            }
                        }),
                must(
                        "name-outlives-its-connection",
                        "RFC1939#7 PASS",
                        "PASS without USER is for the name that an earlier connection gave",
                        next -> new Deviation(next) {
                            private final AtomicReference<String> latest = new AtomicReference<>("");

                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                if (command.is("USER") && !command.arguments().isEmpty()) {
                                    latest.set(command.argument(0));
                                }
                                boolean nameless = command.is("PASS")
                                        && session.named().isEmpty()
                                        && session.state() == AUTHORIZATION;
                                return nameless
                                        ? session.accounts()
                                                .find(latest.get())
                                                .filter(account -> verifies(
                                                        account, command.rest().orElse("")))
                                                .map(account -> Pop3Commands.open(session, account))
                                                .orElseGet(() -> super.answer(session, command))
                                        : super.answer(session, command);
                            }
                        }));
    }

    /** The right password opens somebody else's maildrop, where something that was said leads to one. */
    private static UnaryOperator<Conduct> opensForTheFirst(
            BiFunction<Pop3Session, FaultsOfHistory.Exchange, Optional<Account>> who) {
        return next -> new FaultsOfHistory.Remembering(next) {
            @Override
            Reply answer(Pop3Session session, Command command) {
                Optional<Account> first = said(session).stream()
                        .flatMap(said -> who.apply(session, said).stream())
                        .findFirst();
                Optional<Reply> mistaken = session.named()
                        .filter(name -> command.is("PASS"))
                        .flatMap(session.accounts()::find)
                        .filter(own -> verifies(own, command.rest().orElse("")))
                        .flatMap(own -> first)
                        .map(account -> Pop3Commands.open(session, account));
                return mistaken.orElseGet(() -> super.answer(session, command));
            }
        };
    }

    /** The maildrop of whom USER named, opened. */
    private static Optional<Reply> opened(Pop3Session session) {
        return session.named().flatMap(session.accounts()::find).map(account -> Pop3Commands.open(session, account));
    }

    /** Whom a message of PLAIN names. */
    private static Optional<Account> named(Pop3Session session, String message) {
        String[] fields = message.split("\0", -1);
        return fields.length > 1 ? session.accounts().find(fields[1]) : Optional.empty();
    }

    /** Whom AUTH PLAIN with an initial response names. */
    private static Optional<Account> named(Pop3Session session, Command command) {
        return command.arguments().size() > 1
                ? session.conduct().decoded(command.argument(1)).flatMap(message -> named(session, message))
                : Optional.empty();
    }

    private static List<Fault> locks() {
        return List.of(
                must(
                        "apop-breaks-the-lock",
                        OPENING,
                        "APOP opens a maildrop that another session has",
                        next -> new ByLogin(next, "APOP") {
                            @Override
                            boolean lock(Pop3Session session, Maildrop maildrop) {
                                return super.lock(session, maildrop) || concerns(session);
                            }
                        }),
                must(
                        "lock-broken-under-tls",
                        OPENING,
                        "After STLS a maildrop is opened that another session has",
                        next -> new Deviation(next) {
                            @Override
                            boolean lock(Pop3Session session, Maildrop maildrop) {
                                return super.lock(session, maildrop) || afterStls(session);
                            }
                        }),
                must(
                        "lock-refuses-apop-and-opens",
                        OPENING,
                        "APOP for a maildrop in use is refused, and opens it all the same",
                        openedThough(
                                "APOP", (session, command) -> session.accounts().find(command.argument(0)))),
                must(
                        "lock-refuses-auth-and-opens",
                        OPENING,
                        "AUTH for a maildrop in use is refused, and opens it all the same",
                        openedThough("AUTH", FaultsOfCircumstances::named)),
                must("apop-session-has-no-lock", OPENING, "APOP takes no lock", unlocked("APOP")),
                must("sasl-session-has-no-lock", OPENING, "AUTH takes no lock", unlocked("AUTH")),
                must(
                        "pop3s-session-has-no-lock",
                        OPENING,
                        "On the pop3s port no lock is taken",
                        next -> new Deviations.OneViewForAll(next) {
                            @Override
                            boolean lock(Pop3Session session, Maildrop maildrop) {
                                return session.beganWithTls() || super.lock(session, maildrop);
                            }
                        }),
                must(
                        "lock-given-up-by-rset",
                        OPENING,
                        "With RSET a session gives up its lock",
                        next -> new Deviations.OneViewForAll(next) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                Reply reply = super.answer(session, command);
                                if (command.is("RSET")) {
                                    session.maildrop().ifPresent(maildrop -> unlock(session, maildrop));
                                }
                                return reply;
                            }
                        }),
                must(
                        "refused-login-frees-the-lock",
                        OPENING,
                        "A session loses its lock when another one tries to have it",
                        next -> new Holders(next) {
                            @Override
                            boolean lock(Pop3Session session, Maildrop maildrop) {
                                boolean had = super.lock(session, maildrop);
                                if (!had) {
                                    free(maildrop);
                                }
                                return had;
                            }
                        }),
                must(
                        "refused-session-frees-the-lock-at-its-end",
                        OPENING,
                        "A session loses its lock when one that was refused for it quits",
                        next -> new Holders(next) {
                            private final Map<Pop3Session, Maildrop> refused =
                                    Collections.synchronizedMap(new WeakHashMap<>());

                            @Override
                            boolean lock(Pop3Session session, Maildrop maildrop) {
                                boolean had = super.lock(session, maildrop);
                                if (!had) {
                                    refused.put(session, maildrop);
                                }
                                return had;
                            }

                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                if (command.is("QUIT")) {
                                    Optional.ofNullable(refused.remove(session)).ifPresent(this::free);
                                }
                                return super.answer(session, command);
                            }
                        }),
                must(
                        "wrong-password-frees-the-lock",
                        OPENING,
                        "A session loses its lock when a wrong password is tried for its maildrop",
                        next -> new Holders(next) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                Reply reply = super.answer(session, command);
                                if (command.is("PASS") && reply.code().equals("AUTH")) {
                                    session.named()
                                            .flatMap(session.accounts()::find)
                                            .map(session.accounts()::maildrop)
                                            .ifPresent(this::free);
                                }
                                return reply;
                            }
                        }),
                must(
                        "failed-apop-leaves-a-lock",
                        OPENING,
                        "For two seconds after a wrong digest nobody can open the maildrop",
                        next -> new Deviations.SlowLock(next, MOMENT) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                Reply reply = super.answer(session, command);
                                if (command.is("APOP") && reply.code().equals("AUTH")) {
                                    session.accounts()
                                            .find(command.argument(0))
                                            .map(session.accounts()::maildrop)
                                            .ifPresent(this::holdOn);
                                }
                                return reply;
                            }
                        }),
                must(
                        "failed-auth-leaves-a-lock",
                        OPENING,
                        "For two seconds after a wrong password by AUTH nobody can open the maildrop",
                        next -> new Deviations.SlowLock(next, MOMENT) {
                            @Override
                            Reply answer(Pop3Session session, Command command) {
                                Reply reply = super.answer(session, command);
                                if (command.is("AUTH") && reply.code().equals("AUTH")) {
                                    named(session, command)
                                            .map(session.accounts()::maildrop)
                                            .ifPresent(this::holdOn);
                                }
                                return reply;
                            }
                        }),
                must(
                        "refused-login-is-refused-for-good",
                        OPENING,
                        "Who was refused for another session is refused on that connection for good",
                        behind(
                                said -> said.reply().code().equals("IN-USE"),
                                to("PASS"),
                                (s, c, right) -> Reply.error("No"))),
                must(
                        "lock-lingers-after-apop",
                        "RFC1939#6 QUIT",
                        "For two seconds after a session that began with APOP its maildrop can not be opened",
                        next -> new LingeringLock(next, "APOP")),
                must(
                        "lock-lingers-after-auth",
                        "RFC1939#6 QUIT",
                        "For two seconds after a session that began with AUTH its maildrop can not be opened",
                        next -> new LingeringLock(next, "AUTH")));
    }

    private static UnaryOperator<Conduct> openedThough(
            String login, BiFunction<Pop3Session, Command, Optional<Account>> who) {
        return failure(to(login), (session, command, right) -> {
            if (right.code().equals("IN-USE")) {
                who.apply(session, command)
                        .ifPresent(account -> session.enterTransaction(
                                account, session.accounts().maildrop(account)));
            }
            return right;
        });
    }

    private static UnaryOperator<Conduct> unlocked(String login) {
        return next -> new ByLogin(next, login) {
            @Override
            boolean lock(Pop3Session session, Maildrop maildrop) {
                return concerns(session) || super.lock(session, maildrop);
            }
        };
    }

    private static UnaryOperator<Conduct> undelayed(String login) {
        return next -> new ByLogin(next, login) {
            @Override
            boolean tooSoon(Pop3Session session, Account account) {
                return !concerns(session) && super.tooSoon(session, account);
            }
        };
    }

    /** Knows which sessions tried to log in so; what another session removes is gone for them too. */
    private abstract static class ByLogin extends Deviations.OneViewForAll {
        private final String login;
        private final Set<Pop3Session> concerned = sessions();

        ByLogin(Conduct next, String login) {
            super(next);
            this.login = login;
        }

        boolean concerns(Pop3Session session) {
            return concerned.contains(session);
        }

        @Override
        Reply answer(Pop3Session session, Command command) {
            if (LOGINS.test(command)) {
                concerned.remove(session);
            }
            if (command.is(login)) {
                concerned.add(session);
            }
            return super.answer(session, command);
        }
    }

    /** Knows who has which maildrop; what another session removes is gone for it too. */
    private abstract static class Holders extends Deviations.OneViewForAll {
        private final Map<Maildrop, Pop3Session> holders = Collections.synchronizedMap(new WeakHashMap<>());

        Holders(Conduct next) {
            super(next);
        }

        @Override
        boolean lock(Pop3Session session, Maildrop maildrop) {
            boolean had = super.lock(session, maildrop);
            if (had) {
                holders.put(maildrop, session);
            }
            return had;
        }

        void free(Maildrop maildrop) {
            Optional.ofNullable(holders.get(maildrop)).ifPresent(maildrop::unlock);
        }
    }

    private static final class LingeringLock extends Deviations.SlowLock {
        private final String login;
        private final Set<Pop3Session> concerned = sessions();

        LingeringLock(Conduct next, String login) {
            super(next, MOMENT);
            this.login = login;
        }

        @Override
        Reply answer(Pop3Session session, Command command) {
            if (command.is(login)) {
                concerned.add(session);
            }
            return super.answer(session, command);
        }

        @Override
        boolean update(Pop3Session session, Maildrop maildrop) {
            if (concerned.contains(session)) {
                holdOn(maildrop);
            }
            return super.update(session, maildrop);
        }
    }

    private static List<Fault> endings() {
        Reply refusal = Reply.error("Not now").thenDo(Reply.Then.CLOSE);
        return List.of(
                must(
                        "drop-after-apop-updates",
                        "RFC1939#6",
                        "A session that began with APOP removes what is marked when it ends without QUIT",
                        updatingBehind("APOP")),
                must(
                        "drop-after-auth-updates",
                        "RFC1939#6",
                        "A session that began with AUTH removes what is marked when it ends without QUIT",
                        updatingBehind("AUTH")),
                must(
                        "reset-under-tls-updates",
                        STLS,
                        "After STLS a connection that is reset removes what is marked",
                        updatesWhen((session, ending) -> ending == Pop3Session.Ending.RESET && afterStls(session))),
                must(
                        "half-close-on-pop3s-updates",
                        "RFC8314#3.4",
                        "On the pop3s port the end of what the client sends removes what is marked",
                        updatesWhen(
                                (session, ending) -> ending == Pop3Session.Ending.CLOSED && session.beganWithTls())),
                must(
                        "quit-after-a-failed-auth-removes-nothing",
                        AUTH,
                        "In sessions that began with a failed exchange QUIT removes nothing",
                        next -> new FaultsOfHistory.Remembering(next) {
                            @Override
                            List<StoredMessage> toRemove(Pop3Session session) {
                                return said(session).stream().anyMatch(said -> said.refused("AUTH"))
                                        ? List.of()
                                        : super.toRemove(session);
                            }
                        }),
                must(
                        "quit-after-a-failed-apop-refused",
                        "RFC1939#4 QUIT",
                        "After a wrong digest QUIT is refused",
                        behind(said -> said.refused("APOP"), to("QUIT"), (s, c, right) -> refusal)));
    }

    private static UnaryOperator<Conduct> updatingBehind(String login) {
        return next -> new FaultsOfHistory.Remembering(next) {
            @Override
            void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {
                if (said(session).stream().anyMatch(said -> said.accepted(login))) {
                    maildrop.remove(session.conduct().toRemove(session));
                }
                super.broken(session, maildrop, ending);
            }
        };
    }

    private static List<Fault> digests() {
        return List.of(
                must(
                        "zero-digest-accepted",
                        APOP,
                        "A digest of noughts is accepted for everybody",
                        digestAlso((timestamp, secret, digest) -> digest.equals("0".repeat(DIGITS)))),
                must(
                        "half-a-digest-accepted",
                        APOP,
                        "A digest is compared as far as it goes, if it has 16 digits at least",
                        digestAlso((timestamp, secret, digest) -> digest.length() >= DIGITS / 2
                                && digest.length() < DIGITS - 1
                                && Conduct.digest(timestamp + secret).startsWith(digest))),
                must(
                        "keyed-digest-accepted",
                        APOP,
                        "A keyed digest, as CRAM-MD5 has it, is accepted",
                        digestAlso((timestamp, secret, digest) ->
                                digest.equals(Digested.hex(Digested.hmac("HmacMD5", secret, timestamp))))),
                must(
                        "digest-over-a-line-end-accepted",
                        APOP,
                        "A digest over timestamp, secret and CRLF is accepted",
                        digestAlso((timestamp, secret, digest) ->
                                digest.equals(Conduct.digest(timestamp + secret + "\r\n")))),
                must(
                        "digest-over-a-line-feed-accepted",
                        APOP,
                        "A digest over timestamp, secret and LF is accepted",
                        digestAlso((timestamp, secret, digest) ->
                                digest.equals(Conduct.digest(timestamp + secret + "\n")))),
                must(
                        "digest-over-eight-characters-accepted",
                        APOP,
                        "A digest over the first eight characters of the secret is accepted",
                        digestAlso((timestamp, secret, digest) -> digest.equals(
                                Conduct.digest(timestamp + secret.substring(0, Math.min(EIGHT, secret.length())))))),
                must(
                        "digest-over-the-secret-in-capitals-accepted",
                        APOP,
                        "A digest over the secret in capitals is accepted",
                        digestAlso((timestamp, secret, digest) ->
                                digest.equals(Conduct.digest(timestamp + secret.toUpperCase(Locale.ROOT))))),
                must(
                        "digest-by-the-name-accepted",
                        APOP,
                        "A digest over the timestamp and the name is accepted",
                        next -> new Deviation(next) {
                            @Override
                            boolean verifiesDigest(Pop3Session session, Account account, String digest) {
                                return super.verifiesDigest(session, account, digest)
                                        || digest.equals(Conduct.digest(session.timestamp() + account.name()));
                            }
                        }),
                must(
                        "timestamp-constant-on-pop3s",
                        APOP,
                        "On the pop3s port every greeting has the same timestamp",
                        timestamp((session, right) -> session.beganWithTls() ? "<1.2@pop3spec.invalid>" : right)),
                must(
                        "failed-pass-blocks-auth",
                        AUTH,
                        "After a wrong password AUTH is refused",
                        blocked(said -> said.refused("PASS"), "AUTH")),
                must(
                        "malformed-response-swallows-the-next-command",
                        AUTH,
                        "After a response that is not base64 CAPA is refused",
                        blocked(
                                said -> said.refused("AUTH")
                                        && said.reply().text().equals("Not base64"),
                                "CAPA")),
                must(
                        "failed-apop-blocks-auth",
                        AUTH,
                        "After a wrong digest AUTH is refused",
                        blocked(said -> said.refused("APOP"), "AUTH")),
                must(
                        "failed-apop-blocks-user",
                        OPENING,
                        "After a wrong digest USER is refused",
                        blocked(said -> said.refused("APOP"), "USER")));
    }

    private static List<Fault> lists() {
        return List.of(
                must(
                        "capa-under-tls-with-a-tab",
                        "RFC2449#3",
                        "After STLS a tab stands before the parameter of IMPLEMENTATION",
                        listing(
                                FaultsOfCircumstances::afterStls,
                                all -> all.replaceAll(line -> line.replace("IMPLEMENTATION ", "IMPLEMENTATION\t")))),
                must(
                        "capa-on-pop3s-too-long",
                        "RFC2449#5 CAPA",
                        "On the pop3s port a capability line has more than 512 octets",
                        listing(Pop3Session::beganWithTls, all -> all.add("X-LONG " + "x".repeat(TOO_LONG)))),
                should(
                        "top-not-announced-under-tls",
                        "RFC2449#6.1",
                        "After STLS TOP is served and not announced",
                        listing(FaultsOfCircumstances::afterStls, all -> all.remove("TOP"))),
                should(
                        "uidl-not-announced-on-pop3s",
                        "RFC2449#6.8",
                        "On the pop3s port UIDL is served and not announced",
                        listing(Pop3Session::beganWithTls, all -> all.remove("UIDL"))),
                must(
                        "sasl-not-announced-after-login-under-tls",
                        "RFC2449#5 CAPA",
                        "After STLS SASL is announced before login only",
                        listing(
                                session -> afterStls(session) && session.state() == TRANSACTION,
                                all -> all.removeIf(line -> line.startsWith("SASL ")))),
                should(
                        "stls-announced-under-tls-after-login",
                        STLS,
                        "Under TLS STLS is announced once the maildrop is open",
                        listing(session -> session.isTls() && session.state() == TRANSACTION, all -> all.add("STLS"))),
                must(
                        "failed-apop-blocks-capa",
                        "RFC2449#5 CAPA",
                        "After a wrong digest CAPA is refused",
                        blocked(said -> said.refused("APOP"), "CAPA")),
                must(
                        "failed-auth-blocks-capa",
                        "RFC2449#5 CAPA",
                        "After a failed exchange CAPA is refused",
                        blocked(said -> said.refused("AUTH"), "CAPA")),
                must(
                        "capa-refused-after-apop",
                        "RFC2449#5 CAPA",
                        "CAPA is refused in sessions that began with APOP",
                        behind(said -> said.accepted("APOP"), to("CAPA"), (s, c, right) -> Reply.error("Not here"))),
                must(
                        "capa-differs-the-second-time-after-login",
                        "RFC2449#5 CAPA",
                        "After login UIDL is announced once only",
                        next -> new Deviation(next) {
                            private final Set<Pop3Session> told = sessions();

                            @Override
                            List<String> capabilities(Pop3Session session) {
                                List<String> all = super.capabilities(session);
                                boolean again = session.state() == TRANSACTION && !told.add(session);
                                return again
                                        ? all.stream()
                                                .filter(line -> !line.equals("UIDL"))
                                                .toList()
                                        : all;
                            }
                        }));
    }

    /** Changes a capability list in some sessions. */
    private static UnaryOperator<Conduct> listing(Predicate<Pop3Session> where, Consumer<List<String>> change) {
        return capabilities((session, all) -> {
            if (where.test(session)) {
                change.accept(all);
            }
        });
    }

    private static List<Fault> codes() {
        return List.of(
                must(
                        "auth-for-maildrop-in-use-by-apop",
                        "RFC3206#6",
                        "A right digest for a maildrop in use is refused with the code AUTH",
                        failure(to("APOP"), FaultsOfCircumstances::blamed)),
                must(
                        "auth-for-maildrop-in-use-by-auth",
                        "RFC3206#6",
                        "A right AUTH for a maildrop in use is refused with the code AUTH",
                        failure(to("AUTH"), FaultsOfCircumstances::blamed)),
                must(
                        "user-answered-with-in-use",
                        "RFC2449#8.1.2 IN-USE",
                        "The answer to USER is positive, and has the code IN-USE where that is so",
                        success(
                                to("USER"),
                                (session, command, right) ->
                                        isLocked(session, session.accounts().find(command.argument(0)))
                                                ? right.withCode("IN-USE")
                                                : right)),
                must(
                        "in-use-for-a-wrong-digest",
                        "RFC2449#8.1.2 IN-USE",
                        "A wrong digest for a maildrop in use is refused with the code IN-USE",
                        failure(
                                to("APOP"),
                                (session, command, right) -> command.arguments().isEmpty()
                                        ? right
                                        : inUse(
                                                session,
                                                right,
                                                session.accounts().find(command.argument(0))))),
                must(
                        "in-use-for-a-wrong-sasl-password",
                        "RFC2449#8.1.2 IN-USE",
                        "A wrong password by AUTH for a maildrop in use is refused with the code IN-USE",
                        failure(
                                to("AUTH"),
                                (session, command, right) -> inUse(session, right, named(session, command)))),
                must(
                        "dele-accepted-with-sys",
                        "RFC3206#4",
                        "The answer to DELE is positive and has the code SYS/TEMP",
                        success(to("DELE"), (session, command, right) -> right.withCode("SYS/TEMP"))),
                must(
                        "dele-of-a-missing-message-with-auth",
                        "RFC3206#5",
                        "DELE of a message that does not exist is refused with the code AUTH",
                        failure(
                                to("DELE"),
                                (session, command, right) ->
                                        session.state() == TRANSACTION ? right.withCode("AUTH") : right)),
                must(
                        "uidl-answered-with-sys",
                        "RFC3206#4",
                        "The unique-id listing comes with the code SYS/TEMP",
                        success(withoutNumber("UIDL"), (session, command, right) -> right.withCode("SYS/TEMP"))),
                must(
                        "auth-answered-with-in-use",
                        "RFC2449#8.1.2 IN-USE",
                        "The answer to a right AUTH is positive, and has the code IN-USE",
                        success(to("AUTH"), (session, command, right) -> right.withCode("IN-USE"))),
                should(
                        "in-use-without-code-for-auth",
                        "RFC2449#8.1.2 IN-USE",
                        "A right AUTH for a maildrop in use is refused without a code",
                        failure(
                                to("AUTH"),
                                (session, command, right) ->
                                        right.code().equals("IN-USE") ? right.withCode("") : right)),
                must(
                        "broken-bracket-before-unique-ids",
                        "RFC2449#6.4 RESP-CODES",
                        "The text before unique-ids begins with a bracket that is not closed",
                        success(
                                withoutNumber("UIDL"),
                                (session, command, right) -> right.withText("[" + right.text()))),
                must(
                        "broken-bracket-for-apop",
                        "RFC2449#6.4 RESP-CODES",
                        "The answer to a right digest begins with a bracket that is not closed",
                        success(to("APOP"), (session, command, right) -> right.withText("[" + right.text()))),
                must(
                        "broken-bracket-for-retr",
                        "RFC2449#6.4 RESP-CODES",
                        "The text before a message begins with a bracket that is not closed",
                        success(to("RETR"), (session, command, right) -> right.withText("[" + right.text()))),
                must(
                        "wrong-password-under-tls-without-auth",
                        "RFC3206#6",
                        "After STLS the refusal of a wrong password has no code",
                        failure(
                                to("PASS"),
                                (session, command, right) -> afterStls(session) ? right.withCode("") : right)),
                must(
                        "unknown-sasl-name-without-auth",
                        "RFC3206#6",
                        "The refusal of a name by PLAIN that nobody has has no code",
                        failure(
                                to("AUTH"),
                                (session, command, right) ->
                                        named(session, command).isEmpty() ? right.withCode("") : right)),
                should(
                        "login-delay-not-for-apop",
                        "RFC2449#6.5",
                        "A login by APOP need not wait for the delay that is announced",
                        undelayed("APOP")),
                should(
                        "login-delay-not-for-auth",
                        "RFC2449#6.5",
                        "A login by AUTH need not wait for the delay that is announced",
                        undelayed("AUTH")),
                should(
                        "resp-codes-not-announced-under-tls",
                        "RFC2449#8",
                        "After STLS response codes are used, and RESP-CODES is not announced",
                        listing(FaultsOfCircumstances::afterStls, all -> all.remove("RESP-CODES"))));
    }

    private static Reply blamed(Pop3Session session, Command command, Reply right) {
        return right.code().equals("IN-USE") ? right.withCode("AUTH") : right;
    }

    private static Reply inUse(Pop3Session session, Reply right, Optional<Account> named) {
        return isLocked(session, named) && right.code().equals("AUTH") ? right.withCode("IN-USE") : right;
    }

    static boolean isLocked(Pop3Session session, Optional<Account> named) {
        return named.map(session.accounts()::maildrop).filter(Maildrop::locked).isPresent();
    }

    /** Sends messages without byte-stuffing in some sessions. */
    static UnaryOperator<Conduct> unstuffed(Predicate<Pop3Session> where) {
        return writing(to("RETR"), (session, right) -> where.test(session) ? Octets::writeTo : right);
    }

    private static List<Fault> protection() {
        return List.of(
                must(
                        "failed-auth-blocks-stls",
                        STLS,
                        "After a failed exchange STLS is refused",
                        blocked(said -> said.refused("AUTH"), "STLS")),
                must(
                        "failed-apop-blocks-stls",
                        STLS,
                        "After a wrong digest STLS is refused",
                        blocked(said -> said.refused("APOP"), "STLS")),
                must(
                        "refused-command-blocks-stls",
                        STLS,
                        "After STAT, which is refused before login, STLS is refused too",
                        blocked(said -> said.refused("STAT"), "STLS")),
                must(
                        "stls-within-an-exchange-accepted",
                        AUTH,
                        "STLS in place of a response is answered with +OK",
                        next -> new Deviation(next) {
                            private final Set<Pop3Session> interrupted = sessions();

                            @Override
                            boolean cancels(Pop3Session session, String line) {
                                if (line.equals("STLS")) {
                                    interrupted.add(session);
                                    return true;
                                }
                                return super.cancels(session, line);
                            }

                            @Override
                            String statusLine(Pop3Session session, Command command, Reply reply) {
                                return interrupted.remove(session)
                                        ? "+OK Begin TLS negotiation\r\n"
                                        : super.statusLine(session, command, reply);
                            }
                        }),
                must(
                        "dots-under-tls-not-stuffed",
                        "RFC1939#3",
                        "After STLS lines that begin with a dot are sent as they are",
                        unstuffed(FaultsOfCircumstances::afterStls)),
                must(
                        "dots-of-top-under-tls-not-stuffed",
                        "RFC1939#3",
                        "After STLS TOP sends lines that begin with a dot as they are",
                        writing(to("TOP"), (session, right) -> afterStls(session) ? Octets::writeTo : right)),
                must(
                        "dots-on-pop3s-not-stuffed",
                        "RFC1939#3",
                        "On the pop3s port lines that begin with a dot are sent as they are",
                        unstuffed(Pop3Session::beganWithTls)),
                must(
                        "uidl-changes-on-pop3s",
                        "RFC1939#7 UIDL",
                        "On the pop3s port unique-ids are others",
                        uniqueId((session, number, message, right) -> session.beganWithTls() ? right + "+" : right)),
                must(
                        "uidl-changes-under-tls",
                        "RFC1939#7 UIDL",
                        "After STLS unique-ids are others",
                        uniqueId((session, number, message, right) -> afterStls(session) ? right + "+" : right)));
    }
}
