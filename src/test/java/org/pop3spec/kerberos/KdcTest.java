package org.pop3spec.kerberos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kerby.kerberos.kerb.KrbCodec;
import org.apache.kerby.kerberos.kerb.common.EncryptionUtil;
import org.apache.kerby.kerberos.kerb.type.KerberosTime;
import org.apache.kerby.kerberos.kerb.type.ap.ApReq;
import org.apache.kerby.kerberos.kerb.type.ap.Authenticator;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionType;
import org.apache.kerby.kerberos.kerb.type.base.KeyUsage;
import org.apache.kerby.kerberos.kerb.type.base.NameType;
import org.apache.kerby.kerberos.kerb.type.kdc.AsReq;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcOptions;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcReqBody;
import org.apache.kerby.kerberos.kerb.type.pa.PaDataEntry;
import org.apache.kerby.kerberos.kerb.type.pa.PaDataType;
import org.apache.kerby.kerberos.kerb.type.ticket.EncTicketPart;
import org.apache.kerby.kerberos.kerb.type.ticket.Ticket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class KdcTest {
    private static final String REALM = "EXAMPLE.TEST";
    private static final String ALICE = "alice@" + REALM;
    private static final String POP = "pop/localhost@" + REALM;
    private static final ClientKey WONDERLAND = new ClientKey.Password("wonderland");
    private static final int PREAUTHENTICATION_REQUIRED = 25;
    private static final int KRB_ERROR = 0x7e;

    @TempDir
    private Path folder;

    private Kdc kdc;

    @BeforeEach
    void start() throws Exception {
        kdc = Kdc.start(REALM);
        kdc.addPrincipal(ALICE, "wonderland");
    }

    @AfterEach
    void stop() {
        kdc.close();
    }

    @Test
    void whoever_knows_the_password_gets_a_ticket_that_the_services_key_opens() throws Exception {
        ServiceTicket ticket = kdc.ticket(ALICE, WONDERLAND, POP);

        var sealed = Wire.decoded(ticket.octets(), Ticket.class);
        ServiceKey key = kdc.keys(POP).get(0);
        EncTicketPart part = EncryptionUtil.unseal(
                sealed.getEncryptedEncPart(),
                Wire.key(key.type(), key.octets()),
                KeyUsage.KDC_REP_TICKET,
                EncTicketPart.class);
        assertThat(part.getCname().getName()).isEqualTo("alice");
        assertThat(Wire.octets(part.getKey().getKeyData())).isEqualTo(ticket.key());
        assertThat(ticket.ends()).isAfter(ticket.begins());
    }

    @Test
    void a_wrong_password_gets_no_ticket() {
        assertThatThrownBy(() -> kdc.ticket(ALICE, new ClientKey.Password("looking-glass"), POP))
                .isInstanceOf(KerberosTrouble.class)
                .hasMessageContaining(ALICE)
                .hasMessageNotContaining("looking-glass");
    }

    @Test
    void nobody_knows_a_service_that_is_not_there() {
        assertThatThrownBy(() -> kdc.ticket(ALICE, WONDERLAND, "nntp/localhost@" + REALM))
                .isInstanceOf(KerberosTrouble.class);
    }

    @Test
    void a_ticket_is_fetched_once() throws Exception {
        assertThat(kdc.ticket(ALICE, WONDERLAND, POP)).isSameAs(kdc.ticket(ALICE, WONDERLAND, POP));
    }

    @Test
    void a_keytab_is_as_good_as_the_password() throws Exception {
        Path keytab = Files.write(folder.resolve("alice.keytab"), Keytabs.write(kdc.keys(ALICE)));

        assertThat(kdc.ticket(ALICE, new ClientKey.InKeytab(keytab), POP).client())
                .isEqualTo(ALICE);
    }

    @Test
    void a_keytab_that_was_written_reads_as_the_same_keys() throws Exception {
        Path keytab = Files.write(folder.resolve("pop.keytab"), Keytabs.write(kdc.keys(POP)));

        assertThat(Keytabs.read(keytab))
                .containsExactlyInAnyOrderElementsOf(kdc.keys(POP))
                .hasSize(2);
    }

    @Test
    void what_is_no_keytab_is_refused() throws Exception {
        Path file = Files.writeString(folder.resolve("none"), "this is no keytab at all");

        assertThatThrownBy(() -> Keytabs.read(file))
                .isInstanceOf(KerberosTrouble.class)
                .hasMessageContaining("none");
    }

    @Test
    void a_service_can_bring_the_keys_that_its_server_has() throws Exception {
        ServiceKey had = new ServiceKey(POP, 5, 18, "k".repeat(32));
        kdc.addPrincipal(POP, List.of(had));

        assertThat(kdc.keys(POP)).containsExactly(had);
        var ticket = Wire.decoded(kdc.ticket(ALICE, WONDERLAND, POP).octets(), Ticket.class);
        assertThat(ticket.getEncryptedEncPart().getKvno()).isEqualTo(5);
    }

    /** CVE-2026-57915: any pre-authentication data at all was taken for a proof. */
    @Test
    void preauthentication_can_not_be_skipped_by_data_that_proves_nothing() throws Exception {
        byte[] answer = byTcp(request(Optional.of(new PaDataEntry(PaDataType.ENCPADATA_REQ_ENC_PA_REP, new byte[0]))));

        assertThat(answer[0] & 0xff).isEqualTo(KRB_ERROR);
        assertThat(ErrorReply.read(Wire.octets(answer)).orElseThrow().code()).isEqualTo(PREAUTHENTICATION_REQUIRED);
    }

    @Test
    void preauthentication_can_not_be_skipped_by_leaving_it_out() throws Exception {
        assertThat(ErrorReply.read(Wire.octets(byTcp(request(Optional.empty()))))
                        .orElseThrow()
                        .code())
                .isEqualTo(PREAUTHENTICATION_REQUIRED);
    }

    @Test
    void it_answers_by_udp_on_the_same_port() throws Exception {
        byte[] request = request(Optional.empty());
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(10_000);
            socket.send(new DatagramPacket(request, request.length, InetAddress.getLoopbackAddress(), kdc.port()));
            DatagramPacket answer = new DatagramPacket(new byte[4096], 4096);
            socket.receive(answer);
            byte[] octets = Arrays.copyOf(answer.getData(), answer.getLength());
            assertThat(ErrorReply.read(Wire.octets(octets)).orElseThrow().code())
                    .isEqualTo(PREAUTHENTICATION_REQUIRED);
        }
    }

    @Test
    void garbage_does_not_stop_it() throws Exception {
        for (byte[] garbage : new byte[][] {
            {}, {0x6a}, {0x6a, (byte) 0x84, 0x7f, 1, 1, 1}, "QUIT".getBytes(StandardCharsets.US_ASCII), {0x6c, 0}
        }) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), kdc.port())) {
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeInt(garbage.length);
                out.write(garbage);
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            }
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), kdc.port())) {
            new DataOutputStream(socket.getOutputStream()).writeInt(Integer.MAX_VALUE);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }

        assertThat(kdc.ticket(ALICE, WONDERLAND, POP).client()).isEqualTo(ALICE);
    }

    @Test
    void two_in_one_jvm_do_not_meet() throws Exception {
        Properties before = (Properties) System.getProperties().clone();
        try (Kdc other = Kdc.start("OTHER.TEST")) {
            other.addPrincipal("alice@OTHER.TEST", "hatter");
            assertThat(other.ticket("alice@OTHER.TEST", new ClientKey.Password("hatter"), "pop/localhost@OTHER.TEST")
                            .service())
                    .isEqualTo("pop/localhost@OTHER.TEST");
            assertThat(kdc.ticket(ALICE, WONDERLAND, POP).service()).isEqualTo(POP);
            assertThat(other.port()).isNotEqualTo(kdc.port());
        }
        assertThat(System.getProperties()).isEqualTo(before);
    }

    @Test
    void many_can_ask_two_of_them_at_once() throws Exception {
        try (Kdc other = Kdc.start("OTHER.TEST")) {
            for (int i = 0; i < 8; i++) {
                kdc.addPrincipal("user" + i + "@" + REALM, "secret" + i);
                other.addPrincipal("user" + i + "@OTHER.TEST", "other" + i);
            }
            List<Kdc> both = List.of(kdc, other);
            List<String> clients = IntStream.range(0, 16)
                    .parallel()
                    .mapToObj(i -> {
                        Kdc one = both.get(i % 2);
                        String password = (i % 2 == 0 ? "secret" : "other") + i / 2;
                        try {
                            return one.ticket(
                                            "user" + i / 2 + "@" + one.realm(),
                                            new ClientKey.Password(password),
                                            "pop/localhost@" + one.realm())
                                    .client();
                        } catch (KerberosTrouble e) {
                            return String.valueOf(e.getMessage());
                        }
                    })
                    .toList();
            assertThat(clients)
                    .containsExactlyElementsOf(IntStream.range(0, 16)
                            .mapToObj(
                                    i -> "user" + i / 2 + "@" + both.get(i % 2).realm())
                            .toList());
        }
    }

    @Test
    void a_port_that_somebody_has_is_told() {
        KdcSettings free = KdcSettings.of("OTHER.TEST");
        KdcSettings taken =
                new KdcSettings(free.realm(), free.address(), kdc.port(), free.encryptionTypes(), free.hosts());

        assertThatThrownBy(() -> Kdc.start(taken))
                .isInstanceOf(KerberosTrouble.class)
                .hasMessageStartingWith("the embedded KDC can't start at port " + kdc.port() + ": ");
    }

    @Test
    void a_stopped_one_answers_nobody() throws Exception {
        kdc.close();

        assertThatThrownBy(() -> kdc.ticket(ALICE, WONDERLAND, POP)).isInstanceOf(KerberosTrouble.class);
    }

    @Test
    void a_realm_is_found_by_the_configuration_that_it_writes() throws Exception {
        Path file = Files.writeString(folder.resolve("krb5.conf"), kdc.krb5Conf());
        Path keytab = Files.write(folder.resolve("pop.keytab"), Keytabs.write(kdc.keys(POP)));
        OutsideRealm realm = new OutsideRealm(file, Optional.of(keytab));

        assertThat(realm.ticket(ALICE, WONDERLAND, POP).client()).isEqualTo(ALICE);
        assertThat(realm.keys(POP)).hasSize(2);
        assertThat(realm.keys(ALICE)).isEmpty();
        assertThatThrownBy(() -> realm.ticket("alice@NOWHERE.TEST", WONDERLAND, "pop/localhost@NOWHERE.TEST"))
                .hasMessageContaining("Cannot locate KDC");
    }

    @Test
    void nothing_that_can_be_printed_shows_a_key() throws Exception {
        ServiceTicket ticket = kdc.ticket(ALICE, WONDERLAND, POP);
        KerberosIdentity identity = new KerberosIdentity(kdc, ALICE, WONDERLAND, POP);

        assertThat(ticket.toString()).doesNotContain(ticket.key());
        assertThat(kdc.keys(POP).toString()).doesNotContain(kdc.keys(POP).get(0).octets());
        assertThat(identity.toString() + WONDERLAND).doesNotContain("wonderland");
        assertThat(new ApRequests(identity).make(ApFlaw.MUTUAL).toString()).doesNotContain(ticket.key());
    }

    @Test
    void an_authenticator_names_the_client_and_the_present_time() throws Exception {
        SealedRequest request =
                (SealedRequest) new ApRequests(new KerberosIdentity(kdc, ALICE, WONDERLAND, POP)).make(ApFlaw.MUTUAL);

        ApReq sent = Wire.decoded(request.octets(), ApReq.class);
        Authenticator authenticator = EncryptionUtil.unseal(
                sent.getEncryptedAuthenticator(),
                Wire.key(request.keyType(), request.key()),
                KeyUsage.AP_REQ_AUTH,
                Authenticator.class);
        assertThat(authenticator.getCname().getName()).isEqualTo("alice");
        assertThat(authenticator.getCrealm()).isEqualTo(REALM);
        assertThat(authenticator.getCtime().isInClockSkew(60_000)).isTrue();
        assertThat(authenticator.getSubKey()).isNull();
    }

    private static byte[] request(Optional<PaDataEntry> preauthentication) throws Exception {
        KdcReqBody body = new KdcReqBody();
        body.setKdcOptions(new KdcOptions());
        body.setCname(Wire.name(ALICE, NameType.NT_PRINCIPAL));
        body.setRealm(REALM);
        body.setSname(Wire.name("krbtgt/" + REALM + "@" + REALM, NameType.NT_SRV_INST));
        body.setTill(new KerberosTime(System.currentTimeMillis() + 3_600_000));
        body.setNonce(4711);
        body.setEtypes(List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96));
        AsReq request = new AsReq();
        request.setReqBody(body);
        preauthentication.ifPresent(request::addPaData);
        return KrbCodec.encode(request);
    }

    private byte[] byTcp(byte[] request) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), kdc.port())) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(request.length);
            out.write(request);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            return in.readNBytes(in.readInt());
        }
    }
}
