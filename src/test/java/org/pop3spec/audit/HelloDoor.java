package org.pop3spec.audit;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.pop3spec.net.ScriptedServer;
import org.pop3spec.scenario.TlsVersion;

/**
 * A server that goes into a handshake and no further: for what TLS libraries no longer do themselves, such as SSLv3. A real one
 * says the same up to here.
 *
 * @param version the only one that it speaks
 * @param suites the only ones that it takes
 * @param compression the method that it chooses
 * @param renegotiationInfo whether it knows RFC 5746
 */
record HelloDoor(int version, List<Integer> suites, int compression, boolean renegotiationInfo) {
    private static final int REFUSED_VERSION = 70;
    private static final int REFUSED_SUITES = 40;

    static HelloDoor of(TlsVersion version, int... suites) {
        return new HelloDoor(version.number(), Arrays.stream(suites).boxed().toList(), 0, true);
    }

    /** Listens. */
    ScriptedServer open() throws IOException {
        return new ScriptedServer(all(this));
    }

    /** One server that has several versions, each with its own suites. */
    static ScriptedServer.Behaviour all(HelloDoor... doors) {
        return peer -> {
            DataInputStream in = new DataInputStream(peer.socket().getInputStream());
            in.skipNBytes(3);
            String hello = new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.ISO_8859_1);
            peer.say(Stream.of(doors)
                    .filter(door -> door.version == number(hello, 4))
                    .findFirst()
                    .map(door -> door.answer(hello))
                    .orElseGet(() -> doors[0].alert(REFUSED_VERSION)));
            peer.untilClientLeaves();
        };
    }

    private String answer(String hello) {
        int at = 4 + 2 + 32;
        at += 1 + hello.charAt(at);
        int end = at + 2 + number(hello, at);
        for (int i = at + 2; i < end; i += 2) {
            if (suites.contains(number(hello, i))) {
                return hello(number(hello, i));
            }
        }
        return alert(REFUSED_SUITES);
    }

    private String hello(int suite) {
        String extensions = renegotiationInfo ? word(5) + word(0xFF01) + word(1) + "\0" : "";
        String body = word(version) + "r".repeat(32) + "\0" + word(suite) + (char) compression + extensions;
        String messages = "\u0002\0" + word(body.length()) + body + "\u000E\0\0\0";
        return "\u0016" + word(version) + word(messages.length()) + messages;
    }

    private String alert(int description) {
        return "\u0015" + word(version) + word(2) + "\u0002" + (char) description;
    }

    private static String word(int number) {
        return "" + (char) (number >> Byte.SIZE) + (char) (number & 0xFF);
    }

    private static int number(String octets, int at) {
        return octets.charAt(at) << Byte.SIZE | octets.charAt(at + 1);
    }
}
