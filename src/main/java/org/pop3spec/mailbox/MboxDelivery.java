package org.pop3spec.mailbox;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code mbox:/path/{user}}: messages are appended to a file, under the two locks that mail servers use: a file
 * {@code .lock} beside it, then an fcntl lock on it. A lock of somebody else is waited for, never broken.
 *
 * <p>A body line that begins with {@code From }, behind any number of {@code >}, gets one {@code >} more. Lines end with
 * LF. If writing fails, the file is cut back to what it was.
 */
final class MboxDelivery implements Delivery {
    private static final DateTimeFormatter POSTMARK =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final PathTemplate path;
    private final DeliverySettings settings;

    MboxDelivery(PathTemplate path, DeliverySettings settings) {
        this.path = path;
        this.settings = settings;
    }

    @Override
    public Carrier carrier() {
        return Carrier.MBOX;
    }

    @Override
    public void deliver(String user, Mailbox mailbox) throws DeliveryException {
        Optional<String> obstacle = cannotCarry(mailbox);
        if (obstacle.isPresent()) {
            throw new UndeliverableException(obstacle.get());
        }
        Path mbox = path.forUser(user);
        if (!Files.isDirectory(path.fixedPart())) {
            throw new DeliveryException("mbox " + mbox + ": there is no folder " + path.fixedPart());
        }
        long deadline = System.nanoTime() + settings.timeout().toNanos();
        try {
            Path folder = mbox.getParent();
            if (folder != null) {
                NewFile.folder(folder);
            }
            Path lockFile = mbox.resolveSibling(mbox.getFileName() + ".lock");
            makeLockFile(lockFile, deadline);
            try {
                append(mbox, mailbox, deadline);
            } finally {
                Files.deleteIfExists(lockFile);
            }
        } catch (IOException e) {
            throw new DeliveryException("mbox " + mbox + ": " + NewFile.reason(e), e);
        }
    }

    private void makeLockFile(Path lockFile, long deadline) throws IOException, DeliveryException {
        while (true) {
            try {
                Files.writeString(
                        lockFile,
                        ProcessHandle.current().pid() + "\n",
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE);
                return;
            } catch (FileAlreadyExistsException e) {
                await(deadline, "the lock file " + lockFile + " of another program");
            }
        }
    }

    private void append(Path mbox, Mailbox mailbox, long deadline) throws IOException, DeliveryException {
        boolean isNew = !NewFile.exists(mbox);
        try (FileChannel file =
                FileChannel.open(mbox, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (isNew) {
                NewFile.inherit(mbox);
            }
            try (FileLock lock = lock(mbox, file, deadline)) {
                long before = file.size();
                boolean complete = false;
                try {
                    file.position(before);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file), 1 << 16);
                    out.write(divider(file, before));
                    for (Message message : mailbox.messages()) {
                        write(message, out);
                    }
                    out.flush();
                    complete = lock.isValid();
                } finally {
                    if (!complete) {
                        file.truncate(before);
                    }
                }
            }
        }
    }

    private FileLock lock(Path mbox, FileChannel file, long deadline) throws IOException, DeliveryException {
        while (true) {
            Optional<FileLock> lock = tryLock(file);
            if (lock.isPresent()) {
                return lock.get();
            }
            await(deadline, "another program's lock on " + mbox);
        }
    }

    private static Optional<FileLock> tryLock(FileChannel file) throws IOException {
        try {
            return Optional.ofNullable(file.tryLock());
        } catch (OverlappingFileLockException e) {
            // another thread of this program holds it: the same as another program
            return Optional.empty();
        }
    }

    private void await(long deadline, String what) throws DeliveryException {
        if (System.nanoTime() - deadline > 0) {
            throw new MaildropLockedException(what + " did not go away within "
                    + TimeUnit.NANOSECONDS.toMillis(settings.timeout().toNanos()) + " ms");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new DeliveryException("interrupted while waiting for " + what);
        }
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    /** What has to be added so that a postmark is a line of its own behind an empty line. */
    private static byte[] divider(FileChannel file, long size) throws IOException {
        ByteBuffer end = ByteBuffer.allocate(2);
        long from = Math.max(0, size - 2);
        while (end.hasRemaining() && file.read(end, from + end.position()) > 0) {
            // read until both octets are there or the file ends
        }
        String last = new String(end.array(), 0, end.position(), StandardCharsets.ISO_8859_1);
        if (last.isEmpty() || last.equals("\n\n")) {
            return new byte[0];
        }
        return (last.endsWith("\n") ? "\n" : "\n\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static void write(Message message, OutputStream out) throws IOException {
        // the time of arrival is now: servers that expire mail look at it
        String postmark = "From pop3spec@pop3spec.invalid " + POSTMARK.format(LocalDateTime.now(ZoneOffset.UTC)) + "\n";
        out.write(postmark.getBytes(StandardCharsets.US_ASCII));
        byte[] octets = message.octets();
        Lines lines = new Lines(octets, 0);
        while (lines.advance()) {
            if (lines.fromQuotes() >= 0) {
                out.write('>');
            }
            out.write(octets, lines.start(), lines.length());
            out.write('\n');
        }
        out.write('\n');
    }

    @Override
    public String toString() {
        return "mbox:" + path;
    }
}
