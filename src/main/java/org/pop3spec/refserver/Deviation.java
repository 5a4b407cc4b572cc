package org.pop3spec.refserver;

import java.io.IOException;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A conduct that is like another one, until one method is overridden. Several can stand one upon the other. */
abstract class Deviation extends Conduct {
    private final Conduct next;

    Deviation(Conduct next) {
        this.next = next;
    }

    @Override
    String timestamp(Pop3Session session) {
        return next.timestamp(session);
    }

    @Override
    String greeting(Pop3Session session) {
        return next.greeting(session);
    }

    @Override
    Duration idleTimeout(Pop3Session session) {
        return next.idleTimeout(session);
    }

    @Override
    Optional<Line> nextLine(Pop3Session session, LineSource in) throws IOException {
        return next.nextLine(session, in);
    }

    @Override
    Command parse(String line) {
        return next.parse(line);
    }

    @Override
    boolean admits(Pop3Session session, Command command) {
        return next.admits(session, command);
    }

    @Override
    Reply answer(Pop3Session session, Command command) {
        return next.answer(session, command);
    }

    @Override
    OptionalLong messageNumber(String argument) {
        return next.messageNumber(argument);
    }

    @Override
    OptionalLong lineCount(String argument) {
        return next.lineCount(argument);
    }

    @Override
    List<Integer> listed(Pop3Session session, Command command) {
        return next.listed(session, command);
    }

    @Override
    Optional<StoredMessage> find(Pop3Session session, Command command, long number) {
        return next.find(session, command, number);
    }

    @Override
    int highestAccessed(Pop3Session session, Maildrop maildrop) {
        return next.highestAccessed(session, maildrop);
    }

    @Override
    long size(Pop3Session session, Command command, StoredMessage message) {
        return next.size(session, command, message);
    }

    @Override
    String uniqueId(Pop3Session session, int number, StoredMessage message) {
        return next.uniqueId(session, number, message);
    }

    @Override
    List<String> capabilities(Pop3Session session) {
        return next.capabilities(session);
    }

    @Override
    Optional<String> prepared(Command command, String octets) {
        return next.prepared(command, octets);
    }

    @Override
    boolean needsUtf8(Pop3Session session, Command command, StoredMessage message) {
        return next.needsUtf8(session, command, message);
    }

    @Override
    List<String> languages(Pop3Session session) {
        return next.languages(session);
    }

    @Override
    Optional<Language> language(Pop3Session session, String range) {
        return next.language(session, range);
    }

    @Override
    String localized(Pop3Session session, String text) {
        return next.localized(session, text);
    }

    @Override
    boolean admitsPasswords(Pop3Session session) {
        return next.admitsPasswords(session);
    }

    @Override
    boolean verifies(Account account, String password) {
        return next.verifies(account, password);
    }

    @Override
    ServerExchange begin(Pop3Session session, ServerMechanism mechanism) {
        return next.begin(session, mechanism);
    }

    @Override
    Optional<String> decoded(String response) {
        return next.decoded(response);
    }

    @Override
    boolean cancels(Pop3Session session, String line) {
        return next.cancels(session, line);
    }

    @Override
    Optional<String> channelBinding(Pop3Session session, String type) {
        return next.channelBinding(session, type);
    }

    @Override
    Optional<String> holder(Pop3Session session, List<X509Certificate> chain) {
        return next.holder(session, chain);
    }

    @Override
    boolean trusts(Pop3Session session, Account account, String remoteUser) {
        return next.trusts(session, account, remoteUser);
    }

    @Override
    boolean observes(TicketRule rule) {
        return next.observes(rule);
    }

    @Override
    boolean holds(Pop3Session session, SaslCheck check, boolean right) {
        return next.holds(session, check, right);
    }

    @Override
    String made(Pop3Session session, SaslValue value, String right) {
        return next.made(session, value, right);
    }

    @Override
    Optional<Account> acting(Pop3Session session, Account account, String authorizationId) {
        return next.acting(session, account, authorizationId);
    }

    @Override
    boolean verifiesDigest(Pop3Session session, Account account, String digest) {
        return next.verifiesDigest(session, account, digest);
    }

    @Override
    boolean tooSoon(Pop3Session session, Account account) {
        return next.tooSoon(session, account);
    }

    @Override
    boolean lock(Pop3Session session, Maildrop maildrop) {
        return next.lock(session, maildrop);
    }

    @Override
    void unlock(Pop3Session session, Maildrop maildrop) {
        next.unlock(session, maildrop);
    }

    @Override
    List<StoredMessage> toRemove(Pop3Session session) {
        return next.toRemove(session);
    }

    @Override
    boolean update(Pop3Session session, Maildrop maildrop) {
        return next.update(session, maildrop);
    }

    @Override
    void broken(Pop3Session session, Maildrop maildrop, Pop3Session.Ending ending) {
        next.broken(session, maildrop, ending);
    }

    @Override
    void enterTls(Pop3Session session, LineSource in) {
        next.enterTls(session, in);
    }

    @Override
    void enterLayer(Pop3Session session, ServerLayer layer) throws IOException {
        next.enterLayer(session, layer);
    }

    @Override
    void handshake(Pop3Session session, ClientConnection connection, TlsIdentity identity) throws IOException {
        next.handshake(session, connection, identity);
    }

    @Override
    TlsTerms tlsTerms(Pop3Session session) {
        return next.tlsTerms(session);
    }

    @Override
    boolean announcesEnd(Pop3Session session) {
        return next.announcesEnd(session);
    }

    @Override
    String statusLine(Pop3Session session, Command command, Reply reply) {
        return next.statusLine(session, command, reply);
    }

    @Override
    void content(Pop3Session session, Command command, Octets lines, OutputStream out) throws IOException {
        next.content(session, command, lines, out);
    }

    @Override
    String terminator(Pop3Session session, Command command) {
        return next.terminator(session, command);
    }

    @Override
    void send(Pop3Session session, Command command, Reply reply, OutputStream out) throws IOException {
        next.send(session, command, reply, out);
    }

    @Override
    String greeting(EarlySession session) {
        return next.greeting(session);
    }

    @Override
    boolean admits(EarlySession session, Command command) {
        return next.admits(session, command);
    }

    @Override
    Answer answer(EarlySession session, Command command) {
        return next.answer(session, command);
    }

    @Override
    Answer refusal(EarlySession session, String reason) {
        return next.refusal(session, reason);
    }

    @Override
    Answer answerToSilence(EarlySession session) {
        return next.answerToSilence(session);
    }

    @Override
    int announced(EarlySession session, int octets) {
        return next.announced(session, octets);
    }

    @Override
    int steps(Pop2Session session, Command command, int right) {
        return next.steps(session, command, right);
    }

    @Override
    void update(EarlySession session) {
        next.update(session);
    }

    @Override
    void broken(EarlySession session) {
        next.broken(session);
    }

    @Override
    boolean lock(EarlySession session, Maildrop maildrop) {
        return next.lock(session, maildrop);
    }

    @Override
    void unlock(EarlySession session, Maildrop maildrop) {
        next.unlock(session, maildrop);
    }
}
