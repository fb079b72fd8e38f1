package io.taurine.testkit;

/**
 * Assertions about what is in Redis. Each reads Redis once, when it is called, so that under Awaitility they belong inside:
 * {@code await().untilAsserted(() -> assertThatJob(queue, id).isCompleted())}.
 */
public final class TaurineAssertions {
    private TaurineAssertions() {}

    /** Reads the job with this id; it need not exist. */
    public static JobAssert assertThatJob(TestQueue queue, String id) {
        return new JobAssert(StoredJob.read(queue, id));
    }

    public static QueueAssert assertThatQueue(TestQueue queue) {
        return new QueueAssert(queue);
    }
}
