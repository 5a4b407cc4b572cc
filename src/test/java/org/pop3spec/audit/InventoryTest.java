package org.pop3spec.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pop3spec.result.AuditMaildrop;

class InventoryTest {
    private static Inventory with(String stat, String... uniqueIds) {
        return new Inventory(stat, Optional.of(List.of(uniqueIds)));
    }

    @Test
    void the_same_numbers_and_unique_ids_are_told_as_what_was_compared() {
        assertThat(with("2 300", "a", "b").compare(with("2 300", "a", "b")))
                .isEqualTo(new AuditMaildrop(
                        Optional.of(true),
                        "2 messages, 300 octets and the same unique-ids, before and after, by STAT and UIDL"));
    }

    @Test
    void mail_that_came_in_changes_nothing() {
        assertThat(with("2 300", "a", "b").compare(with("3 400", "a", "b", "c")))
                .isEqualTo(
                        new AuditMaildrop(
                                Optional.of(true),
                                "2 messages, 300 octets, and the same unique-ids after, with 1 message that came in meanwhile"));
    }

    @Test
    void of_two_messages_with_one_id_one_that_is_gone_is_missed() {
        assertThat(with("2 300", "a", "a").compare(with("1 150", "a")))
                .isEqualTo(new AuditMaildrop(
                        Optional.of(false), "1 message that was there before is not there after, by UIDL"));
    }

    @Test
    void one_that_is_gone_is_missed_though_as_many_came_in() {
        assertThat(with("2 300", "a", "b").compare(with("2 300", "a", "c")).unchanged())
                .contains(false);
    }

    @Test
    void other_sizes_under_the_same_ids_are_a_change() {
        AuditMaildrop told = with("2 300", "a", "b").compare(with("2 380", "a", "b"));

        assertThat(told.unchanged()).contains(false);
        assertThat(told.told()).startsWith("2 messages, 300 octets before and 2 messages, 380 octets after");
    }

    @Test
    void without_unique_ids_only_what_is_equal_is_known() {
        Inventory before = new Inventory("2 300", Optional.empty());

        assertThat(before.compare(before).unchanged()).contains(true);
        assertThat(before.compare(new Inventory("1 100", Optional.empty())).unchanged())
                .isEmpty();
    }
}
