package io.taurine.inline;

import static io.taurine.job.JobState.ACTIVE;
import static io.taurine.job.JobState.COMPLETED;
import static io.taurine.job.JobState.DELAYED;
import static io.taurine.job.JobState.FAILED;
import static io.taurine.job.JobState.PRIORITIZED;
import static io.taurine.job.JobState.UNKNOWN;
import static io.taurine.job.JobState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.job.Backoff;
import io.taurine.job.ChildFailurePolicy;
import io.taurine.job.Deduplication;
import io.taurine.job.Job;
import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import io.taurine.job.PayloadException;
import io.taurine.job.UnrecoverableException;
import io.taurine.queue.AddOutcome;
import io.taurine.queue.CancelOutcome;
import io.taurine.queue.ConnectedWorker;
import io.taurine.queue.JobFailedException;
import io.taurine.queue.JobNotFoundException;
import io.taurine.queue.JobNotInStateException;
import io.taurine.queue.JobRequest;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.JobWaitTimeoutException;
import io.taurine.queue.LockLostException;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.QueueStateException;
import io.taurine.queue.RetryOptions;
import io.taurine.queue.events.QueueEvent;
import io.taurine.queue.events.QueueEvents;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.repeat.Schedule;
import io.taurine.worker.Worker;
import io.taurine.worker.WorkerListener;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What users see of queues and workers, the same in memory and on a real Redis: one suite, run by both. */
abstract class BehaviourContract {

    static final Duration MOMENT = Duration.ofMillis(40);
    static final Duration HOUR = Duration.ofHours(1);

    Stage stage = new InlineStage();

    abstract Stage open();

    @BeforeEach
    void openStage() {
        stage = open();
    }

    @AfterEach
    void closeStage() throws Exception {
        stage.close();
    }

    void eventuallyIn(io.taurine.job.JobState state, Queue<?> queue, String id) {
        stage.eventually(() -> assertThat(queue.getJobState(id)).isEqualTo(state));
    }

    Job<String> job(Queue<String> queue, String id) {
        return queue.getJob(id).orElseThrow();
    }

    static JobOptions.Builder options() {
        return JobOptions.builder();
    }

    @Nested
    class Adding {

        @Test
        void runsAJobToItsResult() {
            var queue = stage.queue();
            stage.start(job -> Map.of("hello", job.data()));

            var id = queue.add("greet", "Ada").id();

            eventuallyIn(COMPLETED, queue, id);
            var job = job(queue, id);
            assertThat(job.returnValueJson()).contains("{\"hello\":\"Ada\"}");
            assertThat(job.attemptsMade()).isEqualTo(1);
            assertThat(job.attemptsStarted()).isEqualTo(1);
            assertThat(job.name()).isEqualTo("greet");
            assertThat(job.dataJson()).isEqualTo("\"Ada\"");
            assertThat(job.processedOn()).isPresent();
            assertThat(job.finishedOn()).isPresent();
            assertThat(job.failedReason()).isEmpty();
        }

        @Test
        void waitsWithoutAWorkerAndIsRunWhenOneStarts() {
            var queue = stage.queue();
            var id = queue.add("greet", "Ada").id();
            assertThat(queue.getJobState(id)).isEqualTo(WAITING);

            stage.start(job -> "done");

            eventuallyIn(COMPLETED, queue, id);
        }

        @Test
        void handsOutRisingIdsAndKnowsDuplicates() {
            var queue = stage.queue();

            var first = queue.add("work", "a");
            var mine = queue.add("work", "b", options().jobId("mine").build());
            var again = queue.add("work", "c", options().jobId("mine").build());

            assertThat(first.id()).isEqualTo("1");
            assertThat(mine.outcome()).isEqualTo(AddOutcome.ADDED);
            assertThat(again.outcome()).isEqualTo(AddOutcome.DUPLICATE);
            assertThat(job(queue, "mine").data()).isEqualTo("b");
            assertThat(queue.getJobCounts().total()).isEqualTo(2);
        }

        @Test
        void addsManyInOrder() {
            var queue = stage.queue();
            var requests = new java.util.ArrayList<JobRequest<String>>();
            for (int i = 0; i < 250; i++) {
                requests.add(JobRequest.of("work", "job " + i));
            }

            var handles = queue.addBulk(requests);

            assertThat(handles).hasSize(250).allMatch(handle -> handle.isNew());
            assertThat(handles.get(249).id()).isEqualTo("250");
            assertThat(queue.getJobs(WAITING, 0, 0).get(0).data()).isEqualTo("job 0");
        }

