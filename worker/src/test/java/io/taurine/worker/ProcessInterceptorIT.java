package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.job.JobOptions;
import io.taurine.testkit.TestQueue;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class ProcessInterceptorIT extends OnRedis {

    private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    private final List<String> heard = new CopyOnWriteArrayList<>();

    ProcessInterceptorIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void standAroundTheRunInTheOrderGiven() {
        bench.start(bench.worker(job -> {
                    heard.add("processor");
                    return "result";
                })
                .interceptor((job, next) -> {
                    heard.add("outer in");
                    var result = next.process(job);
                    heard.add("outer out " + result);
                    return result;
                })
                .interceptor((job, next) -> {
                    heard.add("inner in");
                    return next.process(job) + " wrapped";
                }));

        var id = bench.add("x");

        await().untilAsserted(() -> assertThatJob(queue, id).isCompleted().hasReturnValue("\"result wrapped\""));
        assertThat(heard).containsExactly("outer in", "inner in", "processor", "outer out result wrapped");
    }

    @Test
    void handOnAnotherPayloadWithoutChangingWhatIsStored() {
        bench.start(bench.worker(job -> job.id() + job.data())
                .interceptor((job, next) -> next.process(job.withData(job.data() + "!"))));

        var id = bench.add("x");

        await().untilAsserted(() -> assertThatJob(queue, id).isCompleted().hasReturnValue("\"" + id + "x!\""));
        assertThatJob(queue, id).hasData("\"x\"");
    }

    @Test
    void changeExceptionsAndMayLeaveTheProcessorOut() {
        bench.start(bench.worker(job -> {
                    heard.add("ran " + job.data());
                    throw new IOException("raw");
                })
                .interceptor((job, next) -> {
                    if (job.data().equals("skipped")) {
                        return "not run";
                    }
                    try {
                        return next.process(job);
                    } catch (IOException e) {
                        throw new IllegalStateException("wrapped " + e.getMessage(), e);
                    }
                }));

        var failing = bench.add("failing");
        var skipped = bench.add("skipped");

        await().untilAsserted(() -> {
            assertThatJob(queue, failing).isFailed().hasFailedReason("wrapped raw");
            assertThatJob(queue, skipped).isCompleted().hasReturnValue("\"not run\"");
        });
        assertThat(heard).containsExactly("ran failing");
    }

    @Test
    void bringTheContextOfTheProducerBackWithTheMdcInPlace() {
        ProcessInterceptor<Object> tenants = (job, next) -> {
            TENANT.set(job.job().options().context().get("tenant"));
            try {
                return next.process(job);
            } finally {
                TENANT.remove();
            }
        };
        bench.start(bench.worker(job -> TENANT.get() + " " + MDC.get("jobId") + " " + MDC.get("attempt"))
                .interceptor(tenants));

        var id = bench.add("x", JobOptions.builder().context("tenant", "acme"));

        await().untilAsserted(() -> assertThatJob(queue, id).isCompleted().hasReturnValue("\"acme " + id + " 1\""));
    }

    @Test
    void areNotCalledForAJobThatCannotBeRun() {
        var broken = bench.add("x");
        queue.redis().hset(queue.key(broken), "data", "no json");

        bench.start(bench.worker(job -> null).interceptor((job, next) -> {
            heard.add(job.id());
            return next.process(job);
        }));

        await().untilAsserted(() -> assertThatJob(queue, broken).isFailed());
        assertThat(heard).isEmpty();
    }

    @Test
    void mayMoveTheJobThroughTheOneTheyHandOn() {
        bench.start(bench.worker(job -> {
                    if (job.job().attemptsStarted() == 1) {
                        job.moveToWait();
                    }
                    return job.data();
                })
                .interceptor((job, next) -> next.process(job.withData("other"))));

        var id = bench.add("x");

        await().untilAsserted(() -> assertThatJob(queue, id).isCompleted().hasReturnValue("\"other\""));
    }
}
