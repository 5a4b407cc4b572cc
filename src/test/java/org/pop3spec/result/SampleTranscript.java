package org.pop3spec.result;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes transcripts for tests: times and offsets count by themselves. */
public final class SampleTranscript {
    private final List<Event> events = new ArrayList<>();
    private final Map<String, Long> offsets = new HashMap<>();
    private long micros = 180;
    private int connection = 1;
    private boolean encrypted;

    public SampleTranscript on(int number) {
        connection = number;
        return this;
    }

    public SampleTranscript opened() {
        return add(Event.Kind.OPENED, "127.0.0.1:40110", 0);
    }

    /** Lines that leave in one segment. */
    public SampleTranscript client(String... lines) {
        return add(Event.Kind.SENT, String.join("\r\n", lines) + "\r\n", 0);
    }

    /** Lines that come in one segment. */
    public SampleTranscript server(String... lines) {
        return add(Event.Kind.RECEIVED, String.join("\r\n", lines) + "\r\n", 0);
    }

    public SampleTranscript rawServer(String octets) {
        return add(Event.Kind.RECEIVED, octets, 0);
    }

    public SampleTranscript rawServer(String octets, long elided) {
        return add(Event.Kind.RECEIVED, octets, elided);
    }

    public SampleTranscript tls() {
        add(Event.Kind.TLS_STARTED, "TLSv1.3 TLS_AES_256_GCM_SHA384", 0);
        encrypted = true;
        return this;
    }

    public SampleTranscript note(String text) {
        return add(Event.Kind.NOTE, text, 0);
    }

    public SampleTranscript ends(Event.Kind kind) {
        return add(kind, "", 0);
    }

    public SampleTranscript pause(long milliseconds) {
        micros += milliseconds * 1000;
        return this;
    }

    public Transcript build() {
        return new Transcript(events);
    }

    private SampleTranscript add(Event.Kind kind, String octets, long elided) {
        boolean data = kind == Event.Kind.SENT || kind == Event.Kind.RECEIVED;
        String direction = connection + " " + kind;
        long offset = data ? offsets.getOrDefault(direction, 0L) : 0;
        events.add(new Event(kind, connection, micros, offset, octets, elided, encrypted));
        if (data) {
            offsets.put(direction, offset + octets.length() + elided);
        }
        micros += 137 + 11L * octets.length();
        return this;
    }
}
