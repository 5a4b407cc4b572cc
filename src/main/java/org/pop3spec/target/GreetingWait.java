package org.pop3spec.target;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.rnorth.ducttape.TimeoutException;
import org.rnorth.ducttape.ratelimits.RateLimiterBuilder;
import org.rnorth.ducttape.unreliables.Unreliables;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/**
 * A server is ready when it greets with {@code +OK} (RFC 1939 section 4). An open port would not do: Docker's proxy
 * accepts connections before the server does.
 */
final class GreetingWait extends AbstractWaitStrategy {
    private static final int ATTEMPTS_PER_SECOND = 20;
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final byte[] READY = "+OK".getBytes(StandardCharsets.US_ASCII);

    private final int port;

    GreetingWait(int port, Duration limit) {
        this.port = port;
        withStartupTimeout(limit);
        withRateLimiter(RateLimiterBuilder.newBuilder()
                .withRate(ATTEMPTS_PER_SECOND, TimeUnit.SECONDS)
                .withConstantThroughput()
                .build());
    }

    @Override
    protected void waitUntilReady() {
        try {
            Unreliables.retryUntilTrue(
                    Math.toIntExact(startupTimeout.toSeconds()),
                    TimeUnit.SECONDS,
                    () -> getRateLimiter().getWhenReady(() -> !waitStrategyTarget.isRunning() || greets()));
        } catch (TimeoutException e) {
            throw new ContainerLaunchException("no greeting within " + startupTimeout.toSeconds() + " s", e);
        }
        if (!waitStrategyTarget.isRunning()) {
            throw new ContainerLaunchException("the server ended without a greeting");
        }
    }

    private boolean greets() throws IOException {
        try (Socket socket = new Socket()) {
            int timeout = Math.toIntExact(ANSWER.toMillis());
            socket.connect(
                    new InetSocketAddress(waitStrategyTarget.getHost(), waitStrategyTarget.getMappedPort(port)),
                    timeout);
            socket.setSoTimeout(timeout);
            return Arrays.equals(READY, socket.getInputStream().readNBytes(READY.length));
        }
    }
}
