package org.pop3spec.junit;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.james.core.Username;
import org.apache.james.metrics.api.Metric;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.api.TimeMetric;
import org.apache.james.protocols.api.handler.CommandDispatcher;
import org.apache.james.protocols.api.handler.ProtocolHandlerChainImpl;
import org.apache.james.protocols.api.handler.WiringException;
import org.apache.james.protocols.netty.NettyServer;
import org.apache.james.protocols.pop3.POP3Configuration;
import org.apache.james.protocols.pop3.POP3Protocol;
import org.apache.james.protocols.pop3.POP3Session;
import org.apache.james.protocols.pop3.core.AbstractPassCmdHandler;
import org.apache.james.protocols.pop3.core.CapaCmdHandler;
import org.apache.james.protocols.pop3.core.DeleCmdHandler;
import org.apache.james.protocols.pop3.core.ListCmdHandler;
import org.apache.james.protocols.pop3.core.NoopCmdHandler;
import org.apache.james.protocols.pop3.core.QuitCmdHandler;
import org.apache.james.protocols.pop3.core.RetrCmdHandler;
import org.apache.james.protocols.pop3.core.RsetCmdHandler;
import org.apache.james.protocols.pop3.core.StatCmdHandler;
import org.apache.james.protocols.pop3.core.TopCmdHandler;
import org.apache.james.protocols.pop3.core.UidlCmdHandler;
import org.apache.james.protocols.pop3.core.UnknownCmdHandler;
import org.apache.james.protocols.pop3.core.UserCmdHandler;
import org.apache.james.protocols.pop3.core.WelcomeMessageHandler;
import org.apache.james.protocols.pop3.mailbox.Mailbox;
import org.apache.james.protocols.pop3.mailbox.MessageMetaData;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** The handlers and the network of James, with one maildrop in memory behind them. */
final class JamesServer {
    private final String user;
    private final String password;
    private final Map<String, byte[]> maildrop = new LinkedHashMap<>();
    private long delivered;
    private Optional<NettyServer> running = Optional.empty();

    JamesServer(String user, String password) {
        this.user = user;
        this.password = password;
    }

    void start() throws Exception {
        NettyServer server = new NettyServer.Factory()
                .protocol(new POP3Protocol(handlers(), new POP3Configuration()))
                .build();
        server.setListenAddresses(new InetSocketAddress("localhost", 0));
        server.bind();
        running = Optional.of(server);
    }

    void stop() {
        running.ifPresent(NettyServer::unbind);
    }

    int port() {
        return running.orElseThrow().getListenAddresses().get(0).getPort();
    }

    /** Puts a message in. */
    void put(byte[] message) {
        synchronized (maildrop) {
            delivered++;
            maildrop.put(String.valueOf(delivered), message.clone());
        }
    }

    private ProtocolHandlerChainImpl handlers() throws WiringException {
        MetricFactory unmeasured = new Unmeasured();
        ProtocolHandlerChainImpl chain = new ProtocolHandlerChainImpl();
        chain.addAll(List.of(
                new CommandDispatcher<POP3Session>(),
                new WelcomeMessageHandler(),
                new CapaCmdHandler(unmeasured),
                new UserCmdHandler(unmeasured),
                new Password(unmeasured),
                new StatCmdHandler(unmeasured),
                new ListCmdHandler(unmeasured),
                new UidlCmdHandler(unmeasured),
                new RetrCmdHandler(unmeasured),
                new TopCmdHandler(unmeasured),
                new DeleCmdHandler(unmeasured),
                new RsetCmdHandler(unmeasured),
                new NoopCmdHandler(unmeasured),
                new QuitCmdHandler(unmeasured),
                new UnknownCmdHandler()));
        chain.wireExtensibleHandlers();
        return chain;
    }

    private final class Password extends AbstractPassCmdHandler {
        Password(MetricFactory metrics) {
            super(metrics);
        }

        @Override
        protected @Nullable Mailbox auth(POP3Session session, Username name, String given) {
            // to James no maildrop means that the login is refused
            return name.asString().equals(user) && given.equals(password) ? new InMemory() : null;
        }
    }

    private final class InMemory implements Mailbox {
        @Override
        public @Nullable InputStream getMessage(String uid) {
            synchronized (maildrop) {
                byte[] message = maildrop.get(uid);
                return message == null ? null : new ByteArrayInputStream(message);
            }
        }

        @Override
        public List<MessageMetaData> getMessages() {
            synchronized (maildrop) {
                return maildrop.entrySet().stream()
                        .map(entry -> new MessageMetaData(entry.getKey(), entry.getValue().length))
                        .toList();
            }
        }

        @Override
        public void remove(String... uids) {
            synchronized (maildrop) {
                maildrop.keySet().removeAll(List.of(uids));
            }
        }

        @Override
        public String getIdentifier() {
            return user;
        }

        @Override
        public void close() {}
    }

    /** James wants to measure; nobody here wants to know. */
    @SuppressWarnings("deprecation") // James still asks for it
    private static final class Unmeasured implements MetricFactory {
        @Override
        public Metric generate(String name) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public TimeMetric timer(String name) {
            return new Untimed(name);
        }

        @Override
        public <T> Publisher<T> decoratePublisherWithTimerMetric(String name, Publisher<T> publisher) {
            return publisher;
        }

        @Override
        public <T> Publisher<T> decoratePublisherWithTimerMetricLogP99(String name, Publisher<T> publisher) {
            return publisher;
        }
    }

    @SuppressWarnings("deprecation") // James still asks for it
    private record Untimed(String name) implements TimeMetric, TimeMetric.ExecutionResult {
        @Override
        public ExecutionResult stopAndPublish() {
            return this;
        }

        @Override
        public Duration elasped() {
            return Duration.ZERO;
        }

        @Override
        public ExecutionResult logWhenExceedP99(Duration threshold) {
            return this;
        }
    }
}
