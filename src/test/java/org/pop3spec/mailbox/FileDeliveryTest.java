package org.pop3spec.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FileDeliveryTest {
    private static final DeliverySettings SHORT = new DeliverySettings("localhost", Duration.ofMillis(200));

    @TempDir
    Path folder;

    private static Mailbox mailbox(String name) {
        return Mailboxes.of(1).named(name).orElseThrow();
    }

    private static Stream<String> carriedBy(Carrier carrier) {
        Mailboxes mailboxes = Mailboxes.of(1);
        return mailboxes.names().stream()
                .filter(name -> !name.equals("ten-thousand"))
                .filter(name ->
                        mailboxes.named(name).orElseThrow().obstacle(carrier).isEmpty());
    }

    private List<Path> files(String folderName) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(folderName))) {
            return files.sorted().toList();
        }
    }

    // maildir

    static Stream<String> carried_by_maildir() {
        return carriedBy(Carrier.MAILDIR);
    }

    @ParameterizedTest
    @MethodSource("carried_by_maildir")
    void a_maildir_gets_every_message_in_order_with_lf(String name) throws Exception {
        Mailbox mailbox = mailbox(name);
        Delivery.parse("maildir:{user}/Maildir", folder).deliver("alice@example.org", mailbox);
        List<Path> files = files("alice@example.org/Maildir/new");
        assertThat(files).hasSameSizeAs(mailbox.messages());
        for (int index = 0; index < files.size(); index++) {
            byte[] stored = Files.readAllBytes(files.get(index));
            byte[] put = mailbox.messages().get(index).octets();
            String text = new String(put, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
            assertThat(stored).isEqualTo(text.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(Comparison.compare(mailbox.messages().get(index), stored))
                    .isEmpty();
        }
    }

    @Test
    void a_maildir_has_all_its_folders_and_nothing_is_left_in_tmp() throws Exception {
        Delivery.parse("maildir:" + folder + "/Maildir", Path.of("/nowhere")).deliver("alice", mailbox("three"));
        assertThat(files("Maildir"))
                .extracting(path -> path.getFileName().toString())
                .containsExactly("cur", "new", "tmp");
        assertThat(files("Maildir/tmp")).isEmpty();
        assertThat(files("Maildir/cur")).isEmpty();
    }

    @Test
    void names_in_a_maildir_are_unique_and_need_no_escaping() throws Exception {
        Delivery delivery = Delivery.parse("maildir:Maildir", folder);
        delivery.deliver("alice", mailbox("ten"));
        delivery.deliver("alice", mailbox("ten"));
        assertThat(files("Maildir/new"))
                .hasSize(20)
                .allMatch(path -> path.getFileName()
                        .toString()
                        .matches("[0-9]+\\.M[0-9]{6}P[0-9]+R[0-9a-f]{8}\\.[A-Za-z0-9._-]+"));
    }

    @Test
    void files_and_folders_take_their_permissions_from_the_folder_above() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwx---"));
        Delivery.parse("maildir:home/{user}", folder).deliver("alice", mailbox("one"));
        Delivery.parse("mbox:home/mbox", folder).deliver("alice", mailbox("one"));
        Path file = files("home/alice/new").get(0);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-rw----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwxrwx---");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("mbox"))))
                .isEqualTo("rw-rw----");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maildir:missing/{user}/Maildir",
                "maildir:missing/Maildir",
                "mbox:missing/{user}",
                "mbox:missing/x"
            })
    void a_misspelt_folder_is_not_made(String value) {
        assertThatThrownBy(() -> Delivery.parse(value, folder).deliver("alice", mailbox("one")))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining("there is no folder " + folder.resolve("missing"));
        assertThat(folder.resolve("missing")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../mallory", "..", ".", "a/b", "a\\b", "a..b", "", "a\0b", "a\nb"})
    void an_account_name_cannot_lead_elsewhere(String user) {
        for (String value : List.of("maildir:mail/{user}", "mbox:mail/.{user}")) {
            assertThatThrownBy(() -> Delivery.parse(value, folder).deliver(user, mailbox("one")))
                    .isInstanceOf(DeliveryException.class);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_maildir_that_is_a_file_is_one_clear_line() throws Exception {
        Files.writeString(folder.resolve("alice"), "");
        assertThatThrownBy(() -> Delivery.parse("maildir:{user}", folder).deliver("alice", mailbox("one")))
                .isInstanceOf(DeliveryException.class)
                .hasMessageStartingWith("maildir " + folder.resolve("alice") + ", after 0 messages: ");
    }

    // mbox

    static Stream<String> carried_by_mbox() {
        return carriedBy(Carrier.MBOX);
    }

    /** Reads an mbox file as servers do: a postmark behind an empty line begins a message; one empty line ends it. */
    private static List<byte[]> messages(Path mbox) throws IOException {
        String text = Files.readString(mbox, StandardCharsets.ISO_8859_1);
        List<byte[]> messages = new ArrayList<>();
        for (String message : text.split("(?:^|(?<=\n\n))From [^\n]*\n", -1)) {
            if (!message.isEmpty()) {
                assertThat(message).endsWith("\n\n");
                messages.add(message.substring(0, message.length() - 1).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return messages;
    }

    @ParameterizedTest
    @MethodSource("carried_by_mbox")
    void an_mbox_file_gets_every_message_in_order(String name) throws Exception {
        Mailbox mailbox = mailbox(name);
        Delivery.parse("mbox:{user}", folder).deliver("alice", mailbox);
        List<byte[]> stored = messages(folder.resolve("alice"));
        assertThat(stored).hasSameSizeAs(mailbox.messages());
        for (int index = 0; index < stored.size(); index++) {
            assertThat(Comparison.compare(mailbox.messages().get(index), stored.get(index)))
                    .isEmpty();
        }
    }

    @Test
    void an_mbox_file_begins_each_message_with_a_postmark_and_quotes_what_looks_like_one() throws Exception {
        Delivery.parse("mbox:box", folder).deliver("alice", mailbox("from-lines"));
        List<String> lines = Files.readAllLines(folder.resolve("box"));
        assertThat(lines.get(0))
                .matches(
                        "From pop3spec@pop3spec\\.invalid [A-Z][a-z]{2} [A-Z][a-z]{2} [ 1-3][0-9] [0-9:]{8} 20[0-9]{2}");
        assertThat(lines).filteredOn(line -> line.startsWith("From ")).hasSize(2);
        assertThat(lines).contains(">From the first line on", ">>From one quote", ">>>From two quotes", "From");
    }

    @ParameterizedTest
    @ValueSource(strings = {"From a b\nX: 1\n\nold\n\n", "From a b\nX: 1\n\nold\n", "From a b\nX: 1\n\nold"})
    void what_was_in_the_mbox_file_stays(String before) throws Exception {
        Path mbox = folder.resolve("box");
        Files.writeString(mbox, before);
        Delivery delivery = Delivery.parse("mbox:box", folder);
        delivery.deliver("alice", mailbox("one"));
        delivery.deliver("alice", mailbox("one"));
        assertThat(Files.readString(mbox)).startsWith("From a b\nX: 1\n\nold\n\nFrom pop3spec@");
        assertThat(messages(mbox)).hasSize(3);
        assertThat(folder.resolve("box.lock")).doesNotExist();
    }

    @Test
    void the_lock_file_of_another_program_is_waited_for_and_never_broken() throws Exception {
        Path lock = Files.writeString(folder.resolve("box.lock"), "1");
        assertThatThrownBy(() -> Delivery.parse("mbox:box", folder, SHORT).deliver("alice", mailbox("one")))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining("the lock file " + lock);
        assertThat(lock).exists();
        assertThat(folder.resolve("box")).doesNotExist();
        Thread other = new Thread(() -> {
            try {
                Files.delete(lock);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        other.start();
        Delivery.parse("mbox:box", folder).deliver("alice", mailbox("one"));
        other.join();
        assertThat(messages(folder.resolve("box"))).hasSize(1);
    }

    @Test
    void the_lock_on_the_file_itself_is_waited_for_too() throws Exception {
        Path mbox = Files.writeString(folder.resolve("box"), "");
        try (var channel = FileChannel.open(mbox, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() -> Delivery.parse("mbox:box", folder, SHORT).deliver("alice", mailbox("one")))
                    .isInstanceOf(DeliveryException.class)
                    .hasMessageContaining("lock on " + mbox);
        }
        assertThat(mbox).isEmptyFile();
        assertThat(folder.resolve("box.lock")).doesNotExist();
    }

    @Test
    void what_an_mbox_file_cannot_carry_is_not_put_there() {
        Delivery delivery = Delivery.parse("mbox:box", folder);
        assertThat(delivery.cannotCarry(mailbox("no-final-line-end"))).isPresent();
        assertThatThrownBy(() -> delivery.deliver("alice", mailbox("no-final-line-end")))
                .isInstanceOf(UndeliverableException.class);
        assertThat(folder).isEmptyDirectory();
    }

    // none

    @Test
    void without_a_delivery_nothing_is_delivered_and_the_reason_is_told() {
        Delivery none = Delivery.parse("none", folder);
        assertThat(none.cannotCarry(mailbox("one")))
                .contains("the target has no delivery, so mailbox one cannot be put into its maildrop");
        assertThatThrownBy(() -> none.deliver("alice", mailbox("one"))).isInstanceOf(UndeliverableException.class);
    }
}
