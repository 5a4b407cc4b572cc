package org.pop3spec.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pop3spec.net.Limits;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.net.TlsSettings;
import org.pop3spec.scenario.Channel;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ServesInTurnTest {
    @Test
    void who_lets_a_second_client_wait_until_the_first_has_left_serves_in_turn() throws Exception {
        Semaphore turn = new Semaphore(1);
        assertThat(servesInTurn(peer -> {
                    turn.acquire();
                    try {
                        greet(peer);
                    } finally {
                        turn.release();
                    }
                }))
                .isTrue();
    }

    @Test
    void who_turns_a_second_client_away_serves_as_many_as_there_are() throws Exception {
        Semaphore turn = new Semaphore(1);
        assertThat(servesInTurn(peer -> {
                    if (turn.tryAcquire()) {
                        greet(peer);
                        turn.release();
                    } else {
                        peer.say("-ERR too many\r\n");
                    }
                }))
                .isFalse();
    }

    @Test
    void who_falls_silent_for_good_is_not_taken_for_one() throws Exception {
        Semaphore turn = new Semaphore(1);
        assertThat(servesInTurn(peer -> {
                    turn.acquire();
                    greet(peer);
                }))
                .isFalse();
    }

    @Test
    void who_was_slow_once_is_not_taken_for_one() throws Exception {
        AtomicInteger clients = new AtomicInteger();
        assertThat(servesInTurn(peer -> {
                    if (clients.incrementAndGet() == 2) {
                        peer.hear();
                    } else {
                        greet(peer);
                    }
                }))
                .isFalse();
        assertThat(clients).hasValue(5);
    }

    @Test
    void who_serves_two_at_once_is_asked_no_more() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ServesInTurnTest::greet)) {
            assertThat(ServesInTurn.shownBy(entrance(server))).isFalse();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    private static void greet(ScriptedServer.Peer peer) throws IOException {
        peer.say("+OK\r\n");
        peer.hear();
        peer.say("+OK\r\n");
    }

    private static boolean servesInTurn(ScriptedServer.Behaviour behaviour) throws Exception {
        try (ScriptedServer server = new ScriptedServer(behaviour)) {
            return ServesInTurn.shownBy(entrance(server));
        }
    }

    private static Entrance entrance(ScriptedServer server) {
        return Entrance.byPassword(
                server.endpoint(), Channel.CLEARTEXT, TlsSettings.trustingAnyone(), Limits.standard());
    }
}
