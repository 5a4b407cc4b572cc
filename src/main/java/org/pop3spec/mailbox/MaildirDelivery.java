package org.pop3spec.mailbox;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * {@code maildir:/path/{user}}: every message becomes a file, written in {@code tmp} and moved to {@code new}.
 *
 * <p>Lines end with LF in the file, as maildirs on Unix have it; it is the server's business to send CRLF (RFC 1939
 * section 11). File names increase, so servers that sort by them keep the order. Nothing is forced to disk: after a power
 * cut the messages are made again.
 */
final class MaildirDelivery implements Delivery {
    private final PathTemplate path;

    MaildirDelivery(PathTemplate path) {
        this.path = path;
    }

    @Override
    public Carrier carrier() {
        return Carrier.MAILDIR;
    }

    @Override
    public void deliver(String user, Mailbox mailbox) throws DeliveryException {
        Path maildir = path.forUser(user);
        if (!Files.isDirectory(path.fixedPart())) {
            throw new DeliveryException("maildir " + maildir + ": there is no folder " + path.fixedPart());
        }
        int delivered = 0;
        try {
            for (String folder : new String[] {"tmp", "new", "cur"}) {
                NewFile.folder(maildir.resolve(folder));
            }
            Names names = new Names(hostName());
            for (Message message : mailbox.messages()) {
                deliver(maildir, names.next(), message);
                delivered++;
            }
        } catch (IOException e) {
            throw new DeliveryException(
                    "maildir " + maildir + ", after " + delivered + " messages: " + NewFile.reason(e), e);
        }
    }

    private static void deliver(Path maildir, String name, Message message) throws IOException {
        Path temporary = maildir.resolve("tmp").resolve(name);
        try {
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW))) {
                NewFile.writeWithLf(message.octets(), out);
            }
            NewFile.inherit(temporary);
            Files.move(temporary, maildir.resolve("new").resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static String hostName() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // the name only has to be unlikely to be used by another host
            host = "localhost";
        }
        return host.replaceAll("[^A-Za-z0-9.-]", "_");
    }

    @Override
    public String toString() {
        return "maildir:" + path;
    }

    /** Unique names that increase: seconds, microseconds, process, a number that no other delivery has, host. */
    private static final class Names {
        private final String host;
        private final String unique = UUID.randomUUID().toString().substring(0, 8);
        private long last;

        Names(String host) {
            this.host = host;
        }

        String next() {
            Instant now = Instant.now();
            last = Math.max(last + 1, now.getEpochSecond() * 1_000_000 + now.getNano() / 1000);
            return String.format(
                    Locale.ROOT,
                    "%d.M%06dP%dR%s.%s",
                    last / 1_000_000,
                    last % 1_000_000,
                    ProcessHandle.current().pid(),
                    unique,
                    host);
        }
    }
}
