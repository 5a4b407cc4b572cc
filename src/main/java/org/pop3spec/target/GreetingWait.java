package org.pop3spec.target;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.pop3spec.net.Endpoint;
import org.rnorth.ducttape.TimeoutException;
import org.rnorth.ducttape.ratelimits.RateLimiterBuilder;
import org.rnorth.ducttape.unreliables.Unreliables;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/** A server in a container is ready when it greets. An open port would not do: Docker's proxy accepts connections before it. */
final class GreetingWait extends AbstractWaitStrategy {
    private static final int ATTEMPTS_PER_SECOND = 20;

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

    private boolean greets() {
        return Greeting.pop3(new Endpoint(waitStrategyTarget.getHost(), waitStrategyTarget.getMappedPort(port)))
                .comes();
    }
}
