package org.pop3spec.mailbox;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A path with a place for the account's name in it.
 *
 * @param template the path as written
 * @param baseDir what a relative one is relative to
 * @param absolute whether it is not relative
 */
record PathTemplate(String template, Path baseDir, boolean absolute) {

    Path forUser(String user) throws DeliveryException {
        String path = AccountName.inPath(template, user);
        try {
            return resolve(path);
        } catch (InvalidPathException e) {
            throw new DeliveryException("the account name \"" + user + "\" cannot stand in a path", e);
        }
    }

    /** The deepest folder that does not depend on the account; what lies below it may be made when it is missing. */
    Path fixedPart() {
        int placeholder = template.indexOf(AccountName.PLACEHOLDER);
        Path whole = resolve(template.replace(AccountName.PLACEHOLDER, "user"));
        if (placeholder < 0) {
            Path parent = whole.getParent();
            return parent == null ? whole : parent;
        }
        int separator = template.lastIndexOf('/', placeholder);
        return separator < 0 ? baseDir : resolve(template.substring(0, separator + 1));
    }

    private Path resolve(String path) {
        return (absolute ? Path.of(path) : baseDir.resolve(path))
                .toAbsolutePath()
                .normalize();
    }

    @Override
    public String toString() {
        return template;
    }
}
