package org.pop3spec.audit;

import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** Servers on disk, each read when it is asked for. */
final class SpooledServers extends AbstractCollection<ListedServer> {
    private final Spool names;
    private final Predicate<ListedServer> chosen;
    private final int size;

    /** @param size how many of them are chosen */
    SpooledServers(Spool names, Predicate<ListedServer> chosen, int size) {
        this.names = names;
        this.chosen = chosen;
        this.size = size;
    }

    @Override
    public Iterator<ListedServer> iterator() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(names.lines(), 0), false)
                .map(ListedServer::named)
                .filter(chosen)
                .iterator();
    }

    @Override
    public int size() {
        return size;
    }
}
