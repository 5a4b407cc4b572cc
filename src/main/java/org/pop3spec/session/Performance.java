package org.pop3spec.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.pop3spec.net.ClientHello;
import org.pop3spec.net.Connection;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Received;
import org.pop3spec.net.Recorder;
import org.pop3spec.net.SecurityLayer;
import org.pop3spec.net.ServerTime;
import org.pop3spec.result.Event;
import org.pop3spec.result.Failure;
import org.pop3spec.result.Finding;
import org.pop3spec.result.Observation;
import org.pop3spec.result.SkipReason;
import org.pop3spec.result.SourcePosition;
import org.pop3spec.result.Verdict;
import org.pop3spec.scenario.Channel;
import org.pop3spec.scenario.Expectation;
import org.pop3spec.scenario.Expressions;
import org.pop3spec.scenario.Statement;
import org.pop3spec.scenario.Statement.StartTls.Tolerated;
import org.pop3spec.scenario.Template;

/** Carries out the statements of one scenario, one after the other. */
final class Performance {
    private static final int MOST_REPETITIONS = 1_000_000;
    /** A second answer that comes at all comes together with the first, or directly after it. */
    private static final Duration STRAGGLERS = Duration.ofMillis(5);
    /** After QUIT nothing is lost by waiting until the server has closed. */
    private static final Duration CLOSING = Duration.ofMillis(300);

    private final Setting setting;
    private final Connections connections;
    private final Variables variables;
    private final Expressions expressions;
    private final Recorder recorder;
    private final Expecting expecting;
    private final Logins logins;
    private final Refusals refusals;
    private final Guard guard;
    private final Taint taint;
    private final List<Failure> warnings = new ArrayList<>();
    private final List<Observation> observations = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Integer> due = new TreeSet<>();
    private Optional<SourcePosition> at = Optional.empty();
    private boolean delivered;
    private boolean arrivalSure = true;

    Performance(
            Setting setting, Connections connections, Variables variables, Expressions expressions, Recorder recorder) {
        this.setting = setting;
        this.connections = connections;
        this.variables = variables;
        this.expressions = expressions;
        this.recorder = recorder;
        this.expecting = new Expecting(expressions, variables, setting.messages(), setting.tlsSettings());
        this.guard = new Guard(setting);
        this.logins = new Logins(setting, connections, guard);
        this.refusals = new Refusals(connections, logins);
        this.taint = new Taint(recorder.secrets());
    }

    List<Failure> warnings() {
        return warnings;
    }

