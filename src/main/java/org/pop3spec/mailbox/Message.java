package org.pop3spec.mailbox;

import java.io.ByteArrayOutputStream;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One known message, as it is put into a maildrop: its octets, with CRLF line ends.
 *
 * <p>A value: two messages are equal when their octets and ids are. A large one gives its octets up when memory
 * is short, and makes them anew.
 */
public final class Message {
    /** The header field by which a message is recognised, whatever number and neighbours it got in the maildrop. */
    public static final String ID_FIELD = "X-Pop3spec-Message";

    private final String id;
    private final Supplier<byte[]> source;

    @Nullable
    private volatile Traits traits;

    private Message(String id, Supplier<byte[]> source) {
        this.id = Objects.requireNonNull(id);
        this.source = source;
    }

    /**
     * A message of these octets.
     *
     * @param id what its field {@value #ID_FIELD} says; identical messages share it
     */
    public static Message of(String id, byte[] octets) {
        byte[] kept = octets.clone();
        return new Message(id, kept::clone);
    }

    /**
     * A message whose octets are made when asked for, and kept as long as there is memory to spare; the source must give the
     * same octets each time.
     */
    static Message lazily(String id, Supplier<byte[]> source) {
        AtomicReference<SoftReference<byte[]>> kept = new AtomicReference<>(new SoftReference<>(null));
        return new Message(id, () -> {
            byte[] octets = kept.get().get();
            if (octets == null) {
                octets = source.get();
                kept.set(new SoftReference<>(octets));
            }
            return octets.clone();
        });
    }

    /**
     * The id that a retrieved message carries in its field {@value #ID_FIELD}, empty when it carries none: then it is
     * not one of ours.
     */
    public static Optional<String> idIn(byte[] retrieved) {
        return Structure.of(retrieved).header().stream()
                .filter(field -> field.name().equalsIgnoreCase(ID_FIELD))
                .map(field ->
                        field.text().substring(field.text().indexOf(':') + 1).strip())
                .findFirst();
    }

    /** What the field {@value #ID_FIELD} says. Unique in a mailbox but for identical messages. */
    public String id() {
        return id;
    }

    /**
     * The same message under another id.
     *
     * @throws IllegalStateException if it has no field {@value #ID_FIELD}
     */
    public Message withId(String other) {
        byte[] octets = octets();
        HeaderField field = Structure.of(octets).header().stream()
                .filter(each -> each.name().equalsIgnoreCase(ID_FIELD))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + ID_FIELD + " in " + this));
        int end = field.offset() + field.text().length();
        ByteArrayOutputStream changed = new ByteArrayOutputStream(octets.length + other.length());
        changed.write(octets, 0, field.offset());
        changed.writeBytes((ID_FIELD + ": " + other).getBytes(StandardCharsets.US_ASCII));
        changed.write(octets, end, octets.length - end);
        return of(other, changed.toByteArray());
    }

    /** The octets as put in, a new array at each call. */
    public byte[] octets() {
        return source.get();
    }

    /** How many octets the message has. */
    public int size() {
        return traits().size();
    }

    /** Whether the last line has a line end. Without one only some deliveries can carry the message. */
    public boolean endsWithLineEnd() {
        return traits().endsWithLineEnd();
    }

    /** Whether an empty line ends the header. */
    public boolean hasSeparator() {
        return Structure.of(octets()).hasSeparator();
    }

    /** The header fields, in order. */
    public List<HeaderField> header() {
        return Structure.of(octets()).header();
    }

    /** The octets behind the empty line that ends the header; none when there is no such line. */
    public byte[] body() {
        byte[] octets = octets();
        return Arrays.copyOfRange(octets, Structure.of(octets).bodyOffset(), octets.length);
    }

    Traits traits() {
        Traits known = traits;
        if (known == null) {
            known = Traits.of(octets());
            traits = known;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Message message
                        && id.equals(message.id)
                        && Arrays.equals(octets(), message.octets()));
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "message %s, %d octets", id, size());
    }
}
