package org.pop3spec.refserver;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The messages of one account, in memory, with the exclusive-access lock of RFC 1939 section 4. */
public final class Maildrop {
    private final Limits limits;
    private final String idPrefix;
    private final List<StoredMessage> messages = new ArrayList<>();
    private final Set<String> retrieved = new HashSet<>();
    private long lastId;
    private long octets;
    private @Nullable Object holder;
    private @Nullable Trouble trouble;

    /** What keeps a maildrop from being opened or updated (RFC 3206 section 4). */
    public enum Trouble {
        /** Goes away by itself. */
        TEMPORARY,
        /** Needs somebody to look at it. */
        PERMANENT
    }

    Maildrop(Limits limits, String idPrefix) {
        this.limits = limits;
        this.idPrefix = idPrefix;
    }

    /**
     * Adds a message behind those that are there. An open session does not see it.
     *
     * @param text the message; lone CR or LF become CRLF, a missing final line end is added
     * @throws IllegalStateException when the maildrop or the message is too large, see {@link Limits}
     */
    public StoredMessage put(byte[] text) {
        return add(Octets.withNetworkLineEnds(text))
                .orElseThrow(() -> new IllegalStateException("The maildrop cannot take " + text.length + " octets"));
    }

    /** Empty when the limits forbid it. */
    synchronized Optional<StoredMessage> add(Octets content) {
        if (content.length() > limits.messageOctets()
                || messages.size() >= limits.maildropMessages()
                || octets + content.length() > limits.maildropOctets()) {
            return Optional.empty();
        }
        StoredMessage message = new StoredMessage("%s.%06d".formatted(idPrefix, ++lastId), content);
        messages.add(message);
        octets += content.length();
        return Optional.of(message);
    }

    /** What is there now, oldest first. */
    public synchronized List<StoredMessage> messages() {
        return List.copyOf(messages);
    }

    /** Remembers for later sessions that the message was sent by RETR. */
    synchronized void noteRetrieved(StoredMessage message) {
        retrieved.add(message.uniqueId());
    }

    /** Whether some session retrieved that message. */
    synchronized boolean wasRetrieved(StoredMessage message) {
        return retrieved.contains(message.uniqueId());
    }

    /** Removes everything, also under an open session, which goes on with what it saw at login. */
    public synchronized void clear() {
        messages.clear();
        retrieved.clear();
        octets = 0;
    }

    /** Whether a session has it open. */
    public synchronized boolean locked() {
        return holder != null;
    }

    /** Makes opening and updating fail from now on; empty heals it. */
    public synchronized void trouble(Optional<Trouble> kind) {
        trouble = kind.orElse(null);
    }

    synchronized Optional<Trouble> trouble() {
        return Optional.ofNullable(trouble);
    }

    synchronized boolean lock(Object session) {
        if (holder != null) {
            return false;
        }
        holder = session;
        return true;
    }

    /** Nothing happens when that session does not hold it. */
    synchronized void unlock(Object session) {
        if (holder == session) {
            holder = null;
        }
    }

    synchronized void remove(Collection<StoredMessage> marked) {
        Set<StoredMessage> gone = Collections.newSetFromMap(new IdentityHashMap<>());
        gone.addAll(marked);
        messages.removeIf(gone::contains);
        octets = messages.stream().mapToLong(StoredMessage::size).sum();
    }
}
