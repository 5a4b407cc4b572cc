package org.pop3spec.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeOwnerTest {
    private static final String PLACE = "f2ba pid:[4026531836]";
    private static final long NOBODY = Long.MAX_VALUE / 10;

    private final RecipeOwner witness = new RecipeOwner(ProcessHandle.current().pid(), PLACE);

    @Test
    void a_label_tells_who_wrote_it() {
        assertThat(RecipeOwner.parse(witness.label())).contains(witness);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "12a f2ba", "99999999999999999999 f2ba", " f2ba"})
    void other_labels_tell_nothing(String label) {
        assertThat(RecipeOwner.parse(label)).isEmpty();
    }

    @Test
    void a_process_that_runs_has_not_ended() {
        assertThat(witness.hasEnded(witness)).isFalse();
    }

    @Test
    void a_process_that_is_not_there_has_ended() {
        assertThat(new RecipeOwner(NOBODY, PLACE).hasEnded(witness)).isTrue();
    }

    @Test
    void a_process_of_another_place_may_be_there() {
        assertThat(new RecipeOwner(NOBODY, "f2ba pid:[4026532999]").hasEnded(witness))
                .isFalse();
    }
}
