package org.pop3spec.refserver;

import java.util.List;

/** Every SASL mechanism that the reference server has. A new one is added here and nowhere else. */
final class ServerMechanisms {
    static final List<ServerMechanism> ALL = List.of(
            new ServerPlain(),
            new ServerLogin(),
            new ServerCramMd5(),
            new ServerDigestMd5(),
            new ServerScram("SHA-1", false),
            new ServerScram("SHA-1", true),
            new ServerScram("SHA-256", false),
            new ServerScram("SHA-256", true),
            new ServerGssapi(),
            new ServerExternal(),
            new ServerAnonymous(),
            ServerBearer.OAUTHBEARER,
            ServerBearer.XOAUTH2,
            new ServerNtlm());

    private ServerMechanisms() {}
}
