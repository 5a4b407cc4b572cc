package org.pop3spec.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
    private static final List<String> NAMES =
            IntStream.range(0, 1000).mapToObj(i -> "host" + i + ".example.org").toList();

    private static List<Shard> all(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new Shard(i, count))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64})
    void each_piece_is_in_one_shard(int count) {
        assertThat(NAMES)
                .allSatisfy(name -> assertThat(all(count).stream().filter(shard -> shard.has(name)))
                        .hasSize(1));
    }

    @Test
    void the_shards_are_of_about_the_same_size() {
        assertThat(all(4))
                .allSatisfy(shard ->
                        assertThat(NAMES.stream().filter(shard::has).count()).isBetween(200L, 300L));
    }

    @Test
    void where_a_piece_is_does_not_change_from_version_to_version() {
        assertThat(all(8).stream().filter(shard -> shard.has("mail.example.org")))
                .containsExactly(new Shard(5, 8));
        assertThat(all(8).stream().filter(shard -> shard.has("m\u00fcnchen.example")))
                .containsExactly(new Shard(4, 8));
    }

    @Test
    void it_is_read_as_it_is_written() {
        assertThat(Shard.parse("2/8")).isEqualTo(new Shard(2, 8)).hasToString("2/8");
        assertThat(Shard.parse("1/1")).isEqualTo(Shard.WHOLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "2/", "/8", "-1/8", "2/8/1", "a/b", " 2/8", "1/9999999"})
    void anything_else_is_refused_in_words(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shard.parse(written))
                .withMessageContaining("such as 2/8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/8", "9/8", "0/0", "1/0"})
    void there_is_no_shard_beyond_the_last(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shard.parse(written))
                .withMessageContaining("there is no");
    }
}
