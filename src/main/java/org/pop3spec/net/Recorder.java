package org.pop3spec.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.pop3spec.result.Event;
import org.pop3spec.result.Transcript;

/**
 * Writes down what goes over the connections of one scenario, within bounds: of a large event the first {@value #HEAD} and the
 * last {@value #TAIL} octets are kept; of many events the first and the last, each with half of {@value #BUDGET} octets.
 * Secrets are masked when the transcript is made, over the streams as a whole, so that it does not matter how they were cut
 * into segments. Safe for several threads.
 */
public final class Recorder {
    /** How many octets of the beginning of one event are kept. */
    public static final int HEAD = 4096;
    /** How many octets of the end of one event are kept. */
    public static final int TAIL = 1024;
    /** About how many octets of a transcript are kept. */
    public static final int BUDGET = 256 * 1024;

    private static final int MOST_EVENTS = 2000;
    /** Reads that follow each other are one event once so much of an answer has been written down read by read. */
    private static final int READS_APART = 64 * 1024;

    private final Secrets secrets;
    private final long started = System.nanoTime();
    private final List<Entry> first = new ArrayList<>();
    private final Deque<Entry> last = new ArrayDeque<>();
    private final Map<Integer, Stream> streams = new HashMap<>();
    private long octetsOfFirst;
    private long octetsOfLast;
    private boolean full;
    private long number;
    private long evicted;
    private long run;

    /** Hides these, also such as become known later. */
    public Recorder(Secrets secrets) {
        this.secrets = secrets;
    }

    /** The secrets that are hidden. */
    public Secrets secrets() {
        return secrets;
    }

    /**
     * Something that carries no octets happened.
     *
     * @param text what a reader needs to know of it; secrets are masked
     */
    public synchronized void note(Event.Kind kind, int connection, String text, boolean encrypted) {
        add(new Entry(kind, connection, micros(), 0, encrypted), text);
    }

    synchronized void sent(int connection, String octets, boolean encrypted) {
        Stream stream = stream(connection);
        stream.trail.sent(octets);
        add(new Entry(Event.Kind.SENT, connection, micros(), stream.sent, encrypted), octets);
        stream.sent += octets.length();
    }

    synchronized void received(int connection, String octets, boolean encrypted) {
        Stream stream = stream(connection);
        stream.trail.received(octets);
        long offset = stream.received;
        stream.received += octets.length();
        Entry before = latest();
        boolean goesOn = before != null && before.kind == Event.Kind.RECEIVED && before.connection == connection;
        run = goesOn ? run + octets.length() : octets.length();
        if (before != null && goesOn && run > READS_APART) {
            int grown = before.append(octets);
            if (full) {
                octetsOfLast += grown;
            } else {
                octetsOfFirst += grown;
            }
            return;
        }
        add(new Entry(Event.Kind.RECEIVED, connection, micros(), offset, encrypted), octets);
    }

    private void add(Entry entry, String octets) {
        int kept = entry.append(octets);
        number++;
        full |= octetsOfFirst + kept > BUDGET / 2 || first.size() >= MOST_EVENTS / 2;
        if (!full) {
            first.add(entry);
            octetsOfFirst += kept;
            return;
        }
        last.addLast(entry);
        octetsOfLast += kept;
        while (last.size() > 1 && (octetsOfLast > BUDGET / 2 || last.size() > MOST_EVENTS / 2)) {
            octetsOfLast -= last.removeFirst().kept();
            evicted++;
        }
    }

    private @Nullable Entry latest() {
        if (full) {
            return last.peekLast();
        }
        return first.isEmpty() ? null : first.get(first.size() - 1);
    }

    private Stream stream(int connection) {
        return streams.computeIfAbsent(connection, c -> new Stream(new CredentialTrail(secrets)));
    }

    private long micros() {
        return (System.nanoTime() - started) / 1000;
    }

    /** Microseconds since the recorder was made. */
    public long elapsedMicros() {
        return micros();
    }

    /** The number of the latest event, from 0; -1 when there is none. {@link #index} finds it in the transcript. */
    public synchronized long latestEvent() {
        return number - 1;
    }

