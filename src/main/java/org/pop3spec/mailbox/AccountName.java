package org.pop3spec.mailbox;

/** Account names where they become part of a path, a command or an address. */
final class AccountName {
    static final String PLACEHOLDER = "{user}";

    private AccountName() {}

    /** The template with the name in it; a name that could lead to another folder is refused. */
    static String inPath(String template, String user) throws DeliveryException {
        if (!template.contains(PLACEHOLDER)) {
            return template;
        }
        String kept = printable(user);
        if (kept.contains("/") || kept.contains("\\") || kept.contains("..") || kept.equals(".")) {
            throw new DeliveryException("the account name \"" + kept
                    + "\" cannot stand in a path: it has a path separator or dots that" + " lead elsewhere");
        }
        return template.replace(PLACEHOLDER, kept);
    }

    /** The template with the name in it, as one argument of a command. */
    static String inArgument(String template, String user) throws DeliveryException {
        if (!template.contains(PLACEHOLDER)) {
            return template;
        }
        String kept = printable(user);
        if (kept.startsWith("-") && template.startsWith(PLACEHOLDER)) {
            throw new DeliveryException("the account name \"" + kept + "\" would be taken for an option");
        }
        return template.replace(PLACEHOLDER, kept);
    }

    /** The mailbox of RFC 5321 section 4.1.2: the name itself when it has a domain, else the name at the domain given. */
    static String asAddress(String user, String domain) throws DeliveryException {
        String kept = printable(user);
        int at = kept.lastIndexOf('@');
        String local = at < 0 ? kept : kept.substring(0, at);
        String host = at < 0 ? domain : kept.substring(at + 1);
        if (!kept.chars().allMatch(c -> c < 127) || local.isEmpty()) {
            throw new DeliveryException("the account name \"" + kept + "\" cannot be written as a mail address");
        }
        if (host.isEmpty() || !host.matches("[A-Za-z0-9.:\\[\\]_-]+")) {
            throw new DeliveryException("the account name \"" + kept + "\" at the domain \"" + host
                    + "\" cannot be written as a mail address");
        }
        boolean dotAtom = local.matches("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
        String quoted = local.replace("\\", "\\\\").replace("\"", "\\\"");
        return (dotAtom ? local : "\"" + quoted + "\"") + "@" + host;
    }

    private static String printable(String user) throws DeliveryException {
        if (user.isEmpty() || user.chars().anyMatch(Character::isISOControl)) {
            throw new DeliveryException("an account name that is empty or has control characters receives no mail");
        }
        return user;
    }
}
