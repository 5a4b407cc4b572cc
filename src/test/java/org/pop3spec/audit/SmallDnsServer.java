package org.pop3spec.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.pop3spec.net.Endpoint;

/** A name server on the loopback interface that knows SRV records, or says nothing at all. */
public final class SmallDnsServer implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int SRV = 33;
    private static final int NO_SUCH_NAME = 3;

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final Map<String, List<String>> records;
    private final boolean silent;

    private SmallDnsServer(Map<String, List<String>> records, boolean silent) throws IOException {
        this.records = records;
        this.silent = silent;
        Thread thread = new Thread(this::serve, "small dns server");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * One with records.
     *
     * @param records by name: priority, port and target with blanks between; every other name does not exist
     */
    public static SmallDnsServer of(Map<String, List<String>> records) throws IOException {
        return new SmallDnsServer(records, false);
    }

    /** One that takes questions and answers none. */
    static SmallDnsServer hanging() throws IOException {
        return new SmallDnsServer(Map.of(), true);
    }

    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", socket.getLocalPort());
    }

    private void serve() {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                socket.receive(packet);
                if (!silent) {
                    byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException e) {
            // closed: the test is over
            socket.close();
        }
    }

    private byte[] answer(byte[] question) {
        StringBuilder name = new StringBuilder();
        int at = HEADER;
        while (question[at] != 0) {
            name.append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII))
                    .append('.');
            at += question[at] + 1;
        }
        int end = at + 5;
        boolean there = records.containsKey(name.substring(0, name.length() - 1));
        List<String> found = records.getOrDefault(name.substring(0, name.length() - 1), List.of());
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(Arrays.copyOf(question, 2));
        answer.writeBytes(
                new byte[] {(byte) 0x85, (byte) (there ? 0x80 : 0x80 | NO_SUCH_NAME), 0, 1, 0, (byte) found.size()});
        answer.writeBytes(new byte[4]);
        answer.write(question, HEADER, end - HEADER);
        for (String record : found) {
            String[] parts = record.split(" ", 3);
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            word(Integer.parseInt(parts[0]), data);
            word(0, data);
            word(Integer.parseInt(parts[1]), data);
            for (String label : parts[2].split("\\.", 0)) {
                data.write(label.length());
                data.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
            }
            data.write(0);
            word(0xC000 | HEADER, answer);
            word(SRV, answer);
            word(1, answer);
            word(0, answer);
            word(60, answer);
            word(data.size(), answer);
            answer.writeBytes(data.toByteArray());
        }
        return answer.toByteArray();
    }

    private static void word(int number, ByteArrayOutputStream to) {
        to.write(number >> Byte.SIZE);
        to.write(number);
    }

    @Override
    public void close() {
        socket.close();
    }
}
