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
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ContainerState;
import org.testcontainers.utility.MountableFile;

/** The maildirs in a recipe's container, without its server: for messages that its door for deliveries cannot carry. */
public final class RecipeMaildirs implements Delivery, Emptying {
    private static final String NEW = "new";
    private static final int READABLE = 0644; // the server reads it as a user of its own

    private final ContainerState container;
    private final String path;

    /** @param path of a maildir in the container, with <code>${user}</code> */
    RecipeMaildirs(ContainerState container, String path) {
        this.container = container;
        this.path = path;
    }

    @Override
    public Carrier carrier() {
        return Carrier.MAILDIR;
    }

    @Override
    public void deliver(String user, Mailbox mailbox) throws DeliveryException {
        try {
            Path folder = Files.createTempDirectory("pop3spec-maildir");
            try {
                Delivery.parse("maildir:{user}", folder).deliver(user, mailbox);
                for (Path file : inside(folder.resolve(user).resolve(NEW), Comparator.naturalOrder())) {
                    container.copyFileToContainer(
                            MountableFile.forHostPath(file, READABLE),
                            maildir(user) + "/" + NEW + "/" + file.getFileName());
                }
            } finally {
                for (Path path : inside(folder, Comparator.reverseOrder())) {
                    Files.delete(path);
                }
                Files.delete(folder);
            }
        } catch (IOException | DockerException | DockerClientException e) {
            throw new DeliveryException("maildirs in the container: " + RootCause.line(e), e);
        }
    }

    private static List<Path> inside(Path folder, Comparator<Path> order) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> !path.equals(folder)).sorted(order).toList();
        }
    }

    @Override
    public void empty(Account account) throws IOException {
        String maildir = maildir(account.user());
        try {
            ExecResult result =
                    container.execInContainer("find", maildir + "/" + NEW, maildir + "/cur", "-type", "f", "-delete");
            if (result.getExitCode() != 0) {
                throw new IOException(result.getStderr().strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private String maildir(String user) {
        return path.replace("${user}", user);
    }

    @Override
    public String toString() {
        return "maildirs in the container";
    }
}
