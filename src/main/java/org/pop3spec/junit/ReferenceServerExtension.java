package org.pop3spec.junit;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.pop3spec.refserver.Fault;
import org.pop3spec.refserver.Faults;
import org.pop3spec.refserver.ReferenceServer;
import org.pop3spec.refserver.ServerSettings;
import org.pop3spec.scenario.Nearest;

/**
 * The reference server while tests run, with faults if need be: for what tests POP3 clients. Registered in a static field it
 * serves all tests of the class; else each has a server of its own.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ReferenceServerExtension POP3 = ReferenceServerExtension.withFaults("dots-not-stuffed");
 * }</pre>
 */
public final class ReferenceServerExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private final ServerSettings settings;
    private Optional<ReferenceServer> running = Optional.empty();
    private boolean forAll;

    private ReferenceServerExtension(ServerSettings settings) {
        this.settings = settings;
    }

    /** A server with these settings. */
    public static ReferenceServerExtension with(ServerSettings settings) {
        return new ReferenceServerExtension(settings);
    }

    /**
     * A server with the account alice, whose password is wonderland, that does this wrong.
     *
     * @param names of faults, as {@code ./pop3spec serve --list-faults} and {@link Faults#offered} list them; none for a server that
     *     does everything right
     * @throws IllegalArgumentException when there is no such fault
     */
    public static ReferenceServerExtension withFaults(String... names) {
        List<Fault> faults =
                Arrays.stream(names).map(ReferenceServerExtension::fault).toList();
        return with(ServerSettings.builder().faults(faults).build());
    }

    private static Fault fault(String name) {
        return Faults.named(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no fault " + name
                        + Nearest.to(
                                        name,
                                        Faults.offered().stream().map(Fault::id).toList())
                                .map(near -> ", did you mean " + near + "?")
                                .orElse("")));
    }

    /**
     * The server: its ports, maildrops and certificates.
     *
     * @throws IllegalStateException when no test runs
     */
    public ReferenceServer server() {
        return running.orElseThrow(() -> new IllegalStateException("the reference server runs only while tests do"));
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        forAll = true;
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!forAll) {
            start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!forAll) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    private void start() throws IOException {
        running = Optional.of(ReferenceServer.start(settings));
    }

    private void close() {
        running.ifPresent(ReferenceServer::close);
        running = Optional.empty();
    }
}
