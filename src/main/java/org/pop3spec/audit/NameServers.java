package org.pop3spec.audit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.pop3spec.net.Deadline;
import org.pop3spec.net.Endpoint;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;

/** Name servers, asked one after the other by UDP, and by TCP where that answer was truncated (RFC 7766 section 5). */
final class NameServers {
    /** So often each is asked, for datagrams get lost. */
    private static final int TRIES = 2;

    private static final String LATE = "not asked, for the audit had taken as long as it may";

    /** Answers of more than 512 octets come by TCP then. There are servers that stumble over EDNS. */
    private static final int WITHOUT_EDNS = -1;

    private final Optional<Endpoint> only;
    private final Duration patience;

    /**
     * @param only the one to ask; empty for those of the system
     * @param patience how long one of them may take for one answer
     */
    NameServers(Optional<Endpoint> only, Duration patience) {
        this.only = only;
        this.patience = patience;
    }

    private List<InetSocketAddress> servers() {
        return only.map(server -> List.of(new InetSocketAddress(server.host(), server.port())))
                .orElseGet(() -> ResolverConfig.getCurrentConfig().servers());
    }

    /**
     * The records of an answer, aliases on the way to them among these; none where the name has none, or is not there.
     *
     * @param type as in {@link org.xbill.DNS.Type}
     * @param deadline until when it may take
     * @throws IOException when nobody has an answer; the message says why, in a line
     */
    List<Record> ask(String name, int type, Deadline deadline) throws IOException {
        Record question = Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN);
        List<InetSocketAddress> servers = servers();
        IOException trouble = new IOException(servers.isEmpty() ? "there is no name server" : LATE);
        for (int i = 0; i < TRIES; i++) {
            for (InetSocketAddress server : servers) {
                if (deadline.passed()) {
                    throw trouble;
                }
                try {
                    return records(answer(question, server, deadline));
                } catch (IOException e) {
                    if (Thread.currentThread().isInterrupted()) {
                        throw e;
                    }
                    trouble = new IOException(
                            new Endpoint(server.getHostString(), server.getPort()) + " " + e.getMessage(), e);
                }
            }
        }
        throw trouble;
    }

    private Message answer(Record question, InetSocketAddress server, Deadline deadline) throws IOException {
        Message answer = answer(question, server, false, deadline.within(patience));
        if (!isTruncated(answer)) {
            return answer;
        }
        try {
            Message whole = answer(question, server, true, deadline.within(patience));
            if (isTruncated(whole)) {
                throw new IOException("does the same");
            }
            return whole;
        } catch (IOException e) {
            throw new IOException("truncates its answer, and by TCP " + e.getMessage(), e);
        }
    }

    private static boolean isTruncated(Message answer) {
        return answer.getHeader().getFlag(Flags.TC);
    }

    private Message answer(Record question, InetSocketAddress server, boolean tcp, Deadline deadline)
            throws IOException {
        if (server.isUnresolved()) {
            throw new IOException("is not known");
        }
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setEDNS(WITHOUT_EDNS);
        resolver.setIgnoreTruncation(true);
        resolver.setTCP(tcp);
        resolver.setTimeout(patience);
        try {
            return resolver.sendAsync(Message.newQuery(question))
                    .toCompletableFuture()
                    .get(Math.max(0, deadline.remaining()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException("does not answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException("gives no answer: " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("was not waited for", e);
        }
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static List<Record> records(Message answer) throws IOException {
        int code = answer.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            throw new IOException("says " + Rcode.string(code));
        }
        List<Record> records = answer.getSection(Section.ANSWER);
        boolean knows =
                answer.getHeader().getFlag(Flags.AA) || answer.getHeader().getFlag(Flags.RA);
        if (records.isEmpty() && !knows) {
            throw new IOException("is not there for this name, and asks no others");
        }
        return records;
    }
}