    List<Observation> observations() {
        return List.copyOf(observations);
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** What the client of a SASL exchange could not accept, if that ended the scenario. */
    Optional<String> objection() {
        return variables.objection();
    }

    /** Why a flawed AP-REQ could not be made of a ticket, if that ended the scenario. */
    Optional<String> unmade() {
        return variables.unmade();
    }

    /** Whether mail was delivered, so that the maildrop is not what it was at the beginning. */
    boolean delivered() {
        return delivered;
    }

    /** Whether all mail that was waited for has come. Else what the server shows may still be the delivery's doing. */
    boolean arrivalSure() {
        return arrivalSure;
    }

    /** The statement that was begun last. */
    Optional<SourcePosition> at() {
        return at;
    }

    void all(List<Statement> statements) throws InterruptedException {
        for (Statement statement : statements) {
            at = Optional.of(statement.at());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            one(statement);
        }
    }

    private void one(Statement statement) throws InterruptedException {
        if (statement instanceof Statement.Send send) {
            send(send);
        } else if (statement instanceof Statement.SendRaw raw) {
            sendRaw(raw);
        } else if (statement instanceof Statement.Expect expect) {
            long before = ServerTime.nanos();
            expect(expect);
            variables.waited(ServerTime.nanos() - before);
        } else if (statement instanceof Statement.Either either) {
            either(either);
        } else if (statement instanceof Statement.Login login) {
            login(login);
        } else if (statement instanceof Statement.Sasl sasl) {
            logins.begin(sasl, variables, expressions);
        } else if (statement instanceof Statement.Connect connect) {
            connect(connect);
        } else if (statement instanceof Statement.Disconnect disconnect) {
            disconnect(disconnect);
        } else if (statement instanceof Statement.StartTls tls) {
            startTls(tls);
        } else if (statement instanceof Statement.StartLayer layer) {
            startLayer(layer);
        } else if (statement instanceof Statement.Hello hello) {
            hello(hello);
        } else if (statement instanceof Statement.Stls stls) {
            Dialogue dialogue = connections.ready(stls.connection(), stls.at());
            if (!dialogue.connection().encrypted()) {
                guard.between(dialogue, stls.at());
                connections.stls(dialogue, stls.at());
            }
        } else if (statement instanceof Statement.Deliver deliver) {
            deliver(deliver);
        } else if (statement instanceof Statement.Wait wait) {
            ServerTime.sleep(setting.scaled(wait.duration()).toNanos());
        } else {
            unheard(statement);
        }
    }

    /** What the server does not notice. */
    private void unheard(Statement statement) throws InterruptedException {
        if (statement instanceof Statement.Let let) {
            Object value = expressions.evaluate(let.value(), variables);
            taint.named(let.name(), let.value(), value);
            variables.put(let.name(), value);
        } else if (statement instanceof Statement.Assert check) {
            check(check);
        } else if (statement instanceof Statement.Observe observe) {
            String value = expressions.text(observe.value(), variables);
            observations.add(new Observation(observe.name(), value));
        } else if (statement instanceof Statement.ReportFinding finding) {
            String evidence = expressions.text(finding.evidence(), variables);
            findings.add(new Finding(finding.id(), finding.severity(), evidence));
        } else if (statement instanceof Statement.Conclude conclude) {
            conclude(conclude);
        } else if (statement instanceof Statement.When when) {
            all(expressions.test(when.condition(), variables) ? when.then() : when.otherwise());
        } else if (statement instanceof Statement.Repeat repeat) {
            int times = expressions.integer(repeat.times(), variables, 0, MOST_REPETITIONS);
            for (int i = 1; i <= times; i++) {
                if (repeat.counter().isPresent()) {
                    variables.put(repeat.counter().get(), (long) i);
                }
                all(repeat.body());
            }
        } else {
            throw new IllegalStateException("no such statement: " + statement.getClass());
        }
    }

    private void send(Statement.Send send) throws InterruptedException {
        Dialogue dialogue = speaking(send.connection(), send.at());
        guard.framesEnd(dialogue);
        dialogue.linesBegin();
        StringBuilder octets = new StringBuilder();
        for (var line : send.lines()) {
            String text = text(line) + "\r\n";
            guard.octets(dialogue, text, line.at());
            octets.append(text);
        }
        write(dialogue, octets.toString(), send.at());
    }

    private void sendRaw(Statement.SendRaw raw) throws InterruptedException {
        Dialogue dialogue = speaking(raw.connection(), raw.at());
        Deque<String> texts = new ArrayDeque<>();
        for (Statement.Piece piece : raw.pieces()) {
            if (piece instanceof Statement.Octets octets) {
                texts.add(text(octets.template()));
            }
        }
        // as a whole, for only that tells whether the beginning of a password is one of the right one
        guard.octets(dialogue, String.join("", texts), raw.at());
        for (Statement.Piece piece : raw.pieces()) {
            if (piece instanceof Statement.Pause pause) {
                ServerTime.sleep(pause.duration().toNanos());
            } else {
                write(dialogue, texts.remove(), raw.at());
            }
        }
    }

    /** What is to be sent; what of it was made from a password is a secret like the password. */
    private String text(Template template) {
        StringBuilder text = new StringBuilder();
        for (Template.Part part : template.parts()) {
            if (part instanceof Template.Text octets) {
                text.append(octets.octets());
            } else if (part instanceof Template.Value value) {
                String octets = expressions.text(value.expression(), variables);
                taint.used(value.expression(), octets);
                text.append(octets);
            }
        }
        return text.toString();
    }

    private void write(Dialogue dialogue, String octets, SourcePosition where) throws InterruptedException {
        if (dialogue.opens(octets)) {
            awaitNewMail(where);
            for (int account = 1; account <= setting.accounts().size(); account++) {
                setting.turns().await(account);
            }
        }
        // a write that fails shows in what is read next: the server may have answered before it closed
        Optional<Received> trouble = dialogue.write(octets);
        if (trouble.isPresent()) {
            dialogue.broken();
        }
    }

    private void deliver(Statement.Deliver deliver) throws InterruptedException {
        NewMail mail = setting.newMail()
                .orElseThrow(() -> Ending.conclusion(
                        Verdict.SKIP, Optional.empty(), "mail is to arrive, and the target has no delivery"));
        guard.delivery(deliver.at());
        delivered = true;
        due.add(deliver.account());
        try {
            mail.deliver(deliver.account(), deliver.mailbox(), deliver.message());
        } catch (NewMail.Undelivered e) {
            throw undelivered(e, deliver.at());
        }
        recorder.note(Event.Kind.NOTE, 1, "new mail is delivered: " + shown(deliver), false);
        awaitNewMail(deliver.at());
    }

    private static String shown(Statement.Deliver deliver) {
        String what = deliver.message().isPresent()
                ? "message " + deliver.message().getAsInt() + " of " + deliver.mailbox()
                : "mailbox " + deliver.mailbox();
        return deliver.account() == 1 ? what : what + ", account " + deliver.account();
    }

    /** Waits for mail that is on its way, unless a session of the script keeps everybody from looking whether it is there. */
    private void awaitNewMail(SourcePosition where) throws InterruptedException {
        if (due.isEmpty() || connections.all().stream().anyMatch(Dialogue::mayHoldTheMaildrop)) {
            return;
        }
        NewMail mail = setting.newMail().orElseThrow();
        for (int account : due) {
            try {
                arrivalSure &= mail.arrived(account);
            } catch (NewMail.Undelivered e) {
                throw undelivered(e, where);
            }
        }
        due.clear();
    }

    private static Ending undelivered(NewMail.Undelivered why, SourcePosition where) {
        if (why.kept()) {
            return Ending.skip(SkipReason.Code.NO_DELIVERY, String.valueOf(why.getMessage()));
        }
        return Ending.trouble(
                new Failure(String.valueOf(why.getMessage()), "", "", Optional.of(where), Optional.empty()), true);
    }

    /** A connection on which the client may speak: nothing came that was not asked for. */
    private Dialogue speaking(int number, SourcePosition at) throws InterruptedException {
        Dialogue dialogue = connections.ready(number, at);
        if (dialogue.inStep()) {
            nothingExtra(dialogue, at);
        }
        return dialogue;
    }

    private void nothingExtra(Dialogue dialogue, SourcePosition at) {
        Connection connection = dialogue.connection();
        String unread = connection.closed() ? "" : connection.unread();
        if (!unread.isEmpty()) {
            String message = dialogue.command().isEmpty()
                    ? "the server sent something that it was not asked for: "
                    : "the server sent more than the answer to " + dialogue.command() + " ("
                            + dialogue.protocol().document() + "): ";
            throw failed(message + Expecting.quoted(unread), "nothing more", unread, at, true);
        }
    }

    /** A last look at every connection for answers that nobody asked for. */
    void end() throws InterruptedException {
        for (Dialogue dialogue : connections.all()) {
            Connection connection = dialogue.connection();
            boolean due = !connection.closed() && dialogue.inStep();
            boolean over = dialogue.command().equals("QUIT");
            if (due && connection.happens(Deadline.in(over ? CLOSING : STRAGGLERS))) {
                nothingExtra(dialogue, at.orElseThrow());
            }
        }
    }

    private void startTls(Statement.StartTls tls) throws InterruptedException {
        Dialogue dialogue = connections.raw(tls.connection(), tls.at());
        try {
            connections.handshake(dialogue, tls.tolerated().equals(Optional.of(Tolerated.UNTRUSTED)), tls.at());
        } catch (Ending broken) {
            // a certain one is that something stood before the handshake, or that the certificate is not trusted
            if (!tls.tolerated().equals(Optional.of(Tolerated.CLOSE)) || broken.certain()) {
                throw broken;
            }
            dialogue.gone();
            throw Ending.conclusion(Verdict.PASS, Optional.empty(), "the server broke the handshake off");
        }
    }

    private void startLayer(Statement.StartLayer layer) throws InterruptedException {
        Dialogue dialogue = connections.raw(layer.connection(), layer.at());
        SecurityLayer negotiated = variables
                .layer()
                .orElseThrow(() -> Ending.trouble(
                        new Failure(
                                "the SASL exchange negotiated no security layer",
                                "",
                                "",
                                Optional.of(layer.at()),
                                Optional.empty()),
                        true));
        dialogue.connection().protect(negotiated);
    }

    private void hello(Statement.Hello hello) throws InterruptedException {
        Dialogue dialogue = connections.raw(hello.connection(), hello.at());
        Connection connection = dialogue.connection();
        if (connection.encrypted()) {
            throw Ending.trouble(
                    new Failure("TLS is on already", "", "", Optional.of(hello.at()), Optional.empty()), true);
        }
        String octets = ClientHello.to(
                        connection.endpoint().host(), hello.version(), hello.families(), hello.applicationProtocol())
                .octets();
        // the handshake goes no further, and nothing else can be said on this connection
        dialogue.broken();
        connection.write(octets, Deadline.in(connection.limits().answer()));
    }

    private void login(Statement.Login login) throws InterruptedException {
        awaitNewMail(login.at());
        try {
            logins.login(login);
        } catch (Ending ending) {
            throw refusals.hungUp(connections.raw(login.connection(), login.at()), login.at())
                    .orElse(ending);
        }
    }

    private void connect(Statement.Connect connect) throws InterruptedException {
        Channel channel = connect.channel().orElse(setting.channel());
        Approach approach =
                new Approach(channel, connect.opening(), connect.account(), connect.handshake(), connect.binding());
        Dialogue dialogue = connections.open(connect.connection(), approach, connect.at());
        if (connect.readGreeting()) {
            connections.ready(connect.connection(), connect.at());
        } else {
            dialogue.greetingWaived();
        }
    }

    private void disconnect(Statement.Disconnect disconnect) throws InterruptedException {
        Dialogue dialogue = connections.raw(disconnect.connection(), disconnect.at());
        switch (disconnect.manner()) {
            case CLOSE -> dialogue.connection().close();
            case HALF_CLOSE -> dialogue.connection().halfClose();
            case RESET -> dialogue.connection().reset();
        }
        dialogue.gone();
    }

    private void expect(Statement.Expect expect) throws InterruptedException {
        Dialogue dialogue = connections.raw(expect.connection(), expect.at());
        Reading reading = read(dialogue, expect, deadline(dialogue, expect));
        if (reading instanceof Reading.NotMet not) {
            throw excused(dialogue, expect.expectation(), not, expect.at())
                    .orElseGet(() -> failed(not.message(), not.expected(), not.received(), expect.at(), not.certain()));
        }
        accept(dialogue, expect.expectation(), (Reading.Met) reading);
    }

    private Reading read(Dialogue dialogue, Statement.Expect expect, Deadline deadline) throws InterruptedException {
        Reading reading = expecting.read(dialogue, expect.expectation(), deadline);
        if (reading instanceof Reading.Beyond beyond) {
            throw Ending.trouble(new Failure(beyond.message(), "", "", Optional.of(expect.at()), decisive()), true);
        }
        return reading;
    }

    /** An end that is not the server's fault, where that is why an expectation was not met. */
    private Optional<Ending> excused(
            Dialogue dialogue, Expectation expectation, Reading.NotMet not, SourcePosition where)
            throws InterruptedException {
        Optional<Ending> unavailable = unavailable(dialogue, expectation, not, where);
        boolean ended = not.received().isEmpty() && !not.timedOut();
        return unavailable.isPresent() || !ended ? unavailable : refusals.hungUp(dialogue, where);
    }

    /** Whether the server, or the maildrop, is not to be had at all, or not yet. */
    private Optional<Ending> unavailable(
            Dialogue dialogue, Expectation expectation, Reading.NotMet not, SourcePosition where) {
        if (Connections.turnsAway(dialogue, not.received())) {
            return Optional.of(Connections.turnedAway(not.received(), where));
        }
        return not.timedOut() && connections.waitsItsTurn(dialogue)
                ? Optional.of(Connections.keptWaiting(where))
                : busy(dialogue, expectation, not, where);
    }

    /** Whether it is only an earlier session, or haste, that keeps the maildrop from being opened. */
    private Optional<Ending> busy(
            Dialogue dialogue, Expectation expectation, Reading.NotMet not, SourcePosition where) {
        boolean wanted = expectation instanceof Expectation.Status status
                && status.accepted().contains(Expectation.Outcome.OK);
        boolean ownDoing = connections.all().stream().anyMatch(Dialogue::everOpened);
        if (!wanted || ownDoing || !dialogue.opening() || !Logins.willPass(not.received())) {
            return Optional.empty();
        }
        return Optional.of(Ending.busy(new Failure(
                "the maildrop could not be opened yet: " + Expecting.quoted(not.received()),
                not.expected(),
                not.received(),
                Optional.of(where),
                decisive())));
    }

    private void accept(Dialogue dialogue, Expectation expectation, Reading.Met met) {
        boolean before = dialogue.everOpened();
        boolean greeting = dialogue.greetingDue();
        met.status().ifPresent(indicator -> {
            guard.framesEnd(dialogue);
            dialogue.answered(indicator, met.text());
            if (!greeting) {
                guard.answered(dialogue, indicator, met.text());
            }
        });
        if (!before && dialogue.everOpened()) {
            // whose maildrop it is a script that spells out its login does not say
            for (int account = 1; account <= setting.accounts().size(); account++) {
                setting.turns().taken(account);
            }
        }
        if (met.ended()) {
            dialogue.bodyRead();
        }
        if (expectation instanceof Expectation.Octets) {
            dialogue.octetsRead();
        }
        met.note().filter(note -> !observations.contains(note)).ifPresent(observations::add);
        variables.putAll(met.captures());
    }

    private Deadline deadline(Dialogue dialogue, Statement.Expect expect) {
        Connection connection = dialogue.connection();
        if (expect.expectation() instanceof Expectation.Silence silence) {
            return Deadline.in(setting.scaled(silence.duration()));
        }
        return expect.within()
                .map(time -> Deadline.in(setting.scaled(time)))
                .orElseGet(() -> connection.limits().answerDeadline());
    }

    private void either(Statement.Either either) throws InterruptedException {
        List<String> refused = new ArrayList<>();
        boolean certain = true;
        boolean timedOut = false;
        String received = "";
        Optional<Ending> early = Optional.empty();
        // the time of every alternative runs from now: what was waited for once is not waited for again
        List<Deadline> deadlines = new ArrayList<>();
        for (Statement.Alternative alternative : either.alternatives()) {
            Statement.Expect first = alternative.first();
            deadlines.add(deadline(connections.raw(first.connection(), first.at()), first));
        }
        for (int i = 0; i < deadlines.size(); i++) {
            Statement.Alternative alternative = either.alternatives().get(i);
            Statement.Expect first = alternative.first();
            Dialogue dialogue = connections.raw(first.connection(), first.at());
            Connection connection = dialogue.connection();
            connection.mark();
            Reading reading = read(dialogue, first, deadlines.get(i));
            if (reading instanceof Reading.Met met) {
                connection.release();
                accept(dialogue, first.expectation(), met);
                all(alternative.rest());
                return;
            }
            connection.rewind();
            Reading.NotMet not = (Reading.NotMet) reading;
            if (early.isEmpty()) {
                early = unavailable(dialogue, first.expectation(), not, either.at());
            }
            refused.add(not.expected());
            certain &= not.certain();
            timedOut |= not.timedOut();
            received = received.isEmpty() ? not.received() : received;
        }
        String expected = String.join("\nor: ", refused);
        String what = received.isEmpty()
                ? (timedOut ? "nothing came in time" : "the connection ended")
                : "got " + Expecting.quoted(received);
        String message = "none of the allowed answers came: " + what;
        String start = received;
        boolean sure = certain;
        if (early.isEmpty() && received.isEmpty() && !timedOut) {
            Statement.Expect first = either.alternatives().get(0).first();
            early = refusals.hungUp(connections.raw(first.connection(), first.at()), either.at());
        }
        throw early.orElseGet(() -> failed(message, expected, start, either.at(), sure));
    }

    private void check(Statement.Assert check) {
        if (expressions.test(check.condition(), variables)) {
            return;
        }
        String message = check.message()
                .map(template -> expressions.text(template, variables))
                .orElse("it does not hold that " + check.condition().source());
        Failure failure = new Failure(message, check.condition().source(), "", Optional.of(check.at()), decisive());
        if (!check.should()) {
            throw Ending.expectation(failure, true);
        }
        recorder.note(Event.Kind.NOTE, 1, message, false);
        warnings.add(failure);
    }

    private void conclude(Statement.Conclude conclude) {
        String reason = expressions.text(conclude.reason(), variables);
        boolean bad = conclude.verdict() == Verdict.FAIL || conclude.verdict() == Verdict.WARN;
        Optional<Failure> failure = bad
                ? Optional.of(new Failure(reason, "", "", Optional.of(conclude.at()), decisive()))
                : Optional.empty();
        throw Ending.conclusion(conclude.verdict(), failure, reason);
    }

    private Optional<Integer> decisive() {
        var index = recorder.index(recorder.latestEvent());
        return index.isPresent() ? Optional.of(index.getAsInt()) : Optional.empty();
    }

    private Ending failed(String message, String expected, String received, SourcePosition where, boolean certain) {
        return Ending.expectation(new Failure(message, expected, received, Optional.of(where), decisive()), certain);
    }
}
