package org.pop3spec.net;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ThreadLocalRandom;

/** From which port of this machine a connection is made. */
enum LocalPort {
    /** One that the system chooses. */
    ANY {
        @Override
        void bind(SocketChannel channel) {
            // the system does that when it connects
        }
    },
    /** One that only the administrator may use, which some servers take for a proof (RFC 1081, RPOP). */
    RESERVED {
        @Override
        void bind(SocketChannel channel) throws IOException {
            // an earlier connection from the same port may not be forgotten yet
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
            for (int tried = 0; tried <= HIGHEST - LOWEST; tried++) {
                int port = LOWEST + (first - LOWEST + tried) % (HIGHEST - LOWEST + 1);
                try {
                    channel.bind(new InetSocketAddress(port));
                    return;
                } catch (BindException e) {
                    if (!String.valueOf(e.getMessage()).contains("ermission")) {
                        // somebody else has this one
                        continue;
                    }
                    throw new ConnectFailure(
                            ConnectFailure.Reason.NOT_PERMITTED,
                            "this machine does not let the user who runs pop3spec connect from a port below 1024",
                            e);
                }
            }
            throw new ConnectFailure(
                    ConnectFailure.Reason.NOT_PERMITTED,
                    "every port of this machine from " + LOWEST + " to " + HIGHEST + " is taken",
                    new BindException());
        }
    };

    /** Those that remote logins have always used: services have the ones below. */
    private static final int LOWEST = 512;

    private static final int HIGHEST = 1023;

    abstract void bind(SocketChannel channel) throws IOException;
}
