package org.pop3spec.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.pop3spec.net.Endpoint;

/** A name server on the loopback interface that knows SRV records and aliases, or answers as name servers in trouble do. */
public final class SmallDnsServer implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int CNAME = 5;
    private static final int SRV = 33;
    private static final int NO_ERROR = 0;
    private static final int SERVER_FAILURE = 2;
    private static final int NO_SUCH_NAME = 3;
    /** Of the third octet of a header: an answer to a question that wants recursion. */
    private static final int ANSWER = 0x81;

    private static final int AUTHORITATIVE = 0x04;
    private static final int TRUNCATED = 0x02;

    private static final String ALIAS = "CNAME ";

    private enum Manner {
        SOUND,
        SILENT,
        /** Has no room in a datagram. */
        TRUNCATING,
        /** The same, and nobody listens by TCP. */
        TRUNCATING_WITHOUT_TCP,
        FAILING,
        /** Announces more than it sends. */
        BABBLING,
        /** Knows other domains only. */
        ELSEWHERE
    }

    private final DatagramSocket socket;
    private final ServerSocket tcp;
    private final Map<String, List<String>> records;
    private final Manner manner;

    private SmallDnsServer(Map<String, List<String>> records, Manner manner) throws IOException {
        this.records = records;
        this.manner = manner;
        this.tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.socket = beside(tcp);
        if (manner == Manner.TRUNCATING_WITHOUT_TCP) {
            tcp.close();
        }
        start(this::serve);
        start(this::serveByTcp);
    }

    private static DatagramSocket beside(ServerSocket tcp) throws SocketException {
        return new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "small dns server");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * One with records.
     *
     * @param records by name: priority, perhaps a slash and the weight, port and target with blanks between; or {@code CNAME} and
     *     the name that it is an alias of. Every other name does not exist
     */
    public static SmallDnsServer of(Map<String, List<String>> records) throws IOException {
        return new SmallDnsServer(records, Manner.SOUND);
    }

    /** One that takes questions and answers none. */
    public static SmallDnsServer hanging() throws IOException {
        return new SmallDnsServer(Map.of(), Manner.SILENT);
    }

    /** One with records, which come by TCP only. */
    static SmallDnsServer truncating(Map<String, List<String>> records) throws IOException {
        return new SmallDnsServer(records, Manner.TRUNCATING);
    }

    /** One whose records can't be had. */
    static SmallDnsServer truncatingWithoutTcp() throws IOException {
        return new SmallDnsServer(Map.of(), Manner.TRUNCATING_WITHOUT_TCP);
    }

    /** One that says SERVFAIL. */
    static SmallDnsServer failing() throws IOException {
        return new SmallDnsServer(Map.of(), Manner.FAILING);
    }

    /** One whose answers are not whole. */
    static SmallDnsServer babbling() throws IOException {
        return new SmallDnsServer(Map.of(), Manner.BABBLING);
    }

    /** One that knows nothing of the domain, and asks nobody else. */
    static SmallDnsServer ofOtherDomains() throws IOException {
        return new SmallDnsServer(Map.of(), Manner.ELSEWHERE);
    }

    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", socket.getLocalPort());
    }

    private void serve() {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                socket.receive(packet);
                if (manner != Manner.SILENT) {
                    byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()), false);
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException e) {
            // closed: the test is over
            socket.close();
        }
    }

    private void serveByTcp() {
        while (!tcp.isClosed()) {
            try (Socket peer = tcp.accept();
                    DataInputStream in = new DataInputStream(peer.getInputStream());
                    DataOutputStream out = new DataOutputStream(peer.getOutputStream())) {
                byte[] answer = answer(in.readNBytes(in.readUnsignedShort()), true);
                out.writeShort(answer.length);
                out.write(answer);
            } catch (IOException e) {
                // the client is gone, or the test is over
            }
        }
    }

    private byte[] answer(byte[] question, boolean byTcp) {
        StringBuilder name = new StringBuilder();
        int at = HEADER;
        while (question[at] != 0) {
            name.append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII))
                    .append('.');
            at += question[at] + 1;
        }
        int type = question[at + 2];
        int end = at + 5;
        String asked = name.substring(0, name.length() - 1);
        boolean cut = (manner == Manner.TRUNCATING || manner == Manner.TRUNCATING_WITHOUT_TCP) && !byTcp;
        List<String> found = cut
                ? List.of()
                : records.getOrDefault(asked, List.of()).stream()
                        .filter(record -> type == SRV || record.startsWith(ALIAS))
                        .toList();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(Arrays.copyOf(question, 2));
        answer.write(ANSWER | (manner == Manner.ELSEWHERE ? 0 : AUTHORITATIVE) | (cut ? TRUNCATED : 0));
        answer.write(code(asked, cut));
        int announced = manner == Manner.BABBLING ? 200 : found.size();
        answer.writeBytes(new byte[] {0, 1, 0, (byte) announced, 0, 0, 0, 0});
        answer.write(question, HEADER, end - HEADER);
        for (String record : found) {
            boolean alias = record.startsWith(ALIAS);
            byte[] data = alias ? name(record.substring(ALIAS.length())) : service(record);
            word(0xC000 | HEADER, answer);
            word(alias ? CNAME : SRV, answer);
            word(1, answer);
            word(0, answer);
            word(60, answer);
            word(data.length, answer);
            answer.writeBytes(data);
        }
        return answer.toByteArray();
    }

    private int code(String asked, boolean cut) {
        if (manner == Manner.FAILING) {
            return SERVER_FAILURE;
        }
        return cut || manner == Manner.ELSEWHERE || records.containsKey(asked) ? NO_ERROR : NO_SUCH_NAME;
    }

    private static byte[] service(String record) {
        String[] parts = record.split(" ", 3);
        String[] order = parts[0].split("/", 2);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        word(Integer.parseInt(order[0]), data);
        word(order.length > 1 ? Integer.parseInt(order[1]) : 0, data);
        word(Integer.parseInt(parts[1]), data);
        data.writeBytes(name(parts[2]));
        return data.toByteArray();
    }

    private static byte[] name(String name) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (String label : name.split("\\.", 0)) {
            data.write(label.length());
            data.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        data.write(0);
        return data.toByteArray();
    }

    private static void word(int number, ByteArrayOutputStream to) {
        to.write(number >> Byte.SIZE);
        to.write(number);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        tcp.close();
    }
}
