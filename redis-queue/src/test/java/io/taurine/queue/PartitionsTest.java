package io.taurine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.cluster.SlotHash;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionsTest {

    @Nested
    class OfKeys {

        /** The vectors of docs/partitions.md, computed by a Node program of its own. */
        @ParameterizedTest
        @CsvSource({
            "ada,         0, 1, 2, 2, 5, 9, 9",
            "customer-42, 0, 1, 1, 1, 1, 11, 77",
            "Ä,           0, 1, 1, 1, 4, 13, 13",
            "日本,         0, 0, 0, 3, 3, 12, 77",
            "😀,          0, 0, 2, 3, 7, 15, 29"
        })
        void areWhereEveryLanguageFindsThem(
                String key, int of1, int of2, int of3, int of4, int of8, int of16, int of100) {
            var found = Stream.of(1, 2, 3, 4, 8, 16, 100)
                    .map(count -> Partitions.of("q", count).ofKey(key));

            assertThat(found).containsExactly(of1, of2, of3, of4, of8, of16, of100);
        }

        @ParameterizedTest
        @ValueSource(ints = {2, 3, 4, 8, 32})
        void areSpreadEvenly(int count) {
            var partitions = Partitions.of("q", count);
            var keys = 10_000 * count;

            var perPartition = IntStream.range(0, keys)
                    .mapToObj(i -> partitions.ofKey("customer-" + i))
                    .collect(Collectors.groupingBy(i -> i, Collectors.counting()));

            assertThat(perPartition.values())
                    .hasSize(count)
                    .allSatisfy(share -> assertThat(share).isBetween(9_500L, 10_500L));
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 7, 31})
        void moveToTheNewPartitionOrStay(int count) {
            var before = Partitions.of("q", count);
            var after = Partitions.of("q", count + 1);
            var keys = IntStream.range(0, 20_000).mapToObj(i -> "key " + i).toList();

            var moved = keys.stream()
                    .filter(key -> before.ofKey(key) != after.ofKey(key))
                    .toList();

            assertThat(moved).allSatisfy(key -> assertThat(after.ofKey(key)).isEqualTo(count));
            var share = moved.size() * (count + 1.0) / keys.size();
            assertThat(share).isBetween(0.8, 1.2);
        }

        @Test
        void areWellFormed() {
            var partitions = Partitions.of("q", 4);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> partitions.ofKey(""))
                    .withMessageContaining("key must not be empty");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> partitions.ofKey("half \ud83d"))
                    .withMessageContaining("surrogate");
        }
    }

    @Nested
    class Places {

        @Test
        void areNamedByNumber() {
            var partitions = new Partitions("emails", 12, "prod");

            assertThat(partitions.prefixOf(0)).isEqualTo("prod{emails-0-parallel}");
            assertThat(partitions.prefixOf(11)).isEqualTo("prod{emails-11-parallel}");
            assertThat(Partitions.of("emails", 2).prefixOf(1)).isEqualTo("bull{emails-1-parallel}");
        }

        @Test
        void areFoundByPrefix() {
            var partitions = Partitions.of("emails", 3);

            assertThat(partitions.ofPrefix("bull{emails-2-parallel}")).hasValue(2);
            assertThat(partitions.ofPrefix("bull{emails-3-parallel}")).isEmpty();
            assertThat(partitions.ofPrefix("bull")).isEmpty();
        }

        /** On masters that have equal parts of the slots, whatever the name. */
        @ParameterizedTest
        @CsvSource({"2, 2, 2", "2, 3, 2", "4, 2, 2", "4, 3, 3", "4, 4, 4", "6, 3, 3", "8, 3, 3", "8, 4, 4"})
        void coverTheMasters(int count, int masters, int covered) {
            for (int name = 0; name < 500; name++) {
                var partitions = Partitions.of("queue-" + name, count);

                var used = IntStream.range(0, count)
                        .map(i -> slot(partitions, i) * masters / SlotHash.SLOT_COUNT)
                        .distinct()
                        .count();

                assertThat(used).as("masters with a part of %s", partitions).isEqualTo(covered);
            }
        }

        @Test
        void haveSlotsOfTheirOwn() {
            var partitions = Partitions.of("emails", 10);

            assertThat(IntStream.range(0, 10).map(i -> slot(partitions, i)).distinct())
                    .hasSize(10);
        }

        private static int slot(Partitions partitions, int partition) {
            return SlotHash.getSlot(partitions.prefixOf(partition) + ":" + partitions.queueName() + ":wait");
        }
    }

    @Test
    void sharesAreEvenAndSumUp() {
        var partitions = Partitions.of("q", 4);

        var shares = IntStream.range(0, 4).map(i -> partitions.share(10, i)).toArray();

        assertThat(shares).containsExactly(3, 3, 2, 2);
        assertThat(Arrays.stream(shares).sum()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 101})
    void refusesNumbersOutOfRange(int count) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Partitions.of("q", count))
                .withMessageContaining("partitions must be between 1 and 100, was " + count);
    }

    @Test
    void refusesNamesThatWouldPutAllIntoOneSlot() {
        for (var name : List.of("{mail}", "ma{il", "mail}")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Partitions.of(name, 2))
                    .withMessageContaining("queue name")
                    .withMessageContaining(name);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Partitions("mail", 2, name))
                    .withMessageContaining("prefix");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Partitions.of("a:b", 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new Partitions("a", 2, ""));
    }
}
