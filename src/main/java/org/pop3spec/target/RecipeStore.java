package org.pop3spec.target;

import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.pop3spec.mailbox.Carrier;
import org.pop3spec.mailbox.Delivery;
import org.pop3spec.mailbox.DeliveryException;
import org.pop3spec.mailbox.Mailbox;
import org.pop3spec.mailbox.MaildropLockedException;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ContainerState;
import org.testcontainers.utility.MountableFile;

/**
 * The files in a recipe's container that hold the messages, without its server: for messages that its door for deliveries
 * cannot carry, or where it has none.
 */
public final class RecipeStore implements Delivery, Emptying {
    private static final int OWN = 0700; // the script gives them the owner and the mode that they need

    private static final int LOCKED = 75; // EX_TEMPFAIL of sysexits.h

    private final ContainerState container;
    private final StoreFormat format;
    private final String path;

    /** @param path an account's in the container, with <code>${user}</code>; its files exist */
    RecipeStore(ContainerState container, StoreFormat format, String path) {
        this.container = container;
        this.format = format;
        this.path = path;
    }

    @Override
    public Carrier carrier() {
        return format.carrier();
    }

    /** Makes the same here first, so that the container gets everything at once. */
    @Override
    public void deliver(String user, Mailbox mailbox) throws DeliveryException {
        try {
            Path folder = Files.createTempDirectory("pop3spec-store");
            try {
                Delivery.parse(format.key() + ":{user}", folder).deliver(user, mailbox);
                String staged = "/tmp/" + folder.getFileName();
                container.copyFileToContainer(MountableFile.forHostPath(folder.resolve(user), OWN), staged);
                ExecResult result = run("put", staged, path(user));
                if (result.getExitCode() == LOCKED) {
                    throw new MaildropLockedException(result.getStderr().strip());
                }
                check(result);
            } finally {
                delete(folder);
            }
        } catch (IOException | DockerException | DockerClientException e) {
            throw new DeliveryException(this + ": " + RootCause.line(e), e);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    @Override
    public void empty(Account account) throws IOException {
        check(run("empty", path(account.user())));
    }

    private static void check(ExecResult result) throws IOException {
        if (result.getExitCode() != 0) {
            throw new IOException(result.getStderr().strip());
        }
    }

    private ExecResult run(String... arguments) throws IOException {
        try {
            return container.execInContainer(format.command(arguments));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private String path(String user) {
        return path.replace("${user}", user);
    }

    @Override
    public String toString() {
        return format.key() + " in the container";
    }
}
