package org.pop3spec.refserver;

import java.util.List;

/** Every SASL mechanism that the reference server has. A new one is added here and nowhere else. */
final class ServerMechanisms {
    static final List<ServerMechanism> ALL = List.of(new ServerPlain());

    private ServerMechanisms() {}
}
