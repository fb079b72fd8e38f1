package io.taurine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeduplicationTest {

    private static final Duration TTL = Duration.ofSeconds(5);

    private static String written(Deduplication deduplication) {
        return JobOptionsJson.write(
                JobOptions.builder().deduplication(deduplication).build());
    }

    @Nested
    class Modes {

        @Test
        void areStoredUnderTheNamesOfTheWireFormat() {
            assertThat(written(Deduplication.simple("d"))).isEqualTo("{\"attempts\":0,\"de\":{\"id\":\"d\"}}");
            assertThat(written(Deduplication.throttle("d", TTL)))
                    .isEqualTo("{\"attempts\":0,\"de\":{\"id\":\"d\",\"ttl\":5000}}");
            assertThat(written(Deduplication.debounce("d", TTL)))
                    .isEqualTo("{\"attempts\":0,\"de\":{\"id\":\"d\",\"ttl\":5000,\"extend\":true,\"replace\":true}}");
            assertThat(written(Deduplication.reschedule("d")))
                    .isEqualTo("{\"attempts\":0,\"de\":{\"id\":\"d\",\"reschedule\":true}}");
            assertThat(written(Deduplication.keepLast("d")))
                    .isEqualTo("{\"attempts\":0,\"de\":{\"id\":\"d\",\"keepLastIfActive\":true}}");
        }

        @Test
        void areReadBackAsTheyWere() {
            for (var mode : new Deduplication[] {
                Deduplication.simple("a:b {c}"),
                Deduplication.throttle("d", TTL),
                Deduplication.debounce("d", TTL),
                Deduplication.reschedule("d").withTtl(TTL).withExtend(),
                Deduplication.keepLast("d").withReplace()
            }) {
                assertThat(JobOptionsJson.read(written(mode)).deduplication()).contains(mode);
            }
        }

        @Test
        void canBeCombined() {
            assertThat(Deduplication.simple("d").withTtl(TTL).withExtend().withReplace())
                    .isEqualTo(Deduplication.debounce("d", TTL));
            assertThat(Deduplication.simple("d").withKeepLast()).isEqualTo(Deduplication.keepLast("d"));
            assertThat(Deduplication.simple("d").withReschedule()).isEqualTo(Deduplication.reschedule("d"));
        }

        @Test
        void goOverThoseOfTheQueue() {
            var defaults = JobOptions.builder()
                    .deduplication(Deduplication.simple("queue"))
                    .build();
            var own = JobOptions.builder()
                    .deduplication(Deduplication.keepLast("job"))
                    .build();

            assertThat(defaults.overlaidBy(own).deduplication()).contains(Deduplication.keepLast("job"));
            assertThat(defaults.overlaidBy(JobOptions.builder().attempts(2).build())
                            .deduplication())
                    .contains(Deduplication.simple("queue"));
        }
    }

    @Nested
    class Refuses {

        @Test
        void anEmptyId() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Deduplication.simple(""))
                    .withMessage("deduplication id must not be empty");
        }

        @ParameterizedTest
        @CsvSource({"PT0S", "PT-1S", "PT0.0005S", "PT1.0000001S", "PT876001H"})
        void aTimeToLiveOutOfRange(Duration ttl) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Deduplication.throttle("d", ttl))
                    .withMessageContaining("deduplication ttl must be")
                    .withMessageContaining(ttl.toString());
        }

        @Test
        void extendingWithoutATimeToLive() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Deduplication.simple("d").withExtend())
                    .withMessage("deduplication extend needs a ttl to extend");
        }

        @Test
        void reschedulingWhatIsReplaced() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Deduplication.debounce("d", TTL).withReschedule())
                    .withMessageContaining("reschedule has no effect with replace");
        }

        @Test
        void aTimeToLiveForWhatIsHeldAsLongAsItsJobLives() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Deduplication.keepLast("d").withTtl(TTL))
                    .withMessageContaining("ttl has no effect with keepLastIfActive");
        }
    }

    @Nested
    class OfAnotherClient {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"id\":7}                                         | 7 |      | false | false | false | false",
                    "{\"id\":\"d\",\"ttl\":0}                           | d |      | false | false | false | false",
                    "{\"id\":\"d\",\"ttl\":-5,\"extend\":true}          | d |      | false | false | false | false",
                    "{\"id\":\"d\",\"ttl\":1e300}                       | d | PT876000H | false | false | false | false",
                    "{\"id\":\"d\",\"ttl\":5,\"keepLastIfActive\":true} | d |      | false | false | false | true",
                    "{\"id\":\"d\",\"replace\":true,\"reschedule\":true}| d |      | false | true  | false | false"
                })
        void isReducedToWhatHasAnEffect(
                String stored,
                String id,
                Duration ttl,
                boolean extend,
                boolean replace,
                boolean reschedule,
                boolean keepLast) {
            assertThat(JobOptionsJson.read("{\"de\":" + stored + "}").deduplication())
                    .contains(new Deduplication(id, ttl, extend, replace, reschedule, keepLast));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {"{}", "5", "{\"id\":\"\"}", "null"})
        void isKeptAsItIsWhenItMeansNothing(String stored) {
            var options = JobOptionsJson.read("{\"de\":" + stored + "}");

            assertThat(options.deduplication()).isEmpty();
            assertThat(options.others()).containsKey("de");
        }
    }
}
