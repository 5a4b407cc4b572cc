package org.pop3spec.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Finds the addresses of a host, within a deadline. The system's resolver knows no deadline, and cannot be interrupted
 * everywhere, so it is asked on a thread of its own, which is left behind when it does not come back.
 */
public final class AddressLookup {
    /** An address is no name: nobody has to be asked. */
    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|.*:.*");

    private final Resolver resolver;

    /** Asks for the addresses of a name; blocks as long as it likes. */
    @FunctionalInterface
    public interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    public AddressLookup(Resolver resolver) {
        this.resolver = resolver;
    }

    /** The one of this system. */
    public static AddressLookup ofSystem() {
        return new AddressLookup(InetAddress::getAllByName);
    }

    /**
     * At least one address.
     *
     * @throws ConnectFailure when nobody knows the name, or nobody has said so by the deadline; the message is one line
     */
    public List<InetAddress> of(String host, Deadline deadline) throws ConnectFailure, InterruptedException {
        try {
            return List.of(NUMERIC.matcher(host).matches() ? InetAddress.getAllByName(host) : ask(host, deadline));
        } catch (UnknownHostException e) {
            throw new ConnectFailure(ConnectFailure.Reason.UNKNOWN_HOST, "the host name " + host + " is not known", e);
        }
    }

    private InetAddress[] ask(String host, Deadline deadline)
            throws UnknownHostException, ConnectFailure, InterruptedException {
        FutureTask<InetAddress[]> answer = new FutureTask<>(() -> resolver.addresses(host));
        Thread asking = new Thread(answer, "lookup");
        asking.setDaemon(true);
        asking.start();
        try {
            return answer.get(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | CancellationException e) {
            throw new ConnectFailure(
                    ConnectFailure.Reason.TIMED_OUT,
                    "the host name " + host + " was not resolved within the time allowed",
                    new UnknownHostException(host));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException unknown) {
                throw unknown;
            }
            throw new IllegalStateException("the resolver broke", e);
        } finally {
            answer.cancel(true);
        }
    }
}
