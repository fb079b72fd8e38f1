package io.taurine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobOptionsTest {

    @Nested
    class Defaults {

        private final JobOptions none = JobOptions.defaults();

        @Test
        void runOnceWithoutDelayOrPriority() {
            assertThat(none.attempts()).isEqualTo(1);
            assertThat(none.delay()).isZero();
            assertThat(none.priority()).isZero();
            assertThat(none.lifo()).isFalse();
        }

        @Test
        void leaveEverythingElseUnset() {
            assertThat(none.backoff()).isEmpty();
            assertThat(none.jobId()).isEmpty();
            assertThat(none.timestamp()).isEmpty();
            assertThat(none.removeOnComplete()).isEmpty();
            assertThat(none.removeOnFail()).isEmpty();
            assertThat(none.keepLogs()).isEmpty();
            assertThat(none.stackTraceLimit()).isEmpty();
            assertThat(none.sizeLimit()).isEmpty();
            assertThat(none.others()).isEmpty();
        }
    }

    @Nested
    class Ranges {

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2_097_151})
        void takeEveryPriorityUpToTheLargest(int priority) {
            assertThat(JobOptions.builder().priority(priority).build().priority())
                    .isEqualTo(priority);
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 2_097_152, Integer.MIN_VALUE, Integer.MAX_VALUE})
        void refuseOtherPriorities(int priority) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JobOptions.builder().priority(priority))
                    .withMessage("priority must be between 0 and 2097151, was " + priority);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, -1})
        void refuseLessThanOneAttempt(int attempts) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JobOptions.builder().attempts(attempts))
                    .withMessage("attempts must be 1 or more, was " + attempts);
        }

        @Test
        void refuseANegativeDelay() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JobOptions.builder().delay(Duration.ofMillis(-1)))
                    .withMessage("delay must be between 0 and 36500 days, was PT-0.001S");
        }

        @Test
        void refuseADelayThatNoScoreCanHold() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JobOptions.builder().delay(Duration.ofSeconds(Long.MAX_VALUE)))
                    .withMessageStartingWith("delay must be between 0 and 36500 days, was PT");
        }

        @Test
        void refuseATimestampBefore1970() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JobOptions.builder().timestamp(Instant.ofEpochMilli(-1)))
                    .withMessage("timestamp must be between 1970-01-01T00:00:00Z and 2100-01-01T00:00:00Z,"
                            + " was 1969-12-31T23:59:59.999Z");
        }

        @Test
        void refuseATimestampThatNoNumberCanHold() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JobOptions.builder().timestamp(Instant.MAX))
                    .withMessageStartingWith("timestamp must be between");
        }

        @Test
        void refuseKeepingLessThanOneLogRow() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JobOptions.builder().keepLogs(0))
                    .withMessage("keepLogs must be 1 or more, was 0");
        }

        @Test
        void allowStoringNoStackTraceButNotLess() {
            assertThat(JobOptions.builder().stackTraceLimit(0).build().stackTraceLimit())
                    .hasValue(0);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JobOptions.builder().stackTraceLimit(-1))
                    .withMessage("stackTraceLimit must be 0 or more, was -1");
        }

        @Test
        void refuseASizeLimitThatFitsNothing() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JobOptions.builder().sizeLimit(0))
                    .withMessage("sizeLimit must be 1 or more, was 0");
        }

        @Test
        void refuseAReservedJobId() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JobOptions.builder().jobId("wait"))
                    .withMessageContaining("jobId")
                    .withMessageContaining("was wait");
        }
    }

    @Nested
    class Overlaid {

        @Test
        void takesWhatIsSetAboveAndKeepsTheRest() {
            var under = JobOptions.builder()
                    .attempts(5)
                    .delay(Duration.ofSeconds(1))
                    .removeOnFail(false)
                    .build();
            var over = JobOptions.builder().attempts(2).removeOnComplete(true).build();

            var both = under.overlaidBy(over);

            assertThat(both)
                    .isEqualTo(JobOptions.builder()
                            .attempts(2)
                            .delay(Duration.ofSeconds(1))
                            .removeOnFail(false)
                            .removeOnComplete(true)
                            .build());
        }

        @Test
        void canSetAValueBackToItsDefault() {
            var under = JobOptions.builder()
                    .priority(7)
                    .lifo(true)
                    .delay(Duration.ofSeconds(9))
                    .build();
            var over = JobOptions.builder()
                    .priority(0)
                    .lifo(false)
                    .delay(Duration.ZERO)
                    .build();

            var both = under.overlaidBy(over);

            assertThat(both.priority()).isZero();
            assertThat(both.lifo()).isFalse();
            assertThat(both.delay()).isZero();
        }

        @Test
        void changesNothingWhenOneSideSetsNothing() {
            var some = JobOptions.builder().attempts(3).build();

            assertThat(some.overlaidBy(JobOptions.defaults())).isEqualTo(some);
            assertThat(JobOptions.defaults().overlaidBy(some)).isEqualTo(some);
        }

        @Test
        void startsABuilderWithAllThatIsSet() {
            var all = JobOptionsJson.read(
                    "{\"attempts\":3,\"backoff\":{\"type\":\"fixed\",\"delay\":5},\"delay\":1,\"jobId\":\"a\",\"kl\":2,"
                            + "\"lifo\":true,\"priority\":4,\"removeOnComplete\":true,\"removeOnFail\":3,"
                            + "\"sizeLimit\":9,\"stackTraceLimit\":1,\"timestamp\":8,\"unknown\":{\"x\":[1]}}");

            assertThat(all.toBuilder().build()).isEqualTo(all).hasSameHashCodeAs(all);
        }
    }

    @Test
    void refusesTwoPoliciesForTheParentInBullMqsWords() {
        var both = JobOptions.builder()
                .ignoreDependencyOnFailure(true)
                .failParentOnFailure(true)
                .removeDependencyOnFailure(true);

        assertThatIllegalArgumentException()
                .isThrownBy(both::build)
                .withMessage("The following options cannot be used together: removeDependencyOnFailure,"
                        + " failParentOnFailure, ignoreDependencyOnFailure");
    }

    @Test
    void aPolicyThatIsSwitchedOffMakesRoomForAnother() {
        var defaults = JobOptions.builder().failParentOnFailure(true).build();

        var job = defaults.overlaidBy(JobOptions.builder()
                .failParentOnFailure(false)
                .continueParentOnFailure(true)
                .build());

        assertThat(job.childFailurePolicy()).contains(ChildFailurePolicy.CONTINUE_PARENT);
        assertThat(job).hasToString("{\"attempts\":0,\"fpof\":false,\"cpof\":true}");
    }

    @Test
    void namingAPolicyReplacesTheOneBefore() {
        var job = JobOptions.builder()
                .failParentOnFailure(true)
                .childFailurePolicy(ChildFailurePolicy.REMOVE_DEPENDENCY)
                .build();

        assertThat(job.childFailurePolicy()).contains(ChildFailurePolicy.REMOVE_DEPENDENCY);
    }

    @Test
    void writesAParentAsBullMqDoes() {
        var job = JobOptions.builder().parent("7", "bull:mail").build();

        assertThat(job).hasToString("{\"attempts\":0,\"parent\":{\"id\":\"7\",\"queue\":\"bull:mail\"}}");
        assertThat(JobOptionsJson.read(job.toString()).parent()).contains(new JobParent("7", "bull:mail"));
    }

    @Test
    void refusesParentsThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobOptions.builder().parent("", "bull:mail"))
                .withMessageContaining("id of a parent");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobOptions.builder().parent("7", "mail"))
                .withMessageContaining("prefix:queue");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobOptions.builder().parent("meta", "bull:mail"))
                .withMessageContaining("uses itself");
    }

    @Test
    void readsWhatOthersStoredAboutParentsWithoutComplaint() {
        assertThat(JobOptionsJson.read("{\"parent\":{\"id\":\"7\"},\"fpof\":true,\"idof\":true}"))
                .satisfies(options -> assertThat(options.parent()).isEmpty())
                .satisfies(
                        options -> assertThat(options.childFailurePolicy()).contains(ChildFailurePolicy.FAIL_PARENT));
    }
}
