package org.pop3spec.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.pop3spec.net.AddressLookup;
import org.pop3spec.net.ConnectFailure;
import org.pop3spec.net.Deadline;
import org.pop3spec.result.AuditResult;

/**
 * Audits many servers, so many at a time; each result is handed on as soon as its server is done, and is not kept. Servers that
 * share an address are audited one after the other, so that the manners hold for each machine, whatever names it has. However many
 * there are, so many at most are in memory as are audited at a time, and some thousand that wait for their turn.
 */
public final class Fleet {
    private static final Duration LOOKUP = Duration.ofSeconds(10);

    /** Of servers whose addresses are busy; while there are so many, no other is looked for. */
    static final int MOST_WAITING = 2000;

    private final int jobs;
    private final Function<ListedServer, AuditRequest> requests;
    private final Function<Auditor, AuditResult> way;
    private final Consumer<AuditResult> ended;

    private Iterator<ListedServer> listed = Collections.emptyIterator();
    private final Set<Ready> ready = new LinkedHashSet<>();
    private final Set<String> busy = new HashSet<>();
    private final List<Thread> threads = new ArrayList<>();
    private int underway;
    private boolean stopped;
    private Optional<RuntimeException> trouble = Optional.empty();

    /**
     * A server that can be audited as soon as none of its addresses is busy.
     *
     * @param spent of the time that its audit may take, on finding these
     */
    private record Ready(AuditRequest request, Set<String> addresses, Duration spent) {}

    /**
     * @param jobs how many servers are audited at a time, from 1
     * @param requests asks name servers where need be, within the deadline of the manners; called from several threads
     * @param ended told of each server, one at a time; when it throws, no more servers are audited
     */
    public Fleet(int jobs, Function<ListedServer, AuditRequest> requests, Consumer<AuditResult> ended) {
        this(jobs, requests, Auditor::audit, ended);
    }

    /** @param way how a server is audited */
    Fleet(
            int jobs,
            Function<ListedServer, AuditRequest> requests,
            Function<Auditor, AuditResult> way,
            Consumer<AuditResult> ended) {
        this.jobs = jobs;
        this.requests = requests;
        this.way = way;
        this.ended = ended;
    }

    /**
     * Audits them all; once.
     *
     * @param servers each is asked for when it is to be audited, by one thread at a time
     * @return whether all came to an end; false when it was stopped
     */
    public boolean audit(Collection<ListedServer> servers) throws InterruptedException {
        synchronized (this) {
            listed = servers.iterator();
            for (int i = 0; i < Math.min(jobs, servers.size()) && !stopped; i++) {
                Thread thread = new Thread(this::work, "audit " + (i + 1));
                // the others would wait for ever for what it was about
                thread.setUncaughtExceptionHandler(
                        (one, error) -> failed(new IllegalStateException("an audit broke: " + error, error)));
                threads.add(thread);
                thread.start();
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        synchronized (this) {
            if (trouble.isPresent()) {
                throw trouble.get();
            }
            return !stopped;
        }
    }

    /** Ends the audits that are being made, whose results are not handed on, and begins no other. From any thread. */
    public synchronized void stop() {
        stopped = true;
        threads.forEach(Thread::interrupt);
        notifyAll();
    }

    private void work() {
        try {
            for (Optional<Ready> next = next(); next.isPresent(); next = next()) {
                audit(next.get());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    /** What goes wrong beyond one server ends it all: it is better known than passed over. */
    private synchronized void failed(RuntimeException e) {
        trouble = trouble.isPresent() ? trouble : Optional.of(e);
        stop();
    }

    /** A server that nobody sees to, and whose addresses nobody does; waits for one where need be. Empty when there is none. */
    private Optional<Ready> next() throws InterruptedException {
        while (true) {
            ListedServer server;
            synchronized (this) {
                Optional<Ready> free = stopped ? Optional.empty() : free();
                if (free.isPresent() || stopped || (!listed.hasNext() && ready.isEmpty() && underway == 0)) {
                    return free;
                }
                if (!listed.hasNext() || ready.size() >= MOST_WAITING) {
                    wait();
                    continue;
                }
                server = listed.next();
                underway++;
            }
            prepare(server);
        }
    }

    private Optional<Ready> free() {
        Optional<Ready> free = ready.stream()
                .filter(server -> Collections.disjoint(server.addresses(), busy))
                .findFirst();
        free.ifPresent(server -> {
            ready.remove(server);
            busy.addAll(server.addresses());
            underway++;
        });
        return free;
    }

    private void prepare(ListedServer server) throws InterruptedException {
        Optional<Ready> prepared = Optional.empty();
        try {
            long begun = System.nanoTime();
            AuditRequest request = requests.apply(server);
            Duration asking = since(begun);
            Deadline deadline = Deadline.in(request.manners().deadline().minus(asking));
            prepared = Optional.of(new Ready(request, addresses(request, deadline), since(begun)));
        } finally {
            synchronized (this) {
                prepared.ifPresent(ready::add);
                underway--;
                notifyAll();
            }
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static Set<String> addresses(AuditRequest request, Deadline deadline) throws InterruptedException {
        Set<String> addresses = new HashSet<>();
        List<String> hosts = request.everywhere()
                .map(door -> door.endpoint().host())
                .distinct()
                .toList();
        for (String host : hosts) {
            try {
                AddressLookup.ofSystem()
                        .of(host, deadline.within(LOOKUP))
                        .forEach(address -> addresses.add(address.getHostAddress()));
            } catch (ConnectFailure unknown) {
                // its audit says so
                addresses.add(host.toLowerCase(Locale.ROOT));
            }
        }
        return addresses;
    }

    private void audit(Ready server) {
        AuditResult result = audited(server);
        over(server, result);
    }

    private AuditResult audited(Ready server) {
        Auditor auditor = new Auditor(server.request(), server.spent());
        try {
            return way.apply(auditor);
        } catch (RuntimeException | StackOverflowError mistakeOfOurs) {
            // the others are audited all the same
            return auditor.broken(mistakeOfOurs);
        }
    }

    private synchronized void over(Ready server, AuditResult result) {
        busy.removeAll(server.addresses());
        underway--;
        notifyAll();
        if (stopped && !result.complete()) {
            return;
        }
        ended.accept(result);
    }
}