    /** Where the event of this number is in {@link #transcript}; empty when it was not kept. */
    public synchronized OptionalInt index(long event) {
        if (event < 0 || event >= number) {
            return OptionalInt.empty();
        }
        if (event < first.size()) {
            return OptionalInt.of((int) event);
        }
        long inLast = event - first.size() - evicted;
        if (inLast < 0) {
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) (first.size() + (evicted > 0 ? 1 : 0) + inLast));
    }

    /** What has been written down, secrets masked. */
    public synchronized Transcript transcript() {
        List<Entry> entries = new ArrayList<>(first);
        entries.addAll(last);
        Map<Entry, String> masked = mask(entries);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Entry e = entries.get(i);
            if (evicted > 0 && i == first.size()) {
                events.add(new Event(
                        Event.Kind.NOTE, e.connection, e.micros, 0, evicted + " events were left out here", 0, false));
            }
            events.add(new Event(
                    e.kind,
                    e.connection,
                    e.micros,
                    e.offset,
                    masked.getOrDefault(e, ""),
                    e.total - e.kept(),
                    e.encrypted));
        }
        return new Transcript(events);
    }

    private Map<Entry, String> mask(List<Entry> entries) {
        Map<Entry, String> masked = new HashMap<>();
        Map<Object, Piecewise> open = new HashMap<>();
        for (Entry e : entries) {
            if (e.kind != Event.Kind.SENT && e.kind != Event.Kind.RECEIVED) {
                masked.put(e, secrets.mask(e.head.toString()));
                continue;
            }
            Object direction = List.of(e.connection, e.kind);
            open.computeIfAbsent(direction, d -> new Piecewise(masked, e.connection, e.kind))
                    .add(e);
        }
        open.values().forEach(Piecewise::end);
        return masked;
    }

    /** Puts the octets of one direction together as far as they follow each other, masks, and cuts them again. */
    private final class Piecewise {
        private final Map<Entry, String> masked;
        private final int connection;
        private final boolean client;
        private final StringBuilder text = new StringBuilder();
        private final List<Entry> owners = new ArrayList<>();
        private final List<Integer> lengths = new ArrayList<>();
        private long from;
        private boolean missingBefore;

        Piecewise(Map<Entry, String> masked, int connection, Event.Kind kind) {
            this.masked = masked;
            this.connection = connection;
            this.client = kind == Event.Kind.SENT;
        }

        void add(Entry e) {
            if (e.offset != from + text.length()) {
                flush(true);
                from = e.offset;
                missingBefore = true;
            }
            piece(e, e.head);
            long gap = e.total - e.kept();
            if (gap > 0) {
                flush(true);
                from = e.offset + e.head.length() + gap;
                missingBefore = true;
            }
            piece(e, e.tail);
        }

        private void piece(Entry e, CharSequence octets) {
            text.append(octets);
            owners.add(e);
            lengths.add(octets.length());
        }

        void end() {
            flush(true);
        }

        private void flush(boolean missingAfter) {
            BitSet hidden = new BitSet();
            secrets.find(text.toString(), missingBefore, missingAfter, hidden);
            if (client) {
                CredentialTrail trail = stream(connection).trail;
                for (int i = 0; i < text.length(); i++) {
                    if (trail.hides(from + i)) {
                        hidden.set(i);
                    }
                }
            }
            String result = Secrets.masked(text.toString(), hidden);
            int at = 0;
            for (int i = 0; i < owners.size(); i++) {
                masked.merge(owners.get(i), result.substring(at, at + lengths.get(i)), String::concat);
                at += lengths.get(i);
            }
            from += text.length();
            text.setLength(0);
            owners.clear();
            lengths.clear();
            missingBefore = false;
        }
    }

    private static final class Stream {
        private final CredentialTrail trail;
        private long sent;
        private long received;

        Stream(CredentialTrail trail) {
            this.trail = trail;
        }
    }

    /** An event as it is collected; equal only to itself. */
    private static final class Entry {
        private final Event.Kind kind;
        private final int connection;
        private final long micros;
        private final long offset;
        private final boolean encrypted;
        private final StringBuilder head = new StringBuilder();
        private final StringBuilder tail = new StringBuilder();
        private long total;

        Entry(Event.Kind kind, int connection, long micros, long offset, boolean encrypted) {
            this.kind = kind;
            this.connection = connection;
            this.micros = micros;
            this.offset = offset;
            this.encrypted = encrypted;
        }

        /** Returns by how much what is kept grew. */
        int append(String octets) {
            int before = kept();
            total += octets.length();
            int toHead = Math.min(octets.length(), HEAD - head.length());
            head.append(octets, 0, toHead);
            int rest = octets.length() - toHead;
            if (rest > 0) {
                tail.append(octets, octets.length() - Math.min(rest, TAIL), octets.length());
                if (tail.length() > TAIL) {
                    tail.delete(0, tail.length() - TAIL);
                }
            }
            return kept() - before;
        }

        int kept() {
            return head.length() + tail.length();
        }
    }
}
