package org.pop3spec.mailbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * Makes files and folders that the mail server can read although somebody else made them: owner, group and permissions
 * are those of the folder they are made in.
 */
final class NewFile {
    private static final Set<PosixFilePermission> EXECUTE = EnumSet.of(
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

    private NewFile() {}

    /** Makes a folder and those above it that are missing. */
    static void folder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent == null) {
            throw new IOException("there is no folder " + folder);
        }
        folder(parent);
        Files.createDirectory(folder);
        inherit(folder, parent, EnumSet.noneOf(PosixFilePermission.class));
    }

    /** What {@link #folder} gave a folder, for a file: the same without the right to execute. */
    static void inherit(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            inherit(file, parent, EXECUTE);
        }
    }

    private static void inherit(Path file, Path from, Set<PosixFilePermission> without) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(wanted.permissions());
        permissions.removeAll(without);
        view.setPermissions(permissions);
        PosixFileAttributes given = view.readAttributes();
        // only root may give files away; anybody else keeps them and relies on the group's permissions
        if (System.getProperty("user.name", "").equals("root")) {
            if (!given.owner().equals(wanted.owner())) {
                view.setOwner(wanted.owner());
            }
            if (!given.group().equals(wanted.group())) {
                view.setGroup(wanted.group());
            }
        }
    }

    /** Writes octets with LF for each CRLF, as mail stores on Unix keep them. */
    static void writeWithLf(byte[] octets, OutputStream out) throws IOException {
        Lines lines = new Lines(octets, 0);
        while (lines.advance()) {
            out.write(octets, lines.start(), lines.length());
            if (lines.isTerminated()) {
                out.write('\n');
            }
        }
    }

    /** An I/O failure in words: the system's own message mostly leaves out what it is about. */
    static String reason(IOException e) {
        if (e instanceof FileSystemException file) {
            String reason = file.getReason();
            String kind = file.getClass().getSimpleName().replace("Exception", "");
            return (reason == null ? kind : reason) + ": " + file.getFile();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
