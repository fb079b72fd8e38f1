package io.taurine.inline;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.job.Backoff;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.job.KeepJobs;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.Queue;
import io.taurine.queue.events.QueueEvents;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.lock.RedisLock;
import io.taurine.queue.lock.Redlock;
import io.taurine.repeat.Schedule;
import io.taurine.worker.Processor;
import io.taurine.worker.Worker;
import io.taurine.worker.WorkerBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InlineJobsTest {

    private static final Instant START = InlineJobs.START;

    private InlineJobs jobs = InlineJobs.inline();
    private Queue<String> queue = queue("mail");
    private final List<String> seen = new ArrayList<>();

    private Queue<String> queue(String name) {
        return Queue.of(name, String.class, jobs.connection());
    }

    private WorkerBuilder<String> worker(Processor<String> processor) {
        return Worker.of("mail", String.class, jobs.connection(), processor);
    }

    private Worker<String> start(Processor<String> processor) {
        return worker(processor).start();
    }

    private void useQueued() {
        jobs = InlineJobs.queued();
        queue = queue("mail");
    }

    private boolean see(String what) {
        return seen.add(
                what + " at " + Duration.between(START, jobs.clock().instant()).toMillis());
    }

    private static JobOptions delay(Duration delay) {
        return JobOptions.builder().delay(delay).build();
    }

    @AfterEach
    void close() {
        jobs.close();
    }

    @Nested
    class Inline {

        @Test
        void addReturnsWhenTheProcessorHasRun() {
            start(job -> seen.add(job.data()));

            var job = queue.add("welcome", "ada");

            assertThat(seen).containsExactly("ada");
            assertThatJob(jobs.look("mail"), job.id())
                    .isCompleted()
                    .isNotLocked()
                    .hasAttemptsMade(1);
        }

        @Test
        void addAsyncToo() {
            start(job -> seen.add(job.data()));

            assertThat(queue.addAsync("welcome", "ada").toCompletableFuture()).isCompleted();

            assertThat(seen).containsExactly("ada");
        }

        @Test
        void everythingRunsOnTheThreadOfTheTestAndNoneIsStarted() {
            var thread = Thread.currentThread();
            QueueEvents.open(
                    "mail",
                    jobs.connection(),
                    event -> assertThat(Thread.currentThread()).isSameAs(thread));
            start(job -> {
                assertThat(Thread.currentThread()).isSameAs(thread);
                return seen.add("ran");
            });

            queue.add("welcome", "ada");

            assertThat(seen).containsExactly("ran");
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("taurine") || name.startsWith("lettuce"));
        }

        @Test
        void aJobAddedByAnotherThreadRunsBeforeItsAddReturns() {
            start(job -> seen.add(job.data()));

            CompletableFuture.runAsync(() -> queue.add("welcome", "ada")).join();

            assertThat(seen).containsExactly("ada");
        }

        @Test
        void anExecutorOfTheUsersIsNotAsked() {
            worker(job -> seen.add("ran"))
                    .executor(task -> {
                        throw new AssertionError("not asked");
                    })
                    .start();

            queue.add("welcome", "ada");

            assertThat(seen).containsExactly("ran");
        }

        @Test
        void ofTwoWorkersBothGetTheirTurns() {
            start(job -> seen.add("one " + job.data()));
            start(job -> seen.add("two " + job.data()));
            queue.pause();
            queue.add("welcome", "a");
            queue.add("welcome", "b");

            queue.resume();

            assertThat(seen).containsExactly("one a", "two b");
        }

        @Test
        void aWorkerThatIsClosedRunsNothing() {
            var worker = start(job -> seen.add("ran"));
            worker.close();
            worker.close();

            var job = queue.add("welcome", "ada");

            assertThat(job.state()).isEqualTo(JobState.WAITING);
            assertThat(queue.getWorkers()).isEmpty();
        }

        @Test
        void aProcessorMayCloseItsWorker() {
            var workers = new ArrayList<Worker<String>>();
            workers.add(start(job -> {
                workers.get(0).close();
                return "ignored";
            }));

            var job = queue.add("welcome", "ada");

            assertThat(job.state()).isEqualTo(JobState.WAITING);
            assertThat(workers.get(0).isRunning()).isFalse();
        }

        @Test
        void testsDoNotSeeEachOther() {
            queue.add("welcome", "ada");

            try (var other = InlineJobs.inline()) {
                var same = Queue.of("mail", String.class, other.connection());
                assertThat(same.getJobCounts().total()).isZero();
            }
            assertThatQueue(jobs.look("mail")).hasWaiting(1).eachJobIsInExactlyOneState();
        }
    }

    @Nested
    class Queued {

        @Test
        void jobsWaitUntilTheTestLetsThemRun() {
            useQueued();
            start(job -> seen.add(job.data()));

            queue.add("welcome", "a");
            queue.add("welcome", "b");
            queue.add("welcome", "c");

            assertThat(seen).isEmpty();
            assertThat(jobs.runNext()).isTrue();
            assertThat(seen).containsExactly("a");
            assertThat(jobs.runPending()).isEqualTo(2);
            assertThat(jobs.runNext()).isFalse();
            assertThat(jobs.runPending()).isZero();
        }

        @Test
        void timeThatPassesLetsThemRun() {
            useQueued();
            start(job -> see(job.data()));
            queue.add("welcome", "late", delay(Duration.ofMillis(10)));
            queue.add("welcome", "now");

            jobs.clock().advance(Duration.ofSeconds(1));

            assertThat(seen).containsExactly("now at 0", "late at 10");
        }

        @Test
        void listenersHearOfAnAddAtOnce() {
            useQueued();
            QueueEvents.open(
                    "mail",
                    jobs.connection(),
                    event -> seen.add(event.getClass().getSimpleName()));

            queue.add("welcome", "ada");

            assertThat(seen).containsExactly("Added", "Waiting");
        }
    }

    @Nested
    class Time {

        @Test
        void everythingHappensAtItsOwnMoment() {
            var other = queue("other");
            Worker.of("other", String.class, jobs.connection(), job -> see(job.data()))
                    .start();
            start(job -> {
                see(job.data() + " " + job.attempt());
                if (job.attempt() < 3) {
                    throw new IllegalStateException("away");
                }
                return null;
            });
            var retried = JobOptions.builder()
                    .attempts(3)
                    .backoff(Backoff.exponential(Duration.ofMillis(100)))
                    .build();

            queue.add("welcome", "mail", retried);
            other.add("welcome", "other", delay(Duration.ofMillis(200)));
            jobs.clock().advance(Duration.ofMillis(250));
            see("test");
            jobs.clock().advanceTo(START.plusMillis(300));

            assertThat(seen)
                    .containsExactly("mail 1 at 0", "mail 2 at 100", "other at 200", "test at 250", "mail 3 at 300");
        }

        @Test
        void isThatOfTheJobs() {
            start(job -> {
                jobs.clock().advance(Duration.ofSeconds(5));
                return null;
            });
            jobs.clock().advance(Duration.ofDays(1));

            var job = queue.add("welcome", "ada").job().orElseThrow();

            assertThat(job.timestamp()).isEqualTo(START.plus(Duration.ofDays(1)));
            assertThat(job.processedOn()).contains(START.plus(Duration.ofDays(1)));
            assertThat(job.finishedOn()).contains(START.plus(Duration.ofDays(1)).plusSeconds(5));
        }

        @Test
        void aJobThatTakesLongKeepsItsLock() {
            start(job -> {
                jobs.clock().advance(Duration.ofHours(1));
                return "done";
            });

            assertThat(queue.add("welcome", "ada").state()).isEqualTo(JobState.COMPLETED);
        }

        @Test
        void aJobThatTakesTooLongTimesOut() {
            worker(job -> {
                        jobs.clock().advance(Duration.ofMillis(1500));
                        seen.add("interrupted " + Thread.currentThread().isInterrupted());
                        return "ignored";
                    })
                    .jobTimeout(Duration.ofSeconds(1))
                    .start();

            var job = queue.add("welcome", "ada");

            assertThat(seen).containsExactly("interrupted true");
            assertThatJob(jobs.look("mail"), job.id())
                    .isFailed()
                    .hasFailedReasonContaining("longer than its timeout of 1000 ms");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }

        @Test
        void aJobOfAWorkerThatVanishedIsTakenOver() {
            var vanishing = Worker.of("mail", String.class, jobs.connection()).manual();
            var id = queue.add("welcome", "ada").id();
            assertThat(vanishing.getNextJob("token", Duration.ZERO)).isPresent();

            start(job -> see("taken over"));
            assertThatJob(jobs.look("mail"), id).isActive().isLocked();
            jobs.clock().advance(Duration.ofMinutes(5));

            assertThatJob(jobs.look("mail"), id).isCompleted().hasStalledCount(1);
            assertThat(seen).hasSize(1);
        }

        @Test
        void waitingForAJobTakesVirtualTimeOnly() {
            start(job -> {
                if (job.attempt() == 1) {
                    throw new IllegalStateException("away");
                }
                return "back";
            });
            var job = queue.add(
                    "welcome",
                    "ada",
                    JobOptions.builder()
                            .attempts(2)
                            .backoff(Backoff.fixed(Duration.ofHours(3)))
                            .build());

            assertThat(job.waitUntilFinished(Duration.ofDays(1), String.class)).contains("back");

            assertThat(jobs.clock().instant()).isEqualTo(START.plus(Duration.ofHours(3)));
        }

        @Test
        void asyncWaitersAreToldWhenTheJobEnds() {
            start(job -> "done");
            var job = queue.add("welcome", "ada", delay(Duration.ofSeconds(10)));

            var end = job.waitUntilFinishedAsync(Duration.ofSeconds(20), String.class)
                    .toCompletableFuture();
            assertThat(end).isNotDone();
            jobs.clock().advance(Duration.ofSeconds(10));

            assertThat(end.join()).contains("done");
        }

        @Test
        void retentionByAgeGoesByIt() {
            worker(job -> null)
                    .removeOnComplete(KeepJobs.age(Duration.ofMinutes(10)))
                    .start();
            queue.add("welcome", "old");
            jobs.clock().advance(Duration.ofMinutes(11));

            queue.add("welcome", "new");

            assertThatQueue(jobs.look("mail")).hasCompleted(1);
        }

        @Test
        void tenYearsOfAnIdleWorkerPassAtOnce() {
            start(job -> see("ran"));
            queue.add("welcome", "ada", delay(Duration.ofDays(3000)));

            jobs.clock().advance(Duration.ofDays(3650));

            assertThat(seen).containsExactly("ran at " + Duration.ofDays(3000).toMillis());
        }

        @Test
        void schedulesRunInTheZoneTheyAreFor() {
            start(job -> seen.add(jobs.clock().instant().toString()));

            queue.upsertJobScheduler(
                    "daily", Schedule.cron("0 6 * * *", ZoneId.of("Europe/Berlin")), JobTemplate.of("report", "x"));
            jobs.clock().advanceTo(Instant.parse("2026-03-27T12:00:00Z"));
            seen.clear();
            jobs.clock().advance(Duration.ofDays(3));

            // On 29 March 2026 the clocks of Berlin go forward.
            assertThat(seen).containsExactly("2026-03-28T05:00:00Z", "2026-03-29T04:00:00Z", "2026-03-30T04:00:00Z");
        }

        @Test
        void goesForwardOnly() {
            assertThatThrownBy(() -> jobs.clock().advance(Duration.ofMillis(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("duration must be 0 or more");
            assertThatThrownBy(() -> jobs.clock().advanceTo(START.minusMillis(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("target must not be before now");
        }
    }

    @Test
    void isTheSameEachTime() {
        assertThat(story()).isEqualTo(story()).contains("completed");
    }

    private static String story() {
        try (var jobs = InlineJobs.inline()) {
            var story = new StringBuilder();
            var queue = Queue.of("story", Integer.class, jobs.connection());
            QueueEvents.open(
                    "story", jobs.connection(), event -> story.append(event).append('\n'));
            Worker.of("story", Integer.class, jobs.connection(), job -> {
                        if (job.data() % 3 == job.attempt()) {
                            throw new IllegalStateException("again");
                        }
                        return job.data();
                    })
                    .concurrency(10)
                    .start();
            for (int i = 0; i < 50; i++) {
                queue.add(
                        "work",
                        i,
                        JobOptions.builder()
                                .attempts(3)
                                .priority(i % 4)
                                .delay(Duration.ofMillis(i % 7))
                                .backoff(Backoff.fixed(Duration.ofMillis(i % 5)))
                                .build());
            }
            jobs.clock().advance(Duration.ofSeconds(1));
            queue.getJobs(JobState.COMPLETED, 0, 100)
                    .forEach(job -> story.append(job.fields()).append("completed\n"));
            return story.toString();
        }
    }

    @Test
    void whatRedisCouldDoAndThisCannotSaysWhereToTestIt() {
        assertThatThrownBy(() -> io.taurine.queue.internal.Await.result(
                        LettuceConnection.of(jobs.connection()).command(commands -> commands.pfadd("key", "value"))))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("PFADD")
                .hasMessageContaining("@RedisTest");
    }

    @Test
    void locksOnSeveralServersAreForRealOnes() {
        try (var second = InlineJobs.inline();
                var third = InlineJobs.inline()) {
            var servers = List.of(jobs.connection(), second.connection(), third.connection());
            assertThatThrownBy(() -> Redlock.of("report", servers))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("use RedisLock")
                    .hasMessageContaining("@RedisTest");
        }
    }

    @Test
    void aLockIsHeldForADayOfVirtualTimeAndLostWithItsData() {
        var held = RedisLock.of("report", jobs.connection()).tryLock().orElseThrow();
        jobs.clock().advance(Duration.ofDays(1));
        assertThat(held.isValid()).isTrue();
        assertThat(held.validUntil()).isAfter(START.plus(Duration.ofDays(1)));

        jobs.look("any").redis().del("taurine::lock:{report}");
        jobs.clock().advance(Duration.ofMinutes(1));

        assertThat(held.isValid()).isFalse();
    }

    @Test
    void closingTwiceIsHarmless() {
        jobs.close();
        jobs.close();

        assertThat(jobs.connection().isOpen()).isFalse();
    }
}