        @Test
        void servesPlainThenByPriorityAndLastInFirstOut() {
            var queue = stage.queue();
            queue.add("work", "p9", options().priority(9).build());
            queue.add("work", "p1", options().priority(1).build());
            queue.add("work", "plain 1");
            queue.add("work", "plain 2");
            queue.add("work", "p1 again", options().priority(1).build());
            queue.add("work", "lifo", options().lifo(true).build());
            assertThat(queue.getJobState("1")).isEqualTo(PRIORITIZED);
            assertThat(queue.getCountsPerPriority(List.of(0, 1, 9))).isEqualTo(Map.of(0, 3L, 1, 2L, 9, 1L));

            stage.start(job -> stage.seen.add(job.data()));

            stage.eventually(
                    () -> assertThat(stage.seen).containsExactly("lifo", "plain 1", "plain 2", "p1", "p1 again", "p9"));
        }

        @Test
        void refusesBadArgumentsAndWritesNothing() {
            var queue = stage.queue();

            assertThatThrownBy(() -> queue.add("", "x")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> queue.add(
                            "work", "x".repeat(100), options().sizeLimit(10).build()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("exceeds the limit");
            assertThat(queue.getJobCounts().total()).isZero();
        }

        @Test
        void carriesPayloadsThroughJson() {
            record Point(int x, int y) {}
            var points = stage.opened(Queue.of(stage.queueName(), Point.class, stage.connection()));
            stage.opened(Worker.of(
                            stage.queueName(),
                            Point.class,
                            stage.connection(),
                            job -> job.data().x())
                    .start());

            var id = points.add("draw", new Point(3, 4)).id();

            stage.eventually(() -> assertThat(points.getJob(id).orElseThrow().returnValue(Integer.class))
                    .contains(3));
            assertThatThrownBy(() -> stage.opened(Queue.of(stage.queueName(), Object.class, stage.connection()))
                            .add("draw", new Object()))
                    .isInstanceOf(PayloadException.class);
        }

        @Test
        void aPayloadThatDoesNotFitFailsTheJob() {
            var queue = stage.queue();
            stage.opened(Worker.of(stage.queueName(), Integer.class, stage.connection(), job -> "never")
                    .start());

            var id = queue.add("work", "no number", options().attempts(3).build())
                    .id();

            eventuallyIn(FAILED, queue, id);
            assertThat(job(queue, id).failedReason().orElseThrow()).contains("cannot be read as");
            assertThat(job(queue, id).attemptsMade()).isEqualTo(1);
        }

        @Test
        void aLateJobRunsWhenItIsDue() {
            var queue = stage.queue();
            stage.start(job -> "done");

            var id = queue.add("work", "late", options().delay(MOMENT).build()).id();
            var later =
                    queue.add("work", "later", options().delay(HOUR).build()).id();
            stage.pass(MOMENT);

            eventuallyIn(COMPLETED, queue, id);
            assertThat(queue.getJobState(later)).isEqualTo(DELAYED);
            assertThat(job(queue, id).delay()).isZero();
        }
    }

    @Nested
    class Failing {

        @Test
        void retriesAtOnceUntilItsAttemptsAreUsedUp() {
            var queue = stage.queue();
            stage.start(job -> {
                stage.seen.add("attempt " + job.attempt());
                throw new IllegalStateException("no " + job.attempt());
            });

            var id = queue.add("work", "x", options().attempts(3).build()).id();

            eventuallyIn(FAILED, queue, id);
            var job = job(queue, id);
            assertThat(stage.seen).containsExactly("attempt 1", "attempt 2", "attempt 3");
            assertThat(job.failedReason()).contains("no 3");
            assertThat(job.attemptsMade()).isEqualTo(3);
            assertThat(job.attemptsStarted()).isEqualTo(3);
            assertThat(job.stackTraces()).hasSize(3);
            assertThat(job.stackTraces().get(0)).startsWith("java.lang.IllegalStateException: no 1");
        }

        @Test
        void waitsBetweenAttemptsAsItsBackoffSays() {
            var queue = stage.queue();
            stage.start(job -> {
                if (job.attempt() < 3) {
                    throw new IllegalStateException("away");
                }
                return "back";
            });

            var id = queue.add(
                            "work",
                            "x",
                            options()
                                    .attempts(3)
                                    .backoff(Backoff.exponential(MOMENT))
                                    .build())
                    .id();
            stage.pass(MOMENT.multipliedBy(3));

            eventuallyIn(COMPLETED, queue, id);
            var job = job(queue, id);
            assertThat(job.failedReason()).contains("away");
            assertThat(Duration.between(job.timestamp(), job.finishedOn().orElseThrow()))
                    .isGreaterThanOrEqualTo(MOMENT.multipliedBy(3));
        }

        @Test
        void isNotTriedAgainWhenThatIsHopeless() {
            var queue = stage.queue();
            stage.start(job -> {
                throw new UnrecoverableException("never");
            });

            var id = queue.add("work", "x", options().attempts(5).build()).id();

            eventuallyIn(FAILED, queue, id);
            assertThat(job(queue, id).attemptsMade()).isEqualTo(1);
        }

        @Test
        void asksTheStrategyOfTheWorkerForItsPause() {
            var queue = stage.queue();
            stage.start(stage.worker(job -> {
                        throw new IllegalStateException("no");
                    })
                    .backoffStrategy(
                            "mine", (attempt, failure, job) -> attempt < 2 ? Optional.of(MOMENT) : Optional.empty()));

            var id = queue.add(
                            "work",
                            "x",
                            options()
                                    .attempts(9)
                                    .backoff(Backoff.custom("mine"))
                                    .build())
                    .id();
            stage.pass(MOMENT);

            eventuallyIn(FAILED, queue, id);
            assertThat(job(queue, id).attemptsMade()).isEqualTo(2);
        }

        @Test
        void runsAgainOnRequest() {
            var queue = stage.queue();
            stage.start(job -> {
                if (job.job().attemptsStarted() == 1) {
                    throw new IllegalStateException("first");
                }
                return "second";
            });
            var id = queue.add("work", "x").id();
            eventuallyIn(FAILED, queue, id);

            queue.retry(id);

            eventuallyIn(COMPLETED, queue, id);
            assertThatThrownBy(() -> queue.retry(id)).isInstanceOf(JobNotInStateException.class);
            queue.retry(id, RetryOptions.completed().resettingAttempts());
            stage.eventually(() -> assertThat(job(queue, id).failedReason()).contains("first"));
        }

        @Test
        void allThatFailedRunAgain() {
            var queue = stage.queue();
            var worker = stage.start(job -> {
                if (job.job().attemptsStarted() == 1) {
                    throw new IllegalStateException("first");
                }
                return "second";
            });
            queue.add("work", "a");
            queue.add("work", "b");
            stage.eventually(() -> assertThat(queue.getJobCounts().of(FAILED)).isEqualTo(2));
            stage.eventually(() -> assertThat(worker.runningJobs()).isZero());
            stage.pass(MOMENT);

            assertThat(queue.retryJobs(FAILED, java.time.Instant.parse("2090-01-01T00:00:00Z")))
                    .isEqualTo(2);

            stage.eventually(
                    () -> assertThat(queue.getJobCounts().of(COMPLETED)).isEqualTo(2));
        }
    }

    @Nested
    class WhileItRuns {

        @Test
        void keepsProgressAndLogsAndData() {
            var queue = stage.queue();
            stage.start(job -> {
                job.updateProgress(Map.of("done", 50));
                job.log("first");
                job.log("second");
                job.updateData("changed");
                return null;
            });

            var id = queue.add("work", "x", options().keepLogs(1).build()).id();

            eventuallyIn(COMPLETED, queue, id);
            assertThat(job(queue, id).progressJson()).contains("{\"done\":50}");
            assertThat(job(queue, id).data()).isEqualTo("changed");
            assertThat(job(queue, id).returnValueJson()).contains("null");
            assertThat(queue.getJobLogs(id, 0, 10).rows()).containsExactly("second");
        }

        @Test
        void putsItselfAside() {
            var queue = stage.queue();
            stage.start(job -> {
                if (job.job().attemptsStarted() == 1) {
                    job.moveToDelayed(MOMENT);
                }
                stage.seen.add("attempt " + job.attempt());
                return "done";
            });

            var id = queue.add("work", "x").id();
            stage.pass(MOMENT);

            eventuallyIn(COMPLETED, queue, id);
            assertThat(stage.seen).containsExactly("attempt 1", "attempt 1");
            assertThat(job(queue, id).attemptsStarted()).isEqualTo(2);
            assertThat(job(queue, id).attemptsMade()).isEqualTo(1);
        }

        @Test
        void goesBackToTheFrontOfTheLine() {
            var queue = stage.queue();
            queue.add("work", "a");
            queue.add("work", "b");
            stage.start(job -> {
                stage.seen.add(job.data() + job.job().attemptsStarted());
                if (job.data().equals("a") && job.job().attemptsStarted() == 1) {
                    job.moveToWait();
                }
                return null;
            });

            stage.eventually(() -> assertThat(stage.seen).containsExactly("a1", "a2", "b1"));
        }

        @Test
        void addsFurtherJobsThatRunAfterIt() {
            var queue = stage.queue();
            stage.start(job -> {
                if (job.data().equals("first")) {
                    queue.add("work", "second");
                    stage.seen.add("added");
                }
                stage.seen.add(job.data());
                return null;
            });

            queue.add("work", "first");

            stage.eventually(() -> assertThat(stage.seen).containsExactly("added", "first", "second"));
        }

        @Test
        void isActiveAndLockedAndInTheContextOfTheLog() {
            var queue = stage.queue();
            stage.start(stage.worker(job -> {
                        stage.seen.add(String.valueOf(queue.getJobState(job.id())));
                        stage.seen.add(MDC.get("jobId") + " " + MDC.get("attempt"));
                        assertThatThrownBy(() -> queue.remove(job.id()))
                                .isInstanceOf(io.taurine.queue.JobLockedException.class);
                        return null;
                    })
                    .name("smith"));

            var id = queue.add("work", "x").id();

            eventuallyIn(COMPLETED, queue, id);
            assertThat(stage.seen).containsExactly("active", id + " 1");
            stage.eventually(() -> assertThat(queue.getWorkers())
                    .extracting(ConnectedWorker::name)
                    .containsExactly("smith"));
            assertThat(job(queue, id).processedBy()).contains("smith");
        }

        @Test
        void extendsItsLock() {
            var queue = stage.queue();
            stage.start(job -> {
                job.extendLock(Duration.ofSeconds(30));
                return "kept";
            });

            var id = queue.add("work", "x").id();

            eventuallyIn(COMPLETED, queue, id);
            assertThat(job(queue, id).returnValue(String.class)).contains("kept");
        }

        @Test
        void isCancelledFromWithin() {
            var queue = stage.queue();
            var workers = new java.util.concurrent.atomic.AtomicReference<@Nullable Worker<String>>();
            workers.set(stage.start(job -> {
                stage.eventually(() -> assertThat(workers.get()).isNotNull());
                java.util.Objects.requireNonNull(workers.get()).cancel(job.id(), "not needed");
                job.cancellation().throwIfCancelled();
                return "never";
            }));

            var id = queue.add("work", "x").id();

            eventuallyIn(FAILED, queue, id);
            assertThat(job(queue, id).failedReason().orElseThrow()).contains("not needed");
        }
    }

    @Nested
    class Waiting {

        @Test
        void bringsTheResultOfAJob() {
            var queue = stage.queue();
            stage.start(job -> job.data().length());

            var job = queue.add("count", "four");

            assertThat(job.waitUntilFinished(Duration.ofSeconds(20), Integer.class))
                    .contains(4);
        }

        @Test
        void lastsThroughThePausesBetweenAttempts() {
            var queue = stage.queue();
            stage.start(job -> {
                if (job.attempt() == 1) {
                    throw new IllegalStateException("away");
                }
                return "back";
            });

            var job = queue.add(
                    "work",
                    "x",
                    options().attempts(2).backoff(Backoff.fixed(MOMENT)).build());

            assertThat(job.waitUntilFinished(Duration.ofSeconds(20), String.class))
                    .contains("back");
        }

        @Test
        void tellsOfAFailure() {
            var queue = stage.queue();
            stage.start(job -> {
                throw new IllegalStateException("no such address");
            });

            var job = queue.add("work", "x");

            assertThatThrownBy(() -> job.waitUntilFinished(Duration.ofSeconds(20), String.class))
                    .isInstanceOf(JobFailedException.class)
                    .hasMessageContaining("no such address");
        }

        @Test
        void endsInTimeWhenNobodyWorks() {
            var queue = stage.queue();
            var job = queue.add("work", "x");

            assertThatThrownBy(() -> job.waitUntilFinished(MOMENT, String.class))
                    .isInstanceOf(JobWaitTimeoutException.class);
            assertThatThrownBy(() -> queue.waitUntilFinished("none", Duration.ofSeconds(20), String.class))
                    .isInstanceOf(JobNotFoundException.class);
        }

        @Test
        void worksInAProcessorForAJobOfAnotherQueue() {
            var queue = stage.queue();
            var parts = stage.opened(Queue.of(stage.queueName() + "-parts", String.class, stage.connection()));
            stage.opened(Worker.of(
                            stage.queueName() + "-parts", String.class, stage.connection(), job -> "part " + job.data())
                    .start());
            stage.start(job -> parts.add("part", job.data())
                    .waitUntilFinished(Duration.ofSeconds(20), String.class)
                    .orElseThrow());

            var id = queue.add("whole", "x").id();

            stage.eventually(
                    () -> assertThat(job(queue, id).returnValue(String.class)).contains("part x"));
            parts.obliterate(true);
        }
    }

    @Nested
    class Tending {

        @Test
        void aPausedQueueRunsNothing() {
            var queue = stage.queue();
            stage.start(job -> "done");
            queue.pause();
            assertThat(queue.isPaused()).isTrue();

            var id = queue.add("work", "x").id();
            assertThat(queue.getJobState(id)).isEqualTo(WAITING);
            queue.resume();

            eventuallyIn(COMPLETED, queue, id);
            assertThat(queue.isPaused()).isFalse();
        }

        @Test
        void aPausedWorkerRunsNothing() {
            var queue = stage.queue();
            var worker = stage.start(job -> "done");
            worker.pause();
            assertThat(worker.isPaused()).isTrue();

            worker.resume();
            var id = queue.add("work", "x").id();

            eventuallyIn(COMPLETED, queue, id);
        }

        @Test
        void promotesAndMovesWhatIsDelayed() {
            var queue = stage.queue();
            var id = queue.add("work", "x", options().delay(HOUR).build()).id();
            var other = queue.add("work", "y", options().delay(HOUR).build()).id();

            queue.changeDelay(other, HOUR.multipliedBy(2));
            queue.promote(id);

            assertThat(queue.getJobState(id)).isEqualTo(WAITING);
            assertThat(job(queue, other).delay()).isEqualTo(HOUR.multipliedBy(2));
            assertThatThrownBy(() -> queue.promote(id)).isInstanceOf(JobNotInStateException.class);
            assertThat(queue.promoteJobs()).isEqualTo(1);
            assertThat(queue.getJobCounts().of(WAITING)).isEqualTo(2);
        }

        @Test
        void changesPrioritiesInLine() {
            var queue = stage.queue();
            var a = queue.add("work", "a", options().priority(5).build()).id();
            queue.add("work", "b", options().priority(4).build());

            queue.changePriority(a, 1);

            assertThat(queue.getJobs(PRIORITIZED, 0, 10)).extracting(Job::data).containsExactly("a", "b");
            queue.changePriority(a, 0);
            assertThat(queue.getJobState(a)).isEqualTo(WAITING);
        }

        @Test
        void removesDrainsCleansAndObliterates() {
            var queue = stage.queue();
            var id = queue.add("work", "a").id();
            queue.addJobLog(id, "row");
            queue.add("work", "b");
            queue.add("work", "c", options().delay(HOUR).build());

            assertThat(queue.remove(id)).isTrue();
            assertThat(queue.remove(id)).isFalse();
            assertThat(queue.getJobState(id)).isEqualTo(UNKNOWN);
            assertThat(queue.getJobLogs(id, 0, 10).count()).isZero();
            assertThat(queue.drain(false)).isEqualTo(1);
            assertThat(queue.getJobCounts().of(DELAYED)).isEqualTo(1);
            assertThat(queue.clean(Duration.ZERO, 100, DELAYED)).containsExactly("3");
            queue.add("work", "d");
            queue.obliterate(false);
            assertThat(queue.getJobCounts().total()).isZero();
            assertThat(queue.isPaused()).isFalse();
        }

        @Test
        void doesNotObliterateWhatRuns() {
            var queue = stage.queue();
            stage.start(job -> {
                assertThatThrownBy(() -> queue.obliterate(false)).isInstanceOf(QueueStateException.class);
                stage.seen.add("refused");
                queue.resume();
                return null;
            });

            var id = queue.add("work", "x").id();

            eventuallyIn(COMPLETED, queue, id);
            assertThat(stage.seen).containsExactly("refused");
        }

        @Test
        void keepsAsManyFinishedJobsAsItIsTold() {
            var queue = stage.queue(QueueOptions.builder()
                    .defaultJobOptions(
                            options().removeOnComplete(KeepJobs.count(2)).build())
                    .build());
            stage.start(stage.worker(job -> {
                        if (job.data().equals("bad")) {
                            throw new IllegalStateException("bad");
                        }
                        return "done";
                    })
                    .removeOnFail(KeepJobs.none()));

            queue.add("work", "1");
            queue.add("work", "2");
            queue.add("work", "3");
            var bad = queue.add("work", "bad").id();

            eventuallyIn(UNKNOWN, queue, bad);
            assertThat(queue.getJobs(COMPLETED, 0, 10)).extracting(Job::data).containsExactly("3", "2");
        }

        @Test
        void limitsTheRateOfAWorker() {
            var queue = stage.queue();
            stage.start(stage.worker(job -> stage.seen.add(job.data())).limiter(2, MOMENT));

            for (int i = 1; i <= 5; i++) {
                queue.add("work", "job " + i);
            }
            stage.pass(MOMENT.multipliedBy(2));

            stage.eventually(() -> assertThat(stage.seen).containsExactly("job 1", "job 2", "job 3", "job 4", "job 5"));
        }
    }

    @Nested
    class Listening {

        @Test
        void hearsTheEventsOfTheQueueInOrder() {
            var queue = stage.queue();
            stage.opened(QueueEvents.open(stage.queueName(), stage.connection(), event -> {
                stage.seen.add(event.getClass().getSimpleName());
                if (event instanceof QueueEvent.Completed completed) {
                    stage.seen.add(completed.returnValueJson());
                }
            }));
            stage.start(job -> {
                if (job.attempt() == 1) {
                    job.updateProgress(50);
                    throw new IllegalStateException("again");
                }
                return 42;
            });

            queue.add("work", "x", options().attempts(2).build());

            stage.eventually(() -> assertThat(stage.seen)
                    .containsExactly(
                            "Added",
                            "Waiting",
                            "Active",
                            "Progress",
                            "Waiting",
                            "Active",
                            "Completed",
                            "42",
                            "Drained"));
        }

        @Test
        void hearsWhatTheWorkerDoes() {
            var queue = stage.queue();
            stage.start(stage.worker(job -> {
                        job.updateProgress("half");
                        if (job.attempt() == 1) {
                            throw new IllegalStateException("again");
                        }
                        return "done";
                    })
                    .listener(new WorkerListener<>() {
                        @Override
                        public void onActive(Job<String> job) {
                            stage.seen.add("active");
                        }

                        @Override
                        public void onProgress(Job<String> job, Object progress) {
                            stage.seen.add("progress " + progress);
                        }

                        @Override
                        public void onFailed(Job<String> job, Throwable failure, boolean willRetry) {
                            stage.seen.add("failed, will retry " + willRetry);
                        }

                        @Override
                        public void onCompleted(Job<String> job, @Nullable Object result) {
                            stage.seen.add("completed " + result);
                        }
                    }));

            queue.add("work", "x", options().attempts(2).build());

            stage.eventually(() -> assertThat(stage.seen)
                    .containsExactly(
                            "active",
                            "progress half",
                            "failed, will retry true",
                            "active",
                            "progress half",
                            "completed done"));
        }
    }

    @Nested
    class ByHand {

        @Test
        void claimsAndSettles() {
            var queue = stage.queue();
            var manual = stage.opened(Worker.of(stage.queueName(), String.class, stage.connection())
                    .manual());
            queue.add("work", "a");
            queue.add("work", "b", options().attempts(2).build());

            var a = manual.getNextJob("token", Duration.ZERO).orElseThrow();
            assertThat(queue.getJobState(a.job().id())).isEqualTo(ACTIVE);
            a.moveToCompleted("done");
            var b = manual.getNextJob("token", Duration.ZERO).orElseThrow();
            assertThat(b.moveToFailed(new IllegalStateException("no"))).isTrue();

            assertThat(queue.getJobState("1")).isEqualTo(COMPLETED);
            assertThat(queue.getJobState("2")).isEqualTo(WAITING);
            assertThatThrownBy(() -> b.moveToCompleted("late")).isInstanceOf(LockLostException.class);
        }

        @Test
        void waitsForAJobThatIsNotDue() {
            var queue = stage.queue();
            var manual = stage.opened(Worker.of(stage.queueName(), String.class, stage.connection())
                    .manual());
            assertThat(manual.getNextJob("token", MOMENT)).isEmpty();

            queue.add("work", "late", options().delay(MOMENT).build());

            assertThat(manual.getNextJob("token", Duration.ofSeconds(20))
                            .orElseThrow()
                            .job()
                            .data())
                    .isEqualTo("late");
        }
    }

    @Nested
    class Features {

        @Test
        void addsOneJobPerDeduplicationId() {
            var queue = stage.queue();
            var once = options().deduplication(Deduplication.simple("order 7")).build();

            var first = queue.add("work", "a", once);
            var second = queue.add("work", "b", once);
            assertThat(second.outcome()).isEqualTo(AddOutcome.DEDUPLICATED);
            assertThat(second.id()).isEqualTo(first.id());
            assertThat(queue.getDeduplicationJobId("order 7")).contains(first.id());
            stage.start(job -> stage.seen.add(job.data()));

            eventuallyIn(COMPLETED, queue, first.id());
            assertThat(queue.add("work", "c", once).isNew()).isTrue();
            stage.eventually(() -> assertThat(stage.seen).containsExactly("a", "c"));
        }

        @Test
        void throttlesForAWhile() {
            var queue = stage.queue();
            var throttled =
                    options().deduplication(Deduplication.throttle("t", MOMENT)).build();
            queue.add("work", "a", throttled);
            assertThat(queue.add("work", "b", throttled).isNew()).isFalse();

            stage.pass(MOMENT);

            stage.eventually(
                    () -> assertThat(queue.add("work", "c", throttled).isNew()).isTrue());
        }

        @Test
        void debouncesToTheLast() {
            var queue = stage.queue();
            stage.start(job -> stage.seen.add(job.data()));
            var debounced = options()
                    .deduplication(Deduplication.debounce("d", Duration.ofMillis(300)))
                    .delay(Duration.ofMillis(300))
                    .build();

            queue.add("work", "a", debounced);
            queue.add("work", "b", debounced);
            queue.add("work", "c", debounced);
            stage.pass(Duration.ofMillis(300));

            stage.eventually(() -> assertThat(stage.seen).containsExactly("c"));
        }

        @Test
        void cancelsWhatWaitsAndWhatRuns() {
            var queue = stage.queue();
            var waiting = queue.add("work", "waits").id();
            assertThat(queue.cancel(waiting, "not needed")).isEqualTo(CancelOutcome.FAILED);
            assertThat(queue.cancel(waiting, "not needed")).isEqualTo(CancelOutcome.ALREADY_FINISHED);
            stage.start(job -> {
                job.cancellation().onCancel(() -> stage.seen.add("told"));
                stage.eventually(() -> assertThat(queue.cancel(job.id(), "stop it"))
                        .isIn(CancelOutcome.SIGNALLED, CancelOutcome.MARKED));
                stage.eventually(
                        () -> assertThat(job.cancellation().isCancelled()).isTrue());
                job.cancellation().throwIfCancelled();
                return "never";
            });

            var running = queue.add("work", "runs").id();

            eventuallyIn(FAILED, queue, running);
            assertThat(job(queue, running).failedReason().orElseThrow()).contains("stop it");
            stage.eventually(() -> assertThat(stage.seen).containsExactly("told"));
            assertThat(job(queue, waiting).failedReason().orElseThrow()).contains("not needed");
        }

        @Test
        void keepsToTheGlobalRateLimit() {
            var queue = stage.queue();
            queue.setGlobalRateLimit(1, MOMENT);
            stage.start(job -> stage.seen.add(job.data()));

            queue.add("work", "a");
            queue.add("work", "b");
            queue.add("work", "c");
            stage.pass(MOMENT.multipliedBy(2));

            stage.eventually(() -> assertThat(stage.seen).containsExactly("a", "b", "c"));
            assertThat(queue.getGlobalRateLimit().orElseThrow().max()).isEqualTo(1);
        }

        @Test
        void runsAParentAfterItsChildrenAndGivesItTheirValues() throws Exception {
            var queue = stage.queue();
            stage.start(job -> {
                stage.seen.add(job.name());
                return job.name().equals("cake")
                        ? job.getChildrenValues(String.class).values().stream()
                                .sorted()
                                .toList()
                        : job.data() + " done";
            });

            try (var flows = FlowProducer.of(stage.connection())) {
                var cake = flows.add(FlowNode.of("cake", stage.queueName())
                        .data("cake")
                        .child(FlowNode.of("batter", stage.queueName()).data("batter"))
                        .child(FlowNode.of("icing", stage.queueName()).data("icing"))
                        .build());

                eventuallyIn(COMPLETED, queue, cake.id());
                assertThat(job(queue, cake.id()).returnValueJson()).contains("[\"batter done\",\"icing done\"]");
                assertThat(stage.seen).containsExactly("batter", "icing", "cake");
                assertThat(flows.getFlow(stage.queueName(), cake.id())).isPresent();
            }
        }

        @Test
        void failsAParentWithItsChildWhenToldTo() throws Exception {
            var queue = stage.queue();
            stage.start(job -> {
                throw new IllegalStateException("burnt");
            });

            try (var flows = FlowProducer.of(stage.connection())) {
                var cake = flows.add(FlowNode.of("cake", stage.queueName())
                        .data("cake")
                        .child(FlowNode.of("batter", stage.queueName())
                                .data("batter")
                                .options(options()
                                        .childFailurePolicy(ChildFailurePolicy.FAIL_PARENT)
                                        .build()))
                        .build());

                eventuallyIn(FAILED, queue, cake.id());
            }
        }

        @Test
        void aStepAddsChildrenAndWaitsForThem() throws Exception {
            var queue = stage.queue();
            try (var flows = FlowProducer.of(stage.connection())) {
                stage.start(job -> {
                    stage.seen.add(job.name() + job.job().attemptsStarted());
                    if (job.name().equals("parent") && job.job().attemptsStarted() == 1) {
                        queue.add(
                                "child",
                                "x",
                                options()
                                        .parent(job.id(), "bull:" + stage.queueName())
                                        .build());
                        job.moveToWaitingChildren();
                    }
                    return null;
                });

                var id = queue.add("parent", "x").id();

                eventuallyIn(COMPLETED, queue, id);
                assertThat(stage.seen).containsExactly("parent1", "child1", "parent2");
            }
        }

        @Test
        void runsWhatASchedulerSays() {
            var queue = stage.queue();
            stage.start(job -> stage.seen.add(job.data()));

            queue.upsertJobScheduler(
                    "tick", Schedule.every(Duration.ofMillis(100)).withLimit(3), JobTemplate.of("tick", "tock"));
            stage.pass(Duration.ofMillis(500));

            stage.eventually(() -> assertThat(stage.seen).containsExactly("tock", "tock", "tock"));
            stage.eventually(
                    () -> assertThat(queue.getJobCounts().of(COMPLETED)).isEqualTo(3));
        }

        @Test
        void listsAndRemovesSchedulers() {
            var queue = stage.queue();
            var daily = Schedule.cron("0 6 * * *", ZoneId.of("Europe/Berlin"));
            var next = queue.upsertJobScheduler("daily", daily, JobTemplate.of("report", "x"))
                    .orElseThrow();

            assertThat(next.state()).isEqualTo(DELAYED);
            assertThat(queue.getJobSchedulersCount()).isEqualTo(1);
            assertThat(queue.preview("daily", 3)).hasSize(3);
            assertThat(queue.removeJobScheduler("daily")).isTrue();
            assertThat(next.state()).isEqualTo(UNKNOWN);
        }

        @Test
        void callsInterceptorsAroundAddAndProcess() {
            var queue = stage.queue(QueueOptions.builder()
                    .interceptor(
                            String.class,
                            call -> call.map(
                                    request -> JobRequest.of(request.name(), request.data() + "!", request.options())))
                    .build());
            stage.start(stage.worker(job -> stage.seen.add(job.data())).interceptor((job, next) -> {
                stage.seen.add("before");
                var result = next.process(job);
                stage.seen.add("after");
                return result;
            }));

            queue.add("work", "hello");

            stage.eventually(() -> assertThat(stage.seen).containsExactly("before", "hello!", "after"));
        }
    }
}
