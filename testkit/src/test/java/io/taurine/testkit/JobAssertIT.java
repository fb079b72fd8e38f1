package io.taurine.testkit;

import static io.taurine.testkit.Failing.assertFails;
import static io.taurine.testkit.TaurineAssertions.assertThatJob;

import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@RedisTest
class JobAssertIT {
    private final TestQueue queue;

    JobAssertIT(TestQueue queue) {
        this.queue = queue;
    }

    @Nested
    class States {
        @ParameterizedTest
        @EnumSource
        void eachStateIsReadFromItsOwnKey(StateContainer container) {
            StoredJobs.hash(queue, "1", Map.of());
            put(container, "1");

            assertionFor(container).accept(assertThatJob(queue, "1"));
            assertThatJob(queue, "1").isInExactlyOneState();
            for (var other : StateContainer.values()) {
                if (stateOf(other) != stateOf(container)) {
                    assertFails(() -> assertionFor(other).accept(assertThatJob(queue, "1")), "in:   " + container);
                }
            }
        }

        @Test
        void aJobInTwoStatesIsInNeither() {
            StoredJobs.waiting(queue, "1");
            put(StateContainer.COMPLETED, "1");

            assertFails(() -> assertThatJob(queue, "1").isWaiting(), "wait and completed");
            assertFails(() -> assertThatJob(queue, "1").isCompleted(), "wait and completed");
            assertFails(() -> assertThatJob(queue, "1").isInExactlyOneState(), "wait and completed");
        }

        @Test
        void aJobTwiceInOneListIsNotInOneState() {
            StoredJobs.waiting(queue, "1");
            put(StateContainer.WAIT, "1");

            assertFails(() -> assertThatJob(queue, "1").isWaiting(), "wait and wait");
        }

        @Test
        void anIdWithoutHashIsInNoState() {
            put(StateContainer.WAIT, "1");

            assertFails(() -> assertThatJob(queue, "1").isWaiting(), "in:   wait", "hash: none");
            assertFails(() -> assertThatJob(queue, "1").doesNotExist());
        }

        @Test
        void aHashInNoStateIsAnOrphan() {
            StoredJobs.hash(queue, "1", Map.of());

            assertThatJob(queue, "1").exists();
            assertFails(() -> assertThatJob(queue, "1").isInExactlyOneState(), "in:   no state");
        }

        private void put(StateContainer container, String id) {
            switch (container) {
                case WAIT, PAUSED, ACTIVE -> queue.redis().lpush(queue.key(container.suffix), id);
                default -> queue.redis().zadd(queue.key(container.suffix), 1, id);
            }
        }

        /** Two containers make one state. */
        private StateContainer stateOf(StateContainer container) {
            return container == StateContainer.PAUSED ? StateContainer.WAIT : container;
        }

        private Consumer<JobAssert> assertionFor(StateContainer container) {
            return switch (container) {
                case WAIT, PAUSED -> JobAssert::isWaiting;
                case ACTIVE -> JobAssert::isActive;
                case PRIORITIZED -> JobAssert::isPrioritized;
                case DELAYED -> JobAssert::isDelayed;
                case COMPLETED -> JobAssert::isCompleted;
                case FAILED -> JobAssert::isFailed;
                case WAITING_CHILDREN -> JobAssert::isWaitingChildren;
            };
        }
    }

    @Nested
    class Contents {
        @Test
        void aJobThatIsNotThere() {
            assertThatJob(queue, "1").doesNotExist();
            assertFails(() -> assertThatJob(queue, "1").exists(), "no job 1 of bull:" + queue.name());
        }

        @Test
        void leftoversOfAJobAreNotNothing() {
            queue.redis().rpush(queue.key("1:logs"), "left behind");

            assertFails(() -> assertThatJob(queue, "1").doesNotExist());
        }

        @Test
        void data() {
            StoredJobs.waiting(queue, "1");

            assertThatJob(queue, "1").hasData("{\"width\": 100, \"file\": \"cat.png\"}");
            assertFails(() -> assertThatJob(queue, "1").hasData("{\"width\":99}"), "cat.png");
        }

        @Test
        void resultAndProgress() {
            StoredJobs.inSet(
                    queue, "completed", "1", Map.of("returnvalue", "[1, 2]", "progress", "{\"done\":7}", "atm", "1"));

            assertThatJob(queue, "1")
                    .isCompleted()
                    .hasReturnValue("[1,2]")
                    .hasProgress("{\"done\":7}")
                    .hasAttemptsMade(1);
            assertFails(() -> assertThatJob(queue, "1").hasReturnValue("[]"), "[1, 2]");
            assertFails(() -> assertThatJob(queue, "1").hasProgress("1"));
        }

        @Test
        void failure() {
            StoredJobs.inSet(queue, "failed", "1", Map.of("failedReason", "no 100% such file", "atm", "3", "stc", "2"));

            assertThatJob(queue, "1")
                    .isFailed()
                    .hasFailedReason("no 100% such file")
                    .hasFailedReasonContaining("such")
                    .hasAttemptsMade(3)
                    .hasStalledCount(2);
            assertFails(() -> assertThatJob(queue, "1").hasFailedReason("no"), "no 100% such file");
            assertFails(() -> assertThatJob(queue, "1").hasFailedReasonContaining("yes"), "no 100% such file");
        }

        @Test
        void countersThatRedisDoesNotHaveAreZero() {
            StoredJobs.waiting(queue, "1");

            assertThatJob(queue, "1")
                    .hasAttemptsMade(0)
                    .hasAttemptsStarted(0)
                    .hasStalledCount(0)
                    .hasProgress("0");
            assertFails(() -> assertThatJob(queue, "1").hasAttemptsStarted(1));
        }

        @Test
        void lockAndWorker() {
            StoredJobs.active(queue, "1");
            StoredJobs.waiting(queue, "2");

            assertThatJob(queue, "1")
                    .isLocked()
                    .isLockedBy("token-1")
                    .wasProcessedBy("worker-1")
                    .hasAttemptsStarted(1);
            assertThatJob(queue, "2").isNotLocked().doesNotHaveField("pb");
            assertFails(() -> assertThatJob(queue, "1").isNotLocked(), "lock: token-1");
            assertFails(() -> assertThatJob(queue, "2").isLocked(), "lock: none");
            assertFails(() -> assertThatJob(queue, "1").isLockedBy("token-2"), "lock: token-1");
        }

        @Test
        void logsAndRawFields() {
            StoredJobs.waiting(queue, "1");
            queue.redis().rpush(queue.key("1:logs"), "first", "second");

            assertThatJob(queue, "1").hasLogs("first", "second").hasField("name", "resize");
            assertFails(() -> assertThatJob(queue, "1").hasLogs("second", "first"), "[first, second]");
            assertFails(() -> assertThatJob(queue, "1").hasField("name", "rotate"), "name = resize");
            assertFails(() -> assertThatJob(queue, "1").doesNotHaveField("name"), "name = resize");
        }

        @Test
        void failuresShowTheDescriptionOfTheTest() {
            assertFails(() -> assertThatJob(queue, "1").as("the thumbnail").exists(), "[the thumbnail]");
        }
    }
}
