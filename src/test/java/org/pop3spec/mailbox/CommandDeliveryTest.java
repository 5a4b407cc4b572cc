package org.pop3spec.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommandDeliveryTest {
    private static final DeliverySettings SHORT = new DeliverySettings("localhost", Duration.ofMillis(500));

    @TempDir
    Path folder;

    private static Mailbox mailbox(String name) {
        return Mailboxes.of(1).named(name).orElseThrow();
    }

    @BeforeEach
    void script() throws IOException {
        script("take", "cat > \"$1.$(ls | wc -l)\"; printf '%s\\n' \"$@\" > arguments");
    }

    private void script(String name, String body) throws IOException {
        Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private List<String> arguments() throws IOException {
        return Files.readAllLines(folder.resolve("arguments"));
    }

    @Test
    void the_command_gets_each_message_octet_by_octet_on_standard_input() throws Exception {
        script("take", "n=$(ls | grep -c '^got'); cat > \"got.$n\"");
        for (String name : List.of("eight-bit", "no-final-line-end", "overlong-lines", "binary")) {
            Mailbox mailbox = mailbox(name);
            Delivery.parse("exec:./take", folder).deliver("alice", mailbox);
            for (int index = 0; index < mailbox.messages().size(); index++) {
                Path got = folder.resolve("got." + index);
                assertThat(got).hasBinaryContent(mailbox.messages().get(index).octets());
                Files.delete(got);
            }
        }
    }

    @Test
    void the_account_stands_where_the_placeholder_is_and_no_shell_sees_it() throws Exception {
        Delivery.parse("exec:./take {user} -d '{user} x' \"a  b\" a\\ b '' --to={user}", folder)
                .deliver("a;b $(id)@c", mailbox("one"));
        assertThat(arguments())
                .containsExactly("a;b $(id)@c", "-d", "a;b $(id)@c x", "a  b", "a b", "", "--to=a;b $(id)@c");
    }

    @Test
    void an_account_name_is_never_taken_for_an_option() {
        assertThatThrownBy(() -> Delivery.parse("exec:./take {user}", folder).deliver("-f", mailbox("one")))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining("option");
    }

    @Test
    void a_command_without_a_slash_is_looked_up_in_the_path() throws Exception {
        Delivery.parse("exec:tee copy", folder).deliver("alice", mailbox("one"));
        assertThat(folder.resolve("copy"))
                .hasBinaryContent(mailbox("one").messages().get(0).octets());
    }

    @Test
    void a_failing_command_is_told_with_what_it_complained_of() throws Exception {
        script("fail", "cat > /dev/null; printf 'no such\\033[1m user\\nreally' >&2; exit 67");
        assertThatThrownBy(() -> Delivery.parse("exec:./fail", folder).deliver("alice", mailbox("one")))
                .isInstanceOf(DeliveryException.class)
                .hasMessage("command ./fail, message 1: exit code 67: no such?[1m user really");
    }

    @Test
    void endless_complaints_are_cut() throws Exception {
        script("fail", "cat > /dev/null; head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 1");
        DeliveryException e = catchThrowableOfType(
                DeliveryException.class,
                () -> Delivery.parse("exec:./fail", folder).deliver("alice", mailbox("one")));
        assertThat(e.getMessage())
                .startsWith("command ./fail, message 1: exit code 1: xxx")
                .hasSizeLessThan(420);
    }

    @Test
    void a_command_that_does_not_end_is_ended() throws Exception {
        script("hang", "echo $$ > pid; exec sleep 600");
        assertThatThrownBy(() -> Delivery.parse("exec:./hang", folder, SHORT).deliver("alice", mailbox("one")))
                .isInstanceOf(DeliveryException.class)
                .hasMessage("command ./hang, message 1: not finished within 500 ms");
        Path pid = folder.resolve("pid");
        if (Files.exists(pid)) {
            long id = Long.parseLong(Files.readString(pid).strip());
            ProcessHandle.of(id).ifPresent(process -> process.onExit().join());
            assertThat(ProcessHandle.of(id).map(ProcessHandle::isAlive).orElse(false))
                    .isFalse();
        }
    }

    @Test
    void a_command_that_reads_only_a_part_of_a_large_message_has_not_delivered_it() throws Exception {
        script("part", "head -c 10 > /dev/null; exec < /dev/null; exit 0");
        assertThatThrownBy(() -> Delivery.parse("exec:./part", folder).deliver("alice", mailbox("large")))
                .isInstanceOf(DeliveryException.class)
                .hasMessage("command ./part, message 1: it ended before it had read the whole message");
    }

    @Test
    void a_command_that_leaves_another_one_behind_is_not_waited_for() throws Exception {
        script("leave", "cat > /dev/null; sleep 600 & echo $! > pid");
        Delivery.parse("exec:./leave", folder).deliver("alice", mailbox("one"));
        long id = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        ProcessHandle left = ProcessHandle.of(id).orElseThrow();
        assertThat(left.isAlive()).isTrue();
        left.destroyForcibly();
    }

    @Test
    void a_command_that_does_not_exist_is_one_clear_line() {
        assertThatThrownBy(() -> Delivery.parse("exec:./missing", folder).deliver("alice", mailbox("one")))
                .isInstanceOf(DeliveryException.class)
                .hasMessageStartingWith("command ./missing, message 1: cannot be started: ");
    }
}
